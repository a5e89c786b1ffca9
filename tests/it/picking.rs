//! Commands without a deal, a stage, a reason or a token: a person at a terminal is asked for them.

use super::support::{Home, sandbox_with};
use super::terminal::{DOWN, ENTER, ESC, Terminal};
use deals::sandbox::Sandbox;
use serde_json::Value;

fn json(ended: (Option<i32>, String)) -> Value {
    assert_eq!(ended.0, Some(0));
    serde_json::from_str(&ended.1).unwrap()
}

#[test]
fn a_deal_is_found_by_some_letters_by_number_or_among_the_last() {
    let home = Home::new();
    home.run(&["--sandbox", "update", "7", "--title", "Touched last", "-q"]).ok();
    let mut asked = Terminal::start(&home, &["get"]);
    asked.answer("Deal", "xqzv");
    asked.sees("no deal has `xqzv` in its title");
    asked.press(&format!("\x15copper r{ENTER}"));
    asked.sees("❯ Copper roof");
    asked.press(ENTER);
    assert_eq!(json(asked.ends())["title"], "Copper roof");
    let mut asked = Terminal::start(&home, &["get"]);
    asked.answer("Deal", "");
    asked.sees("❯ Touched last");
    asked.press(ENTER);
    assert_eq!(json(asked.ends())["id"], 7);
    let mut asked = Terminal::start(&home, &["get"]);
    asked.answer("Deal", "3");
    assert_eq!(json(asked.ends())["id"], 3);
    let mut asked = Terminal::start(&home, &["get"]);
    asked.answer("Deal", "https://acme.pipedrive.com/deal/3");
    asked.sees("is not a deal of this account");
    asked.press(&format!("\x15https://app.pipedrive.com/deal/3{ENTER}"));
    assert_eq!(json(asked.ends())["id"], 3);
    for place in ["", "roof\r"] {
        let mut asked = Terminal::start(&home, &["get"]);
        asked.sees("? Deal ›");
        if !place.is_empty() {
            asked.press(place);
            asked.sees("❯ Copper roof");
        }
        asked.leaves_with(ESC);
    }
}

#[test]
fn every_command_about_a_deal_asks_for_it() {
    let home = Home::new();
    for command in [
        "update",
        "edit",
        "move",
        "win",
        "lose",
        "reopen",
        "archive",
        "unarchive",
        "delete",
        "duplicate",
        "convert",
        "convert start",
        "followers list",
        "followers add",
        "followers remove",
        "followers changelog",
        "participants list",
        "participants add",
        "participants remove",
        "participants changelog",
        "discounts list",
        "discounts remove",
        "files",
        "mail",
        "flow",
        "changelog",
        "permitted-users",
    ] {
        let words: Vec<&str> = command.split(' ').collect();
        let mut asked = Terminal::start(&home, &words);
        asked.sees("? Deal ›");
        asked.leaves_with(ESC);
    }
}

#[test]
fn move_asks_for_the_stage_and_begins_where_the_deal_is() {
    let home = Home::new();
    let mut asked = Terminal::start(&home, &["move", "3"]);
    asked.sees("? Stage ›");
    asked.sees("❯ Negotiation");
    asked.press(&format!("{DOWN}{ENTER}"));
    asked.sees("stage Negotiation → Contract sent");
    assert_eq!(json(asked.ends())["stage_id"], 5);
    // The only word may be the stage.
    let mut asked = Terminal::start(&home, &["move", "Proposal"]);
    asked.answer("Deal", "3");
    asked.sees("stage Contract sent → Proposal");
    assert_eq!(json(asked.ends())["stage_id"], 3);
}

#[test]
fn a_loss_may_have_a_reason() {
    let home = Home::new();
    let mut asked = Terminal::start(&home, &["lose", "3"]);
    asked.answer("Reason", "compet");
    assert_eq!(json(asked.ends())["lost_reason"], "Went with a competitor");
    let mut asked = Terminal::start(&home, &["lose", "4"]);
    asked.answer("Reason", "another");
    asked.answer("Reason", "Too dear");
    assert_eq!(json(asked.ends())["lost_reason"], "Too dear");
    let mut asked = Terminal::start(&home, &["lose", "5"]);
    asked.answer("Reason", "no reason");
    assert_eq!(json(asked.ends())["lost_reason"], Value::Null);
    // Who has said that nothing is to be asked is not asked.
    let asked = Terminal::start(&home, &["lose", "6", "--yes"]);
    assert_eq!(json(asked.ends())["status"], "lost");
}

#[test]
fn a_follower_and_a_participant_are_picked() {
    let home = Home::new();
    let mut asked = Terminal::start(&home, &["followers", "add", "3"]);
    asked.answer("User", "priya");
    asked.sees("Priya Nair follows deal 3 now");
    assert_eq!(asked.ends().0, Some(0));
    let mut asked = Terminal::start(&home, &["participants", "add", "3"]);
    asked.answer("Person", "bruno");
    asked.answer("Person", "");
    asked.sees("Bruno Becker takes part in deal 3 now");
    assert_eq!(asked.ends().0, Some(0));
}

#[test]
fn what_hangs_on_a_deal_is_picked_from_what_it_has() {
    let home = Home::new();
    let run = |words: &[&str]| home.run(&[&["--sandbox"], words].concat()).ok();
    run(&["followers", "add", "3", "Priya Nair"]);
    run(&["participants", "add", "3", "Bruno Becker"]);
    run(&["discounts", "add", "3", "--percent", "10", "--description", "Loyalty"]);
    for (words, question, keys, said) in [
        (["followers", "remove"], "Follower", "priya", "Priya Nair no longer follows deal 3"),
        (["participants", "remove"], "Participant", "bruno", "Bruno Becker no longer takes part"),
        (["discounts", "remove"], "Discount", "loyal", "removed the discount Loyalty"),
    ] {
        let mut asked = Terminal::start(&home, &[&words[..], &["3", "--yes"]].concat());
        asked.answer(question, keys);
        asked.sees(said);
        assert_eq!(asked.ends().0, Some(0), "{words:?}");
    }
    run(&["create", "Bare"]);
    let mut asked = Terminal::start(&home, &["discounts", "remove"]);
    asked.answer("Deal", "bare");
    asked.answer("Deal", "");
    asked.sees("has no discount");
    assert_eq!(asked.ends().0, Some(4));
}

#[test]
fn logging_in_asks_for_the_token_and_a_name() {
    let home = Home::new();
    let sandbox: Sandbox = sandbox_with(5);
    let url = sandbox.url();
    let env = [("DEALS_BASE_URL", url.as_str()), ("NO_COLOR", "1")];
    let mut asked = Terminal::start_with_size(&home, (80, 24), &env, &["auth", "login"]);
    asked.answer("API token", "");
    asked.sees("this is not a valid token");
    asked.press("0123secret");
    let seen = asked.sees("••••••••••");
    assert!(!seen.contains("secret"), "{seen}");
    asked.press(ENTER);
    asked.sees("? Profile › harbour-and-sons");
    asked.press(&format!("-2{ENTER}"));
    asked.sees("logged in as Mara Lindqvist");
    assert_eq!(asked.ends().0, Some(0));
    let rows = home.run(&["auth", "status", "-o", "json"]).json();
    assert_eq!(rows[0]["profile"], "harbour-and-sons-2");
    let mut asked =
        Terminal::start_with_size(&home, (80, 24), &[], &["auth", "login", "-p", "other"]);
    asked.sees("Company");
    asked.leaves_with(ESC);
}

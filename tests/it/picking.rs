//! Prompts for a missing deal, stage, reason or token on a terminal.

use super::support::{Home, sandbox_with};
use super::terminal::{BACKSPACE, CTRL_C, DOWN, ENTER, ESC, READING, Terminal};
use deals::sandbox::Sandbox;
use serde_json::Value;
use std::time::Duration;

fn json_of(ended: (Option<i32>, String)) -> Value {
    assert_eq!(ended.0, Some(0));
    serde_json::from_str(&ended.1).unwrap()
}

#[test]
fn a_deal_is_found_by_its_title_by_id_or_among_the_recent_ones() {
    let home = Home::new();
    home.run(&["--sandbox", "update", "7", "--title", "Touched last", "-q"]).ok();
    let mut asked = Terminal::start(&home, &["get"]);
    asked.answer("Deal", "xqzv");
    asked.wait_for("no deal has `xqzv` in its title");
    asked.answer("Deal", "copper r");
    asked.wait_for("❯ Search again…");
    std::thread::sleep(READING);
    asked.press(&format!("{DOWN}{ENTER}"));
    assert_eq!(json_of(asked.wait_for_end())["title"], "Copper roof");
    let mut asked = Terminal::start(&home, &["get"]);
    asked.decide("Deal", "");
    asked.choose("Deal", 1);
    assert_eq!(json_of(asked.wait_for_end())["id"], 7);
    let mut asked = Terminal::start(&home, &["get"]);
    asked.answer("Deal", "3");
    assert_eq!(json_of(asked.wait_for_end())["id"], 3);
    let mut asked = Terminal::start(&home, &["get"]);
    asked.answer("Deal", "https://acme.pipedrive.com/deal/3");
    asked.wait_for("is not a deal of this account");
    asked.answer("Deal", "https://app.pipedrive.com/deal/3");
    assert_eq!(json_of(asked.wait_for_end())["id"], 3);
}

#[test]
fn a_search_can_be_repeated() {
    let home = Home::new();
    let mut asked = Terminal::start(&home, &["get"]);
    asked.answer("Deal", "roof");
    // With the first item, with Esc, and if no result matches the filter.
    asked.decide("Deal", "");
    asked.answer("Deal", "roof");
    asked.wait_for("❯ Search again…");
    asked.press(ESC);
    asked.answer("Deal", "roof");
    asked.wait_for("❯ Search again…");
    asked.press("zzzz");
    asked.wait_for("no match; Esc searches again");
    asked.press(ENTER);
    asked.press(ESC);
    asked.wait_for("part of the title");
    asked.answer("Deal", "3");
    assert_eq!(json_of(asked.wait_for_end())["id"], 3);
}

#[test]
fn every_command_prompts_for_a_missing_deal() {
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
        "discounts add",
        "discounts remove",
        "files",
        "mail",
        "flow",
        "changelog",
        "permitted-users",
    ] {
        let words: Vec<&str> = command.split(' ').collect();
        let mut asked = Terminal::start(&home, &words);
        asked.wait_for("? Deal ›");
        asked.leave_with(CTRL_C);
    }
}

#[test]
fn a_transition_offers_only_deals_that_it_can_change() {
    let home = Home::new();
    let run = |words: &[&str]| home.run(&[&["--sandbox"], words].concat()).ok();
    for id in ["1", "2", "3", "4"] {
        run(&["update", id, "--title", &format!("Pool {id}"), "-q"]);
    }
    run(&["win", "2", "-q"]);
    run(&["lose", "3", "--reason", "Price", "-q"]);
    run(&["archive", "4", "-q"]);
    for (command, offered) in
        [("win", &["1"][..]), ("lose", &["1"]), ("reopen", &["3", "2"]), ("unarchive", &["4"])]
    {
        for part in ["pool", ""] {
            let mut asked = Terminal::start(&home, &[command]);
            asked.decide("Deal", part);
            asked.wait_for("? Deal › ");
            let screen = asked.screen();
            let listed: Vec<&str> = screen
                .lines()
                .filter_map(|line| line.trim().strip_prefix("Pool "))
                .map(|line| line.split(' ').next().unwrap())
                .collect();
            if part.is_empty() {
                // The most recently changed deals come first.
                assert_eq!(listed, offered, "{command}:\n{screen}");
            } else {
                assert_eq!(listed.len(), offered.len(), "{command}:\n{screen}");
            }
            asked.leave_with(CTRL_C);
        }
    }
    let mut asked = Terminal::start(&home, &["unarchive"]);
    asked.answer("Deal", "pool");
    asked.choose("Deal", 1);
    assert_eq!(json_of(asked.wait_for_end())["is_archived"], false);
}

#[test]
fn the_current_stage_comes_first_and_enter_keeps_it() {
    let home = Home::new();
    let mut asked = Terminal::start(&home, &["move", "3"]);
    asked.wait_for("? Stage ›");
    asked.wait_for("❯ Negotiation");
    asked.press(ENTER);
    asked.wait_for("deal 3: nothing to change");
    assert_eq!(json_of(asked.wait_for_end())["stage_id"], 4);
    let mut asked = Terminal::start(&home, &["move", "3"]);
    asked.answer("Stage", "contract");
    asked.wait_for("stage Negotiation → Contract sent");
    assert_eq!(json_of(asked.wait_for_end())["stage_id"], 5);
    // A single argument may be the stage.
    let mut asked = Terminal::start(&home, &["move", "Proposal"]);
    asked.answer("Deal", "3");
    asked.wait_for("stage Contract sent → Proposal");
    assert_eq!(json_of(asked.wait_for_end())["stage_id"], 3);
}

#[test]
fn an_ambiguous_stage_is_resolved_in_the_pipeline_of_the_deal() {
    let home = Home::new();
    let run = |words: &[&str]| home.run(&[&["--sandbox"], words].concat());
    let in_partners =
        run(&["list", "--pipeline", "Partners", "--status", "open", "-o", "json"]).json();
    let partner = in_partners[0]["id"].to_string();
    assert_eq!(run(&["move", "3", "Qualified", "-o", "json"]).json()["stage_id"], 2);
    assert_eq!(run(&["move", &partner, "Qualified", "-o", "json"]).json()["stage_id"], 7);
    run(&["move", "3", "Negotiation"]).ok();
    let stage =
        run(&["update", "3", "--stage", "qualified", "-o", "json"]).json()["stage_id"].clone();
    assert_eq!(stage, 2);
    // Deals in two pipelines have no common pipeline.
    let refused = run(&["move", "3", &partner, "Qualified", "--yes"]);
    assert!(refused.code == Some(2) && refused.err.contains("2 stages"), "{}", refused.err);
}

#[test]
fn an_ambiguous_name_is_chosen_from_a_list() {
    let home = Home::new();
    for (args, question, filter, out) in [
        (&["update", "3", "--owner", "tom"][..], "Which user is `tom`?", "reyes", "\"owner_id\":3"),
        (
            &["create", "Roof", "--stage", "Qualified"],
            "Which stage is `Qualified`?",
            "partners",
            "\"stage_id\":7",
        ),
        (&["followers", "add", "3", "tom"], "Which user is `tom`?", "okafor", "\"user_id\":2"),
        (
            &["create", "Roof", "--set", "Owner=tom"],
            "Which user is `tom`?",
            "reyes",
            "\"owner_id\":3",
        ),
        (
            &["create", "Roof", "--pipeline", "s"],
            "Which pipeline is `s`?",
            "sal",
            "\"pipeline_id\":1",
        ),
        (
            &["create", "Roof", "--person", "bruno"],
            "Which person is `bruno`?",
            "eriksen",
            "\"person_id\":28",
        ),
    ] {
        let mut asked = Terminal::start(&home, args);
        asked.decide(question, filter);
        let ended = asked.wait_for_end();
        assert!(
            ended.0 == Some(0) && ended.1.replace(' ', "").contains(out),
            "{args:?} {}",
            ended.1
        );
        let mut asked = Terminal::start(&home, args);
        asked.wait_for(&format!("? {question} ›"));
        asked.leave_with(ESC);
    }
}

#[test]
fn a_loss_may_have_a_reason() {
    let home = Home::new();
    let mut asked = Terminal::start(&home, &["lose", "3"]);
    asked.decide("Reason", "compet");
    assert_eq!(json_of(asked.wait_for_end())["lost_reason"], "Went with a competitor");
    let mut asked = Terminal::start(&home, &["lose", "4"]);
    asked.decide("Reason", "another");
    asked.answer("Reason", "Too dear");
    assert_eq!(json_of(asked.wait_for_end())["lost_reason"], "Too dear");
    let mut asked = Terminal::start(&home, &["lose", "5"]);
    asked.decide("Reason", "no reason");
    assert_eq!(json_of(asked.wait_for_end())["lost_reason"], Value::Null);
    // With --yes there is no prompt.
    let asked = Terminal::start(&home, &["lose", "6", "--yes"]);
    assert_eq!(json_of(asked.wait_for_end())["status"], "lost");
}

#[test]
fn a_confirmation_for_several_deals_names_them() {
    let home = Home::new();
    for (args, question) in [
        (&["win", "3", "42"][..], "Mark 2 deals as won in the sandbox? Garden wall, Night train"),
        (&["lose", "3", "42", "--reason", "Price"], "Mark 2 deals as lost in the sandbox? Garden"),
        (&["archive", "3", "42"], "Archive 2 deals in the sandbox? Garden wall, Night train"),
        (
            &["move", "3", "42", "Qualified", "--pipeline", "Sales"],
            "Move 2 deals to Qualified in the sandbox? Garden wall,",
        ),
        (&["update", "3", "42", "--value", "7"], "Change value of 2 deals in the sandbox? Garden"),
        (&["delete", "3", "42"], "Delete 2 deals in the sandbox? Garden wall, Night train"),
    ] {
        let mut asked = Terminal::start(&home, args);
        asked.wait_for("(y/n)");
        let screen = asked.screen().replace("\n ", "");
        assert!(screen.contains(question), "{question} in:\n{screen}");
        asked.leave_with(CTRL_C);
    }
}

#[test]
fn a_follower_and_a_participant_are_picked() {
    let home = Home::new();
    let mut asked = Terminal::start(&home, &["followers", "add", "3"]);
    asked.decide("User", "priya");
    asked.wait_for("Priya Nair follows deal 3 now");
    assert_eq!(asked.wait_for_end().0, Some(0));
    let mut asked = Terminal::start(&home, &["participants", "add", "3"]);
    asked.answer("Person", "bruno");
    asked.choose("Person", 1);
    asked.wait_for("Bruno Becker takes part in deal 3 now");
    assert_eq!(asked.wait_for_end().0, Some(0));
}

#[test]
fn related_records_are_picked_from_a_list() {
    let home = Home::new();
    let run = |words: &[&str]| home.run(&[&["--sandbox"], words].concat()).ok();
    run(&["followers", "add", "3", "Priya Nair"]);
    run(&["participants", "add", "3", "Bruno Becker"]);
    run(&["discounts", "add", "3", "--percent", "10", "--description", "Loyalty"]);
    for (words, question, filter, message) in [
        (["followers", "remove"], "Follower", "priya", "Priya Nair no longer follows deal 3"),
        (["participants", "remove"], "Participant", "bruno", "Bruno Becker no longer takes part"),
        (["discounts", "remove"], "Discount", "loyal", "removed the discount Loyalty"),
    ] {
        let mut asked = Terminal::start(&home, &[&words[..], &["3", "--yes"]].concat());
        asked.decide(question, filter);
        asked.wait_for(message);
        assert_eq!(asked.wait_for_end().0, Some(0), "{words:?}");
    }
    run(&["create", "Bare"]);
    let mut asked = Terminal::start(&home, &["discounts", "remove"]);
    asked.answer("Deal", "bare");
    asked.choose("Deal", 1);
    asked.wait_for("has no discount");
    assert_eq!(asked.wait_for_end().0, Some(4));
}

#[test]
fn prompts_for_a_discount() {
    let home = Home::new();
    let mut asked = Terminal::start(&home, &["discounts", "add", "3"]);
    asked.answer("Discount", "0");
    asked.wait_for("must be a number greater than 0");
    asked.answer("Discount", &format!("{BACKSPACE}12.5%"));
    asked.answer("Description", "Loyalty");
    asked.wait_for("added the discount Loyalty (12.5 %)");
    assert_eq!(asked.wait_for_end().0, Some(0));
    let mut asked = Terminal::start(&home, &["discounts", "add", "3", "--description", "Late"]);
    asked.answer("Discount", "50");
    asked.wait_for("added the discount Late (50 off)");
    assert_eq!(asked.wait_for_end().0, Some(0));
}

#[test]
fn prompts_for_a_search_term() {
    let home = Home::new();
    let mut asked = Terminal::start(&home, &["search", "-o", "json"]);
    asked.answer("Search for", "x");
    asked.wait_for("is too short");
    asked.answer("Search for", &format!("{BACKSPACE}copper roof"));
    assert_eq!(json_of(asked.wait_for_end())[0]["item"]["title"], "Copper roof");
}

#[test]
fn login_prompts_for_the_token_and_a_name() {
    let home = Home::new();
    let sandbox: Sandbox = sandbox_with(5);
    let url = sandbox.url();
    let env = [("DEALS_BASE_URL", url.as_str()), ("NO_COLOR", "1")];
    let mut asked = Terminal::start_with_size(&home, (80, 24), &env, &["auth", "login"]);
    asked.answer("API token", "");
    asked.wait_for("this is not a valid token");
    asked.wait_for("? API token ›");
    asked.press("0123secret");
    asked.press(ENTER);
    let seen = asked.wait_for("••••••••");
    assert!(!seen.contains("secret"), "{seen}");
    asked.wait_for("? Profile › harbour-and-sons");
    asked.press(&format!("-2{ENTER}"));
    asked.wait_for("logged in as Mara Lindqvist");
    assert_eq!(asked.wait_for_end().0, Some(0));
    let rows = home.run(&["auth", "status", "-o", "json"]).json();
    assert_eq!(rows[0]["profile"], "harbour-and-sons-2");
    let mut asked =
        Terminal::start_with_size(&home, (80, 24), &env[1..], &["auth", "login", "-p", "other"]);
    asked.wait_for("? Company ›");
    asked.leave_with(CTRL_C);
}

#[test]
fn ctrl_c_at_the_token_restores_the_echo() {
    let home = Home::new();
    // The terminal of rexpect has echo turned off.
    let env = [("DEALS_BASE_URL", "http://127.0.0.1:1"), ("NO_COLOR", "1"), ("MODES", "echo")];
    let mut asked = Terminal::start_with_size(&home, (80, 24), &env, &["auth", "login"]);
    asked.wait_for("? API token ›");
    // Echo is turned off after the prompt is shown.
    while asked.is_restored() {
        std::thread::sleep(Duration::from_millis(10));
    }
    asked.press(CTRL_C);
    asked.wait_for("canceled");
    assert!(asked.is_restored());
    assert_eq!(asked.wait_for_end().0, Some(130));
}

#[test]
fn switching_offers_the_existing_profiles() {
    let home = Home::new();
    let env = [("NO_COLOR", "1")];
    for name in ["acme", "home"] {
        home.run(&["config", "set", "company", "acme", "--profile", name]).ok();
    }
    let mut asked = Terminal::start_with_size(&home, (80, 24), &env, &["auth", "switch"]);
    asked.decide("Profile", "home");
    asked.wait_for("profile home is now in use");
    assert_eq!(asked.wait_for_end().0, Some(0));
    let refused = home.run(&["auth", "switch"]);
    assert!(refused.code == Some(2) && refused.err.contains("missing NAME"), "{}", refused.err);
}

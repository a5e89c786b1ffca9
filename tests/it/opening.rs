//! Deals by title on a terminal, several deals in one argument, `me` as a user, and pages in the
//! browser.

use super::support::Home;
#[cfg(unix)]
use super::terminal::Terminal;

const PAGE: &str = "https://harbour-and-sons.pipedrive.com/deal";

#[cfg(unix)]
fn id(ended: (Option<i32>, String)) -> u64 {
    assert_eq!(ended.0, Some(0), "{}", ended.1);
    let deal: serde_json::Value = serde_json::from_str(&ended.1).unwrap();
    deal["id"].as_u64().unwrap()
}

#[cfg(unix)]
#[test]
fn finds_a_deal_by_title_on_a_terminal() {
    let home = Home::new();
    assert_eq!(id(Terminal::start(&home, &["get", "garden wall"]).wait_for_end()), 3);
    let mut terminal = Terminal::start(&home, &["get", "Cork"]);
    terminal.choose("Deals with `Cork` in the title", 1);
    assert!(id(terminal.wait_for_end()) > 3);
    let missing = Terminal::start(&home, &["get", "no such title"]).wait_for_end();
    assert_eq!(missing.0, Some(4), "{}", missing.1);
}

#[cfg(unix)]
#[test]
fn confirms_a_deal_found_by_title_before_a_change() {
    let home = Home::new();
    for more in [&[][..], &["--yes"]] {
        let command = [&["update", "Garden wa", "--probability", "40"][..], more].concat();
        let mut terminal = Terminal::start(&home, &command);
        terminal.confirm("Change deal 3 (Garden wall, Negotiation, 4,200 EUR)?", "n");
        assert_eq!(terminal.wait_for_end().0, Some(130), "{more:?}");
    }
    let mut terminal = Terminal::start(&home, &["update", "Garden wa", "--probability", "40"]);
    terminal.confirm("Change deal 3", "y");
    assert_eq!(id(terminal.wait_for_end()), 3);
    let mut terminal = Terminal::start(&home, &["delete", "Garden wall"]);
    terminal.confirm("Delete deal 3 (Garden wall", "n");
    assert_eq!(terminal.wait_for_end().0, Some(130));
}

#[test]
fn rejects_titles_without_a_terminal() {
    let home = Home::new();
    for command in [["get", "Garden wall"], ["win", "Garden wall"], ["flow", "Garden wall"]] {
        let output = home.run(&[&["--sandbox"][..], &command].concat());
        assert_eq!(output.code, Some(2), "{command:?} {}", output.err);
        assert!(output.err.contains("`Garden wall` is not a deal ID or URL"), "{}", output.err);
    }
}

#[test]
fn accepts_several_deals_in_one_argument() {
    let home = Home::new();
    let got = home.run(&["--sandbox", "get", "3,#4", "id:3", "#5", "--jq", ".[].id"]).ok();
    assert_eq!(got, "3\n4\n5\n");
    let wrong = home.run(&["--sandbox", "get", "3,x"]);
    assert_eq!(wrong.code, Some(2), "{}", wrong.err);
}

#[test]
fn me_is_the_token_user() {
    let home = Home::new();
    let me = home.run(&["--sandbox", "api", "GET", "/api/v1/users/me", "--jq", ".data.id"]).ok();
    let mine = ["--sandbox", "list", "--owner", "me", "--jq", "[.[].owner_id] | unique[]"];
    assert_eq!(home.run(&mine).ok(), me);
    for change in [["--owner", "me"], ["--set", "owner_id=ME"], ["--set", "Owner=me"]] {
        home.run(&["--sandbox", "update", "3", "--owner", "2", "-q"]).ok();
        let changed = [&["--sandbox", "update", "3", "--jq", ".owner_id"][..], &change].concat();
        assert_eq!(home.run(&changed).ok(), me, "{change:?}");
    }
    home.run(&["--sandbox", "followers", "remove", "5", "me", "--yes", "-q"]).ok();
    let added = home.run(&["--sandbox", "followers", "add", "5", "me", "--jq", ".user_id"]);
    assert_eq!(added.ok(), me);
    // `me` needs only the account: 2 tokens instead of 20 for all users.
    let new_home = Home::new();
    let dry = new_home.run(&["--sandbox", "list", "--owner", "me", "-o", "json", "-v"]);
    assert!(dry.err.contains("users/me") && !dry.err.contains("/users?"), "{}", dry.err);
}

#[test]
fn prints_the_url_of_a_deal() {
    let home = Home::new();
    let printed = home.run(&["--sandbox", "open", "3", "4", "--print"]);
    assert_eq!(printed.ok(), format!("{PAGE}/3\n{PAGE}/4\n"));
    let dry = home.run(&["--sandbox", "get", "3", "--web", "--dry-run"]);
    assert_eq!(dry.ok(), format!("{PAGE}/3\n"));
    for command in [["open", "3", "-q"], ["get", "3", "--web"]] {
        let refused = home.run(&[&["--sandbox"][..], &command].concat());
        assert_eq!(refused.code, Some(2), "{command:?}");
        assert!(refused.err.contains("the sandbox has no web app"), "{}", refused.err);
    }
}

#[cfg(unix)]
#[test]
fn opens_the_url_in_the_browser() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let browser = home.path().join("browser");
    let seen = home.path().join("seen");
    std::fs::write(&browser, format!("#!/bin/sh\necho \"$1\" >>{}\n", seen.display())).unwrap();
    std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o755)).unwrap();
    let open = |args: &[&str], browser: &str| {
        let mut command = home.command(args);
        command.env("BROWSER", browser).env("PIPEDRIVE_API_TOKEN", "t");
        command.env("PIPEDRIVE_COMPANY", "acme");
        super::support::Output::from_output(command.output().unwrap())
    };
    let output = open(&["open", "3", "7"], browser.to_str().unwrap());
    assert_eq!((output.code, output.err.as_str()), (Some(0), "opened 2 pages in the browser\n"));
    // The program does not wait for the browser to exit.
    let urls = |text: &str| text.lines().count() == 2;
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while !std::fs::read_to_string(&seen).is_ok_and(|text| urls(&text)) {
        assert!(std::time::Instant::now() < deadline, "the browser was not run");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let mut opened: Vec<String> =
        std::fs::read_to_string(&seen).unwrap().lines().map(str::to_owned).collect();
    opened.sort();
    assert_eq!(opened, ["https://acme.pipedrive.com/deal/3", "https://acme.pipedrive.com/deal/7"]);
    let ids: Vec<String> = (1..=11).map(|id| id.to_string()).collect();
    let many: Vec<&str> = ["open"].into_iter().chain(ids.iter().map(String::as_str)).collect();
    let refused = open(&many, browser.to_str().unwrap());
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("will not open more than 10 pages at once"), "{}", refused.err);
}

//! Rows on a terminal of a given size: names of customers, columns that fit, JSON, the pager, and what
//! is printed after a write.

use super::support::{Home, StubServer, sandbox_with};
use super::terminal::KEY_PAUSE;
use rexpect::process::WaitStatus;
use rexpect::session::{PtySession, spawn_command};
use std::process::{Command, Stdio};

/// A terminal without colors.
struct Screen<'a> {
    home: &'a Home,
    size: (u16, u16),
    env: Vec<(&'static str, String)>,
}

impl<'a> Screen<'a> {
    fn new(home: &'a Home, url: &str) -> Screen<'a> {
        let env = vec![("DEALS_BASE_URL", url.to_owned()), ("NO_COLOR", "1".to_owned())];
        Screen { home, size: (120, 24), env }
    }

    fn sized(mut self, columns: u16, rows: u16) -> Screen<'a> {
        self.size = (columns, rows);
        self
    }

    fn with(mut self, name: &'static str, value: &str) -> Screen<'a> {
        self.env.retain(|(known, _)| *known != name);
        self.env.push((name, value.to_owned()));
        self
    }

    fn start(&self, args: &[&str]) -> PtySession {
        let (columns, rows) = self.size;
        let script = format!("stty cols {columns} rows {rows}; exec \"$0\" \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_deals")]).args(args);
        command.env_clear().envs(super::support::environment(self.home.path()));
        command.env("TERM", "xterm-256color").envs(self.env.iter().cloned());
        command.stdin(Stdio::inherit());
        spawn_command(command, Some(20_000)).unwrap()
    }

    /// The output, and the exit code.
    fn run(&self, args: &[&str]) -> (String, i32) {
        let mut session = self.start(args);
        let bytes = session.exp_eof().unwrap();
        let bytes: Vec<u8> = bytes.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect();
        let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
        // On a slow machine, the progress display may be drawn and cleared.
        let text: String =
            text.split_inclusive('\n').map(|line| line.rsplit("\x1b[2K").next().unwrap()).collect();
        match session.process().wait().unwrap() {
            WaitStatus::Exited(_, code) => (text, code),
            other => panic!("{other:?} after {text}"),
        }
    }

    #[track_caller]
    fn ok(&self, args: &[&str]) -> String {
        let (text, code) = self.run(args);
        assert_eq!(code, 0, "{text}");
        text
    }
}

/// A server that selects its response by a prefix of the path; other lists are empty.
fn stub(answers: &'static [(&'static str, &'static str, &'static str)]) -> StubServer {
    StubServer::start_recording(|_, line| {
        let found = answers.iter().find(|(path, ..)| line.contains(path));
        let (_, status, body) = found.unwrap_or(&("", "200 OK", r#"{"success":true,"data":[]}"#));
        StubServer::response(status, "", body.as_bytes())
    })
}

const DEAL_90000: (&str, &str, &str) = (
    "/api/v2/deals",
    "200 OK",
    r#"{"success":true,"data":[{"id":7,"title":"Roof","value":1,"currency":"EUR","status":"open","stage_id":1,"owner_id":1,"person_id":90000,"org_id":null}]}"#,
);

#[test]
fn customer_names_are_shown_on_a_terminal_and_cached() {
    let (sandbox, home) = (sandbox_with(10), Home::new());
    let screen = Screen::new(&home, &sandbox.url());
    let calls = |run: &dyn Fn() -> String| {
        let before = sandbox.world().calls();
        let text = run();
        (text, sandbox.world().calls() - before)
    };
    let (text, first) = calls(&|| screen.ok(&["list", "--limit", "4"]));
    let row = " 1  Copper roof     Northgate Housing         12,500 EUR  Proposal";
    assert!(text.contains(row), "{text}");
    assert!(text.contains("Dmitri Gallo"), "a deal without an organization: {text}");
    // Deals, stages, users, organizations, and the person of the deal without one.
    let (_, second) = calls(&|| screen.ok(&["list", "--limit", "4"]));
    assert_eq!((first, second), (5, 1));
    let (card, third) = calls(&|| screen.ok(&["get", "1", "--no-pager"]));
    assert!(card.contains("Organization    Northgate Housing\n"), "{card}");
    // The deal, the fields, the pipelines, the account for its time zone, and the person, which the list
    // did not need.
    assert_eq!(third, 5);
    // Without a terminal there are no more lookups, and IDs are printed unchanged.
    for (format, expected) in [("table", 3), ("csv", 4), ("json", 1)] {
        let args = ["list", "--limit", "4", "-o", format];
        let (_, count) = calls(&|| Home::new().at(&sandbox, &args).ok());
        // The table and CSV have stages and users by name, CSV pipelines too.
        assert_eq!(count, expected, "{format}");
    }
    let csv = home.at(&sandbox, &["list", "--limit", "1", "-o", "csv"]).ok();
    assert!(csv.contains(",Person,Organization,") && csv.contains(",1,1,2026-"), "{csv}");
    // A change shows cached names.
    let ran = home.at(&sandbox, &["update", "1", "--org", "2", "-o", "json"]);
    assert!(ran.err.contains("organization Northgate Housing → Bluewater Ferries"), "{}", ran.err);
}

#[test]
fn a_failed_lookup_of_optional_names_is_no_error() {
    static DENIED: [(&str, &str, &str); 2] =
        [DEAL_90000, ("/api/v2/persons", "403 Forbidden", r#"{"success":false,"error":"No."}"#)];
    static BROKEN: [(&str, &str, &str); 2] =
        [DEAL_90000, ("/api/v2/persons", "400 Bad Request", r#"{"success":false,"error":"No."}"#)];
    for (answers, code) in [(&DENIED, 0), (&BROKEN, 5)] {
        let (server, home) = (stub(answers), Home::new());
        let text = Screen::new(&home, &server.url).ok(&["list"]);
        assert!(text.contains("person 90000"), "{text}");
        assert_eq!(text.matches("cannot look up persons: ").count(), 1, "{text}");
        let ran = home
            .command(&["list", "--resolve", "-o", "table"])
            .env("DEALS_BASE_URL", &server.url)
            .output()
            .unwrap();
        // An error if names were requested, unless the token has no access to them.
        assert_eq!(ran.status.code(), Some(code));
    }
}

#[test]
fn a_dry_run_lists_the_lookups_of_names_and_their_cost() {
    let home = Home::new();
    let screen = Screen::new(&home, "http://127.0.0.1:9").with("DEALS_SANDBOX", "1");
    let screen = Screen { env: screen.env.into_iter().skip(1).collect(), ..screen };
    let text = screen.ok(&["list", "--dry-run"]);
    assert!(
        text.contains(
            "/persons?ids=<persons of the deals>  10 tokens for each 100\n\
             GET /api/v2/organizations?ids=<organizations of the deals>  10 tokens for each 100\n"
        ),
        "{text}"
    );
    let piped = home.run(&["--sandbox", "list", "--dry-run", "-o", "table"]).ok();
    assert!(!piped.contains("persons"), "{piped}");
    let asked =
        home.run(&["--sandbox", "list", "--dry-run", "--fields", "id,org_name", "-o", "csv"]);
    let asked = asked.ok();
    assert!(asked.contains("/organizations?ids=") && !asked.contains("persons"), "{asked}");
}

#[test]
fn names_are_looked_up_in_the_cheapest_way() {
    let (sandbox, home) = (sandbox_with(300), Home::new());
    let ran = home.at(&sandbox, &["list", "--resolve", "-o", "ndjson", "-v"]);
    let persons = |text: &str| text.lines().filter(|line| line.contains("/persons?")).count();
    assert!(ran.err.contains("GET /api/v2/persons?sort_by=id&limit=500"), "{}", ran.err);
    assert_eq!(persons(&ran.err), 1, "{}", ran.err);
    let rows = ran.ok();
    assert_eq!(rows.matches("\"names\":{").count(), rows.lines().count());
    assert!(rows.contains("\"person\":\"Ada Abara\",\"organization\":\"Northgate Housing\""));
    static FAR: [(&str, &str, &str); 2] = [
        DEAL_90000,
        ("/api/v2/persons", "200 OK", r#"{"success":true,"data":[{"id":90000,"name":"Zoe Far"}]}"#),
    ];
    let (server, home) = (stub(&FAR), Home::new());
    let ran = home
        .command(&["list", "--fields", "id,person_name,org_name", "-o", "json"])
        .env("DEALS_BASE_URL", &server.url)
        .output()
        .unwrap();
    let out = String::from_utf8(ran.stdout).unwrap();
    assert_eq!(out, "[\n{\"id\":7,\"person_name\":\"Zoe Far\",\"org_name\":null}\n]\n");
    let asked = server.requests();
    assert!(asked.iter().any(|request| request.contains("/persons?ids=90000")), "{asked:?}");
}

#[test]
fn the_columns_of_a_list_fit_a_terminal_of_80_columns() {
    let (sandbox, home) = (sandbox_with(30), Home::new());
    let screen = Screen::new(&home, &sandbox.url()).sized(80, 60);
    let text = screen.ok(&["list", "--limit", "5"]);
    let head = "ID  Title           Customer            Value  Stage        Owner         Close\n";
    assert!(text.starts_with(head), "{text}");
    assert!(text.contains(" 12,500 EUR  Proposal     T. Okafor     2 Dec\n"), "{text}");
    // The status is a column if it differs, or if later deals may have another one.
    let all = screen.ok(&["list"]);
    assert!(all.lines().next().unwrap().contains("Status"), "{all}");
    assert!(all.lines().all(|line| console::measure_text_width(line) <= 80), "{all}");
    assert!(all.ends_with(" deals\n"), "a final count: {all}");
    let won = screen.ok(&["list", "--status", "won"]);
    assert!(!won.contains("Status"), "{won}");
    let narrow = Screen::new(&home, &sandbox.url()).sized(40, 60);
    let text = narrow.ok(&["list", "--limit", "5"]);
    assert!(text.starts_with("ID  Title         Customer         Value\n"), "{text}");
    let card = narrow.ok(&["list", "--ids", "1"]);
    assert!(card.starts_with("ID              1\nTitle           Copper roof\n"), "{card}");
    assert!(narrow.ok(&["timeline"]).lines().next().unwrap().ends_with("Value"));
    let flow = narrow.ok(&["flow", "3", "--limit", "2"]);
    assert!(flow.contains("\nWhat  planned the activity \"Visit the\n      site\""), "{flow}");
}

#[test]
fn a_search_shows_owners_by_name() {
    let (sandbox, home) = (sandbox_with(30), Home::new());
    let text = Screen::new(&home, &sandbox.url()).ok(&["search", "copper roof", "--in", "title"]);
    assert!(text.contains("Northgate Housing  12,500 EUR  Proposal  Tom Okafor"), "{text}");
    assert!(!text.contains("Archived"), "no hit is archived: {text}");
    let piped = home.at(&sandbox, &["search", "copper roof", "-o", "csv"]).ok();
    assert!(piped.contains(",Proposal,2,Ada Abara,"), "{piped}");
}

#[test]
fn every_list_ends_with_its_count_on_a_terminal() {
    let (sandbox, home) = (sandbox_with(10), Home::new());
    let screen = Screen::new(&home, &sandbox.url()).sized(120, 60);
    let _ = home.at(&sandbox, &["win", "3"]).ok();
    for (args, count) in [
        (&["users"][..], "\n6 users\n"),
        (&["files", "3"], "\n3 files\n"),
        (&["log"], "\n1 entry\n"),
        (&["users", "--raw"], "\n6 users\n"),
        (&["list", "--limit", "3"], "\n3 deals shown; there are more\n"),
    ] {
        let text = screen.ok(args);
        assert!(text.ends_with(count), "{text}");
    }
    assert_eq!(home.at(&sandbox, &["users", "-o", "table"]).err, "");
}

#[test]
fn the_variable_columns_sets_the_width_of_a_piped_table() {
    let (sandbox, home) = (sandbox_with(10), Home::new());
    let table = |columns: &str| {
        let mut command = home.command(&["list", "-o", "table"]);
        command.env("DEALS_BASE_URL", sandbox.url()).env("COLUMNS", columns);
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let widest = |text: &str| text.lines().map(console::measure_text_width).max().unwrap();
    assert!(widest(&table("50")) <= 50);
    assert!(widest(&table("many")) > 80);
}

#[test]
fn json_is_indented_on_a_terminal_and_unchanged_in_a_pipe() {
    let (sandbox, home) = (sandbox_with(10), Home::new());
    let screen = Screen::new(&home, &sandbox.url());
    let args = ["list", "--limit", "1", "--fields", "id,value,won_time", "-o", "json"];
    let shown = screen.ok(&args);
    let whole = "[\n  {\n    \"id\": 1,\n    \"value\": 12500.0,\n    \"won_time\": null\n  }\n]\n";
    assert!(shown.starts_with(whole), "{shown}");
    let piped = home.at(&sandbox, &args).ok();
    assert_eq!(piped, "[\n{\"id\":1,\"value\":12500.0,\"won_time\":null}\n]\n");
    let colored = screen.with("NO_COLOR", "").ok(&args);
    assert!(colored.contains("\x1b[2mnull\x1b[0m"), "{colored:?}");
}

#[test]
fn ids_are_dim_and_never_bright_black() {
    let (sandbox, home) = (sandbox_with(10), Home::new());
    let screen = Screen::new(&home, &sandbox.url()).with("NO_COLOR", "");
    let text = screen.ok(&["list", "--limit", "2"]);
    assert!(text.contains("\x1b[2m"), "{text:?}");
    assert!(!text.contains("\x1b[38;5;8m") && !text.contains("\x1b[90m"), "{text:?}");
}

#[test]
fn a_write_on_a_terminal_ends_with_its_report() {
    let (sandbox, home) = (sandbox_with(10), Home::new());
    let screen = Screen::new(&home, &sandbox.url());
    let text = screen.ok(&["win", "3"]);
    assert_eq!(text.lines().last(), Some("deal 3: status open → won"), "{text}");
    assert!(!text.contains("Title"), "{text}");
    for more in [&["-v"][..], &["--fields", "title,status"]] {
        let _ = home.at(&sandbox, &["win", "3"]).ok();
        let text = screen.ok(&[&["reopen", "3"], more].concat());
        let (title, line) = (text.find("Title"), text.find("deal 3: status won → open"));
        assert!(title.is_some() && title < line, "the line comes last: {text}");
    }
    let piped = home.at(&sandbox, &["win", "3"]).ok();
    assert!(piped.starts_with("{\"id\":3,"), "{piped}");
}

/// A pager that saves its input.
fn recorder(home: &Home) -> String {
    let script = home.path().join("pager");
    std::fs::write(&script, "cat >\"$HOME/paged\"; echo \"pager $*\"\n").unwrap();
    format!("sh '{}' -x", script.display())
}

#[test]
fn a_table_longer_than_the_screen_goes_to_the_pager() {
    let (sandbox, home) = (sandbox_with(40), Home::new());
    let pager = recorder(&home);
    let screen = Screen::new(&home, &sandbox.url()).with("DEALS_PAGER", &pager);
    let paged = || std::fs::read_to_string(home.path().join("paged")).ok();
    for args in [
        &["list", "--limit", "5"][..],
        &["list", "--limit", "30", "--no-pager"],
        &["list", "--limit", "30", "-v"],
        &["list", "--limit", "30", "-o", "ndjson"],
        &["summary"],
    ] {
        let text = screen.ok(args);
        assert!(!text.contains("pager -x") && paged().is_none(), "{args:?}: {text}");
    }
    let text = screen.ok(&["list", "--limit", "30"]);
    assert_eq!(text, "pager -x\n30 deals shown; there are more\n", "the count comes after it");
    assert_eq!(paged().unwrap().lines().count(), 31);
    // A write prompts and reports; its rows are not paged.
    let many: Vec<String> = (1..=28).map(|id| id.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let text =
        screen
            .ok(&[&["update", "--probability", "50", "--yes", "--fields", "id"][..], &many]
                .concat());
    assert!(!text.contains("pager -x"), "{text}");
    assert!(!home.at(&sandbox, &["list", "-o", "table"]).ok().contains("pager"));
}

#[test]
fn a_card_longer_than_the_screen_goes_to_the_pager() {
    let (sandbox, home) = (sandbox_with(5), Home::new());
    let pager = recorder(&home);
    let url = sandbox.url();
    let screen = Screen::new(&home, &url).sized(80, 12).with("DEALS_PAGER", &pager);
    let paged = || std::fs::read_to_string(home.path().join("paged")).unwrap();
    assert_eq!(screen.ok(&["get", "3"]), "pager -x\n");
    let card = paged();
    assert!(card.lines().count() > 12 && card.starts_with("ID "), "{card}");
    std::fs::remove_file(home.path().join("paged")).unwrap();
    let mut session = screen.start(&["get"]);
    session.exp_string("? Deal").unwrap();
    session.send("3").unwrap();
    session.flush().unwrap();
    session.exp_string("3").unwrap();
    std::thread::sleep(KEY_PAUSE);
    session.send("\r").unwrap();
    session.flush().unwrap();
    session.exp_string("pager -x").unwrap();
    session.exp_eof().unwrap();
    assert_eq!(paged(), card, "after a question too");
    let fields = "id,title,value,currency,status,stage_id,pipeline_id,owner_id,person_id,org_id,add_time,\
        update_time,probability";
    let text = screen.ok(&["update", "3", "--probability", "50", "--fields", fields]);
    assert!(!text.contains("pager -x"), "what a write prints: {text}");
}

#[test]
fn a_missing_pager_is_an_error_only_if_configured() {
    let (sandbox, home) = (sandbox_with(40), Home::new());
    let args = ["list", "--limit", "30"];
    let url = sandbox.url();
    let screen = Screen::new(&home, &url).with("PAGER", "no-such-pager -R");
    let (text, code) = screen.run(&args);
    assert_eq!(code, 2, "{text}");
    assert!(
        text.starts_with("deals: cannot start the pager `no-such-pager -R` (PAGER): "),
        "{text}"
    );
    assert!(text.contains("\nhint: set DEALS_PAGER to another one, or use --no-pager\n"), "{text}");
    for (name, value) in [("DEALS_PAGER", ""), ("DEALS_PAGER", "cat"), ("TERM", "dumb")] {
        let screen = Screen::new(&home, &url).with("PAGER", "no-such-pager").with(name, value);
        assert!(screen.ok(&args).contains("30 deals shown"), "{name}={value}");
    }
    // The default pager: $PATH is a folder without `less`; `sh` starts the program by its full path.
    let bin = home.path().join("bin");
    std::fs::create_dir(&bin).unwrap();
    let stty = std::env::split_paths(&std::env::var_os("PATH").unwrap())
        .map(|dir| dir.join("stty"))
        .find(|file| file.exists());
    std::os::unix::fs::symlink(stty.unwrap(), bin.join("stty")).unwrap();
    let sh = std::path::Path::new("/bin/sh");
    std::os::unix::fs::symlink(sh, bin.join("sh")).unwrap();
    let screen = Screen::new(&home, &url).with("PATH", bin.to_str().unwrap());
    assert!(screen.ok(&args).contains("30 deals shown"));
}

#[test]
fn ctrl_c_ends_the_pager_and_the_run() {
    let (sandbox, home) = (sandbox_with(40), Home::new());
    let script = home.path().join("pager");
    let pager = format!("sh {}", script.display());
    // A pager that ignores Ctrl-C, as `less` does without -K, and one that ends.
    for trap in ["", "exit 2"] {
        let text = format!(
            "trap '{trap}' INT; echo $$ >\"$HOME/pager-id\"; echo ready; cat >/dev/null; sleep 60\n"
        );
        std::fs::write(&script, text).unwrap();
        let screen = Screen::new(&home, &sandbox.url()).with("DEALS_PAGER", &pager);
        let mut session = screen.start(&["list", "--limit", "30"]);
        session.exp_string("ready").unwrap();
        session.send("\x03").unwrap();
        session.flush().unwrap();
        let rest = session.exp_eof().unwrap();
        let status = session.process().wait().unwrap();
        assert!(matches!(status, WaitStatus::Exited(_, 130)), "{trap}: {status:?}: {rest}");
        let id = std::fs::read_to_string(home.path().join("pager-id")).unwrap();
        let alive = Command::new("kill").args(["-0", id.trim()]).stderr(Stdio::null()).status();
        assert!(!alive.unwrap().success(), "{trap}: the pager is gone");
    }
}

#[test]
fn ids_are_links_on_terminals_that_support_them() {
    let (sandbox, home) = (sandbox_with(5), Home::new());
    let screen = || Screen::new(&home, &sandbox.url()).with("NO_COLOR", "");
    // The company is known from the cached account; a link needs no request.
    home.at(&sandbox, &["open", "1", "--print"]).ok();
    let link = "\u{1b}]8;;https://harbour-and-sons.pipedrive.com/deal/2\u{1b}\\2\u{1b}]8;;\u{1b}\\";
    for line in [&["list"][..], &["get", "1", "2"]] {
        let linked = screen().with("FORCE_HYPERLINK", "1").ok(line);
        assert!(linked.contains(link), "{line:?}: {linked:?}");
    }
    for plain in [screen().with("FORCE_HYPERLINK", "0"), screen().with("NO_COLOR", "1")] {
        assert!(!plain.ok(&["list"]).contains("\u{1b}]8"));
    }
    let users = screen().with("FORCE_HYPERLINK", "1").ok(&["users"]);
    assert!(!users.contains("\u{1b}]8"), "{users:?}");
}

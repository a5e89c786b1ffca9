//! `deals export`: every deal once, in SQLite and in text; changes, interrupted runs, and several requests
//! at the same time.

use super::export_run::{Run, is_live, number, records};
use super::support::Output;
use deals::sandbox::{Setup, World};
use flate2::read::GzDecoder;
use jiff::{SignedDuration, Timestamp};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

#[test]
fn a_database_has_every_deal_with_typed_columns_and_names() {
    let run = Run::new(300);
    let ran = run.export("deals.db", &["--everything"]);
    assert_eq!((ran.code, &*ran.out), (Some(0), ""), "{}", ran.err);
    assert!(ran.err.contains("exported 334 deals to "), "{}", ran.err);
    assert!(ran.err.contains(": everything, 15 deleted, 19 archived; "), "{}", ran.err);
    let (database, deals) = (run.open("deals.db"), run.deals());
    assert_eq!(records(&database), deals);
    let won: f64 = deals
        .values()
        .filter(|deal| deal["stage_id"] == 3)
        .filter_map(|deal| deal["value"].as_f64())
        .sum();
    let by_stage =
        "SELECT sum(Value) FROM deals_by_name WHERE Stage = 'Proposal' AND Pipeline = 'Sales'";
    assert!((number(&database, by_stage) - won).abs() < 0.01);
    let tier = "056df6b90dbc08086de6d809bff5aab89bc2c1a9";
    let gold = deals.values().filter(|deal| deal["custom_fields"][tier] == 101).count();
    let by_tier = "SELECT count(*) FROM deals_by_name WHERE Tier = 'Gold'";
    assert_eq!(number(&database, by_tier), gold as f64);
    for (sql, expected) in [
        ("SELECT typeof(value) FROM deals WHERE id = 1", "real"),
        ("SELECT typeof(owner_id) FROM deals WHERE id = 1", "integer"),
        ("SELECT label FROM deal_labels WHERE deal_id = 1", "Warm"),
        ("SELECT Owner FROM deals_by_name WHERE ID = 1", "Tom Okafor"),
        ("SELECT \"Budget (currency)\" FROM deals_by_name WHERE ID = 1", "EUR"),
        (
            "SELECT name FROM pragma_table_info('deals_by_name') WHERE name LIKE 'region [e%'",
            "Region [e1b4]",
        ),
    ] {
        let found: String = database.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(found, expected, "{sql}");
    }
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(run.file("deals.db")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(
        std::fs::read_dir(run.home.path())
            .unwrap()
            .flatten()
            .filter(|entry| { entry.file_name().to_str().unwrap().starts_with("deals.db") })
            .count(),
        1
    );
}

#[test]
fn a_text_export_equals_the_list_sorted_by_id() {
    let run = Run::new(700);
    let list = |flags: &[&str]| run.home.at(&run.sandbox, &[&["list"], flags].concat()).ok();
    for (name, flags) in [
        ("deals.json", &["-o", "json"][..]),
        ("deals.ndjson", &["-o", "ndjson"]),
        ("some.csv", &["-o", "csv", "--fields", "id,title,stage,Tier,label_ids"]),
        ("raw.csv", &["-o", "csv", "--fields", "id,stage,Tier", "--raw"]),
    ] {
        let ran = run.export(name, &flags[2..]);
        assert_eq!(ran.code, Some(0), "{name}: {}", ran.err);
        assert_eq!(run.read(name), list(flags), "{name}");
    }
    let _ = run.export("deals.csv.gz", &[]).ok();
    let mut text = String::new();
    let packed = std::fs::File::open(run.file("deals.csv.gz")).unwrap();
    GzDecoder::new(packed).read_to_string(&mut text).unwrap();
    assert_eq!(text, run.home.at(&run.sandbox, &["export", "--to", "-", "-o", "csv"]).ok());
    assert_eq!(text.lines().next().unwrap().split(',').count(), 53);
    assert!(!run.file("deals.csv.gz.part").exists() && run.file("deals.csv.gz.state.db").exists());
    let streamed =
        run.home.at(&run.sandbox, &["export", "--to", "-", "-o", "ndjson", "--everything"]);
    assert_eq!(streamed.ok().lines().count(), run.deals().len());
}

#[test]
fn an_incremental_export_equals_a_full_one() {
    let run = Run::new(600);
    let _ = run.export("all.db", &["--everything"]).ok();
    let _ = run.export("live.ndjson", &[]).ok();
    let live: Vec<u64> =
        run.deals().into_iter().filter(|(_, deal)| is_live(deal)).map(|(id, _)| id).collect();
    let ids: Vec<String> = live[..105].iter().map(u64::to_string).collect();
    let write = |args: &[&str]| {
        let ids = ids.iter().map(String::as_str);
        let _ =
            run.home.at(&run.sandbox, &args.iter().copied().chain(ids).collect::<Vec<_>>()).ok();
    };
    write(&["update", "--title", "Changed", "--yes", "-q"]);
    for id in &ids[..5] {
        let _ = run.home.at(&run.sandbox, &["delete", id, "--yes", "-q"]).ok();
    }
    let _ = run.home.at(&run.sandbox, &["archive", &ids[5], "--yes", "-q"]).ok();
    for (name, flags) in [("all.db", &["--everything"][..]), ("live.ndjson", &[])] {
        let before = run.sandbox.world().calls();
        let ran = run.export(name, &["--since-last"]);
        let calls = run.sandbox.world().calls() - before;
        assert!(calls <= 4, "{calls} requests: {}", ran.err);
        assert!(ran.err.contains("changes since "), "{}", ran.err);
        assert!(ran.err.contains("105 rows read in 2 walks"), "{}", ran.err);
        // Equal to a full export to this file, and to one to another file.
        let other = format!("other-{name}");
        if name == "all.db" {
            let found = records(&run.open(name));
            assert_eq!(found, run.deals());
            let _ = run.export(name, &["--full"]).ok();
            assert_eq!(records(&run.open(name)), found);
        } else {
            let found = run.read(name);
            let _ = run.export(&other, flags).ok();
            assert_eq!(found, run.read(&other));
            let _ = run.export(name, &["--full"]).ok();
            assert_eq!(found, run.read(name));
        }
    }
    let database = run.open("all.db");
    // Earlier states only, not the current one.
    assert_eq!(number(&database, "SELECT count(DISTINCT deal_id) FROM deal_versions"), 105.0);
    let same = "SELECT count(*) FROM deal_versions v JOIN deals d ON d.id = v.deal_id WHERE d.record = v.record";
    assert_eq!(number(&database, same), 0.0);
    let gap = "SELECT count(*) FROM deal_versions WHERE valid_from >= valid_to";
    assert_eq!(number(&database, gap), 0.0);
    assert_eq!(number(&database, "SELECT count(*) FROM runs WHERE finished IS NOT NULL"), 3.0);
}

#[test]
fn a_full_export_removes_a_permanently_deleted_deal() {
    let mut world = World::with_deals(300);
    world.latency(Duration::ZERO);
    let run = Run::with(world);
    let _ = run.export("deals.db", &[]).ok();
    let database = run.open("deals.db");
    // Simulates a deal that was deleted for good.
    database
        .execute_batch("INSERT INTO deals (id, record, update_time) VALUES (9999, '{\"id\":9999}', '2026-01-01T00:00:00Z')")
        .unwrap();
    drop(database);
    let _ = run.export("deals.db", &["--since-last"]).ok();
    assert!(records(&run.open("deals.db")).contains_key(&9999));
    let _ = run.export("deals.db", &[]).ok();
    let database = run.open("deals.db");
    assert!(!records(&database).contains_key(&9999));
    let sql = "SELECT count(*) FROM deal_versions WHERE deal_id = 9999 AND valid_to > '2026-01-02'";
    assert_eq!(number(&database, sql), 1.0);
}

#[test]
fn an_interrupted_export_continues() {
    let mut world = World::with_deals(4_000);
    world.latency(Duration::from_millis(20));
    let run = Run::with(world);
    let flags: &[&str] = &["--everything"];
    let _ = run.export("whole.ndjson", flags).ok();
    let whole = run.read("whole.ndjson");
    assert_eq!(whole.lines().count(), run.deals().len());
    for (calls, more) in [(4, &[][..]), (9, &["--parallel", "1"]), (7, &["--parallel", "2"])] {
        let name = format!("killed-{calls}.ndjson");
        let flags = [flags, more].concat();
        run.kill_at(&name, &flags, calls);
        assert!(!run.file(&name).exists());
        let before = run.sandbox.world().calls();
        run.kill_at(&name, &flags, 3);
        let ran = run.export(&name, &flags);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert_eq!(run.read(&name), whole);
        // Stored pages are not requested again, except those in flight.
        let after = run.sandbox.world().calls() - before;
        assert!(after < 20, "{after} requests after a kill at {calls}");
    }
    // A cursor that the service no longer accepts.
    run.kill_at("old.ndjson", flags, 6);
    run.open("old.ndjson.state.db")
        .execute_batch("UPDATE walks SET cursor = 'x' WHERE cursor IS NOT NULL")
        .unwrap();
    let ran = run.export("old.ndjson", flags);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(run.read("old.ndjson"), whole);
}

/// A company whose list is long enough to be read in slices.
fn large(prepare: impl Fn(&mut World)) -> Run {
    let mut world = World::new(&Setup::with_deals(5_600));
    prepare(&mut world);
    Run::with(world)
}

#[test]
fn slices_have_the_same_deals_as_a_plain_list_during_writes() {
    let run = large(|world| world.latency(Duration::from_millis(20)));
    let start = run.deals();
    let mut child = run.start("deals.db", &["--everything"]);
    let ids: Vec<u64> = start.iter().filter(|(_, deal)| is_live(deal)).map(|(id, _)| *id).collect();
    let (mut changed, mut place) = (0, 0);
    while child.try_wait().unwrap().is_none() {
        let id = ids[place % ids.len()];
        match changed % 5 {
            0 => run.change(id, &["--archived"]),
            1 => run.change(id, &["--status", "won"]),
            2 => drop(run.home.at(&run.sandbox, &["create", "New", "-q"]).ok()),
            _ => run.change(id, &["--probability", "7"]),
        }
        (changed, place) = (changed + 1, place + 1_013);
    }
    assert!(child.wait().unwrap().success() && changed >= 5, "{changed} changes");
    let found = records(&run.open("deals.db"));
    let missing: Vec<&u64> = start.keys().filter(|id| !found.contains_key(id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    // Changes made during the export arrive with the next one at the latest.
    let _ = run.export("deals.db", &["--since-last"]).ok();
    assert_eq!(records(&run.open("deals.db")), run.deals());
    let plain = run.export("plain.ndjson", &["--everything", "--parallel", "1"]);
    assert_eq!(plain.code, Some(0), "{}", plain.err);
    let ran = run.export("again.ndjson", &["--everything", "-v"]);
    assert!(ran.err.contains("sort_by=update_time") && ran.err.contains("/summary"), "{}", ran.err);
    assert!(!ran.err.contains("differs"), "{}", ran.err);
    assert!(run.read("again.ndjson") == run.read("plain.ndjson"));
}

/// Exports everything, and calls `change` after this number of requests.
fn export_while(run: &Run, name: &str, calls: usize, change: impl Fn(&Run)) -> Output {
    let file = run.file(name);
    let args = ["export", "--to", file.to_str().unwrap(), "--everything", "-v"];
    let mut command = run.home.command(&args);
    let command = command.env("DEALS_BASE_URL", run.sandbox.url());
    let before = run.sandbox.world().calls();
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    while run.sandbox.world().calls() < before + calls {
        thread::sleep(Duration::from_millis(1));
    }
    change(run);
    Output::from_output(child.wait_with_output().unwrap())
}

#[test]
fn a_deal_that_moves_to_an_already_read_part_is_not_missed() {
    // From a slice to the end of the list.
    let run = large(|world| world.latency(Duration::from_millis(50)));
    let _ = run.home.at(&run.sandbox, &["fields"]).ok();
    let touch = |run: &Run| {
        let mut world = run.sandbox.world();
        let now = world.now();
        let some = world.deal_ids().into_iter().filter(|id| id % 3 == 0);
        some.for_each(|id| world.set_update_time(id, Some(now)));
    };
    let ran = export_while(&run, "deals.db", 14, touch);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(records(&run.open("deals.db")), run.deals());
    // The count found no missing deals.
    assert_eq!(ran.err.matches("/api/v1/deals/summary").count(), 1, "{}", ran.err);

    // From the current deals, whose middle slice is read last, to the archived ones.
    let mut world = World::with_deals(3_000);
    world.latency(Duration::from_millis(200));
    let run = Run::with(world);
    let archive = |run: &Run| {
        let deals = run.deals();
        let middle = deals.iter().skip(1_600).filter(|(_, deal)| is_live(deal)).take(5);
        middle.for_each(|(id, _)| patch(run, *id, r#"{"is_archived":true}"#));
    };
    let ran = export_while(&run, "deals.db", 8, archive);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(!ran.err.contains("/summary"), "{}", ran.err);
    assert_eq!(records(&run.open("deals.db")), run.deals());
}

/// Changes a deal immediately: the sandbox delays only its responses.
fn patch(run: &Run, id: u64, body: &str) {
    let host = run.sandbox.url();
    let mut stream = TcpStream::connect(host.strip_prefix("http://").unwrap()).unwrap();
    let request = format!(
        "PATCH /api/v2/deals/{id} HTTP/1.1\r\nhost: x\r\nx-api-token: t\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let changes = run.sandbox.world().changes();
    stream.write_all(request.as_bytes()).unwrap();
    while run.sandbox.world().changes() == changes {
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn exports_deals_with_equal_and_missing_update_times() {
    let at: Timestamp = "2026-10-01T12:00:00Z".parse().unwrap();
    let one = large(|world| {
        world.deal_ids().into_iter().for_each(|id| world.set_update_time(id, Some(at)));
    });
    let ran = one.export("deals.db", &["--everything", "-v"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(!ran.err.contains("differs"), "{}", ran.err);
    assert_eq!(records(&one.open("deals.db")), one.deals());
    // Slices without deals cost a request each, once.
    let calls = one.sandbox.world().calls();
    assert!(calls < 36, "{calls} requests");

    let none = large(|world| {
        let without = world.deal_ids().into_iter().filter(|id| id % 5 == 0);
        without.for_each(|id| world.set_update_time(id, None));
        let spread = world.deal_ids().into_iter().filter(|id| id % 5 == 1);
        spread.for_each(|id| {
            let time = at - SignedDuration::from_secs(id as i64 % 7);
            world.set_update_time(id, Some(time));
        });
    });
    let ran = none.export("deals.db", &["--everything"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("the number of deals differs"), "{}", ran.err);
    assert_eq!(records(&none.open("deals.db")), none.deals());
}

#[test]
fn refuses_exports_that_would_lose_data() {
    let run = Run::new(50);
    let refused = |ran: Output, expected: &str| {
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains(expected), "{expected}: {}", ran.err);
    };
    std::fs::write(run.file("notes.csv"), "mine").unwrap();
    refused(run.export("notes.csv", &[]), "cannot ask for confirmation");
    assert_eq!(run.read("notes.csv"), "mine");
    std::fs::write(run.file("other.db"), "mine".repeat(40)).unwrap();
    refused(run.export("other.db", &[]), "is not an export of deals");
    assert_eq!(run.read("other.db"), "mine".repeat(40));
    let _ = run.export("notes.csv", &["--yes"]).ok();
    assert!(run.read("notes.csv").starts_with("ID,Title,"));
    // The file of another account.
    let other = Run::with(World::new(&Setup { account: Some(7), ..Setup::with_deals(5) }));
    std::fs::copy(run.file("notes.csv.state.db"), other.file("notes.csv.state.db")).unwrap();
    refused(other.export("notes.csv", &[]), "is an export of another account");
    refused(run.export("a.xlsx", &[]), "must end in .db");
    refused(run.export("a.csv", &["-o", "json"]), "--output does not apply");
    refused(run.export("a.db", &["--fields", "id"]), "--fields does not apply");
    let args = ["export", "--to", "-", "--since-last"];
    refused(run.home.at(&run.sandbox, &args), "has no earlier run");
    // Another program has the file open.
    let open = run.open("notes.csv.state.db");
    open.execute_batch("BEGIN IMMEDIATE").unwrap();
    let ran = run.export("notes.csv", &[]);
    assert_eq!(ran.code, Some(7), "{}", ran.err);
    assert!(ran.err.contains("is in use by another program"), "{}", ran.err);
}

#[test]
fn a_dry_run_shows_the_requests_and_changes_nothing() {
    let run = Run::new(50);
    let ran = run.export("deals.db", &["--everything", "-n", "-o", "table"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.out.contains(
            "GET /api/v2/deals?status=open,won,lost,deleted&limit=500  10 tokens for each 500"
        ),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("GET /api/v2/deals/archived?"), "{}", ran.out);
    let planned = ran.err;
    assert!(planned.contains("8 requests, 100 tokens"), "{planned}");
    assert!(!run.file("deals.db").exists());
    let priced = run.export("priced.db", &["--everything", "--max-tokens", "102"]);
    assert_eq!(priced.code, Some(0), "with 2 tokens for the account: {}", priced.err);
    let _ = run.export("deals.db", &[]).ok();
    let ran = run.export("deals.db", &["--since-last", "-n", "-o", "table"]);
    assert!(ran.out.contains("updated_since="), "{}", ran.out);
}

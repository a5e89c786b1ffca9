//! `deals export --with`: the related records of the deals are complete after interruptions, and unchanged
//! ones are not read again.

use super::export_run::{Run, is_live, number};
use deals::sandbox::World;
use rusqlite::Connection;
use serde_json::Value;
use std::thread;
use std::time::{Duration, Instant};

const KINDS: [&str; 9] = [
    "followers",
    "participants",
    "discounts",
    "files",
    "changelog",
    "flow",
    "products",
    "activities",
    "notes",
];

/// All rows of a table, except their row IDs in SQLite.
fn rows(database: &Connection, kind: &str) -> Vec<String> {
    let sql = format!("SELECT deal_id, id, record FROM {kind} ORDER BY deal_id, id");
    let mut select = database.prepare(&sql).unwrap();
    let rows = select.query_map([], |row| {
        let (deal, id): (i64, rusqlite::types::Value) = (row.get(0)?, row.get(1)?);
        Ok(format!("{deal} {id:?} {}", row.get::<_, String>(2)?))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

fn all_rows(run: &Run, name: &str) -> Vec<Vec<String>> {
    let database = run.open(name);
    KINDS.iter().map(|kind| rows(&database, kind)).collect()
}

/// The records of a deal as printed by a command.
fn printed(run: &Run, args: &[&str]) -> Vec<String> {
    let out = run.home.at(&run.sandbox, &[args, &["-o", "ndjson"]].concat()).ok();
    out.lines().map(str::to_owned).collect()
}

fn stored(database: &Connection, kind: &str, deal: u64) -> Vec<String> {
    let mut select = database
        .prepare(&format!("SELECT record FROM {kind} WHERE deal_id = ? ORDER BY rowid"))
        .unwrap();
    select.query_map([deal], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn with_products(deals: usize) -> World {
    let mut world = World::with_deals(deals);
    for id in world.deal_ids().into_iter().filter(|id| id % 3 == 0) {
        world.attach_product(id, "Roof", 2.0, 450.5);
        world.attach_product(id, "Gutter", 1.0, f64::from(id as u32));
    }
    world
}

#[test]
fn a_database_has_unchanged_records_and_typed_columns() {
    let run = Run::with(with_products(120));
    let ran = run.export("deals.db", &["--with", "all", "--yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let database = run.open("deals.db");
    for deal in ["3", "7", "12"] {
        let id = deal.parse().unwrap();
        for (kind, args) in [
            ("followers", &["followers", "list", deal][..]),
            ("participants", &["participants", "list", deal]),
            ("discounts", &["discounts", "list", deal]),
            ("files", &["files", deal]),
            ("changelog", &["changelog", deal]),
            ("flow", &["flow", "--all-changes", deal]),
        ] {
            assert_eq!(stored(&database, kind, id), printed(&run, args), "{kind} {deal}");
        }
    }
    assert!(stored(&database, "files", 7).len() > 100 && stored(&database, "flow", 7).len() > 300);
    for (kind, endpoint) in [
        ("activities", &deals::api::endpoints::LIST_ACTIVITIES),
        ("notes", &deals::api::endpoints::LIST_NOTES),
    ] {
        let all = run.sandbox.world().list(endpoint, &[("limit", "500")]);
        let current = "SELECT count(*) FROM deals WHERE id = ?";
        let is_exported =
            |deal: u64| database.query_row(current, [deal], |row| row.get::<_, u64>(0)).unwrap();
        let expected = all
            .iter()
            .filter(|record| is_exported(record.read().reference("deal_id").unwrap()) > 0);
        let mut expected: Vec<&str> = expected.map(|record| record.text()).collect();
        let mut found: Vec<String> = rows(&database, kind);
        found.iter_mut().for_each(|row| *row = row[row.find('{').unwrap()..].to_owned());
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected, "{kind}");
        assert!(expected.len() > 10);
    }
    let deals = number(&database, "SELECT count(*) FROM deals WHERE id % 3 = 0");
    assert_eq!(number(&database, "SELECT count(*) FROM products"), 2.0 * deals);
    for (sql, expected) in [
        // The value of a deal is the sum of its products.
        (
            "SELECT count(*) FROM deals d WHERE value <> (SELECT sum(sum) FROM products WHERE deal_id = d.id)",
            0.0,
        ),
        (
            "SELECT count(*) FROM products WHERE typeof(quantity) <> 'real' OR typeof(id) <> 'integer'",
            0.0,
        ),
        (
            "SELECT count(*) FROM participants WHERE person_name IS NULL OR typeof(person_id) <> 'integer'",
            0.0,
        ),
        (
            "SELECT count(*) FROM activities WHERE typeof(done) <> 'integer' OR due_date IS NULL",
            0.0,
        ),
        ("SELECT count(*) FROM changelog WHERE typeof(id) <> 'integer' OR field_key IS NULL", 0.0),
        ("SELECT count(*) FROM discounts WHERE typeof(id) <> 'text' OR amount <= 0", 0.0),
        ("SELECT count(*) FROM related_left", 0.0),
        ("SELECT max(id) FROM flow WHERE deal_id = 7", stored(&database, "flow", 7).len() as f64),
    ] {
        assert_eq!(number(&database, sql), expected, "{sql}");
    }
}

#[test]
fn json_has_the_records_nested_in_their_deals() {
    let run = Run::with(with_products(40));
    let flags = ["--with", "products,followers,notes", "--yes"];
    let _ = run.export("deals.ndjson", &flags).ok();
    let _ = run.export("deals.json", &flags).ok();
    let _ = run.export("plain.ndjson", &[]).ok();
    let database = run.open("deals.ndjson.state.db");
    let (text, plain) = (run.read("deals.ndjson"), run.read("plain.ndjson"));
    assert_eq!(text.lines().count(), plain.lines().count());
    for (line, plain) in text.lines().zip(plain.lines()) {
        let deal: Value = serde_json::from_str(line).unwrap();
        let id = deal["id"].as_u64().unwrap();
        let lists = ["followers", "products", "notes"]
            .map(|kind| format!("\"{kind}\":[{}]", stored(&database, kind, id).join(",")));
        // The text of the deal and of its records is unchanged.
        assert_eq!(line, format!("{},{}}}", plain.strip_suffix('}').unwrap(), lists.join(",")));
    }
    let json: Vec<Value> = serde_json::from_str(&run.read("deals.json")).unwrap();
    assert!(json.iter().any(|deal| deal["products"][1]["name"] == "Gutter"));
    let _ = run.export("deals.json", &[&flags[..], &["--fields", "id"]].concat()).ok();
    let json: Vec<Value> = serde_json::from_str(&run.read("deals.json")).unwrap();
    let keys: Vec<&String> = json[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["id", "followers", "products", "notes"]);
    // Related records do not count as changes of a deal.
    let args = [
        "diff",
        "--exit-code",
        &*run.file("deals.ndjson").to_string_lossy(),
        &*run.file("plain.ndjson").to_string_lossy(),
    ]
    .map(str::to_owned);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    assert_eq!(run.home.run(&args).code, Some(0));
}

#[test]
fn an_export_that_was_killed_reads_each_record_once() {
    let mut world = with_products(120);
    world.latency(Duration::from_millis(40));
    let run = Run::with(world);
    let with = ["--with", "followers,products,notes", "--yes"];
    let flags = [&with[..], &["--parallel", "2"]].concat();
    let _ = run.export("whole.db", &with).ok();
    let whole = run.open("whole.db");
    let mut requests = 0;
    for (n, calls) in [90, 20, 5].into_iter().enumerate() {
        let name = "killed.db";
        run.kill_at(name, &flags, calls);
        let database = run.open(name);
        let left = number(&database, "SELECT count(*) FROM related_left WHERE kind = 'followers'");
        assert!(left > 0.0 && (n > 0 || left < 120.0), "{left} left after a kill at {calls}");
        drop(database);
        requests = run.sandbox.world().calls() + left as usize;
    }
    let ran = run.export("killed.db", &flags);
    assert!(ran.err.contains("continuing an interrupted export"), "{}", ran.err);
    assert!(run.sandbox.world().calls() <= requests + 10);
    let killed = run.open("killed.db");
    for kind in ["followers", "products", "notes"] {
        assert!(!rows(&killed, kind).is_empty());
        assert_eq!(rows(&killed, kind), rows(&whole, kind), "{kind}");
    }
}

#[test]
fn a_long_list_continues_where_it_was_stored() {
    let mut world = World::with_deals(60);
    for n in 0..2_600 {
        world.add_note(1 + n % 50, &format!("Note {n}"));
    }
    world.latency(Duration::from_millis(60));
    let run = Run::with(world);
    let _ = run.export("whole.db", &["--with", "notes"]).ok();
    let whole = run.open("whole.db");
    assert!(rows(&whole, "notes").len() >= 2_000);
    assert_eq!(number(&whole, "SELECT requests FROM related_kinds"), 6.0);
    for change in ["", "UPDATE related_walks SET next = 'gone'"] {
        let name = format!("{}.db", change.len());
        let mut child = run.start(&name, &["--with", "notes"]);
        // Runs until a page is stored. The database is locked for other readers in the meantime.
        let begun = Instant::now();
        let before = run.sandbox.world().calls();
        while run.sandbox.world().calls() < before + 7 && begun.elapsed() < Duration::from_secs(9) {
            thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let database = run.open(&name);
        let pages = number(&database, "SELECT ifnull(max(requests), 0) FROM related_walks");
        database.execute_batch(change).unwrap();
        drop(database);
        let calls = run.sandbox.world().calls();
        let ran = run.export(&name, &["--with", "notes"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        if change.is_empty() {
            assert!(pages > 0.0, "no page was stored");
            let calls = run.sandbox.world().calls() - calls;
            assert!(calls <= 6 - pages as usize + 3, "{calls} requests after {pages} pages");
        }
        assert_eq!(rows(&run.open(&name), "notes"), rows(&whole, "notes"), "{change}");
    }
}

#[test]
fn changes_replace_the_records_of_changed_deals() {
    let run = Run::with(with_products(150));
    let flags = ["--with", "followers,products,notes", "--yes"];
    let _ = run.export("deals.db", &flags).ok();
    let change =
        |args: &[&str]| drop(run.home.at(&run.sandbox, &[args, &["--yes", "-q"]].concat()).ok());
    let follower = &stored(&run.open("deals.db"), "followers", 9)[0];
    let follower: Value = serde_json::from_str(follower).unwrap();
    change(&["followers", "remove", "9", &follower["user_id"].to_string()]);
    run.change(12, &["--title", "Changed"]);
    change(&["delete", "15"]);
    // The update_time of the deal does not change.
    run.sandbox.world().add_note(9, "Seen");
    let calls = run.sandbox.world().calls();
    let since = [&flags[..], &["--since-last"]].concat();
    let ran = run.export("deals.db", &since);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    // Two lists, the followers of two deals, one request for their products, and the short list of notes.
    let calls = run.sandbox.world().calls() - calls;
    assert!(calls <= 2 + 2 + 1 + 1 + 1, "{calls}");
    let database = run.open("deals.db");
    let followers = stored(&database, "followers", 9);
    assert_eq!(followers, printed(&run, &["followers", "list", "9"]));
    assert!(
        followers.iter().all(|own| !own.contains(&format!("\"user_id\":{},", follower["user_id"])))
    );
    assert!(stored(&database, "notes", 9).iter().any(|note| note.contains("\"Seen\"")));
    for kind in ["followers", "products", "notes"] {
        assert_eq!(stored(&database, kind, 15), Vec::<String>::new(), "{kind} of a deal that left");
    }
    drop(database);
    // Only a full export sees changes that do not change the deal.
    run.sandbox.world().add_note(18, "Not seen");
    let _ = run.export("deals.db", &since).ok();
    let is_seen = |name: &str| {
        let notes = stored(&run.open(name), "notes", 18);
        notes.iter().any(|note| note.contains("Not seen"))
    };
    assert!(!is_seen("deals.db"));
    // Simulates a deal that was deleted for good.
    let insert = "INSERT INTO notes (deal_id, id, record) VALUES (9, 999999, '{\"id\":999999}')";
    run.open("deals.db").execute_batch(insert).unwrap();
    let _ = run.export("deals.db", &flags).ok();
    let _ = run.export("other.db", &flags).ok();
    let (found, expected) = (run.open("deals.db"), run.open("other.db"));
    for kind in ["followers", "products", "notes"] {
        assert_eq!(rows(&found, kind), rows(&expected, kind), "{kind}");
    }
    drop((found, expected));
    assert!(is_seen("deals.db"));
}

#[test]
fn a_kind_that_was_omitted_for_a_while_becomes_complete() {
    let run = Run::new(60);
    let kind = |kinds: &str| run.export("deals.db", &["--since-last", "--with", kinds]);
    let _ = run.export("deals.db", &["--with", "followers"]).ok();
    run.change(3, &["--title", "Changed"]);
    let _ = run.home.at(&run.sandbox, &["followers", "add", "3", "4", "-q"]).ok();
    // Changes without the followers, then with them.
    let _ = run.export("deals.db", &["--since-last"]).ok();
    let outdated = stored(&run.open("deals.db"), "followers", 3);
    let calls = run.sandbox.world().calls();
    let _ = kind("followers").ok();
    assert!(run.sandbox.world().calls() - calls <= 4);
    let current = stored(&run.open("deals.db"), "followers", 3);
    assert_ne!(current, outdated);
    assert_eq!(current, printed(&run, &["followers", "list", "3"]));
    // A new kind is read for all deals.
    let _ = kind("followers,discounts").ok();
    let _ = run.export("other.db", &["--with", "all", "--yes"]).ok();
    let (found, other) = (run.open("deals.db"), run.open("other.db"));
    for kind in ["followers", "discounts"] {
        assert_eq!(rows(&found, kind), rows(&other, kind), "{kind}");
    }
    drop((found, other));
    assert_eq!(all_rows(&run, "other.db").len(), KINDS.len());
}

#[test]
fn only_records_of_deals_that_meet_the_conditions_are_read() {
    let run = Run::new(200);
    let flags = ["--where", "status=won", "--with", "changelog,notes", "--yes"];
    let calls = run.sandbox.world().calls();
    let _ = run.export("won.db", &flags).ok();
    let calls = run.sandbox.world().calls() - calls;
    let database = run.open("won.db");
    let won = number(&database, "SELECT count(*) FROM deals");
    assert!(won > 10.0 && calls <= won as usize + 8, "{calls} requests for {won} deals");
    let others = "SELECT count(*) FROM changelog WHERE deal_id NOT IN (SELECT id FROM deals)";
    assert_eq!(number(&database, others), 0.0);
    let deal = number(&database, "SELECT min(id) FROM deals") as u64;
    drop(database);
    // The records of a removed deal are removed too.
    run.change(deal, &["--status", "open"]);
    let _ = run.export("won.db", &[&flags[..], &["--since-last"]].concat()).ok();
    let database = run.open("won.db");
    assert_eq!(stored(&database, "changelog", deal), Vec::<String>::new());
    assert_eq!(number(&database, "SELECT count(*) FROM deals"), won - 1.0);
}

/// The recipes of the README for `sqlite3`.
#[test]
fn the_queries_of_the_readme_run() {
    let page = include_str!("../../README.md");
    let recipe = page.split("```sh\nsqlite3 ").nth(1).unwrap().split("\n```").next().unwrap();
    let queries: Vec<&str> = recipe.split('"').skip(1).step_by(2).collect();
    assert_eq!(queries.len(), 2, "{recipe}");
    let run = Run::new(200);
    let _ = run.export("deals.db", &["--everything", "--with", "notes"]).ok();
    let database = run.open("deals.db");
    let sum =
        |sql: &str, column: &str| number(&database, &format!("SELECT sum({column}) FROM ({sql})"));
    let open = run.deals().into_values().filter(|deal| is_live(deal) && deal["status"] == "open");
    let (mut count, mut total) = (0.0, 0.0);
    for deal in open {
        count += 1.0;
        total += deal["value"].as_f64().unwrap_or_default();
    }
    assert_eq!(sum(queries[0], "Deals"), count);
    assert!((sum(queries[0], "Total") - total).abs() < 0.1);
    // The sandbox and SQLite have different clocks.
    let ever = queries[1].replace("date('now', '-30 days')", "'2020-01-01'");
    assert_ne!(ever, queries[1]);
    assert!(number(&database, &format!("SELECT count(*) FROM ({ever}) WHERE content <> ''")) > 0.0);
    database.execute_batch(queries[1]).unwrap();
}

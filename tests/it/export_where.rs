//! `deals export --where`: the file has the deals that meet the conditions now, regardless of the last export
//! and how it ended.

use super::export_run::{Run, is_live, number, records};
use super::support::Output;
use deals::sandbox::World;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

const TIER: &str = "056df6b90dbc08086de6d809bff5aab89bc2c1a9";
/// The ID of the label `Hot`.
const HOT: u64 = 1;

fn ids(run: &Run, is_wanted: impl Fn(&Value) -> bool) -> BTreeSet<u64> {
    run.deals().into_iter().filter(|(_, deal)| is_wanted(deal)).map(|(id, _)| id).collect()
}

fn stored(run: &Run, name: &str) -> BTreeSet<u64> {
    records(&run.open(name)).into_keys().collect()
}

fn value(deal: &Value) -> f64 {
    deal["value"].as_f64().unwrap_or_default()
}

fn is_hot(deal: &Value) -> bool {
    deal["label_ids"].as_array().is_some_and(|labels| labels.contains(&json!(HOT)))
}

fn refuse(ran: &Output, expected: &str) {
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains(expected), "{expected}: {}", ran.err);
}

#[test]
fn a_file_has_the_deals_that_meet_the_conditions() {
    let run = Run::new(700);
    type Test = fn(&Value) -> bool;
    let cases: [(&[&str], Test); 8] = [
        (&["--where", "value>=20000", "--where", "status=open"], |deal| {
            is_live(deal) && value(deal) >= 20_000.0 && deal["status"] == "open"
        }),
        (&["--where", "Tier=Gold"], |deal| is_live(deal) && deal["custom_fields"][TIER] == 101),
        (&["--where", "value>=20000", "--everything"], |deal| value(deal) >= 20_000.0),
        (&["--where", "label=Hot", "--everything"], is_hot),
        (&["--where", "archived=yes", "--where", "label=Hot"], |deal| {
            deal["is_archived"] == true && is_hot(deal)
        }),
        (&["--where", "archived=yes"], |deal| {
            deal["is_archived"] == true && deal["is_deleted"] == false
        }),
        (&["--where", "status=deleted"], |deal| {
            deal["is_deleted"] == true && deal["is_archived"] == false
        }),
        (&["--where", "id=1,2,3,9999"], |deal| [1, 2, 3].contains(&deal["id"].as_u64().unwrap())),
    ];
    for (n, (flags, is_wanted)) in cases.into_iter().enumerate() {
        let (name, text) = (format!("{n}.db"), format!("{n}.ndjson"));
        let _ = run.export(&name, flags).ok();
        let expected = ids(&run, is_wanted);
        assert!(!expected.is_empty(), "{flags:?}");
        assert_eq!(stored(&run, &name), expected, "{flags:?}");
        let _ = run.export(&text, flags).ok();
        let args = [&["export", "--to", "-", "-o", "ndjson"], flags].concat();
        let streamed = run.home.at(&run.sandbox, &args).ok();
        let sorted = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
        assert_eq!(sorted(&run.read(&text)), sorted(&streamed), "{flags:?}");
        assert_eq!(streamed.lines().count(), expected.len(), "{flags:?}");
    }
}

#[test]
fn reports_server_and_local_filters_and_requests_the_fields() {
    let run = Run::new(60);
    let flags = ["--where", "status=won", "--where", "files_count>0", "-n", "-o", "table"];
    for to in ["-", "deals.db"] {
        let args = [&["export", "--to", to], &flags[..]].concat();
        let ran = run.home.at(&run.sandbox, &args);
        assert!(
            ran.out.contains("GET /api/v2/deals?include_fields=files_count&status=won&limit=500"),
            "{}",
            ran.out
        );
        for note in [
            "filtered by Pipedrive: status=won\n",
            "filtered here: files_count>0\n",
            "cost: 10 tokens for each 500",
        ] {
            assert!(ran.err.contains(note), "{to}: {}", ran.err);
        }
    }
    let _ = run.export("deals.db", &flags[..4]).ok();
    let names = "SELECT json_extract(record, '$.files_count') FROM deals LIMIT 1";
    assert!(number(&run.open("deals.db"), names) > 0.0);
}

#[test]
fn changes_add_and_remove_deals() {
    let run = Run::new(600);
    let flags = ["--where", "status=open", "--where", "value>=20000"];
    let _ = run.export("deals.db", &flags).ok();
    let _ = run.export("deals.ndjson", &flags).ok();
    let wanted =
        |deal: &Value| is_live(deal) && deal["status"] == "open" && value(deal) >= 20_000.0;
    let before = ids(&run, wanted);
    let outside =
        *ids(&run, |deal| is_live(deal) && deal["status"] == "open" && value(deal) < 100.0)
            .first()
            .unwrap();
    let mut inside = before.iter();
    let mut next = || *inside.next().unwrap();
    let (won, cheap, archived, deleted) = (next(), next(), next(), next());
    run.change(won, &["--status", "won"]);
    run.change(cheap, &["--value", "1 EUR"]);
    run.change(archived, &["--archived"]);
    let _ = run.home.at(&run.sandbox, &["delete", &deleted.to_string(), "--yes", "-q"]).ok();
    run.change(outside, &["--value", "90000 EUR"]);
    let expected = ids(&run, wanted);
    assert!(
        [won, cheap, archived, deleted].iter().all(|id| !expected.contains(id))
            && expected.contains(&outside)
    );
    // In another order, and with a code instead of a name.
    let reordered = ["--where", "value>=20000", "--where", "Status=open"];
    let ran = run.export("deals.db", &[&reordered[..], &["--since-last", "-v"]].concat());
    assert!(
        ran.err.contains("changes since ") && ran.err.contains("filtered here: Status=open"),
        "{}",
        ran.err
    );
    assert_eq!(stored(&run, "deals.db"), expected);
    let _ = run.export("deals.ndjson", &[&flags[..], &["--since-last"]].concat()).ok();
    let _ = run.export("other.ndjson", &flags).ok();
    assert_eq!(run.read("deals.ndjson"), run.read("other.ndjson"));
    // Earlier states are kept.
    let sql = format!(
        "SELECT count(*) FROM deal_versions WHERE deal_id IN ({won}, {cheap}, {archived}, {deleted})"
    );
    assert_eq!(number(&run.open("deals.db"), &sql), 4.0);
}

#[test]
fn deals_of_different_conditions_are_never_mixed() {
    let run = Run::new(300);
    let _ = run.export("deals.db", &["--where", "status=won"]).ok();
    let won = stored(&run, "deals.db");
    for (flags, needed) in [
        (&["--since-last"][..], "--where \"status=won\""),
        (&["--since-last", "--where", "status=lost"], "--where \"status=won\""),
    ] {
        let calls = run.sandbox.world().calls();
        let ran = run.export("deals.db", flags);
        refuse(&ran, "--since-last needs the conditions of the last export to ");
        assert!(ran.err.replace('\\', "").contains(needed), "{}", ran.err);
        assert!(run.sandbox.world().calls() - calls <= 1);
        assert_eq!(stored(&run, "deals.db"), won);
    }
    let _ = run.export("all.db", &[]).ok();
    refuse(&run.export("all.db", &["--since-last", "--where", "status=won"]), "no --where");
    // Without --since-last the deals are replaced.
    let _ = run.export("all.db", &["--where", "status=won"]).ok();
    assert_eq!(stored(&run, "all.db"), won);
    let _ = run.export("all.db", &[]).ok();
    assert_eq!(stored(&run, "all.db"), ids(&run, is_live));
    // The same words refer to other days.
    let soon = ["--where", "expected_close_date<today"];
    let _ = run.export("soon.db", &soon).ok();
    let database = run.open("soon.db");
    database
        .execute_batch(
            "UPDATE runs SET condition_key = replace(condition_key, 'Period', 'Period ')",
        )
        .unwrap();
    drop(database);
    let ran = run.export("soon.db", &[&soon[..], &["--since-last"]].concat());
    assert!(ran.err.contains("reading all deals"), "{}", ran.err);
    let ran = run.export("soon.db", &[&soon[..], &["--since-last"]].concat());
    assert!(ran.err.contains("changes since"), "{}", ran.err);
    let ran = run.export("a.db", &["--where", "files_count>0", "--since-last"]);
    refuse(&ran, "--since-last cannot have a condition on files_count");
}

#[test]
fn an_interrupted_export_continues_only_with_the_same_conditions() {
    let mut world = World::with_deals(6_000);
    world.latency(Duration::from_millis(20));
    let run = Run::with(world);
    let flags = ["--where", "value>=20000", "--parallel", "1"];
    // At most five pages are buffered, so some are stored by then.
    let other = ["--where", "value<20000", "--parallel", "1"];
    let _ = run.export("whole.ndjson", &flags).ok();
    let whole = run.read("whole.ndjson");
    run.kill_at("same.ndjson", &flags, 11);
    let ran = run.export("same.ndjson", &flags);
    assert!(ran.err.contains("continuing an interrupted export"), "{}", ran.err);
    assert_eq!(run.read("same.ndjson"), whole);
    // Deals of the interrupted run with other conditions are removed.
    run.kill_at("other.ndjson", &other, 11);
    let ran = run.export("other.ndjson", &flags);
    assert!(!ran.err.contains("continuing"), "{}", ran.err);
    assert_eq!(run.read("other.ndjson"), whole);
    // The same after a finished run with the right conditions.
    run.kill_at("other.ndjson", &[&other[..], &["--full"]].concat(), 11);
    let mixed = number(
        &run.open("other.ndjson.state.db"),
        "SELECT count(*) FROM deals WHERE value < 20000",
    );
    assert!(mixed > 0.0);
    let ran = run.export("other.ndjson", &[&flags[..], &["--since-last"]].concat());
    assert!(ran.err.contains("reading all deals"), "{}", ran.err);
    assert_eq!(run.read("other.ndjson"), whole);
}

#[test]
fn a_long_list_is_read_in_slices_if_pipedrive_filters_nothing() {
    let run = Run::with(World::new(&deals::sandbox::Setup::with_deals(5_600)));
    let ran = run.export("deals.db", &["--where", "value>=20000", "-v"]);
    assert!(ran.err.contains("sort_by=update_time") && !ran.err.contains("differs"), "{}", ran.err);
    assert_eq!(
        stored(&run, "deals.db"),
        ids(&run, |deal| is_live(deal) && value(deal) >= 20_000.0)
    );
    let ran =
        run.export("some.db", &["--where", "value>=20000", "--where", "status!=deleted", "-v"]);
    assert!(!ran.err.contains("sort_by=update_time"), "{}", ran.err);
    assert_eq!(stored(&run, "some.db"), stored(&run, "deals.db"));
}

#[test]
fn a_restore_keeps_deals_that_the_export_excludes() {
    let run = Run::new(60);
    for name in ["won.db", "won.ndjson"] {
        let _ = run.export(name, &["--where", "status=won"]).ok();
        restore_leaves_out(&run, name);
    }
}

fn restore_leaves_out(run: &Run, name: &str) {
    let file = run.file(name);
    let diff = |flags: &[&str]| {
        let file = file.to_str().unwrap();
        run.home.at(&run.sandbox, &[&["diff"], flags, &[file]].concat())
    };
    let won = *stored(run, "won.db").first().unwrap();
    run.change(won, &["--title", "Changed"]);
    let ran = diff(&["-o", "csv", "--fields", "id,field,to"]);
    assert!(
        ran.err.contains("has only deals with status=won: others are not compared"),
        "{}",
        ran.err
    );
    assert_eq!(ran.out, format!("ID,Field,To\r\n{won},Title,Changed\r\n"), "{}", ran.err);
    let before = run.sandbox.world().changes();
    refuse(&diff(&["--delete-new", "--yes", "--restore"]), "--delete-new would delete deals that");
    assert_eq!(run.sandbox.world().changes(), before);
    let ran = diff(&["--yes", "-q", "-o", "csv", "--fields", "id", "--restore"]);
    assert_eq!(ran.ok(), format!("ID\r\n{won}\r\n"));
}

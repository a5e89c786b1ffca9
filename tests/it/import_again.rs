//! `deals import` of a partly imported file: it continues, and sends no row twice.

use super::import::{Desk, LEADS};
use super::support::{Output, run_with_stdin};
use std::collections::BTreeMap;

#[test]
fn an_interrupted_import_continues() {
    let desk = Desk::new();
    let rows: String = (0..20).map(|n| format!("Roof {n}\n")).collect();
    let path = desk.write("leads.csv", &format!("Title\n{rows}"));
    let ran = desk.import(&path, &["--max-tokens", "80", "-q"]);
    assert_eq!(ran.code, Some(6), "{}", ran.err);
    let made = desk.0.changes();
    assert!((1..20).contains(&made), "{made}");
    let count = |ends: &[String]| {
        let mut counts = BTreeMap::new();
        for end in ends {
            *counts.entry(end.split('|').next().unwrap().to_owned()).or_insert(0) += 1;
        }
        counts
    };
    let ends = count(&desk.results(&path));
    assert_eq!(ends["done"], made as i32, "{ends:?}");
    assert_eq!(ends.values().sum::<i32>(), 20, "{ends:?}");
    let ran = desk.import(&path, &[]);
    assert_eq!((ran.code, desk.0.changes()), (Some(0), 20), "{}", ran.err);
    assert_eq!(count(&desk.results(&path))["done"], 20);
}

/// The journal of a run that was killed with two requests in flight.
#[test]
fn a_row_whose_outcome_is_unknown_is_not_sent_again() {
    let desk = Desk::new();
    let path = desk.write("leads.csv", "Title\nOne roof\nTwo roof\nThree roof\n");
    desk.import(&path, &["-q"]).ok();
    let journal = std::fs::read_dir(desk.0.home.path().join("data/deals/journal")).unwrap();
    let journal = journal
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().unwrap() == "ndjson");
    let journal = journal.unwrap();
    let text = std::fs::read_to_string(&journal).unwrap();
    let is_kept =
        |line: &&str| !line.contains("\"event\":\"result\",\"n\":0") && !line.contains("\"end\"");
    let kept: Vec<&str> = text.lines().filter(is_kept).collect();
    std::fs::write(&journal, kept.join("\n") + "\n").unwrap();
    // The write was applied: the deal is found.
    let ran = desk.import(&path, &[]);
    assert_eq!((ran.code, desk.0.changes()), (Some(0), 3), "{}", ran.err);
    assert!(ran.err.contains("3 done before"), "{}", ran.err);
    // The write left no trace and may still be applied: it is reported, and the other rows continue.
    std::fs::write(&journal, kept.join("\n") + "\n").unwrap();
    let made = desk.titled("One roof")[0].to_string();
    desk.run(&["update", &made, "--title", "Renamed", "-q"]).ok();
    std::fs::write(&journal, kept.join("\n") + "\n").unwrap();
    let ran = desk.import(&path, &["-o", "json"]);
    assert_eq!((ran.code, desk.0.changes()), (Some(7), 4), "{}", ran.err);
    assert!(
        ran.err.contains("\"outcome\":\"unknown\"") && ran.err.contains("row 1"),
        "{}",
        ran.err
    );
    let ends = desk.results(&path);
    assert!(ends[0].starts_with("unknown||") && ends[1].starts_with("done|"), "{ends:?}");
    // It is not sent from the result file either.
    let ran = desk.import(&format!("{path}.result.csv"), &[]);
    assert_eq!((ran.code, desk.0.changes()), (Some(7), 4), "{}", ran.err);
    // With --key, the deal is found or created.
    desk.run(&["update", &made, "--title", "One roof", "-q"]).ok();
    let ran = desk.import(&path, &["--key", "Title"]);
    assert_eq!((ran.code, desk.titled("One roof").len()), (Some(0), 1), "{}", ran.err);
}

#[test]
fn the_status_needs_no_network() {
    let desk = Desk::new();
    let path = desk.write(
        "leads.csv",
        "ID,Title,Value,Currency\n1,Copper roof,,\n,New roof,much,EUR\n,Next roof,5,EUR\n",
    );
    assert_eq!(desk.import(&path, &["--skip-wrong", "-q"]).code, Some(8));
    let results = format!("{path}.result.csv");
    let written = std::fs::read_to_string(&results).unwrap();
    let mut command = desk.0.home.command(&["import", &path, "--status", "-o", "json"]);
    command.env("DEALS_BASE_URL", desk.0.sandbox.url());
    desk.0.sandbox.world().faults(vec!["GET#1+=503".parse().unwrap()]);
    let ran = Output::from_output(command.output().unwrap());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("1 done before, 1 unchanged, 1 wrong"), "{}", ran.err);
    assert_eq!(std::fs::read_to_string(&results).unwrap(), written);
    // Without the result file, the status comes from the journal.
    std::fs::remove_file(&results).unwrap();
    let mut command = desk.0.home.command(&["import", &path, "--status", "-q"]);
    command.env("DEALS_BASE_URL", desk.0.sandbox.url());
    Output::from_output(command.output().unwrap()).ok();
    let ends = desk.results(&path);
    assert!(ends[0].starts_with("not tried|1|") && ends[2].starts_with("done|"), "{ends:?}");
    assert!(ends[1].starts_with("wrong|"), "{ends:?}");
}

#[test]
fn stdin_is_imported_once() {
    let desk = Desk::new();
    let import = || {
        let mut command = desk.0.home.command(&["import", "-", "--yes"]);
        command.env("DEALS_BASE_URL", desk.0.sandbox.url());
        run_with_stdin(command, LEADS.as_bytes())
    };
    let ran = import();
    assert_eq!((ran.code, desk.0.changes()), (Some(0), 3), "{}", ran.err);
    assert_eq!((import().code, desk.0.changes()), (Some(0), 3));
}

/// Without the journal, only the run itself knows its results.
#[test]
fn an_import_without_the_journal_cannot_be_continued() {
    let desk = Desk::new();
    let path = desk.write("leads.csv", LEADS);
    let mut command = desk.0.home.command(&["import", &path, "--yes"]);
    command.env("DEALS_BASE_URL", desk.0.sandbox.url()).env("DEALS_JOURNAL", "off");
    let ran = Output::from_output(command.output().unwrap());
    assert_eq!((ran.code, desk.0.changes()), (Some(0), 3), "{}", ran.err);
    assert!(ran.err.contains("the journal is off"), "{}", ran.err);
    assert!(desk.results(&path).iter().all(|end| end.starts_with("done|")));
}

#[test]
fn rejected_rows_are_reported_and_sent_again() {
    let desk = Desk::new();
    let path = desk.write("leads.csv", LEADS);
    desk.0.sandbox.world().faults(vec!["POST#2=400".parse().unwrap()]);
    let ran = desk.import(&path, &["--parallel", "1"]);
    assert_eq!((ran.code, desk.0.changes()), (Some(8), 2), "{}", ran.err);
    assert!(
        ran.err.contains("1 of 3 rows not imported") && ran.err.contains("row 2: "),
        "{}",
        ran.err
    );
    assert!(desk.results(&path)[1].starts_with("not done||"));
    let ran = desk.import(&path, &[]);
    assert_eq!((ran.code, desk.0.changes()), (Some(0), 3), "{}", ran.err);
}

/// The plan and the confirmation on a terminal; Ctrl-C stops the writes, and every row has a result.
#[cfg(unix)]
#[test]
fn an_import_asks_for_confirmation_and_can_be_interrupted() {
    use super::terminal::{CTRL_C, Terminal};
    let desk = Desk::new();
    let rows: String = (0..200).map(|n| format!("Roof {n},{n},EUR\n")).collect();
    let path = desk.write("leads.csv", &format!("Title,Value,Currency\n{rows}"));
    desk.0.sandbox.world().faults(vec!["POST#1+=slow:100".parse().unwrap()]);
    let url = desk.0.sandbox.url();
    let env = [("DEALS_BASE_URL", url.as_str()), ("NO_COLOR", "1")];
    let mut asked = Terminal::start_with_size(&desk.0.home, (80, 24), &env, &["import", &path]);
    asked.wait_for("row 1: create deal \"Roof 0\"");
    asked.wait_for("200 created (19,900 EUR); 1000 tokens to write");
    asked.wait_for("can be undone: yes");
    asked.confirm("Import 200 rows into 127.0.0.1", "y");
    asked.wait_for("of 200");
    asked.press(CTRL_C);
    asked.wait_for("not tried; results in");
    assert_eq!(asked.wait_for_end().0, Some(130));
    let ends = desk.results(&path);
    let done = ends.iter().filter(|end| end.starts_with("done|")).count();
    assert_eq!((ends.len(), done as u64), (200, desk.0.changes()));
    assert!(
        done < 200
            && ends.iter().all(|end| end.starts_with("done|") || end.starts_with("not tried|"))
    );
    let ran = desk.import(&path, &[]);
    assert_eq!((ran.code, desk.0.changes()), (Some(0), 200), "{}", ran.err);
}

/// The journal records the flags with which the file was read.
#[test]
fn the_status_needs_no_flags() {
    let desk = Desk::new();
    let text = "Fair of Leeds\nFirma,Wert\nAcme Ltd,5\nBolt Ltd,much\n";
    let path = desk.write("fair.csv", text);
    let flags = ["--header-row", "2", "--map", "Wert=Value", "--set", "Title=Expo: {Firma}"];
    let all = [&flags[..], &["--set", "Currency=EUR", "--skip-wrong", "-q"]].concat();
    let ran = desk.import(&path, &all);
    assert_eq!((ran.code, desk.0.changes()), (Some(8), 1), "{}", ran.err);
    let results = format!("{path}.result.csv");
    let written = std::fs::read_to_string(&results).unwrap();
    // Without the result file, the cells identify the wrong row.
    std::fs::remove_file(&results).unwrap();
    let ran = desk.run(&["import", &path, "--status"]);
    assert!(ran.err.starts_with(&format!("{path}: 1 done before, 1 wrong")), "{}", ran.err);
    let ends = desk.results(&path);
    assert!(ends[0].starts_with("done|335|") && ends[1].starts_with("wrong||"), "{ends:?}");
    assert!(written.starts_with("Firma,Wert,deals_result"), "{written}");
    let ran =
        desk.run(&["import", &path, "--status", "--set", "Currency=SEK", "--header-row", "1"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let message = "the file was imported with --map Wert=Value --set 'Title=Expo: {Firma}' \
                --set Currency=EUR --header-row 2; the status is by these flags";
    assert!(ran.err.contains(message), "{}", ran.err);
    assert!(ran.err.contains("1 done before, 1 wrong"), "{}", ran.err);
    // Other headings would result in other rows.
    let ran = desk.import(&path, &["--header-row", "3", "--set", "Title=x"]);
    assert_eq!((ran.code, desk.0.changes()), (Some(2), 1), "{}", ran.err);
    assert!(ran.err.contains("use --header-row 2"), "{}", ran.err);
    let all = [&flags[..], &["--set", "Currency=SEK", "--skip-wrong"]].concat();
    let ran = desk.import(&path, &all);
    assert_eq!((ran.code, desk.0.changes()), (Some(8), 1), "{}", ran.err);
    assert!(ran.err.contains("an earlier run had other flags: --map Wert=Value"), "{}", ran.err);
}

/// What is imported from the file of results is done for the file, too, in whatever order they are imported.
#[test]
fn a_file_is_not_imported_again_after_its_results() {
    let desk = Desk::new();
    let rows: String = (0..20).map(|n| format!("Roof {n}\n")).collect();
    let path = desk.write("leads.csv", &format!("Title\n{rows}"));
    assert_eq!(desk.import(&path, &["--max-tokens", "80", "-q"]).code, Some(6));
    assert!((1..20).contains(&desk.0.changes()));
    let results = format!("{path}.result.csv");
    desk.import(&results, &["-q"]).ok();
    assert_eq!(desk.0.changes(), 20);
    let ran = desk.import(&path, &[]);
    assert_eq!((ran.code, desk.0.changes()), (Some(0), 20), "{}", ran.err);
    assert!(ran.err.contains("20 done before"), "{}", ran.err);
    let ran = desk.import(&results, &[]);
    assert_eq!((ran.code, desk.0.changes()), (Some(0), 20), "{}", ran.err);
    // Another content of the path is another file.
    let path = desk.write("leads.csv", &format!("Title\n{rows}One more\n"));
    let ran = desk.import(&path, &[]);
    assert_eq!((ran.code, desk.0.changes()), (Some(0), 41), "{}", ran.err);
}

#[test]
fn a_row_that_was_corrected_in_the_results_is_done() {
    let desk = Desk::new();
    let text = "Title,Value,Currency\nA roof,much,EUR\nB roof,5,EUR\nC roof,more,EUR\n";
    let path = desk.write("leads.csv", text);
    assert_eq!(desk.import(&path, &["--skip-wrong", "-q"]).code, Some(8));
    let results = format!("{path}.result.csv");
    let fixed = std::fs::read_to_string(&results).unwrap().replace("A roof,much", "A roof,7");
    std::fs::write(&results, &fixed).unwrap();
    assert_eq!(desk.import(&results, &["--skip-wrong", "-q"]).code, Some(8));
    // The last one is corrected in the results of the results.
    let last = format!("{results}.result.csv");
    let fixed = std::fs::read_to_string(&last).unwrap().replace("more", "8");
    std::fs::write(&last, fixed).unwrap();
    desk.import(&last, &["-q"]).ok();
    assert_eq!(desk.0.changes(), 3);
    let ran = desk.import(&path, &["--map-value", "Value:much=6", "--map-value", "Value:more=6"]);
    assert_eq!((ran.code, desk.0.changes()), (Some(0), 3), "{}", ran.err);
    assert!(ran.err.contains("3 done before"), "{}", ran.err);
}

/// No row of the file was imported, so the journal does not know it.
#[test]
fn a_file_without_a_right_row_is_not_imported_again() {
    let desk = Desk::new();
    let path = desk.write("leads.csv", "Title,Value,Currency\nA roof,much,EUR\n");
    assert_eq!(desk.import(&path, &["--skip-wrong", "-q"]).code, Some(8));
    let results = format!("{path}.result.csv");
    let fixed = std::fs::read_to_string(&results).unwrap().replace("much", "7");
    std::fs::write(&results, fixed).unwrap();
    desk.import(&results, &["-q"]).ok();
    let ran = desk.import(&path, &["--map-value", "Value:much=7"]);
    assert_eq!((ran.code, desk.0.changes()), (Some(0), 1), "{}", ran.err);
}

/// Numbers of rows say nothing after the results were sorted.
#[test]
fn sorted_results_mark_no_row_as_done() {
    let desk = Desk::new();
    let text = "Title,Value,Currency\nA roof,5,EUR\nB roof,much,EUR\nC roof,more,EUR\n";
    let path = desk.write("leads.csv", text);
    assert_eq!(desk.import(&path, &["--skip-wrong", "-q"]).code, Some(8));
    let results = format!("{path}.result.csv");
    let written = std::fs::read_to_string(&results).unwrap();
    let mut lines: Vec<&str> = written.lines().collect();
    lines[1..].reverse();
    std::fs::write(&results, lines.join("\n").replace("C roof,more", "C roof,7")).unwrap();
    assert_eq!(desk.import(&results, &["--skip-wrong", "-q"]).code, Some(8));
    assert_eq!((desk.titled("C roof").len(), desk.0.changes()), (1, 2));
    let flags = ["--map-value", "Value:much=6", "--map-value", "Value:more=6"];
    let ran = desk.import(&path, &flags);
    assert_eq!((ran.code, desk.0.changes()), (Some(2), 2), "{}", ran.err);
    assert!(ran.err.contains("(entry 2 of the journal), and it is unknown which"), "{}", ran.err);
    let ran = desk.import(&path, &[&flags[..], &["--key", "Title"]].concat());
    assert_eq!((ran.code, desk.titled("C roof").len()), (Some(0), 1), "{}", ran.err);
    assert_eq!(desk.titled("B roof").len(), 1);
}

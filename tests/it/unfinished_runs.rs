//! A run that has not ended: `deals log --check` and `deals undo` do not decide about its writes. And entries
//! of the journal with a damaged line.

use crate::journal::{journal_file, journal_text, rows, start_write};
use crate::support::Home;
use deals::sandbox::{Sandbox, World};
use std::time::Duration;

const UPDATE: [&str; 4] = ["update", "1", "--title", "Bell tower"];

fn sandbox(fault: &str) -> Sandbox {
    let mut world = World::with_deals(3);
    world.faults(vec![fault.parse().unwrap()]);
    Sandbox::start(world).unwrap()
}

#[test]
fn check_and_undo_wait_for_a_run() {
    let (home, sandbox) = (Home::new(), sandbox("PATCH#1=slow:3000"));
    let mut child = start_write(&home, &sandbox, &UPDATE);
    let checked = home.at(&sandbox, &["log", "--check"]);
    assert_eq!(checked.code, Some(7), "{}", checked.err);
    let why = format!("its run has not ended (process {})", child.id());
    assert_eq!(rows(&checked.out)[0]["why"], why);
    let undone = home.at(&sandbox, &["undo", "1", "--yes"]);
    assert_eq!(undone.code, Some(5), "{}", undone.err);
    assert!(undone.err.contains("the run of entry 1 has not ended"), "{}", undone.err);
    assert!(child.wait().unwrap().success());
    assert_eq!(home.at(&sandbox, &["log", "--check"]).ok().trim(), "[]");
    home.at(&sandbox, &["undo", "1", "--yes"]).ok();
}

#[test]
fn a_run_that_was_killed_has_ended() {
    let (home, sandbox) = (Home::new(), sandbox("PATCH#1=slow:400"));
    let mut child = start_write(&home, &sandbox, &UPDATE);
    std::thread::sleep(Duration::from_millis(150));
    child.kill().unwrap();
    child.wait().unwrap();
    std::thread::sleep(Duration::from_millis(600));
    let checked = home.at(&sandbox, &["log", "--check"]);
    assert_eq!(rows(&checked.ok())[0]["outcome"], "done");
    let folder = home.path().join("data/deals/journal");
    let left = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().ends_with(".run")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_damaged_write_is_not_undone_silently() {
    let (home, sandbox) = (Home::new(), Sandbox::start(World::with_deals(3)).unwrap());
    home.at(&sandbox, &["update", "1", "2", "3", "--probability", "61", "--yes"]).ok();
    let damaged = journal_text(&home).replacen("\"intent\",\"n\":1,", "\"intent\",\"n\":1 ", 1);
    std::fs::write(journal_file(&home), damaged).unwrap();
    let log = rows(&home.at(&sandbox, &["log"]).ok());
    assert_eq!(log[0]["state"], "2 done, 1 damaged");
    let undone = home.at(&sandbox, &["undo", "1", "--yes"]);
    assert_eq!(undone.code, Some(8), "{}", undone.err);
    assert!(undone.err.contains("1 write cannot be read"), "{}", undone.err);
}

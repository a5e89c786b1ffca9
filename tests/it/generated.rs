//! completions/ and man/ are written by the program; `SNAPSHOTS=overwrite cargo test` rewrites them.
//! So it does with what other tests hold here.

use super::support::Home;
use snapbox::{Data, assert_data_eq};
use std::collections::BTreeSet;
use std::path::Path;

/// These files, and no others, are in this folder.
pub fn holds(dir: &str, written: Vec<(String, String)>) {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join(dir);
    for (name, text) in &written {
        assert_data_eq!(text, Data::read_from(&dir.join(name), None).raw());
    }
    let names: BTreeSet<String> = written.into_iter().map(|(name, _)| name).collect();
    let there = std::fs::read_dir(&dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(there.collect::<BTreeSet<_>>(), names, "files in {}", dir.display());
}

#[test]
fn completions_are_current() {
    let home = Home::new();
    let files = deals::Shell::ALL.map(|shell| {
        let name = clap::ValueEnum::to_possible_value(&shell).unwrap();
        (shell.file_name().to_owned(), home.run(&["completions", name.get_name()]).ok())
    });
    holds("completions", files.to_vec());
}

#[test]
fn manual_pages_are_current() {
    holds("man", deals::manual().unwrap());
}

/// What `mandoc -T lint` and `groff -ww` would warn of, as far as pages of ours have had it.
#[test]
fn manual_pages_are_whole() {
    for (name, page) in deals::manual().unwrap() {
        let sections =
            ["SYNOPSIS", "OPTIONS", "\"EXIT STATUS\"", "ENVIRONMENT", "FILES", "EXAMPLES"];
        for section in sections {
            assert_eq!(page.matches(&format!("\n.SH {section}\n")).count(), 1, "{name}: {section}");
        }
        let is_example = |line: &str| line.starts_with("$ ") && line.contains("deals ");
        assert!(page.lines().any(is_example), "{name} has no example");
        assert!(
            page.starts_with(".ie")
                && page.contains(&format!(".TH {} 1 2", name[..name.len() - 2].to_uppercase())),
            "{name}"
        );
        let lines: Vec<&str> = page.lines().collect();
        for pair in lines.windows(2) {
            assert!(pair != [".br", ""] && pair != ["", ".br"], "{name}");
            assert!(
                !(pair[0].starts_with("\\fB") && pair[1] == ".TP"),
                "{name}: {} says nothing",
                pair[0]
            );
        }
        assert!(lines.iter().all(|line| *line == line.trim_end()), "{name}");
    }
}

#[test]
fn the_command_line_is_well_formed() {
    deals::command().debug_assert();
}

//! completions/ and man/ are written by the program; `SNAPSHOTS=overwrite cargo test` rewrites them.

use clap_complete::{Shell, generate};
use snapbox::{Data, assert_data_eq};
use std::collections::BTreeSet;
use std::path::Path;

fn holds(dir: &str, written: Vec<(String, String)>) {
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
    let files = [
        (Shell::Bash, "deals.bash"),
        (Shell::Zsh, "_deals"),
        (Shell::Fish, "deals.fish"),
        (Shell::PowerShell, "_deals.ps1"),
    ];
    let script = |shell| {
        let mut script = Vec::new();
        generate(shell, &mut deals::command(), "deals", &mut script);
        String::from_utf8(script).unwrap()
    };
    holds("completions", files.map(|(shell, name)| (name.to_owned(), script(shell))).to_vec());
}

#[test]
fn manual_pages_are_current() {
    holds("man", deals::manual().unwrap());
}

#[test]
fn the_command_line_is_well_formed() {
    deals::command().debug_assert();
}

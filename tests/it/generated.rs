//! completions/ and man/ are generated; `SNAPSHOTS=overwrite cargo test` rewrites them, and the files
//! that other tests compare with [`assert_current`].

use super::support::{Home, Output};
use snapbox::{Data, assert_data_eq};
use std::collections::BTreeSet;
use std::path::Path;

/// Asserts that a folder has exactly these files.
pub fn assert_current(dir: &str, written: Vec<(String, String)>) {
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
    assert_current("completions", files.to_vec());
}

#[test]
fn manual_pages_are_current() {
    assert_current("man", deals::manual().unwrap());
}

/// The flags that only deals(1) documents; the pages of commands refer to it.
const SHARED: [&str; 9] = [
    "OUTPUT",
    "SAFETY",
    "ACCOUNT",
    "NETWORK",
    "\"EXIT STATUS\"",
    "ENVIRONMENT",
    "FILES",
    "SUBCOMMANDS",
    "OPTIONS",
];

/// Checks for the warnings that `mandoc -T lint` and `groff -ww` gave for earlier versions of the pages.
#[test]
fn manual_pages_are_well_formed() {
    for (name, page) in deals::manual().unwrap() {
        let is_program = name == "deals.1";
        let count = |section: &str| page.matches(&format!("\n.SH {section}\n")).count();
        for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "EXAMPLES"] {
            assert_eq!(count(section), 1, "{name}: {section}");
        }
        for section in SHARED {
            assert!(!is_program || count(section) == 1, "{name}: {section}");
        }
        if !is_program {
            assert_eq!(count("\"SEE ALSO\""), 1, "{name}");
            // A command may have additional flags under SAFETY.
            for section in SHARED[..7].iter().filter(|section| **section != "SAFETY") {
                assert_eq!(count(section), 0, "{name}: {section}");
            }
            assert!(!page.contains("\\-\\-max\\-tokens\\fR"), "{name} has a shared flag");
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
fn reports_written_pages_and_whether_man_finds_them() {
    let home = Home::new();
    let run = |dir: &str, env: &[(&str, &str)], args: &[&str]| {
        let dir = home.path().join(dir);
        let mut command = home.command(&[&["man", dir.to_str().unwrap()], args].concat());
        let ran = Output::from_output(command.envs(env.iter().copied()).output().unwrap());
        let pages = std::fs::read_dir(&dir).unwrap().count();
        assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""));
        (ran.err, pages)
    };
    let root = home.path().canonicalize().unwrap();
    let manpath = root.join("share/man");
    let bin = root.join("bin");
    let (manpath, bin) = (manpath.to_str().unwrap(), bin.to_str().unwrap());
    for env in [("MANPATH", manpath), ("PATH", bin)] {
        let (printed, pages) = run("share/man/man1", &[env], &[]);
        assert!(
            printed.starts_with(&format!("wrote {pages} manual pages to {manpath}/man1\n")),
            "{printed}"
        );
        assert!(printed.ends_with("\nread them with `man deals`\n"), "{printed}");
    }
    let (printed, _) = run("pages", &[], &[]);
    assert!(printed.contains("`man deals` does not search this folder"), "{printed}");
    assert!(printed.contains(&format!("`man {}/pages/deals.1`", root.display())), "{printed}");
    assert_eq!(run("pages", &[], &["-q"]).0, "");
}

#[test]
fn the_command_line_is_well_formed() {
    deals::command().debug_assert();
}

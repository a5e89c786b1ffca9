//! Facts about Pipedrive are entries of docs/pipedrive.md, cited in comments as `pipedrive.md P71`.
//! Nothing in the repository refers to files outside of it.

use deals::api::endpoints::rows;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const PAGE: &str = include_str!("../../docs/pipedrive.md");
const MARKS: [&str; 5] =
    ["documented", "seen in a recording", "reported by users", "contested", "unknown"];

/// An entry: its ID, and its text on one line.
struct Entry {
    id: u32,
    text: String,
}

fn entries() -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut is_open = false;
    for line in PAGE.lines() {
        let start = line.strip_prefix("- **P").and_then(|rest| rest.split_once("** "));
        if let Some((id, text)) = start {
            entries.push(Entry { id: id.parse().unwrap(), text: text.to_owned() });
            is_open = true;
        } else if let (true, Some(more)) = (is_open, line.strip_prefix("  ")) {
            let entry = entries.last_mut().unwrap();
            entry.text = format!("{} {more}", entry.text);
        } else {
            // A table of an entry follows an empty line.
            is_open = false;
        }
    }
    entries
}

/// The labels of the sources at the end of the page.
fn labels() -> BTreeSet<&'static str> {
    let label = |line: &'static str| line.strip_prefix('[')?.split_once("]: https://");
    PAGE.lines().filter_map(label).map(|(label, _)| label).collect()
}

/// The texts in square brackets.
fn find_bracketed(text: &str) -> impl Iterator<Item = &str> {
    text.split('[').skip(1).filter_map(|rest| rest.split_once(']')).map(|(label, _)| label)
}

#[test]
fn every_entry_has_a_mark_and_a_source() {
    let (entries, labels) = (entries(), labels());
    assert!(entries.len() > 200, "{} entries", entries.len());
    let mut used = BTreeSet::new();
    let mut wrong = Vec::new();
    for Entry { id, text } in &entries {
        let tail = text.strip_suffix(")*").and_then(|text| text.rsplit_once(" *("));
        let Some((fact, sources)) = tail else {
            wrong.push(format!("P{id} does not end with *(mark: source)*"));
            continue;
        };
        if !fact.ends_with(['.', '`']) {
            wrong.push(format!("P{id} is not a sentence"));
        }
        for part in sources.split("; ") {
            let mark = part.split_once(": ").filter(|(_, source)| !source.is_empty());
            if mark.is_none_or(|(mark, _)| !MARKS.contains(&mark)) {
                wrong.push(format!("P{id} has `{part}` where a mark and a source belong"));
            }
        }
        let named: BTreeSet<&str> = find_bracketed(sources).collect();
        wrong.extend(named.difference(&labels).map(|label| format!("P{id}: no source {label}")));
        used.extend(named);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(used, labels, "every source is used");
}

#[test]
fn entries_are_in_order_and_unique() {
    let ids: Vec<u32> = entries().iter().map(|entry| entry.id).collect();
    let wrong: Vec<&[u32]> = ids.windows(2).filter(|pair| pair[0] >= pair[1]).collect();
    assert!(wrong.is_empty(), "out of order: {wrong:?}");
}

/// Compares the costs with the endpoint table.
#[test]
fn costs_match_the_endpoint_table() {
    let row = |line: &str| -> Option<(String, u32)> {
        let (cost, rest) = line.trim().strip_prefix("| ")?.split_once(" | `")?;
        Some((rest.strip_suffix("` |")?.to_owned(), cost.parse().ok()?))
    };
    let written: BTreeMap<String, u32> = PAGE.lines().filter_map(row).collect();
    let actual: BTreeMap<String, u32> =
        rows().map(|row| (format!("{} {}", row.method, row.path), row.cost)).collect();
    assert_eq!(written, actual);
}

#[test]
fn every_citation_names_an_entry() {
    let known: BTreeSet<u32> = entries().iter().map(|entry| entry.id).collect();
    let (mut cited, mut wrong) = (BTreeSet::new(), Vec::new());
    for (file, text) in texts() {
        let is_rust = file.extension().is_some_and(|extension| extension == "rs");
        let is_page = file.extension().is_some_and(|extension| extension == "md");
        let lines = text.lines().filter_map(|line| {
            if is_rust { Some(comment(line)) } else { Some(line).filter(|_| is_page) }
        });
        for id in lines.flat_map(|line| find_numbers(line, 'P')) {
            if is_rust {
                cited.insert(id);
            }
            if !known.contains(&id) {
                wrong.push(format!("{}: P{id} is no entry of docs/pipedrive.md", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cited.len() > 50, "only {} entries are cited: are comments read?", cited.len());
}

#[test]
fn names_nothing_outside_the_repository() {
    // Concatenated, so that this file does not match.
    let words = [["beha", "viours"].concat(), ["field", " note"].concat()];
    let paths = [["../", "shared"].concat(), ["/wo", "rk/"].concat()];
    let mut wrong = Vec::new();
    for (file, text) in texts() {
        let is_rust = file.extension().is_some_and(|extension| extension == "rs");
        for (number, line) in (1..).zip(text.lines()) {
            let folded = line.to_lowercase();
            if words.iter().any(|word| folded.contains(word))
                || paths.iter().any(|path| line.contains(path))
                || is_rust && find_numbers(comment(line), 'Q').next().is_some()
            {
                wrong.push(format!("{}:{number}: {}", file.display(), line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pages_have_short_lines() {
    const WIDTH: usize = 110;
    for (file, text) in texts() {
        if file.starts_with("docs") {
            let is_long = |line: &&str| line.chars().count() > WIDTH && !line.starts_with('[');
            let long: Vec<&str> = text.lines().filter(is_long).collect();
            assert!(
                long.is_empty() || file.extension().is_none_or(|extension| extension != "md"),
                "{}: {long:#?}",
                file.display()
            );
        }
    }
}

/// The text of a comment, not of a URL.
fn comment(line: &str) -> &str {
    let starts = line.match_indices("//").map(|(at, _)| at);
    let mut comments = starts.filter(|at| !line[..*at].ends_with(':'));
    comments.next().map_or("", |at| &line[at + 2..])
}

/// Numbers after a letter, as in `P71`, as separate words.
fn find_numbers(line: &str, letter: char) -> impl Iterator<Item = u32> {
    let words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter_map(move |word| word.strip_prefix(letter)?.parse().ok())
}

#[test]
fn finds_citations_as_separate_words() {
    let ids = |line: &str| find_numbers(line, 'P').collect::<Vec<_>>();
    assert_eq!(ids("(pipedrive.md P1, P22): `P3`"), [1, 22, 3]);
    assert!(ids("MP3 P4x _P5 P-6 Px").is_empty());
    assert_eq!(comment("let url = \"https://x/P1\"; // P2"), " P2");
    assert_eq!(comment("let url = \"https://x/P1\";"), "");
}

/// All text files of the repository except `.ci`, which may name the folder of the schema.
fn texts() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open = vec![root.to_owned()];
    let mut texts = Vec::new();
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy();
            // Generated files, and those of git: `target`, `fuzz/corpus`, `.git`, `.ci`.
            if name.starts_with('.') || ["target", "corpus", "artifacts"].contains(&name.as_ref()) {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                texts.push((path.strip_prefix(root).unwrap().to_owned(), text));
            }
        }
    }
    texts
}

//! Banned phrases (docs/style.md): they do not occur in comments, messages, help or pages.

use super::support::files;
use std::path::Path;

/// Banned phrases, compared ignoring case, as whole words.
const BANNED: &[&str] = &[
    "and lose it",
    "asked of Pipedrive",
    "at most so many",
    "by the address of its page",
    "conversion begun",
    "does not know this token",
    "go on from",
    "go wrong at",
    "goes before",
    "half an answer",
    "hangs on",
    "has a say",
    "have a say",
    "is no failure",
    "is not well",
    "left as it is",
    "look at settings",
    "looked it up",
    "mend it",
    "no longer follow",
    "nobody is there",
    "of theirs",
    "off a terminal",
    "quarter of an hour",
    "say more of",
    "so many",
    "space marks",
    "take something off",
    "talk to stderr",
    "wants it",
    "what came",
    "who follows",
    "whoever",
];

/// Files and folders to check.
const CHECKED: &[&str] = &[
    ".ci",
    "BENCHMARKS.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.toml",
    "README.md",
    "RELEASING.md",
    "SECURITY.md",
    "benches",
    "completions",
    "docs",
    "fuzz/fuzz_targets",
    "man",
    "src",
    "tests",
];

/// These have the banned phrases as examples.
const EXEMPT: [&str; 2] = ["docs/style.md", "tests/it/plain_words.rs"];

#[test]
fn no_banned_phrases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for checked in CHECKED {
        for file in files(&root.join(checked)) {
            let name = file.strip_prefix(root).unwrap().display().to_string();
            let Ok(text) = std::fs::read_to_string(&file) else { continue };
            if !EXEMPT.contains(&name.as_str()) {
                let phrases = find_banned(&text).into_iter();
                found.extend(phrases.map(|(line, phrase)| format!("{name}:{line}: {phrase}")));
            }
        }
    }
    assert!(found.is_empty(), "banned phrases:\n{}", found.join("\n"));
}

#[test]
fn finds_phrases_across_lines() {
    let lines = |text: &str| find_banned(text).iter().map(|(line, _)| *line).collect::<Vec<_>>();
    assert_eq!(lines("//! It\n//! hangs\n//! on it.\n"), [2]);
    assert_eq!(lines("- So\n  many rows, whoever asks\n"), [1, 2]);
    assert!(lines("He hangs one up; of theirselves").is_empty());
}

/// Line numbers and phrases. A phrase may be split over lines of a comment or a page.
fn find_banned(text: &str) -> Vec<(usize, &'static str)> {
    let mut words = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        let content = content.to_lowercase();
        let parts = content.split(|c: char| !c.is_alphanumeric() && c != '\'');
        words.extend(parts.filter(|word| !word.is_empty()).map(|word| (line, word.to_owned())));
    }
    let mut found = Vec::new();
    for phrase in BANNED {
        let phrase_words: Vec<String> =
            phrase.to_lowercase().split(' ').map(str::to_owned).collect();
        for window in words.windows(phrase_words.len()) {
            if window.iter().map(|(_, word)| word).eq(&phrase_words) {
                found.push((window[0].0, *phrase));
            }
        }
    }
    found.sort_unstable();
    found
}

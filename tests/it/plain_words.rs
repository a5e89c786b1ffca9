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
    "BENCHMARKS.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "RELEASING.md",
    "SECURITY.md",
    "benches",
    "docs",
    "fuzz/fuzz_targets",
    "src/api",
    "src/app/account.rs",
    "src/app/api_error.rs",
    "src/app/deals.rs",
    "src/app/dry_run.rs",
    "src/app/interrupt.rs",
    "src/app/mod.rs",
    "src/app/paths.rs",
    "src/app/trace.rs",
    "src/app/write",
    "src/error.rs",
    "src/fuzz.rs",
    "src/lib.rs",
    "src/model/account_url.rs",
    "src/model/currency.rs",
    "src/model/deal_status.rs",
    "src/model/deal_url.rs",
    "src/model/field.rs",
    "src/model/mod.rs",
    "src/model/names",
    "src/model/record.rs",
    "src/model/value/cell.rs",
    "src/model/value/compare.rs",
    "src/model/value/display.rs",
    "src/model/value/mod.rs",
    "src/sandbox",
    "src/settings/file",
    "src/settings/file.rs",
    "src/settings/mod.rs",
    "src/settings/token.rs",
    "src/settings/token_command.rs",
    "src/store",
    "src/text",
    "tests/it/address.rs",
    "tests/it/cache.rs",
    "tests/it/connections.rs",
    "tests/it/coverage.rs",
    "tests/it/facts.rs",
    "tests/it/faults.rs",
    "tests/it/journal.rs",
    "tests/it/jq.rs",
    "tests/it/layers.rs",
    "tests/it/linked.rs",
    "tests/it/locks.rs",
    "tests/it/lost_reasons.rs",
    "tests/it/lost_writes.rs",
    "tests/it/main.rs",
    "tests/it/opening.rs",
    "tests/it/pace.rs",
    "tests/it/paging.rs",
    "tests/it/plays.rs",
    "tests/it/service.rs",
    "tests/it/serving.rs",
    "tests/it/state.rs",
    "tests/it/stdio.rs",
    "tests/it/support.rs",
    "tests/it/terminal_safety.rs",
    "tests/it/tls.rs",
    "tests/it/token.rs",
    "tests/it/wire.rs",
    "tests/soak",
];

/// Has the banned phrases as examples.
const EXEMPT: &str = "docs/style.md";

#[test]
fn no_banned_phrases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for checked in CHECKED {
        for file in files(&root.join(checked)) {
            let name = file.strip_prefix(root).unwrap().display().to_string();
            let Ok(text) = std::fs::read_to_string(&file) else { continue };
            if name != EXEMPT {
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

//! What the manual says of all commands at once: exit statuses, environment, files, output, limits.
//! `deals help TOPIC` prints it as text, the manual pages have it as sections.

use crate::api::endpoints;
use crate::error::EXIT_STATUS;
use crate::settings::KEYS;
use crate::text;

/// One of them.
pub struct Topic {
    pub name: &'static str,
    pub about: &'static str,
    pub parts: fn() -> Vec<Part>,
}

/// A piece of a topic.
pub enum Part {
    Heading(&'static str),
    Text(String),
    /// Words and what they mean.
    Terms(Vec<(String, String)>),
    /// A line to type.
    Example(&'static str),
}

pub const ALL: &[Topic] = &[
    topic("exit-codes", "What a script is told when a run ends", exit_codes),
    topic("environment", "Variables and files that have a say", environment_and_files),
    topic("output", "Formats, fields, filters, and what goes where", output),
    topic("limits", "Tokens, rate limits, and what each call costs", limits),
];

const fn topic(name: &'static str, about: &'static str, parts: fn() -> Vec<Part>) -> Topic {
    Topic { name, about, parts }
}

/// How wide a line of text is.
const WIDTH: usize = 80;
/// A blank that no line ends at: a method stays with its path.
const HARD: char = '\u{a0}';

impl Topic {
    pub fn find_topic(name: &str) -> Option<&'static Topic> {
        ALL.iter().find(|topic| topic.name == name)
    }

    /// As plain text.
    pub fn text(&self) -> String {
        let mut out = format!("{}\n", self.about);
        for part in (self.parts)() {
            match part {
                Part::Heading(heading) => out.push_str(&format!("\n{heading}:\n")),
                Part::Text(words) => {
                    out.push('\n');
                    wrap(&mut out, &words, 0, 0);
                }
                Part::Terms(terms) => {
                    let widest = terms.iter().map(|(term, _)| text::width(term)).max();
                    let column = widest.unwrap_or_default().min(24) + 4;
                    if !out.ends_with(":\n") {
                        out.push('\n');
                    }
                    for (term, about) in &terms {
                        out.push_str(&format!("  {term}"));
                        let at = text::width(term) + 2;
                        if at + 2 > column {
                            out.push('\n');
                            wrap(&mut out, about, column, 0);
                        } else {
                            wrap(&mut out, about, column, at);
                        }
                    }
                }
                Part::Example(line) => out.push_str(&format!("\n  $ {line}\n")),
            }
        }
        out
    }
}

/// Adds `words` at a column, the line having `at` columns already.
fn wrap(out: &mut String, words: &str, column: usize, mut at: usize) {
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        let wide = text::width(word);
        if at > column && at + 1 + wide > WIDTH {
            out.push('\n');
            at = 0;
        }
        let gap = if at > column { 1 } else { column - at };
        out.push_str(&" ".repeat(gap));
        out.push_str(&word.replace(HARD, " "));
        at += gap + wide;
    }
    out.push('\n');
}

/// The exit statuses.
pub fn exit_status() -> Part {
    let row = |(code, meaning): &(u8, &str)| (code.to_string(), format!("{meaning}."));
    Part::Terms(EXIT_STATUS.iter().map(row).collect())
}

/// The variables.
pub fn environment() -> Part {
    const OTHERS: &[(&str, &str)] = &[
        ("PIPEDRIVE_API_TOKEN", "The API token; goes before any profile."),
        ("DEALS_PROFILE", "The profile to use."),
        ("DEALS_SANDBOX", "1 uses the embedded made-up company instead of an account."),
        (
            "DEALS_JOURNAL",
            "off keeps no journal of writes; a lost response is then always unknown.",
        ),
        (
            "HTTPS_PROXY, ALL_PROXY",
            "The HTTP proxy to use; HTTPS_PROXY overrides ALL_PROXY. Lowercase names work too.",
        ),
        ("NO_PROXY", "Hosts to reach without the proxy, separated by commas."),
        (
            "SSL_CERT_FILE, SSL_CERT_DIR",
            "Certificates to trust instead of the system's. Ignored on macOS and Windows.",
        ),
        (
            "DEALS_PAGER, PAGER",
            "The pager for tables that are longer than the screen; `less -FRXK` if not set, none if \
             empty.",
        ),
        (
            "COLUMNS",
            "The width of a table that does not go to a terminal; without it nothing is cut.",
        ),
        ("NO_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM", "Whether to colour."),
    ];
    let others = OTHERS.iter().map(|(name, about)| ((*name).to_owned(), (*about).to_owned()));
    let keys = KEYS.iter().filter_map(|key| Some((key.env?.to_owned(), format!("{}.", key.about))));
    Part::Terms(others.chain(keys).collect())
}

/// The files, where a Linux machine has them.
pub fn files() -> Part {
    const FILES: &[(&str, &str)] = &[
        ("~/.config/deals/config.toml", "Profiles and settings; `deals config path` tells where."),
        ("~/.local/share/deals/sandbox.ndjson", "The state of the sandbox."),
        (
            "~/.local/share/deals/journal/",
            "Every write, with the values before and after; kept for 90 days (journal_days).",
        ),
        ("~/.local/share/deals/edit/", "Answers and edited text that could not be sent."),
        (
            "~/.cache/deals/",
            "What the company calls things, kept for a day, and the deals seen last; may be deleted.",
        ),
    ];
    Part::Terms(FILES.iter().map(|(file, about)| ((*file).into(), (*about).into())).collect())
}

fn exit_codes() -> Vec<Part> {
    vec![
        exit_status(),
        prose(
            "An error stands on stderr as two lines, `deals:` what happened and `hint:` what to do. \
             Where stdout is no terminal and takes JSON, one JSON object stands there instead, with \
             a word for the kind of error under `code` that does not change.",
        ),
        Part::Example("deals get 999999 -o json 2>&1 | jq -r .error.code"),
    ]
}

fn environment_and_files() -> Vec<Part> {
    vec![
        prose(
            "A flag goes before a variable, a variable before the profile, the profile before the \
             default. `deals config list` shows each value and where it came from.",
        ),
        environment(),
        Part::Heading("Files"),
        files(),
    ]
}

fn output() -> Vec<Part> {
    let terms = |rows: &[(&str, &str)]| {
        Part::Terms(rows.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect())
    };
    vec![
        prose(
            "Data goes to stdout and talk to stderr, so that a pipe sees data only. A table on a \
             terminal, JSON elsewhere, unless -o, DEALS_OUTPUT or the profile says otherwise.",
        ),
        terms(&[
            ("-o table", "Columns for a person; one deal is a card."),
            (
                "-o json",
                "What Pipedrive sent, key for key and digit for digit; a list is an array. Indented on a \
                 terminal.",
            ),
            ("-o ndjson", "One object a line, as it comes."),
            ("-o csv", "Comma-separated, with a heading; words for ids, unless --raw."),
            ("--fields A,B", "Columns or keys, by name or code, in this order."),
            ("--jq EXPR", "A jq filter run inside the program; -r prints texts bare."),
            (
                "--resolve",
                "Names for IDs: in JSON a key `names` in each deal, in CSV columns for persons and \
                 organizations, in tables customers.",
            ),
            ("--no-pager", "Print tables that are longer than the screen without a pager."),
            ("-q", "No talk but errors."),
        ]),
        prose(
            "In tables, cards and messages an amount has the decimals of its currency, or none where \
             it is whole, and a time is in the time zone of your Pipedrive account, which a card \
             names: 2026-01-31 10:20, with seconds where there are any, and with the offset in the \
             hour that the clocks show twice. Flags read such a time as the same moment. JSON and \
             --raw print both as they came, CSV too but for a zero fraction.",
        ),
        prose(
            "Lists are whole and fetched while they are printed. One that breaks off leaves a JSON \
             array that does not parse, and an exit status; with -o ndjson and -o csv the status \
             alone tells.",
        ),
        prose(
            "On a terminal, control characters and characters that hide or reorder text are printed \
             as JSON escapes such as \\u001b, or left out of tables, messages and questions. A pipe or \
             a file gets JSON and CSV unchanged. CSV cells and headings that a spreadsheet would run \
             as a formula begin with an apostrophe, unless --raw. An error text of Pipedrive's is cut \
             after 1,000 characters, in the JSON error after 10,000.",
        ),
        prose(
            "--jq prints JSON or fails. It agrees with jq 1.7, except that numbers keep all their \
             digits until a filter computes with them; 1/0 is the largest number and 0/0 is null; \
             % does not round; setting or deleting beyond the end of an array, del(.[0,2]) and \
             null[1:2] are errors; ltrimstr and rtrimstr take strings only; dates are checked and \
             keep fractions of seconds; regular expressions have no look-around; and there is no \
             env, $ENV, $__loc__, input, inputs, tostream or ?//. The words of error messages \
             differ.",
        ),
        Part::Example("deals list --status open -o csv > open.csv"),
        Part::Example("deals list --updated-since -7d --jq '.[].title' -r"),
        Part::Example("deals list -o ndjson --jq .id | deals move - Negotiation --yes"),
    ]
}

fn limits() -> Vec<Part> {
    vec![
        prose(
            "Each call costs tokens out of a daily budget that the whole company shares; besides, \
             there is a limit to how many calls go through in two seconds. `deals` fetches the \
             largest pages, keeps the company's names for a day, and keeps to the limit by itself: \
             it begins with 20 calls in two seconds (10 for searches), learns the real number from \
             the answers, shares it with every other `deals` of the account on this machine, and \
             leaves room where somebody else is busy.",
        ),
        prose(
            "Where Pipedrive asks to wait all the same, `deals` waits as told, up to three times and \
             up to --max-wait seconds each. A budget that is spent for the day ends the run at once, with \
             exit status 6. When Pipedrive has blocked the account because something went on \
             calling, no run calls again for a quarter of an hour, unless --force says so.",
        ),
        prose(
            "Reads are tried again after a fault, --retries times. A write is sent again only when \
             the service certainly did not execute it. When its response is lost, `deals` looks for \
             what it left behind: it is done (exit code 0), or its outcome is unknown (7; the JSON \
             error has \"outcome\":\"unknown\"). `deals log --check` looks again later.",
        ),
        Part::Terms(
            [
                ("--dry-run", "Show the requests and their cost; only look-ups are made."),
                ("--max-tokens N", "Stop before the run would spend more."),
                ("--limit N", "Fewer rows; a page costs the same whatever its size."),
                ("deals limits", "What is left now, and what this machine has spent today."),
                ("-v", "Tell of each call what it cost, and in the end what all did."),
            ]
            .map(|(flag, about)| (flag.to_owned(), about.to_owned()))
            .to_vec(),
        ),
        Part::Heading("Tokens for one call"),
        Part::Terms(prices()),
        prose("The command for each: deals api --list"),
    ]
}

/// What a call of each endpoint costs, by price.
fn prices() -> Vec<(String, String)> {
    let mut costs: Vec<u32> = endpoints::DEALS.iter().map(|row| row.cost).collect();
    costs.sort();
    costs.dedup();
    let of = |cost: u32| {
        let rows = endpoints::DEALS.iter().filter(|row| row.cost == cost);
        let rows = rows.map(|row| {
            let path = row.path.trim_start_matches("/api/v1").trim_start_matches("/api/v2");
            format!("{}{HARD}{path}", row.method)
        });
        rows.collect::<Vec<_>>().join(", ")
    };
    costs.into_iter().map(|cost| (cost.to_string(), of(cost))).collect()
}

fn prose(words: &str) -> Part {
    Part::Text(words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_text_that_fits() {
        for topic in ALL {
            let text = topic.text();
            for line in text.lines() {
                let is_one_word = line.split_whitespace().count() <= 2;
                assert!(text::width(line) <= WIDTH || is_one_word, "{}: {line}", topic.name);
                assert_eq!(line, line.trim_end(), "{}", topic.name);
                let cut =
                    ["GET", "POST", "PUT", "PATCH", "DELETE"].iter().any(|m| line.ends_with(m));
                assert!(!cut, "{}: {line}", topic.name);
            }
        }
    }

    #[test]
    fn topics_say_what_the_tables_say() {
        let text = |name| Topic::find_topic(name).unwrap().text();
        for (code, _) in EXIT_STATUS {
            assert!(text("exit-codes").contains(&format!("  {code} ")), "{code}");
        }
        for name in KEYS.iter().filter_map(|key| key.env) {
            assert!(text("environment").contains(name), "{name}");
        }
        for row in endpoints::DEALS {
            let path = &row.path["/api/v1".len()..];
            assert!(text("limits").contains(path), "{path}");
        }
    }
}

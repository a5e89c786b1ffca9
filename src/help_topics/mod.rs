//! Help topics: flags, exit codes, environment, files, output, limits, conditions, import. `deals help
//! TOPIC` prints a topic as text; deals(1) has some of them as sections.

mod conditions;
mod import;

use crate::api::endpoints;
use crate::error::EXIT_STATUS;
use crate::settings::{Flags, KEYS, Key};
use crate::text;
use clap::Args;

/// A page of `deals help`.
pub struct Topic {
    pub name: &'static str,
    pub about: &'static str,
    pub parts: fn() -> Vec<Part>,
}

/// A block of a topic.
pub enum Part {
    Heading(String),
    Text(String),
    /// Terms with their descriptions.
    Terms(Vec<(String, String)>),
    /// A command line.
    Example(&'static str),
}

pub const ALL: &[Topic] = &[
    topic("flags", "Flags that all commands share", flags),
    topic("exit-codes", "Exit codes, and the form of errors", exit_codes),
    topic("environment", "Environment, settings and files", environment_and_files),
    topic("output", "Output formats, fields and filters", output),
    topic("limits", "Token costs and rate limits", limits),
    topic("where", "Conditions on any field: --where", conditions::conditions),
    topic("import", "How `deals import` reads a file", import::import),
];

const fn topic(name: &'static str, about: &'static str, parts: fn() -> Vec<Part>) -> Topic {
    Topic { name, about, parts }
}

/// The maximum width of a line, in columns.
pub const MAX_WIDTH: usize = 80;
/// A non-breaking space: keeps a method and its path on one line.
const HARD: char = '\u{a0}';

impl Topic {
    pub fn find_topic(name: &str) -> Option<&'static Topic> {
        ALL.iter().find(|topic| topic.name == name)
    }

    /// Renders the topic as plain text of at most `width` columns.
    pub fn text(&self, width: usize) -> String {
        format!("{}\n{}", self.about, render((self.parts)(), width, width * 3 / 10))
    }
}

/// Renders parts as plain text of at most `width` columns. Descriptions are next to terms of up to
/// `term_width` columns, and below longer ones.
pub fn render(parts: Vec<Part>, width: usize, term_width: usize) -> String {
    let mut out = String::new();
    for part in parts {
        match part {
            Part::Heading(heading) => {
                out.push('\n');
                wrap(&mut out, &format!("{heading}:"), width, (0, 0));
            }
            Part::Text(words) => {
                out.push('\n');
                wrap(&mut out, &words, width, (0, 0));
            }
            Part::Terms(terms) => {
                let widest = terms.iter().map(|(term, _)| text::width(term)).max();
                let column = widest.unwrap_or_default().min(term_width) + 4;
                if !out.ends_with(":\n") {
                    out.push('\n');
                }
                for (term, about) in &terms {
                    out.push_str(&format!("  {term}"));
                    let at = text::width(term) + 2;
                    if at + 2 > column {
                        out.push('\n');
                        wrap(&mut out, about, width, (column, 0));
                    } else {
                        wrap(&mut out, about, width, (column, at));
                    }
                }
            }
            Part::Example(line) => out.push_str(&format!("\n  $ {line}\n")),
        }
    }
    out
}

/// Appends `words`, wrapped and indented to `column`; the current line already has `at` columns.
fn wrap(out: &mut String, words: &str, width: usize, (column, mut at): (usize, usize)) {
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        let wide = text::width(word);
        if at > column && at + 1 + wide > width {
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

/// The exit codes.
pub fn exit_status() -> Part {
    let row = |(code, meaning): &(u8, &str)| (code.to_string(), format!("{meaning}."));
    Part::Terms(EXIT_STATUS.iter().map(row).collect())
}

/// The environment variables.
pub fn environment() -> Part {
    const OTHERS: &[(&str, &str)] = &[
        ("PIPEDRIVE_API_TOKEN", "API token; overrides the profile."),
        ("DEALS_PROFILE", "Profile to use."),
        ("DEALS_SANDBOX", "1 uses the embedded demo company instead of an account."),
        (
            "DEALS_JOURNAL",
            "off disables the journal of writes; the outcome of a write whose response was lost is then unknown.",
        ),
        (
            "HTTPS_PROXY, ALL_PROXY",
            "HTTP proxy; HTTPS_PROXY overrides ALL_PROXY. Lowercase names work too.",
        ),
        ("NO_PROXY", "Hosts to connect to without the proxy, separated by commas."),
        (
            "SSL_CERT_FILE, SSL_CERT_DIR",
            "Certificates to trust instead of those of the system. Ignored on macOS and Windows.",
        ),
        ("DEALS_PAGER, PAGER", "Pager for long output; `less -FRXK` by default, none if empty."),
        ("COLUMNS", "Width of a table that does not go to a terminal; by default nothing is cut."),
        ("NO_COLOR, CLICOLOR_FORCE", "Disable or force color, if not empty."),
        ("CLICOLOR, TERM", "0 or `dumb` disable color."),
    ];
    let others = OTHERS.iter().map(|(name, about)| ((*name).to_owned(), (*about).to_owned()));
    let keys = KEYS.iter().filter_map(|key| Some((key.env?.to_owned(), format!("{}.", key.about))));
    Part::Terms(others.chain(keys).collect())
}

/// The files, with their paths on Linux.
pub fn files() -> Part {
    const FILES: &[(&str, &str)] = &[
        (
            "~/.config/deals/config.toml",
            "Profiles and settings; `deals config path` prints the path.",
        ),
        ("~/.local/share/deals/sandbox.ndjson", "State of the sandbox."),
        (
            "~/.local/share/deals/journal/",
            "Journal of all writes, with the values before and after; kept for 90 days (setting journal_days).",
        ),
        ("~/.local/share/deals/edit/", "Answers and edited text that could not be sent."),
        (
            "~/.cache/deals/",
            "Names of stages, users, fields and so on, cached for a day, and recent deals; may be deleted.",
        ),
    ];
    Part::Terms(FILES.iter().map(|(file, about)| ((*file).into(), (*about).into())).collect())
}

fn flags() -> Vec<Part> {
    let mut parts = Vec::new();
    let mut terms: Vec<(String, String)> = vec![
        ("-h, --help".into(), "Show help; -h is short, --help is complete".into()),
        ("-V, --version".into(), "Print the version (without a command)".into()),
    ];
    let mut heading = "Help".to_owned();
    let mut command = Flags::augment_args(clap::Command::new("deals"));
    // Arguments can be formatted only after the command is built.
    command.build();
    for arg in command.get_arguments().filter(|arg| arg.is_global_set()) {
        let next = arg.get_help_heading().unwrap_or_default();
        if next != heading {
            parts.push(Part::Heading(std::mem::replace(&mut heading, next.to_owned())));
            parts.push(Part::Terms(std::mem::take(&mut terms)));
        }
        let short = arg.get_short().map_or("    ".to_owned(), |short| format!("-{short}, "));
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        terms.push((format!("{short}{arg}"), help.replace("[env: ", &format!("[env:{HARD}"))));
    }
    parts.push(Part::Heading(heading));
    parts.push(Part::Terms(terms));
    parts.push(prose("More about formats, --fields and --jq: deals help output"));
    parts.push(Part::Example("deals list --status open --limit 3 -o csv"));
    parts.push(Part::Example("deals win 1 2 --dry-run"));
    parts
}

fn exit_codes() -> Vec<Part> {
    vec![
        exit_status(),
        prose(
            "Errors are printed to stderr as two lines: `deals:` says what happened, and `hint:` what \
             to do. If stdout is not a terminal and the output is JSON, an error is one JSON object \
             instead. Its `code` is a stable word for the kind of error.",
        ),
        Part::Example("deals get 999999 -o json 2>&1 | jq -r .error.code"),
    ]
}

fn environment_and_files() -> Vec<Part> {
    vec![
        prose(
            "Flags override environment variables, which override the profile, which overrides the \
             default. `deals config list` shows each value and its source.",
        ),
        environment(),
        Part::Heading("Settings of a profile (deals config set)".into()),
        settings(),
        Part::Heading("Files".into()),
        files(),
    ]
}

/// The settings of a profile.
fn settings() -> Part {
    let row = |key: &Key| {
        let default = match key.default {
            "" => String::new(),
            default => format!(" [default:{HARD}{default}]"),
        };
        (key.name.to_owned(), format!("{}{default}.", key.about))
    };
    Part::Terms(KEYS.iter().map(row).collect())
}

fn output() -> Vec<Part> {
    vec![
        prose(
            "Data goes to stdout, messages to stderr. The default format is a table on a terminal and \
             JSON elsewhere; -o, DEALS_OUTPUT or the profile choose another one.",
        ),
        terms(&[
            ("-o table", "Columns for people; one deal is shown as a card."),
            (
                "-o json",
                "What Pipedrive sent, with all keys and digits; a list is an array. Indented on a \
                 terminal.",
            ),
            ("-o ndjson", "One JSON object per line, printed as it arrives."),
            ("-o csv", "Comma-separated values with a header; names instead of IDs, unless --raw."),
            ("-o markdown", "A Markdown table with a header, for documents and issues."),
            ("--fields A,B", "Columns or keys to print, by name or code, in this order."),
            ("--jq EXPR", "Apply a jq filter, built into deals; -r prints strings without quotes."),
            (
                "--resolve",
                "Names for IDs: in JSON a key `names` in each deal or match, in CSV columns for persons and \
                 organizations, in tables customers.",
            ),
            ("--no-pager", "Print long output without a pager."),
            ("-q", "Print only errors to stderr."),
        ]),
        prose(
            "In tables, cards and messages, an amount has the decimals of its currency, or none if it \
             is a whole number. Times are in the time zone of your Pipedrive account, which a card \
             names: 2026-01-31 10:20, with seconds if there are any, and with the UTC offset in the \
             hour that occurs twice when clocks go back. Flags accept times in this form. JSON and \
             --raw print amounts and times unchanged, and so does CSV except for a zero fraction.",
        ),
        prose(
            "Lists are complete, and are fetched while they are printed. If a list fails partway, the \
             exit code is not 0, and the JSON array does not parse; with -o ndjson and -o csv, only \
             the exit code shows it.",
        ),
        prose(
            "On a terminal, control characters and characters that hide or reorder text are printed \
             as JSON escapes such as \\u001b, or omitted from tables, messages and questions. JSON and \
             CSV in a pipe or a file are not changed. CSV cells and headers that a spreadsheet would \
             run as a formula start with an apostrophe, unless --raw. Error texts from Pipedrive are \
             truncated after 1,000 characters, in JSON errors after 10,000.",
        ),
        prose(
            "--jq prints JSON or fails. It behaves like jq 1.7, except: numbers keep all their digits \
             until a filter computes with them, and a whole result ends in .0 if a filter makes it a string; \
             1/0 is the largest number and 0/0 is null; % does not round; limit of a negative number is empty; setting or deleting beyond the end of an array, del(.[0,2]) and null[1:2] are \
             errors; ltrimstr and rtrimstr take strings only; dates are checked and keep fractions of \
             seconds; regular expressions have no look-around; env, $ENV, $__loc__, input, inputs, \
             input_filename, tostream, fromstream, truncate_stream, leaf_paths, builtins, date, dateadd, \
             @base32d, import and ?// do not exist; and error messages have other words.",
        ),
        Part::Example("deals list --status open -o csv > open.csv"),
        Part::Example("deals list --updated-since -7d --jq '.[].title' -r"),
        Part::Example("deals list -o ndjson --jq .id | deals move - Negotiation --yes"),
    ]
}

fn limits() -> Vec<Part> {
    vec![
        prose(
            "Each request costs tokens from a daily budget that the whole company shares. In addition, \
             Pipedrive limits the number of requests in two seconds. `deals` fetches the largest \
             pages, caches names for a day, and stays below the rate limit: it starts with 20 requests \
             in two seconds (10 for searches), learns the actual limit from the responses, shares it \
             with all runs of `deals` for this account on this machine, and leaves room for other \
             clients.",
        ),
        prose(
            "If Pipedrive still asks to wait, `deals` waits up to three times, and up to --max-wait \
             seconds each. If the daily budget is spent, the run stops at once with exit code 6. If \
             Pipedrive blocked the account because of too many requests, no run sends a request for \
             15 minutes, unless --force is given.",
        ),
        prose(
            "Failed reads are retried up to --retries times. A write is sent again only if it was \
             certainly not executed. If the response to a write is lost, `deals` looks for the result: \
             the change was applied (exit code 0), or the outcome is unknown (exit code 7; the JSON \
             error has \"outcome\":\"unknown\"). `deals log --check` looks again later.",
        ),
        Part::Terms(
            [
                ("--dry-run", "Print the requests and their cost; only names are looked up."),
                ("--max-tokens N", "Stop before the run spends more than N tokens."),
                ("--limit N", "Show fewer rows; a page costs the same whatever its size."),
                ("deals limits", "Show what is left, and what this machine spent today."),
                ("-v", "Print each request with its cost, and the total at the end."),
            ]
            .map(|(flag, about)| (flag.to_owned(), about.to_owned()))
            .to_vec(),
        ),
        Part::Heading("Tokens per request".into()),
        Part::Terms(costs()),
        prose("The command for each endpoint: deals api --list"),
    ]
}

/// The endpoints by cost, in tokens.
fn costs() -> Vec<(String, String)> {
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

fn terms(rows: &[(&str, &str)]) -> Part {
    Part::Terms(rows.iter().map(|(term, about)| ((*term).into(), (*about).into())).collect())
}

fn prose(words: &str) -> Part {
    Part::Text(words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_fit_their_width() {
        for (topic, width) in ALL.iter().flat_map(|topic| [(topic, MAX_WIDTH), (topic, 40)]) {
            let text = topic.text(width);
            for line in text.lines() {
                let is_one_piece = line.split_whitespace().count() <= 2
                    || line.starts_with("  $ ")
                    || line.contains(" /deals") && line.split_whitespace().count() == 3;
                assert!(text::width(line) <= width || is_one_piece, "{}: {line}", topic.name);
                assert_eq!(line, line.trim_end(), "{}", topic.name);
                let cut =
                    ["GET", "POST", "PUT", "PATCH", "DELETE"].iter().any(|m| line.ends_with(m));
                assert!(!cut, "{}: {line}", topic.name);
            }
        }
    }

    #[test]
    fn topics_have_every_row_of_their_tables() {
        let text = |name| Topic::find_topic(name).unwrap().text(MAX_WIDTH);
        for (code, _) in EXIT_STATUS {
            assert!(text("exit-codes").contains(&format!("  {code} ")), "{code}");
        }
        for key in KEYS {
            for name in [key.name].into_iter().chain(key.env) {
                assert!(text("environment").contains(&format!("\n  {name}")), "{name}");
            }
        }
        for arg in Flags::augment_args(clap::Command::new("deals")).get_arguments() {
            let flag = format!("--{}", arg.get_long().unwrap_or_default());
            assert!(text("flags").contains(&flag), "{flag}");
        }
        for row in endpoints::DEALS {
            let path = &row.path["/api/v1".len()..];
            assert!(text("limits").contains(path), "{path}");
        }
    }
}

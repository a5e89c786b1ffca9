//! The flags that all commands share.

use crate::model::arg::{self, ArgKind};
use crate::output::Format;
use crate::output::style::Color;

#[derive(clap::Args, Debug, Clone, Default)]
pub struct Flags {
    /// Output format: table, json, ndjson, csv or markdown [default: table on a terminal, else json] [env: DEALS_OUTPUT]
    #[arg(long, short, global = true, value_name = "FORMAT", help_heading = "Output")]
    pub output: Option<Format>,

    /// Columns or keys to print, in this order; `--fields help` lists them
    ///
    /// Names and codes both work. A code or key always means that field. A field named `a,b` takes precedence over fields `a` and
    /// `b`. A name that a custom field shares with a built-in field is an error that lists their codes.
    #[arg(long, global = true, value_name = "A,B,C", add = ArgKind::Columns, num_args = 0..=1, default_missing_value = "help", help_heading = "Output")]
    pub fields: Option<Vec<String>>,

    /// Apply a jq filter to the JSON output
    ///
    /// The filter receives a list as one array, and with -o ndjson one record at a time. Numbers keep their
    /// digits unless the filter computes with them. An error in the filter is reported with its position
    /// before any request is sent; an error while it runs stops the run. Both exit with 2.
    #[arg(
        long,
        global = true,
        value_name = "EXPR",
        allow_hyphen_values = true,
        help_heading = "Output"
    )]
    pub jq: Option<String>,

    /// With --jq: print strings without quotes
    #[arg(long, short, global = true, requires = "jq", help_heading = "Output")]
    pub raw_output: bool,

    /// Add the names of IDs: in JSON the key `names`, in CSV columns, in tables customers
    #[arg(long, global = true, help_heading = "Output")]
    pub resolve: bool,

    /// Table, CSV and Markdown: print IDs, codes and unformatted values
    #[arg(long, global = true, help_heading = "Output")]
    pub raw: bool,

    /// Table and CSV: omit the header, which Markdown requires
    #[arg(long, global = true, help_heading = "Output")]
    pub no_header: bool,

    /// Print long tables and cards without a pager [env: DEALS_PAGER, PAGER]
    #[arg(long, global = true, hide = true, help_heading = "Output")]
    pub no_pager: bool,

    /// Use color: auto, always or never [default: auto]
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        hide_possible_values = true,
        help_heading = "Output"
    )]
    pub color: Option<Color>,

    /// Print only errors to stderr
    #[arg(long, short, global = true, conflicts_with = "verbose", help_heading = "Output")]
    pub quiet: bool,

    /// Print each request with its cost; -vv also prints headers and bodies, without the token
    #[arg(long, short, global = true, action = clap::ArgAction::Count, help_heading = "Output")]
    pub verbose: u8,

    /// Print the requests and their cost without sending them; only names are looked up
    #[arg(long, short = 'n', global = true, help_heading = "Safety")]
    pub dry_run: bool,

    /// Do not ask for confirmation
    #[arg(long, short, global = true, help_heading = "Safety")]
    pub yes: bool,

    /// Never ask questions; a missing value is an error
    #[arg(long, global = true, help_heading = "Safety")]
    pub no_input: bool,

    /// Stop before this run spends more than N tokens
    #[arg(long, global = true, value_name = "N", value_parser = arg::whole::<u32>(0), allow_negative_numbers = true, help_heading = "Safety")]
    pub max_tokens: Option<u32>,

    /// Send requests even if Pipedrive blocked the account in the last 15 minutes
    #[arg(long, global = true, help_heading = "Safety")]
    pub force: bool,

    /// Use the embedded demo company instead of an account [env: DEALS_SANDBOX]
    #[arg(long, global = true, help_heading = "Account")]
    pub sandbox: bool,

    /// Profile to use [env: DEALS_PROFILE]
    #[arg(long, short, global = true, value_name = "NAME", add = ArgKind::Profile, help_heading = "Account")]
    pub profile: Option<String>,

    /// Fetch fields, stages, users and other names again instead of using the cache
    #[arg(long, global = true, help_heading = "Account")]
    pub refresh: bool,

    /// URL of the API; https, or http on this machine [env: DEALS_BASE_URL]
    #[arg(
        long,
        global = true,
        conflicts_with = "sandbox",
        value_name = "URL",
        help_heading = "Account"
    )]
    pub base_url: Option<String>,

    /// Send at most N requests of a command at the same time [default: 8]
    #[arg(long, global = true, value_name = "N", value_parser = arg::whole::<u32>(1), allow_negative_numbers = true, help_heading = "Network")]
    pub parallel: Option<u32>,

    /// Seconds to wait for a response [default: 30]
    #[arg(
        long,
        global = true,
        value_name = "SECS",
        value_parser = arg::seconds(),
        allow_negative_numbers = true,
        help_heading = "Network"
    )]
    pub timeout: Option<f64>,

    /// Retry a failed read up to N times [default: 3]
    #[arg(long, global = true, value_name = "N", value_parser = arg::whole::<u32>(0), allow_negative_numbers = true, help_heading = "Network")]
    pub retries: Option<u32>,

    /// Wait at most SECS seconds when Pipedrive asks to wait [default: 60]
    #[arg(
        long,
        global = true,
        value_name = "SECS",
        value_parser = arg::seconds(),
        allow_negative_numbers = true,
        help_heading = "Network"
    )]
    pub max_wait: Option<f64>,
}

impl Flags {
    /// Maximum number of concurrent requests of a command.
    pub fn parallel_requests(&self) -> usize {
        self.parallel.map_or(8, |n| n as usize)
    }

    /// The value of the setting `name`, if it is set by a flag.
    pub fn value(&self, name: &str) -> Option<String> {
        let color = |color: Color| format!("{color:?}").to_lowercase();
        match name {
            "output" => self.output.map(|format| format.to_string()),
            "color" => self.color.map(color),
            "base_url" => self.base_url.clone(),
            "timeout" => self.timeout.map(|seconds| seconds.to_string()),
            "retries" => self.retries.map(|times| times.to_string()),
            "max_wait" => self.max_wait.map(|seconds| seconds.to_string()),
            "max_tokens" => self.max_tokens.map(|tokens| tokens.to_string()),
            _ => None,
        }
    }
}

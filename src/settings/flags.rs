//! The global flags.

use crate::model::arg::{self, ArgKind};
use crate::output::Format;
use crate::output::style::Colour;

#[derive(clap::Args, Debug, Clone, Default)]
pub struct Flags {
    /// Output format: table, json, ndjson or csv [default: table on a terminal, else json; env:
    /// DEALS_OUTPUT]
    #[arg(long, short, global = true, value_name = "FORMAT", help_heading = "Output")]
    pub output: Option<Format>,

    /// Columns or keys to show, by name or code; `--fields help` lists them
    ///
    /// The output has them in the given order. A code or a key always means that field. A field
    /// named `a,b` wins over fields `a` and `b`. A name that a custom field shares with a built-in
    /// one is an error that lists their codes.
    #[arg(long, global = true, value_name = "A,B,C", add = ArgKind::Columns, num_args = 0..=1, default_missing_value = "help", help_heading = "Output")]
    pub fields: Option<Vec<String>>,

    /// Filter the JSON output with a jq expression
    ///
    /// The input is one array for a list, or one record at a time with -o ndjson. Numbers keep
    /// their digits unless the filter calculates with them. A syntax error is reported before any
    /// request is sent. Syntax and runtime errors exit with code 2.
    #[arg(
        long,
        global = true,
        value_name = "EXPR",
        allow_hyphen_values = true,
        help_heading = "Output"
    )]
    pub jq: Option<String>,

    /// With --jq: print strings without quotes
    #[arg(
        long,
        short,
        global = true,
        requires = "jq",
        hide_short_help = true,
        help_heading = "Output"
    )]
    pub raw_output: bool,

    /// JSON: add a key `names` with the names of IDs and custom fields
    #[arg(long, global = true, help_heading = "Output")]
    pub resolve: bool,

    /// Table and CSV: show IDs, codes and unformatted values
    #[arg(long, global = true, help_heading = "Output")]
    pub raw: bool,

    /// Table and CSV: omit the header row
    #[arg(long, global = true, hide_short_help = true, help_heading = "Output")]
    pub no_header: bool,

    /// When to use color; NO_COLOR and CLICOLOR_FORCE are honored
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        hide_short_help = true,
        help_heading = "Output"
    )]
    pub color: Option<Colour>,

    /// Print only errors to stderr
    #[arg(
        long,
        short,
        global = true,
        hide_short_help = true,
        conflicts_with = "verbose",
        help_heading = "Output"
    )]
    pub quiet: bool,

    /// Print each request with its cost; repeat for headers and bodies (without the token)
    #[arg(long, short, global = true, action = clap::ArgAction::Count, hide_short_help = true, help_heading = "Output")]
    pub verbose: u8,

    /// Print the requests and their cost without sending them; look-ups are sent
    #[arg(long, short = 'n', global = true, help_heading = "Care")]
    pub dry_run: bool,

    /// Do not ask for confirmation
    #[arg(long, short, global = true, help_heading = "Care")]
    pub yes: bool,

    /// Never prompt; a missing value is an error
    #[arg(long, global = true, hide_short_help = true, help_heading = "Care")]
    pub no_input: bool,

    /// Stop before this run would spend more than N tokens
    #[arg(long, global = true, value_name = "N", value_parser = arg::whole::<u32>(0), allow_negative_numbers = true, hide_short_help = true, help_heading = "Care")]
    pub max_tokens: Option<u32>,

    /// Send requests even if Pipedrive blocked the account in the last 15 minutes
    #[arg(long, global = true, hide_short_help = true, help_heading = "Care")]
    pub force: bool,

    /// Use the embedded sandbox instead of an account [env: DEALS_SANDBOX]
    #[arg(long, global = true, help_heading = "Account")]
    pub sandbox: bool,

    /// Profile of the settings file to use [env: DEALS_PROFILE]
    #[arg(long, short, global = true, value_name = "NAME", add = ArgKind::Profile, help_heading = "Account")]
    pub profile: Option<String>,

    /// Refresh the cached fields, stages, users and other look-ups
    #[arg(long, global = true, hide_short_help = true, help_heading = "Account")]
    pub refresh: bool,

    /// Base URL of the API: https, or http on a loopback address [env: DEALS_BASE_URL]
    #[arg(
        long,
        global = true,
        conflicts_with = "sandbox",
        value_name = "URL",
        hide_short_help = true,
        help_heading = "Account"
    )]
    pub base_url: Option<String>,

    /// Request timeout in seconds [default: 30]
    #[arg(
        long,
        global = true,
        value_name = "SECS",
        value_parser = arg::seconds(),
        allow_negative_numbers = true,
        hide_short_help = true,
        help_heading = "Network"
    )]
    pub timeout: Option<f64>,

    /// Maximum number of retries of a read [default: 3]
    #[arg(long, global = true, value_name = "N", value_parser = arg::whole::<u32>(0), allow_negative_numbers = true, hide_short_help = true, help_heading = "Network")]
    pub retries: Option<u32>,

    /// Maximum wait for a rate limit, in seconds [default: 60]
    #[arg(
        long,
        global = true,
        value_name = "SECS",
        value_parser = arg::seconds(),
        allow_negative_numbers = true,
        hide_short_help = true,
        help_heading = "Network"
    )]
    pub max_wait: Option<f64>,
}

impl Flags {
    /// The value of the flag for the setting `name`.
    pub fn value(&self, name: &str) -> Option<String> {
        let colour = |colour: Colour| format!("{colour:?}").to_lowercase();
        match name {
            "output" => self.output.map(|format| format.to_string()),
            "color" => self.color.map(colour),
            "base_url" => self.base_url.clone(),
            "timeout" => self.timeout.map(|seconds| seconds.to_string()),
            "retries" => self.retries.map(|times| times.to_string()),
            "max_wait" => self.max_wait.map(|seconds| seconds.to_string()),
            "max_tokens" => self.max_tokens.map(|tokens| tokens.to_string()),
            _ => None,
        }
    }
}

//! The flags that every command shares.

use crate::model::arg::{self, ArgKind};
use crate::output::Format;
use crate::output::style::Colour;

#[derive(clap::Args, Debug, Clone, Default)]
pub struct Flags {
    /// How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]
    #[arg(long, short, global = true, value_name = "FORMAT", help_heading = "Output")]
    pub output: Option<Format>,

    /// Columns or keys, by name or code, in this order; `--fields help` lists them
    ///
    /// A code or a key always means that field. A field named `a,b` wins over fields `a` and `b`. A
    /// name that a custom field shares with a built-in one is an error that lists their codes.
    #[arg(long, global = true, value_name = "A,B,C", add = ArgKind::Columns, num_args = 0..=1, default_missing_value = "help", help_heading = "Output")]
    pub fields: Option<Vec<String>>,

    /// Print what this jq filter makes of the JSON
    ///
    /// It sees a list as one array, and with -o ndjson each record as it comes. Numbers keep their
    /// digits, unless the filter counts with them. A mistake in it is shown with its place before
    /// anything is sent; what it cannot work with ends the run. The exit status is 2 for both.
    #[arg(
        long,
        global = true,
        value_name = "EXPR",
        allow_hyphen_values = true,
        help_heading = "Output"
    )]
    pub jq: Option<String>,

    /// With --jq: print strings as the text they are
    #[arg(
        long,
        short,
        global = true,
        requires = "jq",
        hide_short_help = true,
        help_heading = "Output"
    )]
    pub raw_output: bool,

    /// Add the names of IDs: in JSON one key `names` in each deal, in CSV columns
    ///
    /// JSON unless -o says otherwise. Names of persons and organizations cost 10 tokens for each 100 of
    /// them, or for each 500 of the whole list where that is cheaper; they are kept for 24 hours.
    #[arg(long, global = true, help_heading = "Output")]
    pub resolve: bool,

    /// Table and CSV: ids and codes instead of words, cells exactly as they came
    #[arg(long, global = true, help_heading = "Output")]
    pub raw: bool,

    /// Table and CSV: no headings
    #[arg(long, global = true, hide_short_help = true, help_heading = "Output")]
    pub no_header: bool,

    /// Print long tables without a pager [env: DEALS_PAGER, PAGER]
    ///
    /// A table that is longer than the screen is shown by `less -FRXK`, or by the program that
    /// DEALS_PAGER or PAGER names; an empty variable turns the pager off.
    #[arg(long, global = true, hide_short_help = true, help_heading = "Output")]
    pub no_pager: bool,

    /// Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        hide_short_help = true,
        help_heading = "Output"
    )]
    pub color: Option<Colour>,

    /// Say nothing on stderr but errors
    #[arg(
        long,
        short,
        global = true,
        hide_short_help = true,
        conflicts_with = "verbose",
        help_heading = "Output"
    )]
    pub quiet: bool,

    /// Tell each request with its price; twice: headers and bodies, the token left out
    #[arg(long, short, global = true, action = clap::ArgAction::Count, hide_short_help = true, help_heading = "Output")]
    pub verbose: u8,

    /// Show the requests that would be sent and their cost; only look-ups are made
    #[arg(long, short = 'n', global = true, help_heading = "Care")]
    pub dry_run: bool,

    /// Do not ask before a destructive write
    #[arg(long, short, global = true, help_heading = "Care")]
    pub yes: bool,

    /// Never ask anything; what is missing is an error
    #[arg(long, global = true, hide_short_help = true, help_heading = "Care")]
    pub no_input: bool,

    /// Stop before this run would spend more tokens
    #[arg(long, global = true, value_name = "N", value_parser = arg::whole::<u32>(0), allow_negative_numbers = true, hide_short_help = true, help_heading = "Care")]
    pub max_tokens: Option<u32>,

    /// Call although Pipedrive has blocked the account within the last quarter of an hour
    #[arg(long, global = true, hide_short_help = true, help_heading = "Care")]
    pub force: bool,

    /// Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]
    #[arg(long, global = true, help_heading = "Account")]
    pub sandbox: bool,

    /// The profile of the settings file to use [env: DEALS_PROFILE]
    #[arg(long, short, global = true, value_name = "NAME", add = ArgKind::Profile, help_heading = "Account")]
    pub profile: Option<String>,

    /// Ask for the company's fields, stages and users anew instead of taking those of the last 24 hours
    #[arg(long, global = true, hide_short_help = true, help_heading = "Account")]
    pub refresh: bool,

    /// Where the API is; https, or http on this machine [env: DEALS_BASE_URL]
    #[arg(
        long,
        global = true,
        conflicts_with = "sandbox",
        value_name = "URL",
        hide_short_help = true,
        help_heading = "Account"
    )]
    pub base_url: Option<String>,

    /// Seconds to wait for one answer [default: 30]
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

    /// How often a read is tried again after a fault [default: 3]
    #[arg(long, global = true, value_name = "N", value_parser = arg::whole::<u32>(0), allow_negative_numbers = true, hide_short_help = true, help_heading = "Network")]
    pub retries: Option<u32>,

    /// The longest wait that a rate limit may ask for [default: 60]
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
    /// What a flag says of the setting `name`.
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

//! Settings of a run: flags override environment variables, which override the profile.

pub mod file;
mod flags;
mod token;
pub mod token_command;

pub use file::File;
pub use flags::Flags;
pub use token::{TokenSource, check_token};
pub use token_command::run_token_command;

use crate::api::client::RetryPolicy;
use crate::error::Error;
use crate::model::account_url::BaseUrl;
use crate::output::Format;
use crate::output::jq::Filter;
use crate::output::style::Color;
use crate::ui::pager::PagerCommand;
use clap::ValueEnum;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// A setting that a profile can have.
pub struct Key {
    pub name: &'static str,
    pub env: Option<&'static str>,
    pub default: &'static str,
    pub about: &'static str,
}

/// All settings, for `deals config`, its help and the manual.
pub const KEYS: &[Key] = &[
    key("company", Some("PIPEDRIVE_COMPANY"), "", "Company domain: `acme` for acme.pipedrive.com"),
    key("base_url", Some("DEALS_BASE_URL"), "https://api.pipedrive.com", "URL of the API"),
    key(
        "token_command",
        None,
        "",
        "Command that prints the API token, such as `pass show pipedrive`",
    ),
    key(
        "output",
        Some("DEALS_OUTPUT"),
        "",
        "Output format; if not set, table on a terminal and json elsewhere",
    ),
    key("color", None, "auto", "Use color: auto, always or never"),
    key("timeout", None, "30", "Seconds to wait for a response"),
    key("retries", None, "3", "Maximum number of retries of a failed read"),
    key("max_wait", None, "60", "Maximum number of seconds to wait when Pipedrive asks to wait"),
    key("max_tokens", None, "", "Maximum number of tokens that one run may spend"),
    key("journal_days", None, "90", "Number of days to keep entries of the journal; 0 keeps all"),
    key(
        "home",
        None,
        "",
        "What `deals` alone shows: `today`, your day; if not set, where to start",
    ),
];

const fn key(
    name: &'static str,
    env: Option<&'static str>,
    default: &'static str,
    about: &'static str,
) -> Key {
    Key { name, env, default, about }
}

/// The source of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Flag,
    Env(&'static str),
    Profile(String),
    Default,
}

/// The validated settings of a run.
pub struct Settings {
    pub flags: Flags,
    /// The selected profile; the file may not have it.
    pub profile: String,
    pub profile_source: Source,
    pub sandbox: bool,
    /// False for a command that reads files only.
    pub needs_token: bool,
    /// False if `DEALS_JOURNAL` is `off`.
    pub keeps_journal: bool,
    /// Days to keep journal entries; `None` keeps all.
    pub journal_days: Option<u32>,
    /// Whether `deals` without a command prints `report today`.
    pub shows_today: bool,
    pub base: BaseUrl,
    pub base_source: Source,
    /// `None` selects the format by whether stdout is a terminal.
    pub output: Option<Format>,
    pub color: Color,
    /// The pager for tables that are longer than the screen; `None` if it is disabled.
    pub pager: Option<PagerCommand>,
    /// The filter for JSON output.
    pub jq: Option<Filter>,
    pub retry_policy: RetryPolicy,
    pub file: File,
    values: Values,
}

/// Looks up an environment variable, replaceable in tests. A value that is not UTF-8 is an error.
pub type Env<'a> = &'a dyn Fn(&str) -> Result<Option<String>, Error>;

/// All environment variables with settings.
pub fn variables() -> impl Iterator<Item = &'static str> {
    let others = ["PIPEDRIVE_API_TOKEN", "DEALS_PROFILE", "DEALS_SANDBOX", "DEALS_PAGER"];
    KEYS.iter().filter_map(|key| key.env).chain(others)
}

/// The value of each setting, and its source.
#[derive(Clone)]
struct Values(Vec<(&'static str, String, Source)>);

impl Settings {
    /// Reads the settings file and resolves every setting.
    pub fn resolve(flags: Flags, env: Env, path: PathBuf) -> Result<Settings, Error> {
        // Invalid UTF-8 is an error even if a flag overrides the variable.
        variables().try_for_each(|name| env(name).map(drop))?;
        let file = File::read(path)?;
        let (profile, profile_source) = profile(&flags, env, &file)?;
        let values = KEYS.iter().map(|key| resolve_key(key, &flags, env, &file, &profile));
        let values = Values(values.collect::<Result<_, _>>()?);
        let (base, base_source) = values.base_url()?;
        let journal = env("DEALS_JOURNAL")?;
        Ok(Settings {
            needs_token: true,
            keeps_journal: !journal.is_some_and(|value| value.eq_ignore_ascii_case("off")),
            journal_days: values.journal_days()?,
            shows_today: values.shows_today()?,
            // --base-url overrides DEALS_SANDBOX.
            sandbox: flags.sandbox
                || flags.base_url.is_none()
                    && env("DEALS_SANDBOX")?.is_some_and(|value| is_enabled(&value)),
            output: output(&flags, values.output()?)?,
            color: values.color()?,
            pager: pager(&flags, env)?,
            jq: flags
                .jq
                .as_deref()
                .map(|code| Filter::compile(code, flags.raw_output))
                .transpose()?,
            retry_policy: RetryPolicy { force: flags.force, ..values.retry_policy()? },
            base,
            base_source,
            flags,
            profile,
            profile_source,
            file,
            values,
        })
    }

    /// The value of a setting as text, and its source.
    pub fn value(&self, name: &str) -> (&str, &Source) {
        self.values.get(name)
    }

    /// Fails if the profile was selected explicitly and does not exist: its base URL and limits would be
    /// missing.
    pub fn require_profile(&self) -> Result<(), Error> {
        match self.profile_source {
            Source::Default => Ok(()),
            _ => self.file.require_profile(&self.profile),
        }
    }

    /// Checks whether a setting accepts this value.
    pub fn check(&self, name: &str, text: &str) -> Result<(), Error> {
        let mut candidate = self.values.clone();
        for (known, value, source) in &mut candidate.0 {
            if *known == name {
                (*value, *source) = (text.to_owned(), Source::Flag);
            }
        }
        candidate.base_url()?;
        candidate.output()?;
        candidate.color()?;
        candidate.journal_days()?;
        candidate.shows_today()?;
        candidate.retry_policy().map(drop)
    }
}

impl Values {
    fn get(&self, name: &str) -> (&str, &Source) {
        let found = self.0.iter().find(|(known, ..)| *known == name);
        found.map_or(("", &Source::Default), |(_, value, source)| (value, source))
    }

    /// Parses a setting; the error names the source of the value. `None` if it is empty.
    fn read<T>(
        &self,
        name: &str,
        what: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        let (text, source) = self.get(name);
        if text.is_empty() {
            return Ok(None);
        }
        let place = match source {
            Source::Flag => String::new(),
            source => format!(" from {source}"),
        };
        let wrong = || Error::usage(format!("{name} must be {what} (got `{text}`{place})"));
        parse(text).map(Some).ok_or_else(wrong)
    }

    fn output(&self) -> Result<Option<Format>, Error> {
        self.read("output", "table, json, ndjson, csv or markdown", |text| text.parse().ok())
    }

    fn color(&self) -> Result<Color, Error> {
        let color =
            self.read("color", "auto, always or never", |text| Color::from_str(text, true).ok())?;
        Ok(color.unwrap_or(Color::Auto))
    }

    fn retry_policy(&self) -> Result<RetryPolicy, Error> {
        let seconds = |name, least: Duration| {
            let read = |text: &str| {
                let seconds = Duration::try_from_secs_f64(text.parse().ok()?).ok()?;
                (seconds >= least).then_some(seconds)
            };
            self.read(name, "a number of seconds", read).map(Option::unwrap_or_default)
        };
        Ok(RetryPolicy {
            timeout: seconds("timeout", Duration::from_millis(1))?,
            retries: self.number("retries")?.unwrap_or_default(),
            max_wait: seconds("max_wait", Duration::ZERO)?,
            max_tokens: self.number("max_tokens")?,
            force: false,
        })
    }

    fn journal_days(&self) -> Result<Option<u32>, Error> {
        Ok(self.number("journal_days")?.filter(|days| *days > 0))
    }

    fn shows_today(&self) -> Result<bool, Error> {
        let today = self.read("home", "today", |text| (text == "today").then_some(()))?;
        Ok(today.is_some())
    }

    fn number(&self, name: &str) -> Result<Option<u32>, Error> {
        self.read(name, "a whole number", |text| text.parse().ok())
    }

    /// The base URL, from `base_url` or `company`, whichever has the higher precedence; on a tie,
    /// `base_url`.
    fn base_url(&self) -> Result<(BaseUrl, Source), Error> {
        let (base, base_source) = self.get("base_url");
        let (company, company_source) = self.get("company");
        let (base, source) = if company.is_empty() || rank(base_source) <= rank(company_source) {
            (BaseUrl::parse(base), base_source)
        } else {
            (BaseUrl::from_company(company), company_source)
        };
        let named = |failure: Error| match source {
            Source::Flag => failure,
            source => Error { message: format!("{failure} ({source})"), ..failure },
        };
        Ok((base.map_err(named)?, source.clone()))
    }
}

/// The pager, unless it is disabled or the terminal is dumb.
fn pager(flags: &Flags, env: Env) -> Result<Option<PagerCommand>, Error> {
    if flags.no_pager || env("TERM")?.is_some_and(|term| term == "dumb") {
        return Ok(None);
    }
    let variable = |name| Ok::<_, Error>((name, env(name)?));
    Ok(PagerCommand::new([variable("DEALS_PAGER")?, variable("PAGER")?]))
}

/// The output format. Flags that require JSON imply it.
fn output(flags: &Flags, output: Option<Format>) -> Result<Option<Format>, Error> {
    if flags.jq.is_none() && !flags.resolve {
        return Ok(output);
    }
    match (flags.output, output) {
        (Some(format @ (Format::Table | Format::Csv | Format::Markdown)), _)
            if flags.jq.is_some() =>
        {
            Err(Error::usage(format!("--jq cannot be used with -o {format}"))
                .hint("--jq prints JSON: use -o json or -o ndjson"))
        }
        (Some(format @ (Format::Table | Format::Csv | Format::Markdown)), _) => Ok(Some(format)),
        (_, Some(Format::Ndjson)) => Ok(Some(Format::Ndjson)),
        _ => Ok(Some(Format::Json)),
    }
}

fn rank(source: &Source) -> u8 {
    match source {
        Source::Flag => 0,
        Source::Env(_) => 1,
        Source::Profile(_) => 2,
        Source::Default => 3,
    }
}

fn profile(flags: &Flags, env: Env, file: &File) -> Result<(String, Source), Error> {
    let (name, source) = if let Some(name) = &flags.profile {
        (name.clone(), Source::Flag)
    } else if let Some(name) = env("DEALS_PROFILE")?.filter(|name| !name.is_empty()) {
        (name, Source::Env("DEALS_PROFILE"))
    } else if let Some(name) = file.active() {
        return Ok((name.to_owned(), Source::Profile(name.to_owned())));
    } else {
        return Ok(("default".to_owned(), Source::Default));
    };
    if name.is_empty() {
        return Err(Error::usage("the name of a profile must not be empty"));
    }
    if name.contains(char::is_control) {
        return Err(Error::usage("the name of a profile must not contain control characters"));
    }
    Ok((name, source))
}

fn resolve_key(
    key: &Key,
    flags: &Flags,
    env: Env,
    file: &File,
    profile: &str,
) -> Result<(&'static str, String, Source), Error> {
    let name = key.name;
    if let Some(value) = flags.value(name) {
        return Ok((name, value, Source::Flag));
    }
    if let Some(variable) = key.env
        && let Some(value) = env(variable)?.filter(|value| !value.is_empty())
    {
        return Ok((name, value, Source::Env(variable)));
    }
    Ok(match file.value(profile, name) {
        Some(value) => (name, value, Source::Profile(profile.to_owned())),
        None => (name, key.default.to_owned(), Source::Default),
    })
}

fn is_enabled(value: &str) -> bool {
    !matches!(value.to_ascii_lowercase().as_str(), "" | "0" | "no" | "false" | "off")
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Flag => f.write_str("flag"),
            Source::Env(name) => f.write_str(name),
            Source::Profile(name) => write!(f, "profile {name}"),
            Source::Default => f.write_str("default"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve_for_test(flags: Flags, env: &[(&str, &str)], file: &str) -> Result<Settings, Error> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        std::fs::write(&path, file).unwrap();
        let env = |name: &str| Ok(env.iter().find(|(n, _)| *n == name).map(|(_, v)| v.to_string()));
        Settings::resolve(flags, &env, path)
    }

    const FILE: &str = "profile = \"work\"\n[profiles.work]\ncompany = \"acme\"\noutput = \"csv\"\ntimeout = 5\n[profiles.home]\n";

    #[test]
    fn flags_override_environment_and_profile() {
        let settings = resolve_for_test(Flags::default(), &[], FILE).unwrap();
        assert_eq!(
            (settings.output, settings.base.as_str()),
            (Some(Format::Csv), "https://acme.pipedrive.com")
        );
        assert_eq!(settings.value("output").1, &Source::Profile("work".into()));
        assert_eq!(settings.retry_policy.timeout, Duration::from_secs(5));

        let env = [("DEALS_OUTPUT", "json"), ("PIPEDRIVE_COMPANY", "other")];
        let settings = resolve_for_test(Flags::default(), &env, FILE).unwrap();
        assert_eq!(
            (settings.output, settings.base.as_str()),
            (Some(Format::Json), "https://other.pipedrive.com")
        );

        let flags = Flags {
            output: Some(Format::Table),
            base_url: Some("http://localhost:1".into()),
            ..Flags::default()
        };
        let settings = resolve_for_test(flags, &env, FILE).unwrap();
        assert_eq!(
            (settings.output, settings.base.as_str()),
            (Some(Format::Table), "http://localhost:1")
        );

        let flags = Flags { profile: Some("home".into()), ..Flags::default() };
        assert_eq!(
            resolve_for_test(flags, &[], FILE).unwrap().base.as_str(),
            "https://api.pipedrive.com"
        );
    }

    #[test]
    fn names_the_source_of_an_invalid_value() {
        let refused =
            resolve_for_test(Flags::default(), &[("DEALS_OUTPUT", "tabel")], "").err().unwrap();
        assert_eq!(
            refused.message,
            "output must be table, json, ndjson, csv or markdown (got `tabel` from DEALS_OUTPUT)"
        );
        let refused =
            resolve_for_test(Flags::default(), &[("PIPEDRIVE_COMPANY", "evil.com/x")], "")
                .err()
                .unwrap();
        assert_eq!(refused.message, "`evil.com/x` is not a company name (PIPEDRIVE_COMPANY)");
    }
}

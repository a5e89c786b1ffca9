//! What clap is told about the value of an argument: what it names, which decides what a shell
//! offers for it, and which numbers it takes.

use clap::builder::{ArgExt, TypedValueParser};
use clap::error::ErrorKind;
use std::ffi::OsStr;

/// What the value of an argument names: `#[arg(add = ArgKind::Stage)]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgKind {
    Deal,
    /// Deals, and last a stage.
    DealsAndStage,
    Stage,
    Pipeline,
    User,
    Person,
    Organization,
    /// A list of labels.
    Labels,
    Filter,
    Discount,
    Currency,
    Profile,
    /// Any field of deals.
    Field,
    /// A field of deals that has dates.
    DateField,
    /// A field that may be made empty.
    ClearableField,
    /// A list of custom fields.
    CustomFields,
    /// A list of what a command prints.
    Columns,
    /// FIELD=VALUE
    Assignment,
    Setting,
    Method,
    Path,
    File,
    Folder,
    Topic,
}

impl ArgExt for ArgKind {}

/// A parser whose errors name the flag: `--limit must be at least 1 (got 0)`.
#[derive(Clone)]
pub struct Checked<F>(F);

/// Parses with `parse`, whose error says what the value must be.
pub fn value_parser_of<T, F>(parse: F) -> Checked<F>
where
    F: Fn(&str) -> Result<T, String> + Clone,
{
    Checked(parse)
}

/// A whole number, `least` or more.
pub fn whole<T>(least: u64) -> Checked<impl Fn(&str) -> Result<T, String> + Clone + Send + Sync>
where
    T: TryFrom<i128>,
{
    value_parser_of(move |text| {
        let number: i128 = text.trim().parse().map_err(|_| "must be a whole number".to_owned())?;
        if number < i128::from(least) {
            return Err(format!("must be at least {least}"));
        }
        T::try_from(number).map_err(|_| "is too large".to_owned())
    })
}

/// A number of seconds.
pub fn seconds() -> Checked<impl Fn(&str) -> Result<f64, String> + Clone + Send + Sync> {
    value_parser_of(|text| {
        text.trim().parse().map_err(|_| "must be a number of seconds".to_owned())
    })
}

impl<T, F> TypedValueParser for Checked<F>
where
    T: Clone + Send + Sync + 'static,
    F: Fn(&str) -> Result<T, String> + Clone + Send + Sync + 'static,
{
    type Value = T;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<T, clap::Error> {
        let text = value.to_string_lossy();
        (self.0)(&text).map_err(|why| {
            let flag = arg.and_then(|arg| arg.get_long()).map(|long| format!("--{long}"));
            let name = || arg.map(|arg| arg.get_id().as_str().to_uppercase());
            let flag = flag.or_else(name).unwrap_or_default();
            let message = format!("{flag} {why} (got `{text}`)\n");
            clap::Error::raw(ErrorKind::ValueValidation, message).with_cmd(command)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_out_of_range_is_refused_by_the_name_of_its_flag() {
        let parse = |text: &str| {
            let arg = clap::Arg::new("days").long("days").value_parser(whole::<u8>(1));
            let command = clap::Command::new("x").arg(arg);
            let matches = command.try_get_matches_from(["x", "--days", text]);
            matches
                .map(|matches| matches.get_one::<u8>("days").copied())
                .map_err(|error| error.to_string().lines().next().unwrap_or_default().to_owned())
        };
        assert_eq!(parse("7"), Ok(Some(7)));
        for (text, message) in [
            ("0", "error: --days must be at least 1 (got `0`)"),
            ("256", "error: --days is too large (got `256`)"),
            ("many", "error: --days must be a whole number (got `many`)"),
            ("1.5", "error: --days must be a whole number (got `1.5`)"),
        ] {
            assert_eq!(parse(text), Err(message.to_owned()));
        }
    }
}

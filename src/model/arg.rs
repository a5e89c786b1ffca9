//! The kinds of argument values, which decide what shell completion suggests, and parsers for numbers.

use clap::builder::{ArgExt, CommandExt, TypedValueParser};
use clap::error::ErrorKind;
use std::ffi::OsStr;

/// The kind of an argument's value, attached to the argument: `#[arg(add = ArgKind::Stage)]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgKind {
    Deal,
    /// Deals, then a stage.
    DealsAndStage,
    Stage,
    Pipeline,
    User,
    Person,
    Organization,
    /// A list of labels.
    Labels,
    /// A lost reason that the company defined, or any text.
    LostReason,
    Filter,
    Discount,
    Currency,
    Profile,
    /// Any field of deals.
    Field,
    /// A date or time field of deals.
    DateField,
    /// A field that can be cleared.
    ClearableField,
    /// A list of custom fields.
    CustomFields,
    /// A list of the columns that a command prints.
    Columns,
    /// FIELD=VALUE
    Assignment,
    /// A condition on a field: FIELD, an operator, VALUE.
    Condition,
    Setting,
    /// A value of the setting that the preceding argument names.
    SettingValue,
    /// A time, usually in the past.
    Time,
    /// A date, usually in the future.
    Date,
    Method,
    Path,
    File,
    Folder,
    Topic,
}

impl ArgExt for ArgKind {}

/// Marks a command whose `--fields` takes fields of deals: `#[command(add = DealColumns)]`.
#[derive(Debug, Clone, Copy)]
pub struct DealColumns;

impl CommandExt for DealColumns {}

/// A value parser whose errors start with the flag: `--limit must be at least 1 (got 0)`.
#[derive(Clone)]
pub struct Checked<F>(F);

/// Wraps `parse`, whose error completes the sentence: `must be a whole number`.
pub fn new_parser<T, F>(parse: F) -> Checked<F>
where
    F: Fn(&str) -> Result<T, String> + Clone,
{
    Checked(parse)
}

/// A parser for whole numbers of at least `least`.
pub fn whole<T>(least: u64) -> Checked<impl Fn(&str) -> Result<T, String> + Clone + Send + Sync>
where
    T: TryFrom<i128>,
{
    new_parser(move |text| {
        let number: i128 = text.trim().parse().map_err(|_| "must be a whole number".to_owned())?;
        if number < i128::from(least) {
            return Err(format!("must be at least {least}"));
        }
        T::try_from(number).map_err(|_| "is too large".to_owned())
    })
}

/// A parser for a number of seconds.
pub fn seconds() -> Checked<impl Fn(&str) -> Result<f64, String> + Clone + Send + Sync> {
    new_parser(|text| text.trim().parse().map_err(|_| "must be a number of seconds".to_owned()))
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
    fn error_of_a_number_out_of_range_names_the_flag() {
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

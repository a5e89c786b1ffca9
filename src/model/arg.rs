//! The kinds of values that arguments take: what a value names, which decides what a shell offers
//! for it, and which numbers are valid.

use clap::builder::{ArgExt, CommandExt, TypedValueParser};
use clap::error::ErrorKind;
use std::ffi::OsStr;

/// What the value of an argument is: `#[arg(add = ArgKind::Stage)]`.
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
    /// The value of the setting before it.
    SettingValue,
    /// A time, mostly in the past.
    Time,
    /// A date, mostly in the future.
    Date,
    Method,
    Path,
    File,
    Folder,
    Topic,
}

impl ArgExt for ArgKind {}

/// A command whose `--fields` are those of deals: `#[command(add = DealColumns)]`.
#[derive(Debug, Clone, Copy)]
pub struct DealColumns;

impl CommandExt for DealColumns {}

/// A parser whose errors have the name of the flag: `--limit must be at least 1 (got 0)`.
#[derive(Clone)]
pub struct Checked<F>(F);

/// Parses with `parse`, whose error says what the value must be.
pub fn new_parser<T, F>(parse: F) -> Checked<F>
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
    new_parser(move |text| {
        let number: i128 = text.trim().parse().map_err(|_| "must be a whole number".to_owned())?;
        if number < i128::from(least) {
            return Err(format!("must be at least {least}"));
        }
        T::try_from(number).map_err(|_| "is too large".to_owned())
    })
}

/// A number of seconds.
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
    fn a_number_out_of_range_is_an_error_with_the_name_of_its_flag() {
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

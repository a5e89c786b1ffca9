//! The status of a deal, in the API and on the command line.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DealStatus {
    Open,
    Won,
    Lost,
    /// Set by deleting a deal; it cannot be set otherwise (pipedrive.md P223).
    Deleted,
}

impl DealStatus {
    pub const ALL: [DealStatus; 4] =
        [DealStatus::Open, DealStatus::Won, DealStatus::Lost, DealStatus::Deleted];
    /// The statuses that can be set.
    pub const SETTABLE: [DealStatus; 3] = [DealStatus::Open, DealStatus::Won, DealStatus::Lost];

    pub const fn as_str(self) -> &'static str {
        match self {
            DealStatus::Open => "open",
            DealStatus::Won => "won",
            DealStatus::Lost => "lost",
            DealStatus::Deleted => "deleted",
        }
    }

    pub fn parse(word: &str) -> Option<DealStatus> {
        DealStatus::ALL.into_iter().find(|status| status.as_str() == word)
    }

    /// An argument parser that accepts one of `statuses`.
    pub fn parser(statuses: &[DealStatus]) -> impl TypedValueParser<Value = DealStatus> + use<> {
        let words = statuses.iter().map(|status| status.as_str());
        // `PossibleValuesParser` has already checked the text.
        PossibleValuesParser::new(words)
            .try_map(|word| DealStatus::parse(&word).ok_or("not a status"))
    }
}

impl fmt::Display for DealStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for DealStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl From<DealStatus> for Value {
    fn from(status: DealStatus) -> Value {
        status.as_str().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn displayed_status_parses_as_the_same_status() {
        for status in DealStatus::ALL {
            assert_eq!(DealStatus::parse(&status.to_string()), Some(status));
        }
        assert_eq!(DealStatus::parse("Won"), None);
    }

    #[test]
    fn argument_accepts_only_its_statuses() {
        let parse = |statuses: &[DealStatus], word: &str| {
            let arg =
                clap::Arg::new("status").long("status").value_parser(DealStatus::parser(statuses));
            let matches = clap::Command::new("x").arg(arg);
            let matches = matches.try_get_matches_from(["x", "--status", word]).ok()?;
            matches.get_one::<DealStatus>("status").copied()
        };
        assert_eq!(parse(&DealStatus::ALL, "deleted"), Some(DealStatus::Deleted));
        assert_eq!(parse(&DealStatus::SETTABLE, "deleted"), None);
        assert_eq!(parse(&DealStatus::SETTABLE, "lost"), Some(DealStatus::Lost));
    }
}

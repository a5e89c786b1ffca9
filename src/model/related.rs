//! The kinds of records that are related to a deal and exported with it.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelatedKind {
    Followers,
    Participants,
    Discounts,
    Files,
    Changelog,
    Flow,
    Products,
    Activities,
    Notes,
}

/// The word for all kinds.
const EVERY: &str = "all";

impl RelatedKind {
    pub const ALL: [RelatedKind; 9] = [
        RelatedKind::Followers,
        RelatedKind::Participants,
        RelatedKind::Discounts,
        RelatedKind::Files,
        RelatedKind::Changelog,
        RelatedKind::Flow,
        RelatedKind::Products,
        RelatedKind::Activities,
        RelatedKind::Notes,
    ];

    /// The name of its table in a database, and its key in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            RelatedKind::Followers => "followers",
            RelatedKind::Participants => "participants",
            RelatedKind::Discounts => "discounts",
            RelatedKind::Files => "files",
            RelatedKind::Changelog => "changelog",
            RelatedKind::Flow => "flow",
            RelatedKind::Products => "products",
            RelatedKind::Activities => "activities",
            RelatedKind::Notes => "notes",
        }
    }

    pub fn parse(name: &str) -> Option<RelatedKind> {
        RelatedKind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

impl fmt::Display for RelatedKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A value of a flag that takes a list: a kind, or `all`.
#[derive(Debug, Clone, Copy)]
pub struct RelatedWord(Option<RelatedKind>);

impl RelatedWord {
    pub fn parser() -> impl TypedValueParser<Value = RelatedWord> {
        let words = RelatedKind::ALL.iter().map(|kind| kind.as_str()).chain([EVERY]);
        PossibleValuesParser::new(words).map(|word| RelatedWord(RelatedKind::parse(&word)))
    }

    /// The selected kinds, each once, in the order of [`RelatedKind::ALL`].
    pub fn kinds(words: &[RelatedWord]) -> Vec<RelatedKind> {
        let is_named =
            |kind: &RelatedKind| words.iter().any(|word| word.0.is_none_or(|named| named == *kind));
        RelatedKind::ALL.into_iter().filter(is_named).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selects_kinds_once_and_in_fixed_order() {
        let kinds = |words: &[&str]| {
            let arg = clap::Arg::new("with").long("with").value_delimiter(',');
            let arg = arg.value_parser(RelatedWord::parser());
            let line = ["x".to_owned(), format!("--with={}", words.join(","))];
            let matches = clap::Command::new("x").arg(arg).try_get_matches_from(line).ok()?;
            let words: Vec<RelatedWord> = matches.get_many("with")?.copied().collect();
            Some(RelatedWord::kinds(&words))
        };
        let both = Some(vec![RelatedKind::Followers, RelatedKind::Notes]);
        assert_eq!(kinds(&["notes", "followers", "notes"]), both);
        assert_eq!(kinds(&["files", "all"]), Some(RelatedKind::ALL.to_vec()));
        assert_eq!(kinds(&["mail"]), None);
        assert_eq!(RelatedWord::kinds(&[]), []);
    }
}

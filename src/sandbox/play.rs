//! Behaviors of the service about which sources disagree, and their alternatives:
//! `second-delete=404`, `restore=refused`, `unarchive=ignored`.

use std::fmt;
use std::str::FromStr;

/// A disputed behavior, and the alternative to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Play {
    /// Status of a DELETE of a deleted deal: 200, 404 or 410.
    SecondDelete(u16),
    /// PATCH `is_deleted: false`
    Restore(Reaction),
    /// PATCH `is_archived: false`
    Unarchive(Reaction),
}

/// How the service handles a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaction {
    Works,
    Refused,
    /// Responds with 200 and changes nothing.
    Ignored,
}

/// An alternative for each disputed behavior. The defaults are the most likely ones: the recorded 410
/// (pipedrive.md P51), and that the documented keys work (pipedrive.md P233, P234).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plays {
    pub second_delete: u16,
    pub restore: Reaction,
    pub unarchive: Reaction,
}

impl Plays {
    const LIKELIEST: Plays =
        Plays { second_delete: 410, restore: Reaction::Works, unarchive: Reaction::Works };

    pub fn new(plays: &[Play]) -> Plays {
        let mut all = Plays::LIKELIEST;
        for play in plays {
            match *play {
                Play::SecondDelete(status) => all.second_delete = status,
                Play::Restore(reaction) => all.restore = reaction,
                Play::Unarchive(reaction) => all.unarchive = reaction,
            }
        }
        all
    }
}

impl Play {
    /// All alternatives; for each behavior, the most likely one is first.
    pub const ALL: [(&str, Play); 9] = [
        ("second-delete=410", Play::SecondDelete(410)),
        ("second-delete=404", Play::SecondDelete(404)),
        ("second-delete=200", Play::SecondDelete(200)),
        ("restore=works", Play::Restore(Reaction::Works)),
        ("restore=refused", Play::Restore(Reaction::Refused)),
        ("restore=ignored", Play::Restore(Reaction::Ignored)),
        ("unarchive=works", Play::Unarchive(Reaction::Works)),
        ("unarchive=refused", Play::Unarchive(Reaction::Refused)),
        ("unarchive=ignored", Play::Unarchive(Reaction::Ignored)),
    ];
}

impl fmt::Display for Play {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = Play::ALL.iter().find(|(_, play)| play == self);
        f.write_str(named.map_or("", |(name, _)| name))
    }
}

impl FromStr for Play {
    type Err = String;

    fn from_str(text: &str) -> Result<Play, String> {
        let named = Play::ALL.into_iter().find(|(name, _)| *name == text);
        named.map(|(_, play)| play).ok_or_else(|| format!("unknown behavior `{text}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_come_first() {
        let first = [0, 3, 6].map(|at| Play::ALL[at].1);
        assert_eq!(Plays::new(&first), Plays::new(&[]));
        assert_eq!("restore=refused".parse(), Ok(Play::Restore(Reaction::Refused)));
        assert!("restore=maybe".parse::<Play>().is_err());
    }
}

//! Parses IDs, and deal arguments: an ID or the URL of a deal.

use crate::error::Error;
use crate::model::deal_url::DealUrl;

/// The ID in `word`: digits, or `id:17`. `None` for a name, including `name:17`.
pub fn as_id(word: &str) -> Option<u64> {
    let word = word.trim();
    let digits = word.strip_prefix("id:").unwrap_or(word);
    let is_id = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|id| is_id && *id > 0)
}

/// A parsed DEAL argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DealRef {
    Id(u64),
    /// `App::deal_id` checks that the URL belongs to the account.
    Page(DealUrl),
}

/// Parses a deal ID, with an optional `#`, or the URL of a deal.
pub fn parse_deal(word: &str) -> Result<DealRef, Error> {
    let word = word.trim();
    let page = || DealUrl::parse(word).map(DealRef::Page);
    let digits =
        word.strip_prefix('#').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    as_id(digits.unwrap_or(word)).map(DealRef::Id).or_else(page).ok_or_else(|| {
        Error::usage(format!("`{word}` is not a deal ID or URL"))
            .hint("an ID is a whole number; `deals search` finds deals by title")
    })
}

/// Parses one deal, or several separated by commas.
pub fn parse_deals(word: &str) -> Result<Vec<DealRef>, Error> {
    // A URL may contain a comma.
    match parse_deal(word) {
        Err(_) if word.contains(',') => word.split(',').map(parse_deal).collect(),
        one => one.map(|deal| vec![deal]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_ids_and_deal_urls() {
        assert_eq!(
            (as_id("17"), as_id("id:17"), as_id("name:17"), as_id("0"), as_id("+1")),
            (Some(17), Some(17), None, None, None)
        );
        for word in ["42", " 42 ", "id:42", "#42"] {
            assert_eq!(parse_deal(word).unwrap(), DealRef::Id(42), "{word}");
        }
        let page = "https://acme.pipedrive.com/deal/42?x=1";
        assert_eq!(parse_deal(page).unwrap(), DealRef::Page(DealUrl::parse(page).unwrap()));
        for word in
            ["", "0", "-1", "+1", "4 2", "x", "99999999999999999999", "https://acme.pipedrive.com/"]
        {
            assert!(parse_deal(word).is_err(), "{word}");
        }
        assert_eq!(parse_deals("3,#4, 5").unwrap(), [3, 4, 5].map(DealRef::Id));
        let page = "https://acme.pipedrive.com/deal/42?x=1,2";
        assert_eq!(parse_deals(page).unwrap(), [DealRef::Page(DealUrl::parse(page).unwrap())]);
        for word in ["3,", ",3", "3,x", "#", "# 3", "#x"] {
            assert!(parse_deals(word).is_err(), "{word}");
        }
    }
}

//! Words and ids. An id is all digits, or `id:17`.

use crate::failure::Failure;

/// The id that `word` is. `what` says in the failure what kind of thing was meant.
pub fn id(word: &str, what: &str) -> Result<u64, Failure> {
    let digits = word.trim().strip_prefix("id:").unwrap_or(word.trim());
    let is_id = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    match digits.parse() {
        Ok(id) if is_id && id > 0 => Ok(id),
        _ => Err(Failure::usage(format!("`{word}` is not the id of a {what}"))
            .hint("an id is a whole number; names are not understood yet")),
    }
}

/// The id of a deal: digits, or the address of its page in the web app.
pub fn deal(word: &str) -> Result<u64, Failure> {
    let page = word.split("/deal/").nth(1).filter(|_| word.starts_with("https://"));
    match page {
        Some(rest) => id(rest.split(['/', '?', '#']).next().unwrap_or_default(), "deal"),
        None => id(word, "deal"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_digits_or_the_page_of_a_deal() {
        for word in ["42", " 42 ", "id:42", "https://acme.pipedrive.com/deal/42?x=1"] {
            assert_eq!(deal(word).unwrap(), 42, "{word}");
        }
        for word in
            ["", "0", "-1", "+1", "4 2", "x", "99999999999999999999", "https://acme.pipedrive.com/"]
        {
            assert!(deal(word).is_err(), "{word}");
        }
    }
}

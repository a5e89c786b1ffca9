//! Redacts the API token in text from outside the program.

use std::borrow::Cow;

/// Shorter secrets are not API tokens, and may be words of the text.
const MIN_SECRET: usize = 8;

/// Replaces the secret with `[redacted]`: unchanged, URL-encoded, and with the escaped slashes of JSON.
pub fn redact<'t>(text: &'t str, secret: &str) -> Cow<'t, str> {
    let mut redacted = Cow::Borrowed(text);
    if secret.len() < MIN_SECRET {
        return redacted;
    }
    let encoded: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    for form in [secret, &encoded, &secret.replace('/', "\\/")] {
        if redacted.contains(form) {
            redacted = Cow::Owned(redacted.replace(form, "[redacted]"));
        }
    }
    redacted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_every_form_of_the_secret() {
        let secret = "v1u:AQ/BAH";
        let text = "a v1u:AQ/BAH, ?api_token=v1u%3AAQ%2FBAH&x=1, \"v1u:AQ\\/BAH\"";
        let expected = "a [redacted], ?api_token=[redacted]&x=1, \"[redacted]\"";
        assert_eq!(redact(text, secret), expected);
        assert!(matches!(redact("no secret here", secret), Cow::Borrowed(_)));
        assert_eq!(redact("deals --sandbox list", "sandbox"), "deals --sandbox list");
    }
}

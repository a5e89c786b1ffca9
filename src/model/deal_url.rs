//! URLs of deals in the web app.

use super::account_url::{BaseUrl, is_shared, subdomain};
use url::Url;

/// The URL of a deal's page in the web app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DealUrl {
    url: Url,
    pub id: u64,
}

impl DealUrl {
    /// Parses `https://acme.pipedrive.com/deal/42`; anything may follow the ID.
    pub fn parse(text: &str) -> Option<DealUrl> {
        let url = Url::parse(text).ok()?;
        let is_plain = url.username().is_empty() && url.password().is_none();
        let mut parts = url.path_segments().filter(|_| is_plain)?;
        parts.next().filter(|part| *part == "deal")?;
        let id = parts.next().filter(|id| id.bytes().all(|b| b.is_ascii_digit()))?;
        let id = id.parse().ok().filter(|id| *id > 0)?;
        Some(DealUrl { url, id })
    }

    /// Whether the page belongs to the account at `base`. `company` is the company's name if known;
    /// `None` is returned if the answer depends on it and it is not known.
    pub fn belongs_to(&self, base: &BaseUrl, company: Option<&str>) -> Option<bool> {
        if base.is_origin_of(&self.url) && !is_shared(&base.0) {
            return Some(true);
        }
        match subdomain(&self.url) {
            // The shared web app shows the account of the logged-in user.
            Some("app") => Some(true),
            Some(name) => {
                base.company().or(company).map(|company| company.eq_ignore_ascii_case(name))
            }
            None => Some(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_the_account_of_a_deal_url() {
        let belongs_to = |url: &str, base: &str, company: Option<&str>| {
            DealUrl::parse(url).unwrap().belongs_to(&BaseUrl::parse(base).unwrap(), company)
        };
        let (acme, api, local) =
            ("https://acme.pipedrive.com", "https://api.pipedrive.com", "http://127.0.0.1:8080");
        let page = "https://acme.pipedrive.com/deal/42";
        assert_eq!(belongs_to(page, acme, None), Some(true));
        assert_eq!(
            belongs_to("https://ACME.pipedrive.com:443/deal/42/x?y#z", acme, None),
            Some(true)
        );
        assert_eq!(belongs_to("https://other.pipedrive.com/deal/42", acme, None), Some(false));
        assert_eq!(belongs_to(page, api, None), None);
        assert_eq!(belongs_to(page, api, Some("acme")), Some(true));
        assert_eq!(belongs_to(page, api, Some("other")), Some(false));
        assert_eq!(belongs_to("https://api.pipedrive.com/deal/42", api, Some("acme")), Some(false));
        assert_eq!(belongs_to(page, local, Some("acme")), Some(true));
        assert_eq!(belongs_to("http://127.0.0.1:8080/deal/42", local, None), Some(true));
        assert_eq!(belongs_to("http://127.0.0.1:8081/deal/42", local, Some("acme")), Some(false));
        for base in [acme, api, local] {
            assert_eq!(belongs_to("https://app.pipedrive.com/deal/42", base, None), Some(true));
            for other in [
                "https://evil.example/deal/42",
                "http://acme.pipedrive.com/deal/42",
                "https://acme.pipedrive.com:8443/deal/42",
                "https://acme.pipedrive.com.evil.com/deal/42",
                "https://evilpipedrive.com/deal/42",
                "https://pipedrive.com/deal/42",
            ] {
                assert_eq!(belongs_to(other, base, Some("acme")), Some(false), "{other}");
            }
        }
    }

    #[test]
    fn rejects_urls_of_other_pages() {
        for text in [
            "42",
            "acme.pipedrive.com/deal/42",
            "https://acme.pipedrive.com/",
            "https://acme.pipedrive.com/deal/",
            "https://acme.pipedrive.com/deal/0",
            "https://acme.pipedrive.com/deal/+1",
            "https://acme.pipedrive.com/deal/%34",
            "https://acme.pipedrive.com/deal/99999999999999999999",
            "https://acme.pipedrive.com/person/42",
            "https://github.com/x/y/deal/2",
            "https://acme.pipedrive.com/?/deal/2",
            "https://user@acme.pipedrive.com/deal/42",
            "https://acme.pipedrive.com@evil.com/deal/42",
            "mailto:deal/42",
        ] {
            assert!(DealUrl::parse(text).is_none(), "{text}");
        }
    }
}

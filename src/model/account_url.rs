//! The base URL of an account, and company names.

use crate::error::Error;
use url::Url;

/// The domain of all company hosts.
const DOMAIN: &str = ".pipedrive.com";
/// Subdomains that belong to no company: the shared API and the shared web app.
const SHARED: [&str; 2] = ["api", "app"];

/// The base URL of requests: a scheme, a host and an optional port. Parsed once, so that all checks
/// are made on the parsed value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(pub(super) Url);

impl BaseUrl {
    /// Parses a base URL: https, or http on a loopback address. The text must be in canonical form,
    /// so that the URL that is checked and shown is the one that is used.
    pub fn parse(text: &str) -> Result<BaseUrl, Error> {
        let wrong = |why: &str| Error::usage(format!("the base URL `{text}` {why}"));
        let form = "write it like https://acme.pipedrive.com";
        let url = Url::parse(text).map_err(|_| wrong("is not a URL").hint(form))?;
        if !url.username().is_empty() || url.password().is_some() {
            // The URL may contain a password.
            return Err(Error::usage("the base URL contains a user name or a password").hint(form));
        }
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            "http" => {
                return Err(wrong("would send the token unencrypted").hint(
                    "use https://; http:// is allowed for loopback addresses only (127.0.0.1, localhost)",
                ));
            }
            _ => return Err(wrong("is neither https:// nor http://").hint(form)),
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("must have only a scheme and a host")
                .hint("write it like https://acme.pipedrive.com; paths are added by the program"));
        }
        if url.host_str().is_none_or(|host| host.split('.').any(str::is_empty)) {
            return Err(wrong("has no valid host").hint(form));
        }
        let base = BaseUrl(url);
        let plain = base.as_str();
        let given = text.to_ascii_lowercase();
        let given = given.strip_suffix('/').unwrap_or(&given);
        let port = if base.is_http() { ":80" } else { ":443" };
        if given != plain && given.strip_suffix(port) != Some(plain) {
            return Err(wrong("is not in canonical form").hint(format!("write it as {plain}")));
        }
        Ok(base)
    }

    /// The base URL of a company, in any form that [`company_name`] takes.
    pub fn from_company(word: &str) -> Result<BaseUrl, Error> {
        BaseUrl::parse(&format!("https://{}{DOMAIN}", company_name(word)?))
    }

    /// The URL without a trailing slash.
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    /// Whether the host is a loopback address.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// The host, with the port unless it is the default.
    pub fn host(&self) -> &str {
        self.0.authority()
    }

    /// Whether the scheme is http, which is allowed for loopback addresses only.
    pub fn is_http(&self) -> bool {
        self.0.scheme() == "http"
    }

    /// Whether this is a Pipedrive host; the token of any profile may be sent to those.
    pub fn is_pipedrive(&self) -> bool {
        subdomain(&self.0).is_some()
    }

    /// The company name, if the host has one.
    pub fn company(&self) -> Option<&str> {
        subdomain(&self.0).filter(|name| !name.contains('.') && !SHARED.contains(name))
    }

    /// The URL of a path and query on this host; fails if it would be on another host.
    pub fn join(&self, target: &str) -> Result<Url, Error> {
        let url = Url::parse(&format!("{}{target}", self.as_str())).ok();
        url.filter(|url| self.is_origin_of(url))
            .ok_or_else(|| Error::usage(format!("`{target}` is not a path")))
    }

    /// Splits a path, or a URL on this host, into its path and query pairs; fails for another host.
    pub fn relative_path(&self, address: &str) -> Result<(String, Vec<(String, String)>), Error> {
        let scheme = address.split(['/', '?', '#']).next().unwrap_or_default();
        let url_text = if scheme.ends_with(':') {
            address.to_owned()
        } else {
            format!("{}/{}", self.as_str(), address.trim_start_matches('/'))
        };
        let wrong = |why: &str| Error::usage(format!("`{address}` {why}"));
        let url = Url::parse(&url_text).map_err(|_| wrong("is not a path"))?;
        if !self.is_origin_of(&url) {
            return Err(wrong("is on another host").hint(
                "the token is sent to the account's host only; give the path without a host",
            ));
        }
        let query = url.query_pairs().map(|(name, value)| (name.into(), value.into())).collect();
        Ok((url.path().to_owned(), query))
    }

    pub(super) fn is_origin_of(&self, url: &Url) -> bool {
        url.origin() == self.0.origin() && url.username().is_empty() && url.password().is_none()
    }
}

impl std::fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Parses a company name from a name, a host or a URL: `acme`, `acme.pipedrive.com`, …
pub fn company_name(word: &str) -> Result<String, Error> {
    let word = word.trim();
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let url_text = if is_name(word) {
        // Parsed as part of the host: digits alone would be an IP address, and `xn--` is not a
        // valid name.
        format!("https://{word}{DOMAIN}")
    } else if word.contains("://") {
        word.to_owned()
    } else {
        format!("https://{word}")
    };
    let url = Url::parse(&url_text).ok().filter(|url| !url.authority().contains('@'));
    let name = url.as_ref().and_then(subdomain).filter(|name| is_name(name));
    name.map(str::to_owned).ok_or_else(|| {
        Error::usage(format!("`{word}` is not a company name"))
            .hint("the company name is the `acme` in acme.pipedrive.com")
    })
}

/// The `acme` of <https://acme.pipedrive.com>; `None` for any other domain, scheme or port.
pub(super) fn subdomain(url: &Url) -> Option<&str> {
    let name = url.host_str()?.strip_suffix(DOMAIN)?;
    let is_usual = url.scheme() == "https" && url.port().is_none();
    Some(name).filter(|name| is_usual && name.split('.').all(|label| !label.is_empty()))
}

pub(super) fn is_shared(url: &Url) -> bool {
    subdomain(url).is_some_and(|name| SHARED.contains(&name))
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_base_urls_in_canonical_form() {
        let base = |text: &str| BaseUrl::parse(text).map(|base| base.to_string()).ok();
        for (text, plain) in [
            ("https://acme.pipedrive.com", "https://acme.pipedrive.com"),
            ("https://acme.pipedrive.com/", "https://acme.pipedrive.com"),
            ("https://acme.pipedrive.com:443", "https://acme.pipedrive.com"),
            ("HTTPS://ACME.Pipedrive.com", "https://acme.pipedrive.com"),
            ("https://gateway.example:8443", "https://gateway.example:8443"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://127.0.0.1:80/", "http://127.0.0.1"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(base(text).as_deref(), Some(plain), "{text}");
        }
    }

    /// URLs that are rejected.
    const REFUSED: &[&str] = &[
        "",
        "acme",
        "acme.pipedrive.com",
        "//acme.pipedrive.com",
        "ftp://localhost",
        "file:///etc/passwd",
        "javascript://acme.pipedrive.com/",
        "http://acme.pipedrive.com",
        "http://127.0.0.1.evil.com",
        "http://localhost.pipedrive.com",
        "http://[::ffff:127.0.0.1]:8080",
        "http://0.0.0.0:8080",
        "https://acme.pipedrive.com/api/v2",
        "https://acme.pipedrive.com//",
        "https://acme.pipedrive.com/.",
        "https://acme.pipedrive.com?",
        "https://acme.pipedrive.com?x",
        "https://acme.pipedrive.com#",
        "https://evil.com#.pipedrive.com",
        "https://evil.com?.pipedrive.com",
        "https://evil.com/.pipedrive.com",
        "https://evil.com\\.pipedrive.com",
        "https://evil.com:443#.pipedrive.com",
        "https://evil.com:.pipedrive.com",
        "https://evil.com%23.pipedrive.com",
        "https://evil.com%2f.pipedrive.com",
        "https://evil.com%00.pipedrive.com",
        "https://evil.com\u{ff03}.pipedrive.com",
        "https://evil.com\u{ff0f}.pipedrive.com",
        "https://evil.com\t#.pipedrive.com",
        "https://evil.com\n.pipedrive.com",
        "https://user@acme.pipedrive.com",
        "https://user:secret@acme.pipedrive.com",
        "https://:secret@acme.pipedrive.com",
        "https://@acme.pipedrive.com",
        "https://acme.pipedrive.com@evil.com",
        "https://acme.pipedrive.com:x@evil.com",
        "https://acme.pipedrive.com\\@evil.com",
        "https://acme.pipedrive.com%40evil.com/",
        "https:\\\\acme.pipedrive.com",
        "https:acme.pipedrive.com",
        "https:///acme.pipedrive.com",
        " https://acme.pipedrive.com",
        "https://acme.pipedrive.com\n",
        "https://ac\tme.pipedrive.com",
        "https://ac%6de.pipedrive.com",
        "https://acme.pipedrive.com.",
        "https://acme..pipedrive.com",
        "https://.pipedrive.com",
        "https://acme.pipedrive\u{3002}com",
        "https://\u{ff41}cme.pipedrive.com",
        "https://acme.p\u{0456}pedrive.com",
        "https://acme.pipedrive.com:0443",
        "https://acme.pipedrive.com:99999",
        "https://acme.pipedrive.com:",
        "http://0x7f.1:8080",
        "http://[0:0:0:0:0:0:0:1]:8080",
        "https://[::1",
    ];

    /// URLs that are accepted and are not on a Pipedrive host.
    const OTHER_HOSTS: &[&str] = &[
        "https://pipedrive.com",
        "https://evilpipedrive.com",
        "https://x.pipedrive.com.evil.com",
        "https://pipedrive.com.evil.com",
        "https://acme.pipedrive.co",
        "https://acme-pipedrive.com",
        "https://acme.xn--ppedrive-thh.com",
        "https://acme.pipedrive.com:8443",
        "https://127.0.0.1",
        "https://[::1]",
        "http://127.0.0.1:8080",
        "http://localhost",
    ];

    #[test]
    fn recognizes_pipedrive_hosts() {
        for text in REFUSED {
            assert!(BaseUrl::parse(text).is_err(), "{text:?}");
        }
        for text in OTHER_HOSTS {
            let base = BaseUrl::parse(text).unwrap();
            assert!(!base.is_pipedrive() && base.company().is_none(), "{text}");
        }
        for (text, company) in [
            ("https://acme.pipedrive.com", Some("acme")),
            ("https://ACME.PIPEDRIVE.COM:443/", Some("acme")),
            ("https://api.pipedrive.com", None),
            ("https://a.b.pipedrive.com", None),
        ] {
            let base = BaseUrl::parse(text).unwrap();
            assert!(base.is_pipedrive(), "{text}");
            assert_eq!(base.company(), company, "{text}");
        }
    }

    #[test]
    fn does_not_print_a_password() {
        let refused = BaseUrl::parse("https://user:secret@acme.pipedrive.com").unwrap_err();
        assert!(!refused.message.contains("secret"), "{}", refused.message);
    }

    #[test]
    fn rejects_a_url_of_another_host() {
        let base = BaseUrl::parse("https://acme.pipedrive.com").unwrap();
        let path =
            |address| base.relative_path(address).map(|(path, _)| path).map_err(|f| f.message);
        for same in ["/a/b", "a/b", "//a/b", "https://acme.pipedrive.com/a/b#c", "/x/../a/b"] {
            assert_eq!(path(same).as_deref(), Ok("/a/b"), "{same}");
        }
        assert_eq!(path("@evil.com/a").as_deref(), Ok("/@evil.com/a"));
        for other in [
            "https://evil.com/a/b",
            "http://acme.pipedrive.com/a/b",
            "https://acme.pipedrive.com.evil.com/",
            "https://acme.pipedrive.com:8443/",
            "https://acme.pipedrive.com@evil.com/",
            "https://me@acme.pipedrive.com/",
            "https://:me@acme.pipedrive.com/",
            "file:///etc/passwd",
        ] {
            assert!(path(other).is_err(), "{other}");
        }
        let query = base.relative_path("/a?b=c%20d&e=https://x").unwrap().1;
        assert_eq!(query, [("b".into(), "c d".into()), ("e".into(), "https://x".into())]);
    }

    #[test]
    fn join_rejects_a_target_on_another_host() {
        let base = BaseUrl::parse("https://acme.pipedrive.com").unwrap();
        for target in ["/api/v2/deals?a=b", "//evil.com/", "/\\evil.com", "/.//evil.com"] {
            let url = base.join(target).unwrap();
            assert_eq!(url.host_str(), Some("acme.pipedrive.com"), "{target}");
        }
        for target in ["@evil.com/", ".evil.com/", ":x@evil.com/", ":8443/"] {
            assert!(base.join(target).is_err(), "{target}");
        }
    }

    #[test]
    fn parses_company_names_hosts_and_urls() {
        for word in [
            "acme",
            " ACME ",
            "acme.pipedrive.com",
            "acme.pipedrive.com/deal/42",
            "https://Acme.pipedrive.com/deal/42?x#y",
        ] {
            assert_eq!(company_name(word).unwrap(), "acme", "{word}");
        }
        for word in ["365", "365.pipedrive.com", "https://365.pipedrive.com/deal/1"] {
            assert_eq!(company_name(word).unwrap(), "365", "{word}");
            assert_eq!(BaseUrl::from_company(word).unwrap().company(), Some("365"), "{word}");
        }
        for word in [
            "xn--",
            "XN--",
            "xn--a",
            "",
            "https://acme",
            "acme.example.com",
            "evil.com#.pipedrive.com",
            "a.b.pipedrive.com",
            "http://acme.pipedrive.com",
            "acme.pipedrive.com.evil.com",
            "acme:8443",
            "me@acme",
        ] {
            assert!(company_name(word).is_err(), "{word}");
        }
    }
}

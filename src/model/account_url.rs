//! Web addresses: the one host that requests and the API token go to, and the pages of deals.

use crate::error::Error;
use url::Url;

/// What follows a company's name in the host of its account.
const DOMAIN: &str = ".pipedrive.com";
/// Names in that place that stand for no company: the API and the web app of all of them.
const SHARED: [&str; 2] = ["api", "app"];

/// The address that requests go to: a scheme, a host and perhaps a port, and nothing else. It is
/// parsed once, here; whatever is decided about it is decided about the parsed value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// https, or http to this machine only. The text must be the address in its plain form: what is
    /// checked, shown and sent to is then what was written.
    pub fn parse(text: &str) -> Result<BaseUrl, Error> {
        let wrong = |why: &str| Error::usage(format!("the base URL `{text}` {why}"));
        let form = "write it like https://acme.pipedrive.com";
        let url = Url::parse(text).map_err(|_| wrong("is not a URL").hint(form))?;
        if !url.username().is_empty() || url.password().is_some() {
            // Not repeated: it may hold a password.
            return Err(Error::usage("the base URL contains a user name or a password").hint(form));
        }
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            "http" => {
                return Err(wrong("would send the token in the clear").hint(
                    "use https://; http:// is for this machine only (127.0.0.1, localhost)",
                ));
            }
            _ => return Err(wrong("is neither https:// nor http://").hint(form)),
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("has more than scheme and host")
                .hint("write it like https://acme.pipedrive.com; paths are added by the program"));
        }
        if url.host_str().is_none_or(|host| host.split('.').any(str::is_empty)) {
            return Err(wrong("has no valid host").hint(form));
        }
        let base = BaseUrl(url);
        let plain = base.as_str();
        let written = text.to_ascii_lowercase();
        let written = written.strip_suffix('/').unwrap_or(&written);
        let port = if base.is_http() { ":80" } else { ":443" };
        if written != plain && written.strip_suffix(port) != Some(plain) {
            return Err(wrong("is not in its plain form").hint(format!("it means {plain}")));
        }
        Ok(base)
    }

    /// The address of a company, by any of the names that [`company_name`] takes.
    pub fn from_company(word: &str) -> Result<BaseUrl, Error> {
        BaseUrl::parse(&format!("https://{}{DOMAIN}", company_name(word)?))
    }

    /// Without a slash at the end.
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    /// Whether the server is on this machine.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// The host, and the port where it is not the usual one.
    pub fn host(&self) -> &str {
        self.0.authority()
    }

    /// Whether it is on this machine and needs no encryption.
    pub fn is_http(&self) -> bool {
        self.0.scheme() == "http"
    }

    /// Whether it is a host of Pipedrive's, which may see a token of any profile.
    pub fn is_pipedrive(&self) -> bool {
        subdomain(&self.0).is_some()
    }

    /// The company whose account it is, where the host says so.
    pub fn company(&self) -> Option<&str> {
        subdomain(&self.0).filter(|name| !name.contains('.') && !SHARED.contains(name))
    }

    /// The URL of a path and a query on this host; nothing in them can lead to another host.
    pub fn join(&self, target: &str) -> Result<Url, Error> {
        let url = Url::parse(&format!("{}{target}", self.as_str())).ok();
        url.filter(|url| self.is_origin_of(url))
            .ok_or_else(|| Error::usage(format!("`{target}` is not a path")))
    }

    /// Path and query of `address`, if it is on this host, whether or not it says the host.
    pub fn relative_path(&self, address: &str) -> Result<(String, Vec<(String, String)>), Error> {
        let scheme = address.split(['/', '?', '#']).next().unwrap_or_default();
        let whole = if scheme.ends_with(':') {
            address.to_owned()
        } else {
            format!("{}/{}", self.as_str(), address.trim_start_matches('/'))
        };
        let wrong = |why: &str| Error::usage(format!("`{address}` {why}"));
        let url = Url::parse(&whole).map_err(|_| wrong("is not a path"))?;
        if !self.is_origin_of(&url) {
            return Err(wrong("is on another host")
                .hint("the token goes to the account's own host only; say the path alone"));
        }
        let query = url.query_pairs().map(|(name, value)| (name.into(), value.into())).collect();
        Ok((url.path().to_owned(), query))
    }

    fn is_origin_of(&self, url: &Url) -> bool {
        url.origin() == self.0.origin() && url.username().is_empty() && url.password().is_none()
    }
}

impl std::fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The `acme` of `acme`, `acme.pipedrive.com` or a URL of the web app.
pub fn company_name(word: &str) -> Result<String, Error> {
    let word = word.trim();
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let whole = if is_name(word) {
        // In its place in the host: digits alone would be an address, and `xn--` is no name there.
        format!("https://{word}{DOMAIN}")
    } else if word.contains("://") {
        word.to_owned()
    } else {
        format!("https://{word}")
    };
    let url = Url::parse(&whole).ok().filter(|url| !url.authority().contains('@'));
    let name = url.as_ref().and_then(subdomain).filter(|name| is_name(name));
    name.map(str::to_owned).ok_or_else(|| {
        Error::usage(format!("`{word}` is not a company's name"))
            .hint("it is the `acme` of acme.pipedrive.com")
    })
}

/// The page of a deal in the web app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DealUrl {
    url: Url,
    pub id: u64,
}

impl DealUrl {
    /// `https://acme.pipedrive.com/deal/42`, whatever follows the ID.
    pub fn parse(text: &str) -> Option<DealUrl> {
        let url = Url::parse(text).ok()?;
        let is_plain = url.username().is_empty() && url.password().is_none();
        let mut parts = url.path_segments().filter(|_| is_plain)?;
        parts.next().filter(|part| *part == "deal")?;
        let id = parts.next().filter(|id| id.bytes().all(|b| b.is_ascii_digit()))?;
        let id = id.parse().ok().filter(|id| *id > 0)?;
        Some(DealUrl { url, id })
    }

    /// Whether the page is of the account at `base`, whose company is `company` where that is known.
    /// `None` where it depends on the company, and nobody knows it.
    pub fn is_of(&self, base: &BaseUrl, company: Option<&str>) -> Option<bool> {
        if base.is_origin_of(&self.url) && !is_shared(&base.0) {
            return Some(true);
        }
        match subdomain(&self.url) {
            // The web app of all companies shows the account that one is logged in to.
            Some("app") => Some(true),
            Some(name) => {
                base.company().or(company).map(|company| company.eq_ignore_ascii_case(name))
            }
            None => Some(false),
        }
    }
}

/// The `acme` of <https://acme.pipedrive.com>; `None` for any other host, scheme or port.
fn subdomain(url: &Url) -> Option<&str> {
    let name = url.host_str()?.strip_suffix(DOMAIN)?;
    let is_usual = url.scheme() == "https" && url.port().is_none();
    Some(name).filter(|name| is_usual && name.split('.').all(|label| !label.is_empty()))
}

fn is_shared(url: &Url) -> bool {
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
    fn a_base_url_is_an_origin_in_its_plain_form() {
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

    /// Addresses that are refused, whatever they look like.
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

    /// Addresses that are taken, and are not Pipedrive's.
    const STRANGERS: &[&str] = &[
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
    fn only_a_host_of_pipedrives_may_see_the_token_of_any_profile() {
        for text in REFUSED {
            assert!(BaseUrl::parse(text).is_err(), "{text:?}");
        }
        for text in STRANGERS {
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
    fn a_password_in_an_address_is_not_repeated() {
        let refused = BaseUrl::parse("https://user:secret@acme.pipedrive.com").unwrap_err();
        assert!(!refused.message.contains("secret"), "{}", refused.message);
    }

    #[test]
    fn an_address_of_the_persons_own_stays_on_the_host() {
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
    fn a_request_stays_on_the_host() {
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
    fn a_company_may_be_pasted_from_the_browser() {
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

    #[test]
    fn the_page_of_a_deal_is_of_the_account_or_not() {
        let is_of = |url: &str, base: &str, company: Option<&str>| {
            DealUrl::parse(url).unwrap().is_of(&BaseUrl::parse(base).unwrap(), company)
        };
        let (acme, api, local) =
            ("https://acme.pipedrive.com", "https://api.pipedrive.com", "http://127.0.0.1:8080");
        let page = "https://acme.pipedrive.com/deal/42";
        assert_eq!(is_of(page, acme, None), Some(true));
        assert_eq!(is_of("https://ACME.pipedrive.com:443/deal/42/x?y#z", acme, None), Some(true));
        assert_eq!(is_of("https://other.pipedrive.com/deal/42", acme, None), Some(false));
        assert_eq!(is_of(page, api, None), None);
        assert_eq!(is_of(page, api, Some("acme")), Some(true));
        assert_eq!(is_of(page, api, Some("other")), Some(false));
        assert_eq!(is_of("https://api.pipedrive.com/deal/42", api, Some("acme")), Some(false));
        assert_eq!(is_of(page, local, Some("acme")), Some(true));
        assert_eq!(is_of("http://127.0.0.1:8080/deal/42", local, None), Some(true));
        assert_eq!(is_of("http://127.0.0.1:8081/deal/42", local, Some("acme")), Some(false));
        for base in [acme, api, local] {
            assert_eq!(is_of("https://app.pipedrive.com/deal/42", base, None), Some(true));
            for other in [
                "https://evil.example/deal/42",
                "http://acme.pipedrive.com/deal/42",
                "https://acme.pipedrive.com:8443/deal/42",
                "https://acme.pipedrive.com.evil.com/deal/42",
                "https://evilpipedrive.com/deal/42",
                "https://pipedrive.com/deal/42",
            ] {
                assert_eq!(is_of(other, base, Some("acme")), Some(false), "{other}");
            }
        }
    }

    #[test]
    fn a_page_that_is_no_deal_is_none() {
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

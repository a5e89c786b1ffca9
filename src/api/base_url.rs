//! Where the calls go: the one host that sees the token.

use crate::error::Failure;

/// Scheme and host only; https, or http where nobody can listen in.
pub fn checked_base(base: &str) -> Result<String, Failure> {
    let wrong = |why: &str| Failure::usage(format!("the address `{base}` {why}"));
    let url = reqwest::Url::parse(base).map_err(|_| wrong("is not a URL"))?;
    let host = url.host_str().unwrap_or_default();
    let loopback = host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback());
    match url.scheme() {
        "https" => {}
        "http" if loopback => {}
        "http" => {
            return Err(wrong("would send the token in the clear")
                .hint("use https://; http:// is for this machine only (127.0.0.1, localhost)"));
        }
        _ => return Err(wrong("is neither https:// nor http://")),
    }
    if !url.username().is_empty() || url.path() != "/" || url.query().is_some() {
        return Err(wrong("has more than scheme and host")
            .hint("write it like https://acme.pipedrive.com; paths are added by the program"));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// Path and query of `address`, if it is on the host at `base`, whether or not it says the host.
pub fn path_on(base: &str, address: &str) -> Result<(String, Vec<(String, String)>), Failure> {
    let scheme = address.split(['/', '?', '#']).next().unwrap_or_default();
    let whole = match scheme.ends_with(':') {
        true => address.to_owned(),
        false => format!("{}/{}", base, address.trim_start_matches('/')),
    };
    let wrong = |why: &str| Failure::usage(format!("`{address}` {why}"));
    let url = reqwest::Url::parse(&whole).map_err(|_| wrong("is not a path"))?;
    let home = reqwest::Url::parse(base).map_err(|_| wrong("has no host"))?;
    if url.origin() != home.origin() || !url.username().is_empty() {
        return Err(wrong("is on another host")
            .hint("the token goes to the account's own host only; say the path alone"));
    }
    let query = url.query_pairs().map(|(name, value)| (name.into(), value.into())).collect();
    Ok((url.path().to_owned(), query))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_only_travels_where_nobody_can_listen() {
        let base = |text| checked_base(text).map_err(|failure| failure.message);
        assert_eq!(
            base("https://acme.pipedrive.com/").as_deref(),
            Ok("https://acme.pipedrive.com")
        );
        assert_eq!(base("http://127.0.0.1:8080").as_deref(), Ok("http://127.0.0.1:8080"));
        assert_eq!(base("http://[::1]:8080").as_deref(), Ok("http://[::1]:8080"));
        for wrong in [
            "http://acme.pipedrive.com",
            "http://127.0.0.1.evil.com",
            "https://acme.pipedrive.com/api/v2",
            "https://user:secret@acme.pipedrive.com",
            "ftp://localhost",
            "acme",
        ] {
            assert!(base(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_address_of_the_persons_own_stays_on_the_host() {
        let on = |address| path_on("https://acme.pipedrive.com", address);
        let path = |address| on(address).map(|(path, _)| path).map_err(|f| f.message);
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
            "file:///etc/passwd",
        ] {
            assert!(path(other).is_err(), "{other}");
        }
        let query = on("/a?b=c%20d&e=https://x").unwrap().1;
        assert_eq!(query, [("b".into(), "c d".into()), ("e".into(), "https://x".into())]);
    }
}

//! The proxy in the environment variables. reqwest ignores a proxy URL that it cannot parse and
//! connects directly; here that is an error.

use super::error::{Error, ErrorKind};
use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use std::ffi::OsString;

/// Pairs of variables. The first that is set in a pair counts, and of the pairs the first that is
/// not empty.
const NAMES: [[&str; 2]; 2] = [["HTTPS_PROXY", "https_proxy"], ["ALL_PROXY", "all_proxy"]];

/// A proxy, without its user name and password.
pub struct Proxy {
    /// The environment variable that names it.
    pub variable: &'static str,
    pub host: String,
}

/// The proxy that reqwest uses for this URL, if there is one.
pub fn find(url: &str) -> Option<Proxy> {
    let proxy = Matcher::from_env().intercept(&url.parse().ok()?)?;
    let (variable, _) = find_variable(|name| std::env::var_os(name))?;
    let host = proxy.uri().host()?;
    let port = proxy.uri().port().map(|port| format!(":{port}")).unwrap_or_default();
    Some(Proxy { variable, host: format!("{host}{port}") })
}

/// The variable that counts, with its value.
fn find_variable(env: impl Fn(&str) -> Option<OsString>) -> Option<(&'static str, OsString)> {
    let set =
        |names: [&'static str; 2]| names.into_iter().find_map(|name| Some((name, env(name)?)));
    NAMES.into_iter().filter_map(set).find(|(_, value)| !value.is_empty())
}

/// Rejects a proxy URL that reqwest would ignore; the error names the variable.
pub fn check(env: impl Fn(&str) -> Option<OsString>) -> Result<(), Error> {
    // reqwest ignores proxy variables in CGI programs: a request header could set one.
    if env("REQUEST_METHOD").is_some() {
        return Ok(());
    }
    match find_variable(env) {
        Some((name, value)) if !value.to_str().is_some_and(is_proxy) => {
            // The value may contain a password.
            let message =
                format!("the environment variable {name} is not the URL of an HTTP proxy");
            Err(Error::new(ErrorKind::Proxy(name), message))
        }
        _ => Ok(()),
    }
}

/// Whether reqwest would use the value.
fn is_proxy(value: &str) -> bool {
    let matcher = Matcher::builder().all(value).build();
    let proxy = matcher.intercept(&Uri::from_static("https://api.pipedrive.com/"));
    // The matcher also parses SOCKS URLs, but reqwest is built without SOCKS.
    proxy.is_some_and(|proxy| matches!(proxy.uri().scheme_str(), Some("http" | "https")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_with(env: &[(&str, &str)]) -> Result<(), String> {
        let env = |name: &str| env.iter().find(|(known, _)| *known == name).map(|(_, v)| v.into());
        check(env).map_err(|error| error.message)
    }

    #[test]
    fn rejects_an_invalid_proxy_url() {
        for value in [
            "http://proxy.example:3128",
            "https://user:secret@proxy.example",
            "proxy.example:3128",
            "",
        ] {
            for name in NAMES.concat() {
                assert_eq!(check_with(&[(name, value)]), Ok(()), "{name}={value}");
            }
        }
        for value in [
            "http://",
            "not a URL",
            " ",
            "ftp://proxy.example",
            "socks5://proxy.example",
            "/proxy",
            "http://[::1",
        ] {
            for name in NAMES.concat() {
                let refused = check_with(&[(name, value)]).unwrap_err();
                assert!(refused.contains(&format!(" {name} ")), "{value}: {refused}");
                assert!(!refused.contains("proxy.example"), "{refused}");
            }
        }
    }

    #[test]
    fn checks_only_the_variable_that_is_used() {
        let (good, bad) = ("http://proxy.example", "socks5://proxy.example");
        assert_eq!(check_with(&[("HTTPS_PROXY", good), ("ALL_PROXY", bad)]), Ok(()));
        assert_eq!(check_with(&[("HTTPS_PROXY", good), ("https_proxy", bad)]), Ok(()));
        assert_eq!(check_with(&[("HTTP_PROXY", bad), ("NO_PROXY", bad)]), Ok(()));
        assert_eq!(check_with(&[("HTTPS_PROXY", bad), ("REQUEST_METHOD", "GET")]), Ok(()));
        assert!(check_with(&[("HTTPS_PROXY", ""), ("ALL_PROXY", bad)]).is_err());
        assert!(check_with(&[("https_proxy", bad), ("ALL_PROXY", good)]).is_err());
    }
}

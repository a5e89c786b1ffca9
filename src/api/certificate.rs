//! Maps TLS certificate errors to `api::Error`.

use super::error::{Distrust, Error, ErrorKind};
use crate::text;
use jiff::Timestamp;
use rustls::CertificateError;
use rustls::pki_types::UnixTime;
use std::error::Error as StdError;
use std::io;

/// Whether the trusted CA certificates are read in a way that honors `SSL_CERT_FILE`
/// (rustls-native-certs).
pub const READS_VARIABLE: bool =
    cfg!(all(unix, not(target_vendor = "apple"), not(target_os = "android")));

/// Returns the reason why the server's certificate was rejected, if that is the error.
pub fn find_rejection<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a CertificateError> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(rustls::Error::InvalidCertificate(why)) = error.downcast_ref() {
            return Some(why);
        }
        // The source of an `io::Error` is the source of what it wraps.
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = match wrapped {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    None
}

/// The error for a rejected certificate of `host`.
pub fn explain(host: &str, why: &CertificateError) -> Error {
    let (why, distrust) = match why {
        CertificateError::Expired => ("it has expired".to_owned(), Distrust::Date),
        CertificateError::ExpiredContext { not_after, .. } => {
            (format!("it expired{}", display_day(" on ", not_after)), Distrust::Date)
        }
        CertificateError::NotValidYet => ("it is not valid yet".to_owned(), Distrust::Date),
        CertificateError::NotValidYetContext { not_before, .. } => (
            format!("it is not valid yet{}", display_day(", only from ", not_before)),
            Distrust::Date,
        ),
        CertificateError::NotValidForName => ("it is for another host".to_owned(), Distrust::Host),
        CertificateError::NotValidForNameContext { presented, .. } => {
            let names: Vec<&str> = presented.iter().take(3).map(|name| strip_type(name)).collect();
            (format!("it is for another host ({})", text::clean(&names.join(", "))), Distrust::Host)
        }
        CertificateError::UnknownIssuer => {
            ("its issuer is not trusted".to_owned(), Distrust::Issuer)
        }
        CertificateError::BadSignature => {
            ("its issuer did not sign it".to_owned(), Distrust::Issuer)
        }
        other => match other.to_string() {
            // `openssl req -x509` creates a CA certificate.
            why if why.contains("CaUsedAsEndEntity") => {
                ("it is self-signed".to_owned(), Distrust::Issuer)
            }
            why => (why, Distrust::Issuer),
        },
    };
    let message = format!("cannot trust the TLS certificate of {host}: {why}");
    Error::new(ErrorKind::Certificate(distrust), message)
}

/// The error for a TLS setup that failed before any connection.
pub fn explain_setup(why: &str) -> Error {
    let mut message = format!("cannot set up TLS: {why}");
    for name in ["SSL_CERT_FILE", "SSL_CERT_DIR"].iter().filter(|_| READS_VARIABLE) {
        let Some(value) = std::env::var_os(name).filter(|value| !value.is_empty()) else {
            continue;
        };
        let fault = match std::fs::metadata(&value) {
            Ok(_) => "no PEM certificates".to_owned(),
            Err(error) => error.to_string(),
        };
        let value = value.to_string_lossy();
        message += &format!("; {name} is `{}`: {fault}", text::clean(&value));
    }
    Error::new(ErrorKind::Tls, message)
}

fn display_day(before: &str, at: &UnixTime) -> String {
    let at = i64::try_from(at.as_secs()).ok().and_then(|at| Timestamp::from_second(at).ok());
    at.map(|at| format!("{before}{}", at.strftime("%Y-%m-%d"))).unwrap_or_default()
}

/// `DnsName("acme.example")` → `acme.example`
fn strip_type(name: &str) -> &str {
    let inner = name.split_once('(').map_or(name, |(_, inner)| inner.trim_end_matches(')'));
    inner.trim_matches('"')
}

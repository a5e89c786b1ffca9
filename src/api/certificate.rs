//! TLS certificates that are not trusted, as errors.

use crate::error::{Failure, Kind};
use crate::text;
use jiff::Timestamp;
use rustls::CertificateError;
use rustls::pki_types::UnixTime;
use std::error::Error;
use std::io;

/// Where rustls-native-certs reads the CA certificates, which honors SSL_CERT_FILE.
const READS_VARIABLE: bool =
    cfg!(all(unix, not(target_vendor = "apple"), not(target_os = "android")));

/// The reason for which the certificate of the other side was rejected, if that is the error.
pub fn find_rejection<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a CertificateError> {
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

/// The error for a certificate of `host`.
pub fn explain(host: &str, why: &CertificateError) -> Failure {
    const CLOCK: &str = "check this machine's date and time; if they are right, the server or a proxy needs a new certificate";
    const HOST: &str = "check the company's address: `deals config list`; a proxy or a sign-in page of the network may have answered instead";
    // Elsewhere the system verifies certificates, and ignores that variable.
    const ISSUER: &str = match READS_VARIABLE {
        true => {
            "if a proxy of your company inspects the traffic, add its CA certificate to the system's, or name a PEM file with all CA certificates to trust in SSL_CERT_FILE"
        }
        false => {
            "if a proxy of your company inspects the traffic, add its CA certificate to the system's"
        }
    };
    let (why, hint) = match why {
        CertificateError::Expired => ("it has expired".to_owned(), CLOCK),
        CertificateError::ExpiredContext { not_after, .. } => {
            (format!("it expired{}", display_day(" on ", not_after)), CLOCK)
        }
        CertificateError::NotValidYet => ("it is not valid yet".to_owned(), CLOCK),
        CertificateError::NotValidYetContext { not_before, .. } => {
            (format!("it is not valid yet{}", display_day(", only from ", not_before)), CLOCK)
        }
        CertificateError::NotValidForName => ("it is for another host".to_owned(), HOST),
        CertificateError::NotValidForNameContext { presented, .. } => {
            let names: Vec<&str> = presented.iter().take(3).map(|name| strip_type(name)).collect();
            (format!("it is for another host ({})", text::clean(&names.join(", "))), HOST)
        }
        CertificateError::UnknownIssuer => ("its issuer is not trusted".to_owned(), ISSUER),
        CertificateError::BadSignature => ("its issuer did not sign it".to_owned(), ISSUER),
        other => match other.to_string() {
            // What `openssl req -x509` makes is a CA's own certificate.
            why if why.contains("CaUsedAsEndEntity") => ("it is self-signed".to_owned(), ISSUER),
            why => (why, ISSUER),
        },
    };
    let message = format!("cannot trust the TLS certificate of {host}: {why}");
    Failure::new(Kind::Unavailable, message).hint(hint)
}

/// The error for a TLS set-up that fails before any connection.
pub fn explain_setup(why: &str) -> Failure {
    let hint = match READS_VARIABLE {
        true => {
            "check that CA certificates are installed, and what SSL_CERT_FILE names if it is set"
        }
        false => "check that CA certificates are installed",
    };
    Failure::new(Kind::Unavailable, format!("cannot set up TLS: {why}")).hint(hint)
}

fn display_day(before: &str, at: &UnixTime) -> String {
    let at = i64::try_from(at.as_secs()).ok().and_then(|at| Timestamp::from_second(at).ok());
    at.map(|at| format!("{before}{}", at.strftime("%Y-%m-%d"))).unwrap_or_default()
}

/// `acme.example` of `DnsName("acme.example")`.
fn strip_type(name: &str) -> &str {
    let inner = name.split_once('(').map_or(name, |(_, inner)| inner.trim_end_matches(')'));
    inner.trim_matches('"')
}

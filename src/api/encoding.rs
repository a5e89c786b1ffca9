//! Decodes compressed response bodies: reqwest only decodes `gzip` in lower case. Also removes a
//! byte order mark.

use super::error::{Error, ErrorKind};
use crate::text;
use bytes::{Buf, Bytes};
use flate2::read::MultiGzDecoder;
use http::HeaderMap;
use std::io::Read;

/// Maximum size of a decompressed response body, in bytes.
pub const MAX_BODY: usize = 256 << 20;
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Decodes the body by its `Content-Encoding` headers; reqwest removes the header of what it
/// decoded itself. Names are case-insensitive, and `x-gzip` is `gzip` (RFC 9110, 8.4.1).
pub fn decode(headers: &HeaderMap, mut body: Bytes) -> Result<Bytes, Error> {
    let names = headers.get_all("content-encoding").iter();
    let names: Vec<String> = names
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .map(|name| String::from_utf8_lossy(name).trim().to_lowercase())
        .filter(|name| !name.is_empty() && name != "identity")
        .collect();
    if let Some(name) = names.iter().find(|name| !is_gzip(name)) {
        let message =
            format!("the response has the unsupported Content-Encoding `{}`", text::fit(name, 60));
        return Err(Error::new(ErrorKind::Encoding, message));
    }
    // Encodings are listed in the order in which they were applied.
    for _ in &names {
        body = gunzip(&body).map_err(|why| {
            Error::new(ErrorKind::Compression, format!("the response is not valid gzip: {why}"))
        })?;
    }
    if body.starts_with(BYTE_ORDER_MARK) {
        body.advance(BYTE_ORDER_MARK.len());
    }
    Ok(body)
}

fn is_gzip(name: &str) -> bool {
    matches!(name, "gzip" | "x-gzip")
}

fn gunzip(body: &Bytes) -> Result<Bytes, String> {
    let mut decoded = Vec::new();
    // An empty body may have a `Content-Encoding`.
    if !body.is_empty() {
        let mut decoder = MultiGzDecoder::new(&body[..]).take(MAX_BODY as u64 + 1);
        decoder.read_to_end(&mut decoded).map_err(|error| error.to_string())?;
    }
    if decoded.len() > MAX_BODY {
        Err(format!("it is larger than {} MiB once decoded", MAX_BODY >> 20))
    } else {
        Ok(decoded.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Bytes {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap().into()
    }

    fn decode_named(names: &[&str], body: Bytes) -> Result<Bytes, String> {
        let name = || http::header::CONTENT_ENCODING;
        let headers = names.iter().map(|value| (name(), value.parse().unwrap())).collect();
        decode(&headers, body).map_err(|error| error.message)
    }

    #[test]
    fn decodes_gzip_in_any_case() {
        for name in ["gzip", "GZIP", "GZip", "x-gzip", "X-GZIP", " gzip ", "identity, gzip"] {
            assert_eq!(decode_named(&[name], gzip(b"{}")).unwrap(), "{}", "{name}");
        }
        assert_eq!(decode_named(&[], "\u{feff}{}".into()).unwrap(), "{}");
        assert_eq!(decode_named(&["gzip"], gzip("\u{feff}{}".as_bytes())).unwrap(), "{}");
        let twice = gzip(&gzip(b"{}"));
        assert_eq!(decode_named(&["gzip, x-gzip"], twice.clone()).unwrap(), "{}");
        assert_eq!(decode_named(&["gzip", "gzip"], twice).unwrap(), "{}");
        for names in [&[][..], &["identity"], &["IDENTITY"], &[""]] {
            assert_eq!(decode_named(names, "{}".into()).unwrap(), "{}", "{names:?}");
        }
        assert_eq!(decode_named(&["GZIP"], Bytes::new()).unwrap(), "");
    }

    #[test]
    fn rejects_unsupported_encodings() {
        for name in ["br", "zstd", "deflate", "gzip, br", "compress"] {
            let wrong = decode_named(&[name], "x".into()).unwrap_err();
            let last = name.rsplit(", ").next().unwrap();
            assert!(wrong.contains(&format!("`{last}`")), "{wrong}");
        }
        let half = gzip(b"{\"success\":true}").slice(..12);
        assert!(decode_named(&["x-gzip"], half).unwrap_err().contains("not valid gzip"));
        assert!(decode_named(&["GZIP"], "{}".into()).unwrap_err().contains("not valid gzip"));
    }

    #[test]
    fn rejects_a_body_that_is_too_large_once_decoded() {
        let mebibyte = gzip(&vec![b' '; 1 << 20]);
        let huge = mebibyte.repeat(257);
        assert!(decode_named(&["x-gzip"], huge.into()).unwrap_err().contains("256 MiB"));
    }
}

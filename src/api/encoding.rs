//! Decodes response bodies that reqwest leaves encoded: it knows `gzip` in this spelling only.

use super::error::{Error, ErrorKind};
use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use http::HeaderMap;
use std::io::Read;

/// A response that is larger than this, when decompressed, is not read to its end.
pub const LARGEST_BODY: usize = 256 << 20;

/// The body without the encodings that its headers name. reqwest takes the header of what it has
/// decoded itself away. Names are case-insensitive, and `x-gzip` is `gzip` (RFC 9110, 8.4.1).
pub fn decode(headers: &HeaderMap, mut body: Bytes) -> Result<Bytes, Error> {
    let names = headers.get_all("content-encoding").iter();
    let names: Vec<String> = names
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .map(|name| String::from_utf8_lossy(name).trim().to_lowercase())
        .filter(|name| !name.is_empty() && name != "identity")
        .collect();
    if let Some(name) = names.iter().find(|name| !is_gzip(name)) {
        let message =
            format!("the response has the Content-Encoding `{name}`, which is unsupported");
        return Err(Error::new(ErrorKind::Encoding, message));
    }
    // The last one that was applied comes off first.
    for _ in &names {
        body = gunzip(&body).map_err(|why| {
            Error::new(ErrorKind::Compression, format!("the response is not valid gzip: {why}"))
        })?;
    }
    Ok(body)
}

fn is_gzip(name: &str) -> bool {
    matches!(name, "gzip" | "x-gzip")
}

fn gunzip(body: &Bytes) -> Result<Bytes, String> {
    let mut decoded = Vec::new();
    // A response without a body may name an encoding all the same.
    if !body.is_empty() {
        let mut decoder = MultiGzDecoder::new(&body[..]).take(LARGEST_BODY as u64 + 1);
        decoder.read_to_end(&mut decoded).map_err(|error| error.to_string())?;
    }
    if decoded.len() > LARGEST_BODY {
        Err(format!("it is larger than {} MiB once decoded", LARGEST_BODY >> 20))
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
        decode(&headers, body).map_err(|failure| failure.message)
    }

    #[test]
    fn gzip_is_decoded_in_every_spelling() {
        for name in ["gzip", "GZIP", "GZip", "x-gzip", "X-GZIP", " gzip ", "identity, gzip"] {
            assert_eq!(decode_named(&[name], gzip(b"{}")).unwrap(), "{}", "{name}");
        }
        let twice = gzip(&gzip(b"{}"));
        assert_eq!(decode_named(&["gzip, x-gzip"], twice.clone()).unwrap(), "{}");
        assert_eq!(decode_named(&["gzip", "gzip"], twice).unwrap(), "{}");
        for names in [&[][..], &["identity"], &["IDENTITY"], &[""]] {
            assert_eq!(decode_named(names, "{}".into()).unwrap(), "{}", "{names:?}");
        }
        assert_eq!(decode_named(&["GZIP"], Bytes::new()).unwrap(), "");
    }

    #[test]
    fn what_cannot_be_decoded_is_named() {
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
    fn a_small_body_that_becomes_a_huge_one_is_not_read() {
        let mebibyte = gzip(&vec![b' '; 1 << 20]);
        let huge = mebibyte.repeat(257);
        assert!(decode_named(&["x-gzip"], huge.into()).unwrap_err().contains("256 MiB"));
    }
}

//! Reads text files and stdin.

use std::io::{self, Read};

/// Reads a file, or stdin for `-`.
pub fn read_input(file: &str) -> io::Result<String> {
    let mut bytes = Vec::new();
    match file {
        "-" => io::stdin().read_to_end(&mut bytes).map(drop),
        file => std::fs::read(file).map(|content| bytes = content),
    }
    .and_then(|()| decode(bytes))
}

/// Decodes UTF-8, or UTF-16 with a byte order mark, which `>` in Windows PowerShell writes. Removes
/// the mark.
pub fn decode(mut bytes: Vec<u8>) -> io::Result<String> {
    let invalid = || io::Error::new(io::ErrorKind::InvalidData, "not valid UTF-8");
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (units, rest) = bytes.as_chunks();
        let text = char::decode_utf16(units.iter().copied().map(unit)).collect::<Result<_, _>>();
        text.ok().filter(|_| rest.is_empty()).ok_or_else(invalid)
    };
    match bytes.as_slice() {
        [0xff, 0xfe, text @ ..] => return utf16(text, u16::from_le_bytes),
        [0xfe, 0xff, text @ ..] => return utf16(text, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, ..] => drop(bytes.drain(..3)),
        _ => {}
    }
    String::from_utf8(bytes).map_err(|_| invalid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_utf_8_and_utf_16() {
        let utf16 = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
            "\u{feff}Ä 𝄞\r\n".encode_utf16().flat_map(unit).collect()
        };
        for bytes in [
            "Ä 𝄞\r\n".as_bytes().to_vec(),
            "\u{feff}Ä 𝄞\r\n".as_bytes().to_vec(),
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
        ] {
            assert_eq!(decode(bytes).unwrap(), "Ä 𝄞\r\n");
        }
        for bytes in [&b"\xff"[..], b"\xff\xfea", b"\xff\xfe\x00\xd8", b"a\xe9"] {
            assert_eq!(decode(bytes.to_vec()).unwrap_err().kind(), io::ErrorKind::InvalidData);
        }
    }
}

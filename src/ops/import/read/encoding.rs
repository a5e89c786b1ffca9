//! Detects the encoding of a text file: its byte order mark, then UTF-8, then a prompt. Malformed text is an
//! error: replacement characters would be written to deals.

use super::source::{ByteFacts, Source};
use crate::app::App;
use crate::error::Error;
use crate::text;
use encoding_rs::{DecoderResult, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::{self, BufRead, Read};

/// An encoding, and the length of the byte order mark in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding {
    encoding: &'static encoding_rs::Encoding,
    mark: usize,
}

impl Encoding {
    /// The name, as `--encoding` takes it.
    pub fn name(self) -> String {
        self.encoding.name().to_lowercase()
    }

    #[cfg(test)]
    pub fn utf8() -> Encoding {
        Encoding { encoding: UTF_8, mark: 0 }
    }

    /// Whether the text begins with a byte order mark.
    pub fn has_mark(self) -> bool {
        self.mark > 0
    }

    pub fn is_utf8(self) -> bool {
        self.encoding == UTF_8
    }
}

/// Detects the encoding of a file.
pub fn decide(
    app: &App,
    source: &Source,
    bytes: &ByteFacts,
    flag: Option<&str>,
) -> Result<Encoding, Error> {
    let name = &source.name;
    let flag = flag.map(find_encoding).transpose()?;
    let marked = encoding_rs::Encoding::for_bom(&bytes.start);
    if let (Some(flag), Some((marked, _))) = (flag, marked)
        && flag != marked
    {
        return Err(Error::usage(format!(
            "{name} has the byte order mark of {}, and --encoding says {}",
            marked.name(),
            flag.name()
        )));
    }
    let (encoding, mark) = match (marked, flag) {
        (Some(marked), _) => marked,
        (None, Some(flag)) => (flag, 0),
        (None, None) => (UTF_8, 0),
    };
    let found = Encoding { encoding, mark };
    if encoding == UTF_16LE || encoding == UTF_16BE {
        return Ok(found);
    }
    if let Some(line) = bytes.nul {
        return Err(Error::usage(format!("{name} has NUL bytes in line {line}: it is no text"))
            .hint("save it as \"CSV UTF-8\"; if it is UTF-16, use --encoding utf-16le"));
    }
    match bytes.not_utf8 {
        Some(line) if encoding == UTF_8 && (flag.is_some() || mark > 0) => {
            Err(Error::usage(format!("{name} is not UTF-8: line {line}"))
                .hint("leave --encoding out to see what it could be"))
        }
        Some(line) if encoding == UTF_8 => propose(app, source, line),
        _ => Ok(found),
    }
}

fn find_encoding(name: &str) -> Result<&'static encoding_rs::Encoding, Error> {
    encoding_rs::Encoding::for_label(name.trim().as_bytes()).ok_or_else(|| {
        Error::usage(format!("unknown encoding `{name}`")).hint(
            "common encodings: utf-8, windows-1252 (Western), windows-1250 (Central European), \
             windows-1251 (Cyrillic), utf-16le",
        )
    })
}

/// Proposes Windows-1252, with sample words to confirm it.
fn propose(app: &App, source: &Source, line: u64) -> Result<Encoding, Error> {
    let proposed = Encoding { encoding: WINDOWS_1252, mark: 0 };
    let words = sample_words(source.text(proposed)).map_err(|error| source.error(&error))?;
    let words: Vec<String> = words.iter().map(|word| format!("`{}`", text::clean(word))).collect();
    let words = words.join(", ");
    let name = &source.name;
    if app.ask.can_ask() {
        let question =
            format!("{name} is not UTF-8. As windows-1252 it has {words}: is that right?");
        return if app.ask.agrees(&question)? {
            Ok(proposed)
        } else {
            Err(Error::usage(format!("the encoding of {name} is unknown"))
                .hint("name it with --encoding, or save the file as \"CSV UTF-8\""))
        };
    }
    Err(Error::usage(format!("{name} is not UTF-8 (line {line}); as windows-1252 it has {words}"))
        .hint("if these words are right, use --encoding windows-1252; else name another encoding"))
}

/// Collects a few distinct words that are not ASCII.
fn sample_words(text: impl Read) -> io::Result<Vec<String>> {
    const MAX_WORDS: usize = 5;
    let mut words: Vec<String> = Vec::new();
    for line in io::BufReader::new(text).lines() {
        let line = line?;
        for word in line.split(|c: char| c.is_whitespace() || ",;|\"".contains(c)) {
            if !word.is_ascii() && !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
            if words.len() == MAX_WORDS {
                return Ok(words);
            }
        }
    }
    Ok(words)
}

/// Decodes text to UTF-8 while it is read.
pub struct Decoder<R> {
    from: R,
    decoder: encoding_rs::Decoder,
    encoding: Encoding,
    /// The bytes of the byte order mark that are still to be skipped.
    mark: usize,
    /// Decoded text that was not read yet.
    ready: Vec<u8>,
    taken: usize,
    line: u64,
    is_done: bool,
}

impl<R: BufRead> Decoder<R> {
    pub fn new(from: R, encoding: Encoding) -> Decoder<R> {
        let decoder = encoding.encoding.new_decoder_without_bom_handling();
        Decoder {
            from,
            decoder,
            encoding,
            mark: encoding.mark,
            ready: Vec::new(),
            taken: 0,
            line: 1,
            is_done: false,
        }
    }

    fn decode_more(&mut self) -> io::Result<()> {
        let part = self.from.fill_buf()?;
        let is_last = part.is_empty();
        let skipped = self.mark.min(part.len());
        self.mark -= skipped;
        let part = &part[skipped..];
        let room = self.decoder.max_utf8_buffer_length_without_replacement(part.len());
        self.ready.resize(room.unwrap_or(part.len() * 3 + 16), 0);
        let (result, read, written) =
            self.decoder.decode_to_utf8_without_replacement(part, &mut self.ready, is_last);
        self.from.consume(skipped + read);
        self.ready.truncate(written);
        self.taken = 0;
        self.is_done = is_last && result != DecoderResult::OutputFull;
        let wrong = |why: String| Err(io::Error::new(io::ErrorKind::InvalidData, why));
        let lines = |bytes: &[u8]| memchr::memchr_iter(b'\n', bytes).count() as u64;
        if let DecoderResult::Malformed(..) = result {
            let line = self.line + lines(&self.ready);
            return wrong(format!("line {line} is not valid {}", self.encoding.name()));
        }
        if let Some(at) = memchr::memchr(0, &self.ready) {
            let line = self.line + lines(&self.ready[..at]);
            return wrong(format!("line {line} has a NUL character"));
        }
        self.line += lines(&self.ready);
        Ok(())
    }
}

impl<R: BufRead> Read for Decoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.ready.len() {
            if self.is_done {
                return Ok(0);
            }
            self.decode_more()?;
        }
        let count = buffer.len().min(self.ready.len() - self.taken);
        buffer[..count].copy_from_slice(&self.ready[self.taken..self.taken + count]);
        self.taken += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8], label: &str, mark: usize) -> Result<String, String> {
        let encoding = Encoding { encoding: find_encoding(label).unwrap(), mark };
        // A small buffer, so that characters are split.
        let from = io::BufReader::with_capacity(3, bytes);
        let mut text = String::new();
        let read = Decoder::new(from, encoding).read_to_string(&mut text);
        read.map(|_| text).map_err(|error| error.to_string())
    }

    #[test]
    fn decodes_in_small_parts() {
        let text = "Tür, Rahmen; außen 𝄞\r\n";
        let utf16 = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
            format!("\u{feff}{text}").encode_utf16().flat_map(unit).collect()
        };
        assert_eq!(decode(text.as_bytes(), "utf-8", 0).as_deref(), Ok(text));
        assert_eq!(decode(format!("\u{feff}{text}").as_bytes(), "utf-8", 3).as_deref(), Ok(text));
        assert_eq!(decode(&utf16(u16::to_le_bytes), "utf-16le", 2).as_deref(), Ok(text));
        assert_eq!(decode(&utf16(u16::to_be_bytes), "utf-16be", 2).as_deref(), Ok(text));
        assert_eq!(decode(b"T\xfcr \x80", "windows-1252", 0).as_deref(), Ok("Tür €"));
    }

    #[test]
    fn malformed_text_is_an_error_with_its_line() {
        assert_eq!(decode(b"a\nb\xff", "utf-8", 0), Err("line 2 is not valid utf-8".into()));
        assert_eq!(
            decode(b"a\0\n\0\x00\xd8b\0", "utf-16le", 0),
            Err("line 2 is not valid utf-16le".into())
        );
        assert_eq!(decode(b"a\0\0\0", "utf-16le", 0), Err("line 1 has a NUL character".into()));
        assert_eq!(decode(b"a\xc3", "utf-8", 0), Err("line 1 is not valid utf-8".into()));
    }

    #[test]
    fn sample_words_are_distinct_and_not_ascii() {
        let text = "Tür,Rahmen;außen\nTür \"Größe\" b é è ê";
        assert_eq!(sample_words(text.as_bytes()).unwrap(), ["Tür", "außen", "Größe", "é", "è"]);
    }
}

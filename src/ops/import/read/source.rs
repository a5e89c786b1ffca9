//! The imported file: its bytes, their hash, and the kind of file. Extensions are ignored: a report saved as
//! `.xls` may be HTML.

use super::encoding::{self, Decoder, Encoding};
use crate::app::App;
use crate::error::Error;
use crate::text;
use ring::digest::{Context, SHA256};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::SystemTime;

/// An open file. It is read several times through the same handle, so that replacing the file has no effect.
pub struct Source {
    file: Rc<File>,
    pub path: PathBuf,
    /// The path as given, for messages.
    pub name: String,
    /// SHA-256 in hexadecimal digits.
    pub hash: String,
    bytes: ByteFacts,
    state: FileState,
}

/// Size and modification time of a file.
type FileState = (u64, Option<SystemTime>);

/// The kind of a file, detected from its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Delimited text.
    Delimited(Encoding),
    /// An array of objects, or a sequence of objects.
    Json(Encoding),
    /// An Excel workbook.
    Workbook,
}

/// A reader of a file that other readers use, too.
pub struct FileReader {
    file: Rc<File>,
    at: u64,
}

/// Number of bytes to read to detect the kind of text.
const SAMPLE: u64 = 64 * 1024;

const SAVE_AS: &str = "open it in the spreadsheet program and save it as \"CSV UTF-8\"";

impl Source {
    /// Opens a file; `-` copies stdin to a temporary file.
    pub fn open(path: &Path) -> Result<Source, Error> {
        let is_stdin = path == Path::new("-");
        let name = if is_stdin { "stdin".to_owned() } else { text::path(path) };
        let wrong = |error: io::Error| {
            Error::usage(format!("cannot read {name}: {}", text::describe_io_error(&error)))
        };
        let file = if is_stdin { spool(&mut io::stdin().lock()) } else { File::open(path) };
        let file = file.map_err(wrong)?;
        if file.metadata().map_err(wrong)?.is_dir() {
            return Err(Error::usage(format!("{name} is a folder")));
        }
        let file = Rc::new(file);
        let state = read_state(&file).map_err(wrong)?;
        let (hash, bytes) = examine(FileReader::new(file.clone())).map_err(wrong)?;
        if bytes.length == 0 {
            return Err(Error::usage(format!("{name} is empty")));
        }
        Ok(Source { file, path: path.to_owned(), name, hash, bytes, state })
    }

    /// Detects the kind of file. Prompts for the encoding if it is neither given nor UTF-8.
    pub fn find_kind(&self, app: &App, encoding: Option<&str>) -> Result<FileKind, Error> {
        let (name, bytes) = (&self.name, &self.bytes);
        if bytes.start.starts_with(b"PK\x03\x04") {
            return Ok(FileKind::Workbook);
        }
        if bytes.start.starts_with(b"\xd0\xcf\x11\xe0") {
            return Err(Error::usage(format!("{name} is an old Excel workbook (.xls)"))
                .hint("open it in the spreadsheet program and save it as .xlsx or \"CSV UTF-8\""));
        }
        let encoding = encoding::decide(app, self, bytes, encoding)?;
        let mut start = String::new();
        // A character may be cut off at the end of the sample.
        let _ = self.text(encoding).take(SAMPLE).read_to_string(&mut start);
        let start = start.trim_start();
        if is_markup(start) {
            return Err(
                Error::usage(format!("{name} is an HTML or XML page, not a table")).hint(SAVE_AS)
            );
        }
        Ok(if is_json(start) { FileKind::Json(encoding) } else { FileKind::Delimited(encoding) })
    }

    /// The encoding to say for comparing its cells with those of another file, so that nothing is asked.
    pub fn likely_encoding(&self) -> Option<&'static str> {
        let is_marked = encoding_rs::Encoding::for_bom(&self.bytes.start).is_some();
        self.bytes.not_utf8.filter(|_| !is_marked).map(|_| "windows-1252")
    }

    /// Reads the bytes from the beginning.
    pub fn bytes(&self) -> FileReader {
        FileReader::new(self.file.clone())
    }

    /// Reads the text from the beginning, decoded to UTF-8.
    pub fn text(&self, encoding: Encoding) -> Decoder<BufReader<FileReader>> {
        Decoder::new(BufReader::with_capacity(SAMPLE as usize, self.bytes()), encoding)
    }

    /// Returns an error if the file was changed since it was opened.
    pub fn check_unchanged(&self) -> Result<(), Error> {
        match read_state(&self.file) {
            Ok(state) if state == self.state => Ok(()),
            Ok(_) => Err(Error::usage(format!("{} was changed while it was read", self.name))
                .hint("run the command again")),
            Err(error) => Err(self.error(&error)),
        }
    }

    /// Wraps an error from reading the file.
    pub fn error(&self, error: &dyn std::fmt::Display) -> Error {
        Error::usage(format!("cannot read {}: {error}", self.name))
    }
}

impl FileReader {
    pub fn new(file: Rc<File>) -> FileReader {
        FileReader { file, at: 0 }
    }
}

impl Read for FileReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Another reader may have moved the position of the handle.
        (&*self.file).seek(SeekFrom::Start(self.at))?;
        let count = (&*self.file).read(buffer)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for FileReader {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        if let SeekFrom::Current(_) = place {
            (&*self.file).seek(SeekFrom::Start(self.at))?;
        }
        self.at = (&*self.file).seek(place)?;
        Ok(self.at)
    }
}

fn read_state(file: &File) -> io::Result<FileState> {
    let metadata = file.metadata()?;
    // Not every file system has modification times.
    Ok((metadata.len(), metadata.modified().ok()))
}

/// Copies a stream to a temporary file.
fn spool(from: &mut impl Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(from, &mut file)?;
    file.flush()?;
    Ok(file)
}

/// The results of one pass over the bytes.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ByteFacts {
    pub length: u64,
    /// The first bytes.
    pub start: Vec<u8>,
    /// The line of the first bytes that are not UTF-8.
    pub not_utf8: Option<u64>,
    /// The line of the first NUL byte.
    pub nul: Option<u64>,
}

fn examine(mut reader: FileReader) -> io::Result<(String, ByteFacts)> {
    let mut context = Context::new(&SHA256);
    let mut facts = ByteFacts::default();
    let mut buffer = vec![0; SAMPLE as usize];
    // The beginning of a character that was cut off at the end of the previous chunk.
    let mut carry: Vec<u8> = Vec::new();
    let mut line = 1;
    loop {
        let count = reader.read(&mut buffer)?;
        let part = &buffer[..count];
        context.update(part);
        facts.length += count as u64;
        if facts.start.len() < 8 {
            facts.start.extend(part.iter().take(8));
        }
        let lines = |bytes: &[u8]| memchr::memchr_iter(b'\n', bytes).count() as u64;
        if facts.nul.is_none() {
            facts.nul = memchr::memchr(0, part).map(|at| line + lines(&part[..at]));
        }
        if facts.not_utf8.is_none() {
            carry.extend_from_slice(part);
            match std::str::from_utf8(&carry) {
                Ok(_) => carry.clear(),
                Err(error) if error.error_len().is_none() && count > 0 => {
                    carry.drain(..error.valid_up_to());
                }
                Err(error) => {
                    facts.not_utf8 = Some(line + lines(&carry[..error.valid_up_to()]));
                }
            }
        }
        line += lines(part);
        if count == 0 {
            break;
        }
    }
    let hash = context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((hash, facts))
}

/// Whether a text begins like HTML or XML.
fn is_markup(start: &str) -> bool {
    const TAGS: [&str; 9] =
        ["!doctype", "?xml", "html", "head", "body", "table", "meta", "style", "div"];
    let Some(rest) = start.strip_prefix('<') else { return false };
    let rest = rest.as_bytes();
    TAGS.iter().any(|tag| {
        rest.len() >= tag.len() && rest[..tag.len()].eq_ignore_ascii_case(tag.as_bytes())
    })
}

/// Whether a text begins like a JSON array or object.
fn is_json(start: &str) -> bool {
    let after = |open: char| start.strip_prefix(open).map(str::trim_start);
    after('[').is_some_and(|rest| rest.starts_with(['{', ']']))
        || after('{').is_some_and(|rest| rest.starts_with(['"', '}']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(bytes: &[u8]) -> (String, ByteFacts) {
        let file = spool(&mut &*bytes).unwrap();
        examine(FileReader::new(Rc::new(file))).unwrap()
    }

    #[test]
    fn one_pass_hashes_the_bytes_and_finds_invalid_text() {
        let (hash, abc) = facts(b"abc");
        assert_eq!(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(
            (abc.length, abc.start, abc.not_utf8, abc.nul),
            (3, b"abc".to_vec(), None, None)
        );
        // A character on the boundary of two chunks.
        let mut long = vec![b'a'; SAMPLE as usize - 1];
        long.extend("ä\n".as_bytes());
        assert_eq!(facts(&long).1.not_utf8, None);
        long.extend(b"b\xe4\0");
        let facts_of_long = facts(&long).1;
        assert_eq!((facts_of_long.not_utf8, facts_of_long.nul), (Some(2), Some(2)));
        assert_eq!(facts(b"a\xc3").1.not_utf8, Some(1));
    }

    #[test]
    fn kinds_of_text_are_detected_by_their_beginning() {
        for page in ["<html>", "<!DOCTYPE html>", "<?xml version", "<table border=0>"] {
            assert!(is_markup(page), "{page}");
        }
        assert!(!is_markup("<3 Title,Value"));
        for json in ["[]", "[ {\"a\":1}]", "{\"a\":1}\n{\"a\":2}", "{}"] {
            assert!(is_json(json), "{json}");
        }
        for table in ["[ID],Title", "{x},y", "Title"] {
            assert!(!is_json(table), "{table}");
        }
    }

    #[test]
    fn two_readers_of_a_file_do_not_disturb_each_other() {
        let file = Rc::new(spool(&mut &b"abcdef"[..]).unwrap());
        let new = || FileReader::new(file.clone());
        let (mut one, mut two) = (new(), new());
        let read = |reader: &mut FileReader| {
            let mut two = [0; 2];
            reader.read_exact(&mut two).unwrap();
            two
        };
        assert_eq!(read(&mut one), *b"ab");
        assert_eq!(read(&mut two), *b"ab");
        assert_eq!((read(&mut one), read(&mut two)), (*b"cd", *b"cd"));
    }
}

//! The file of results: the rows as they are, what became of each, its deal, and its error.

use super::earlier::SentRows;
use super::planning::UNKNOWN;
use super::reader::ImportReader;
use super::row::ImportRow;
use super::target::Target;
use crate::app::write::journal::RowState;
use crate::error::Error;
use crate::store::files;
use crate::store::temporary::ItemFile;
use crate::text;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// The columns that are added.
const COLUMNS: [&str; 3] = ["deals_result", "deals_id", "deals_error"];

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Word {
    #[serde(rename = "done")]
    Done,
    #[serde(rename = "unchanged")]
    Unchanged,
    /// It says of itself that it is no deal.
    #[serde(rename = "skipped")]
    Skipped,
    /// It has mistakes.
    #[serde(rename = "wrong")]
    Wrong,
    /// It cannot be written as the account is now.
    #[serde(rename = "refused")]
    Refused,
    #[serde(rename = "not done")]
    NotDone,
    #[serde(rename = "unknown")]
    Unknown,
    #[serde(rename = "not tried")]
    NotTried,
}

/// The words in the order of the counts.
pub const WORDS: [Word; 8] = [
    Word::Done,
    Word::Unchanged,
    Word::Skipped,
    Word::Wrong,
    Word::Refused,
    Word::NotDone,
    Word::Unknown,
    Word::NotTried,
];

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowResult {
    pub row: usize,
    pub result: Word,
    pub deal: Option<u64>,
    pub error: String,
}

/// How many rows came to which end, in the order of `WORDS`.
pub type Counts = [usize; WORDS.len()];

impl Word {
    pub fn text(self) -> &'static str {
        match self {
            Word::Done => "done",
            Word::Unchanged => "unchanged",
            Word::Skipped => "skipped",
            Word::Wrong => "wrong",
            Word::Refused => "refused",
            Word::NotDone => "not done",
            Word::Unknown => "unknown",
            Word::NotTried => "not tried",
        }
    }
}

impl RowResult {
    pub fn new(row: usize, result: Word, deal: Option<u64>, error: &str) -> RowResult {
        RowResult { row, result, deal, error: error.to_owned() }
    }
}

/// Where the results of rows come from that were not sent.
pub enum Others<'a> {
    /// From the plan of this run.
    Planned(&'a ItemFile<RowResult>),
    /// From the file of results as it is.
    Earlier,
}

/// Writes the file of results anew, unless the rows are from stdin, and counts the results.
pub fn write(
    target: &Target,
    reader: &ImportReader,
    sent: &SentRows,
    others: Others<'_>,
) -> Result<Counts, Error> {
    let path = target.results();
    let failed = |error: io::Error| {
        // That of a row has its own words.
        error.downcast::<Error>().unwrap_or_else(|error| {
            Error::usage(format!("cannot write {}: {error}", target.shown_results()))
        })
    };
    let mut others: Box<dyn Iterator<Item = io::Result<RowResult>>> = match others {
        Others::Planned(items) => Box::new(items.read().map_err(failed)?),
        Others::Earlier => Box::new(read_earlier(path.as_deref(), reader)?),
    };
    let mut counts = Counts::default();
    match &path {
        Some(path) => {
            let write = |out: &mut io::BufWriter<File>| {
                write_rows(out, reader, sent, &mut others, &mut counts)
            };
            files::replace_with(path, write).map_err(failed)?;
        }
        None => {
            write_rows(&mut io::sink(), reader, sent, &mut others, &mut counts).map_err(failed)?;
        }
    }
    Ok(counts)
}

fn write_rows(
    out: &mut impl Write,
    reader: &ImportReader,
    sent: &SentRows,
    others: &mut dyn Iterator<Item = io::Result<RowResult>>,
    counts: &mut Counts,
) -> io::Result<()> {
    let kept = own_columns(reader);
    let mut out = csv::Writer::from_writer(out);
    let headings = kept.iter().map(|at| reader.headings()[*at].as_str());
    out.write_record(headings.chain(COLUMNS))?;
    let mut next = others.next().transpose()?;
    for row in reader.rows().map_err(io::Error::other)? {
        let row = row.map_err(io::Error::other)?;
        while next.as_ref().is_some_and(|next| next.row < row.number) {
            next = others.next().transpose()?;
        }
        let other = next.take_if(|next| next.row == row.number);
        if next.is_none() {
            next = others.next().transpose()?;
        }
        let RowResult { result, deal, error, .. } = find_result(&row, sent, other);
        if let Some(at) = WORDS.iter().position(|word| *word == result) {
            counts[at] += 1;
        }
        let cells = kept.iter().map(|at| row.cells.get(*at).map_or("", String::as_str));
        let deal = deal.map(|deal| deal.to_string()).unwrap_or_default();
        let error = text::clean(&error);
        out.write_record(cells.chain([result.text(), &deal, &error]))?;
    }
    out.flush()
}

fn find_result(row: &ImportRow, sent: &SentRows, other: Option<RowResult>) -> RowResult {
    let new = |word, deal, error: &str| RowResult::new(row.number, word, deal, error);
    let state = sent.get(row.number);
    match (state, &row.earlier) {
        (Some(RowState::Done(deal)), _) => return new(Word::Done, *deal, ""),
        (None, Some((word, deal))) if word == Word::Done.text() => {
            return new(Word::Done, *deal, "");
        }
        _ => {}
    }
    if let Some(other) = other {
        return other;
    }
    match state {
        Some(RowState::InDoubt) => new(Word::Unknown, row.id, UNKNOWN),
        Some(RowState::NotDone(why)) => {
            new(Word::NotDone, row.id, why.as_deref().unwrap_or_default())
        }
        _ if !row.errors.is_empty() && row.id.is_none() && row.key.is_none() => {
            let messages: Vec<&str> = row.errors.iter().map(|error| &*error.message).collect();
            new(Word::Wrong, None, &messages.join("; "))
        }
        _ => new(Word::NotTried, row.id, ""),
    }
}

/// The columns of the file itself: a file of results has more.
pub fn own_columns(reader: &ImportReader) -> Vec<usize> {
    let is_own = |(_, heading): &(usize, &String)| !COLUMNS.contains(&heading.as_str());
    reader.headings().iter().enumerate().filter(is_own).map(|(at, _)| at).collect()
}

/// What the file of results says of rows that were not sent, as far as it has the same rows.
fn read_earlier(
    path: Option<&Path>,
    reader: &ImportReader,
) -> Result<impl Iterator<Item = io::Result<RowResult>>, Error> {
    let kept = own_columns(reader);
    let headings: Vec<&str> =
        kept.iter().map(|at| reader.headings()[*at].as_str()).chain(COLUMNS).collect();
    let opened = path.and_then(|path| File::open(path).ok());
    let csv = opened.map(|file| csv::ReaderBuilder::new().flexible(true).from_reader(file));
    let csv = csv.and_then(|mut csv| {
        let has_same = csv.headers().is_ok_and(|found| found.iter().eq(headings.iter().copied()));
        has_same.then_some(csv)
    });
    let lines = csv.into_iter().flat_map(csv::Reader::into_records);
    let rows = reader.rows()?.zip(lines).map_while(move |(row, line)| {
        let (row, line) = (row.ok()?, line.ok()?);
        let cells = kept.iter().map(|at| row.cells.get(*at).map_or("", String::as_str));
        line.iter().take(kept.len()).eq(cells).then(|| {
            let [word, deal, error] = [0, 1, 2].map(|n| line.get(kept.len() + n).unwrap_or(""));
            let known = [Word::Unchanged, Word::Wrong, Word::Refused];
            let result = known.into_iter().find(|known| known.text() == word);
            result.map(|result| RowResult::new(row.number, result, deal.parse().ok(), error))
        })
    });
    Ok(rows.flatten().map(Ok))
}

//! The results file: the rows of the file with their result, deal ID and error.

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

/// The columns to append.
const COLUMNS: [&str; 3] = ["deals_result", "deals_id", "deals_error"];

/// The result of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowStatus {
    #[serde(rename = "done")]
    Done,
    #[serde(rename = "unchanged")]
    Unchanged,
    /// The row is not a deal, such as a total.
    #[serde(rename = "skipped")]
    Skipped,
    /// The row has mistakes.
    #[serde(rename = "wrong")]
    Wrong,
    /// The current state of the account does not allow the write.
    #[serde(rename = "refused")]
    Refused,
    #[serde(rename = "not done")]
    NotDone,
    #[serde(rename = "unknown")]
    Unknown,
    #[serde(rename = "not tried")]
    NotTried,
}

/// The results, in the order of the counts.
pub const ROW_STATUSES: [RowStatus; 8] = [
    RowStatus::Done,
    RowStatus::Unchanged,
    RowStatus::Skipped,
    RowStatus::Wrong,
    RowStatus::Refused,
    RowStatus::NotDone,
    RowStatus::Unknown,
    RowStatus::NotTried,
];

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowResult {
    pub row: usize,
    pub result: RowStatus,
    pub deal: Option<u64>,
    pub error: String,
}

/// The number of rows by result, in the order of `ROW_STATUSES`.
pub type Counts = [usize; ROW_STATUSES.len()];

impl RowStatus {
    pub fn text(self) -> &'static str {
        match self {
            RowStatus::Done => "done",
            RowStatus::Unchanged => "unchanged",
            RowStatus::Skipped => "skipped",
            RowStatus::Wrong => "wrong",
            RowStatus::Refused => "refused",
            RowStatus::NotDone => "not done",
            RowStatus::Unknown => "unknown",
            RowStatus::NotTried => "not tried",
        }
    }
}

impl RowResult {
    pub fn new(row: usize, result: RowStatus, deal: Option<u64>, error: &str) -> RowResult {
        RowResult { row, result, deal, error: error.to_owned() }
    }
}

/// The source of results for rows that were not sent.
pub enum Others<'a> {
    /// The plan of this run.
    Planned(&'a ItemFile<RowResult>),
    /// The existing results file.
    Earlier,
}

/// Rewrites the results file, unless the rows came from stdin, and counts the results.
pub fn write(
    target: &Target,
    reader: &ImportReader,
    sent: &SentRows,
    others: Others<'_>,
) -> Result<Counts, Error> {
    let path = target.results();
    let failed = |error: io::Error| {
        // An `Error` from a row already has a message.
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
    let kept = find_original_columns(reader);
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
        if let Some(at) = ROW_STATUSES.iter().position(|word| *word == result) {
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
        (Some(RowState::Done(deal)), _) => return new(RowStatus::Done, *deal, ""),
        (None, Some((word, deal))) if word == RowStatus::Done.text() => {
            return new(RowStatus::Done, *deal, "");
        }
        _ => {}
    }
    if let Some(other) = other {
        return other;
    }
    match state {
        Some(RowState::InDoubt) => new(RowStatus::Unknown, row.id, UNKNOWN),
        Some(RowState::NotDone(why)) => {
            new(RowStatus::NotDone, row.id, why.as_deref().unwrap_or_default())
        }
        _ if !row.errors.is_empty() && row.id.is_none() && row.key.is_none() => {
            let messages: Vec<&str> = row.errors.iter().map(|error| &*error.message).collect();
            new(RowStatus::Wrong, None, &messages.join("; "))
        }
        _ => new(RowStatus::NotTried, row.id, ""),
    }
}

/// The indexes of the original columns: a results file has more.
pub fn find_original_columns(reader: &ImportReader) -> Vec<usize> {
    let is_own = |(_, heading): &(usize, &String)| !COLUMNS.contains(&heading.as_str());
    reader.headings().iter().enumerate().filter(is_own).map(|(at, _)| at).collect()
}

/// Reads the results of unsent rows from the existing results file, as long as its rows are the same.
fn read_earlier(
    path: Option<&Path>,
    reader: &ImportReader,
) -> Result<impl Iterator<Item = io::Result<RowResult>>, Error> {
    let kept = find_original_columns(reader);
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
            let known = [RowStatus::Unchanged, RowStatus::Wrong, RowStatus::Refused];
            let result = known.into_iter().find(|known| known.text() == word);
            result.map(|result| RowResult::new(row.number, result, deal.parse().ok(), error))
        })
    });
    Ok(rows.flatten().map(Ok))
}

//! The state file: a header, and one line per request that changed the company. Opening a state
//! replays the requests. Several processes may share a file: each one locks it, replays new lines,
//! and appends its own.

use crate::error::Error;
use crate::sandbox::data::company::{Company, CompanyKind};
use crate::sandbox::play::{Play, Plays};
use crate::sandbox::seed::deals::DEALS;
use crate::sandbox::wire::call::{Body, Call};
use crate::sandbox::world::Setup;
use crate::store::files;
use crate::store::lock;
use http::Method;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Lock timeout of a request, shorter than the response timeout of clients.
pub const LOCK_TIMEOUT: Duration = Duration::from_secs(20);
/// Version of the file format.
const FORMAT: u64 = 2;
/// The first bytes of every state file.
const HEADER_START: &[u8] = b"{\"deals_sandbox\":";
const NOT_A_STATE: &str = "not a sandbox state file";

pub struct Log {
    path: PathBuf,
    /// The setup of the company, from the header or for a new file.
    setup: Setup,
    /// Number of bytes and lines that were replayed.
    read: u64,
    lines: usize,
    /// The last replayed line, to detect that the file was replaced.
    last: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    deals_sandbox: u64,
    deals: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    company: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    plays: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    today: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<u64>,
}

impl Header {
    fn new(setup: &Setup) -> Header {
        let is_usual = setup.company == CompanyKind::default();
        Header {
            deals_sandbox: FORMAT,
            deals: setup.deals.unwrap_or(DEALS),
            company: (!is_usual).then(|| setup.company.name().to_owned()),
            plays: setup.plays.iter().map(Play::to_string).collect(),
            today: setup.today,
            account: setup.account,
        }
    }

    fn read(line: &[u8]) -> Result<Header, String> {
        let header: Header = serde_json::from_slice(line).map_err(|_| NOT_A_STATE.to_owned())?;
        if header.deals_sandbox != FORMAT {
            let found = header.deals_sandbox;
            return Err(format!("unsupported format {found} (expected {FORMAT})"));
        }
        Ok(header)
    }

    fn setup(&self) -> Result<Setup, String> {
        let company = self.company.as_deref().map(|name| {
            CompanyKind::from_name(name).ok_or_else(|| format!("unknown company `{name}`"))
        });
        let plays = self.plays.iter().map(|play| play.parse());
        Ok(Setup {
            deals: Some(self.deals),
            company: company.transpose()?.unwrap_or_default(),
            plays: plays.collect::<Result<_, String>>()?,
            today: self.today,
            account: self.account,
        })
    }
}

#[derive(Serialize, Deserialize)]
struct Line {
    method: String,
    path: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    query: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Value>,
}

impl Log {
    /// Opens the state at `path`, creating the file and its folder if needed.
    pub fn open(path: &Path, setup: &Setup) -> io::Result<(Log, Company)> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let setup = setup.clone();
        let mut log = Log { path: path.to_owned(), setup, read: 0, lines: 0, last: Vec::new() };
        let mut company = Company::empty(CompanyKind::default(), Plays::new(&[]));
        log.with_lock(lock::REQUIRED_TIMEOUT, |log| log.catch_up(&mut company))?;
        Ok((log, company))
    }

    /// Runs `work` under the lock; fails if the lock is not available in time.
    pub fn with_lock<T>(
        &mut self,
        at_most: Duration,
        work: impl FnOnce(&mut Log) -> io::Result<T>,
    ) -> io::Result<T> {
        let _held = files::acquire_lock(&lock_path(&self.path), at_most)?;
        work(self)
    }

    /// Replays new lines. The lock must be held.
    pub fn catch_up(&mut self, company: &mut Company) -> io::Result<()> {
        let done = self.catch_up_from(company);
        if done.is_err() {
            // After an error, the next request starts from the beginning of the file.
            self.reset();
        }
        done
    }

    fn catch_up_from(&mut self, company: &mut Company) -> io::Result<()> {
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return self.start_over(company);
            }
            Err(error) => return Err(error),
        };
        if !self.is_unchanged(&mut file)? {
            self.reset();
        }
        file.seek(SeekFrom::Start(self.read))?;
        let mut new_text = Vec::new();
        file.read_to_end(&mut new_text)?;
        // A line without a line break was not acknowledged; the next append removes it.
        let whole = new_text.iter().rposition(|byte| *byte == b'\n');
        let incomplete = new_text.split_off(whole.map_or(0, |last| last + 1));
        if new_text.is_empty() && self.lines == 0 {
            // An incomplete header is overwritten; any other text is not a state file.
            if !HEADER_START.starts_with(&incomplete[..incomplete.len().min(HEADER_START.len())]) {
                let message = format!("{}: line 1: {NOT_A_STATE}", self.path.display());
                return Err(io::Error::new(ErrorKind::InvalidData, message));
            }
            return self.start_over(company);
        }
        for line in new_text.split_inclusive(|byte| *byte == b'\n') {
            self.lines += 1;
            if let Err(why) = self.replay(line, company) {
                let path = self.path.display();
                let message = format!("{path}: line {}: {why}", self.lines);
                return Err(io::Error::new(ErrorKind::InvalidData, message));
            }
            self.advance(line);
        }
        Ok(())
    }

    fn reset(&mut self) {
        (self.read, self.lines) = (0, 0);
        self.last.clear();
    }

    /// Marks a line as replayed.
    fn advance(&mut self, line: &[u8]) {
        self.read += line.len() as u64;
        self.last.clear();
        self.last.extend_from_slice(line);
    }

    /// Whether the file still has the last replayed line at the same offset.
    fn is_unchanged(&self, file: &mut File) -> io::Result<bool> {
        if file.metadata()?.len() < self.read {
            return Ok(false);
        }
        file.seek(SeekFrom::Start(self.read - self.last.len() as u64))?;
        let mut there = vec![0; self.last.len()];
        file.read_exact(&mut there)?;
        Ok(there == self.last)
    }

    /// Creates a new company, and replaces the file with its header.
    fn start_over(&mut self, company: &mut Company) -> io::Result<()> {
        self.reset();
        *company = Company::new(&self.setup);
        self.write(&Header::new(&self.setup))
    }

    fn replay(&mut self, line: &[u8], company: &mut Company) -> Result<(), String> {
        if self.lines == 1 {
            self.setup = Header::read(line)?.setup()?;
            *company = Company::new(&self.setup);
            return Ok(());
        }
        let line: Line = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        let call = line.into_call()?;
        let before = company.changes;
        let answer = company.answer(&call);
        if company.changes == before {
            let (method, path, status) = (call.method, call.path, answer.status);
            return Err(format!("{method} {path} changed nothing (status {status})"));
        }
        Ok(())
    }

    /// Appends a request that changed the company. The lock must be held and all lines replayed.
    pub fn append(&mut self, call: &Call) -> io::Result<()> {
        let line = Line {
            method: call.method.to_string(),
            path: call.path.clone(),
            query: call.query.clone(),
            body: match &call.body {
                Body::Json(body) => Some(body.clone()),
                Body::Empty | Body::Broken => None,
            },
        };
        let written = self.write(&line);
        if written.is_err() {
            // The company is ahead of the file; the next request must start from the file.
            self.reset();
        }
        written
    }

    fn write(&mut self, line: &impl Serialize) -> io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(false).open(&self.path)?;
        file.set_len(self.read)?;
        file.seek(SeekFrom::End(0))?;
        file.write_all(&text)?;
        file.flush()?;
        self.lines += 1;
        self.advance(&text);
        Ok(())
    }
}

/// Reads the kind of company from the header of a state file; the default if that fails.
pub fn read_company_kind(path: &Path) -> CompanyKind {
    let mut line = Vec::new();
    let read = File::open(path).and_then(|file| BufReader::new(file).read_until(b'\n', &mut line));
    let setup = read.ok().and_then(|_| Header::read(&line).ok()?.setup().ok());
    setup.map(|setup| setup.company).unwrap_or_default()
}

/// Moves a state file, under its lock.
pub fn move_to(path: &Path, to: &Path) -> io::Result<()> {
    let _held = files::acquire_lock(&lock_path(path), lock::REQUIRED_TIMEOUT)?;
    files::rename(path, to)
}

/// The lock file of a state file.
fn lock_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

impl Line {
    fn into_call(self) -> Result<Call, String> {
        let method = Method::from_bytes(self.method.as_bytes())
            .map_err(|_| format!("invalid HTTP method `{}`", self.method))?;
        Ok(Call {
            method,
            path: self.path,
            query: self.query,
            body: self.body.map_or(Body::Empty, Body::Json),
            token: String::new(),
        })
    }
}

/// The response if the file cannot be read or written.
pub fn error_response(error: &io::Error) -> crate::sandbox::wire::call::Answer {
    let is_locked = error.get_ref().is_some_and(|inner| inner.is::<Error>());
    // 423 for a lock timeout, as clients do not retry it.
    crate::sandbox::wire::call::Answer::new_refusal(
        if is_locked { 423 } else { 500 },
        &error.to_string(),
    )
}

#[cfg(test)]
mod tests;

//! The state file: a header, then one line for each call that changed the company. Opening it is
//! doing those calls again. Several processes may share one file; each takes the lock, catches up
//! with what the others appended, answers, and appends in its turn.

use super::call::{Body, Call};
use super::company::Company;
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The version of the format that this program writes and reads.
const FORMAT: u64 = 1;

pub struct Log {
    path: PathBuf,
    lock: File,
    /// Deals of a company that starts afresh.
    deals: usize,
    /// Bytes and lines that the company has been through.
    read: u64,
    lines: usize,
    /// The last of those lines, to notice when the file is not the one it was.
    last: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    deals_sandbox: u64,
    deals: usize,
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
    /// The log in `path` and the company it leads to; a fresh one of `deals` deals if there is
    /// none yet. Creates its folder.
    pub fn open(path: &Path, deals: usize) -> io::Result<(Log, Company)> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut beside = path.as_os_str().to_owned();
        beside.push(".lock");
        let lock = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(PathBuf::from(beside))?;
        let mut log = Log {
            path: path.to_owned(),
            lock,
            deals,
            read: 0,
            lines: 0,
            last: Vec::new(),
        };
        let mut company = Company::of(0);
        log.locked(|log| log.catch_up(&mut company))?;
        Ok((log, company))
    }

    /// Does `work` while no other process does.
    pub fn locked<T>(&mut self, work: impl FnOnce(&mut Log) -> io::Result<T>) -> io::Result<T> {
        self.lock.lock()?;
        let done = work(self);
        self.lock.unlock()?;
        done
    }

    /// Brings the company up to the end of the file. Only under the lock.
    pub fn catch_up(&mut self, company: &mut Company) -> io::Result<()> {
        let done = self.catch_up_from(company);
        if done.is_err() {
            // Whatever of it was done must not be taken for the whole.
            self.forget();
        }
        done
    }

    fn catch_up_from(&mut self, company: &mut Company) -> io::Result<()> {
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return self.start_afresh(company);
            }
            Err(error) => return Err(error),
        };
        if !self.is_still(&mut file)? {
            self.forget();
        }
        file.seek(SeekFrom::Start(self.read))?;
        let mut news = Vec::new();
        file.read_to_end(&mut news)?;
        // A line without its end was never acknowledged: the next append cuts it off.
        let whole = news.iter().rposition(|byte| *byte == b'\n');
        news.truncate(whole.map_or(0, |last| last + 1));
        if news.is_empty() && self.lines == 0 {
            return self.start_afresh(company);
        }
        for line in news.split_inclusive(|byte| *byte == b'\n') {
            self.lines += 1;
            if let Err(why) = self.redo(line, company) {
                let path = self.path.display();
                let message = format!("{path}: line {}: {why}", self.lines);
                return Err(io::Error::new(ErrorKind::InvalidData, message));
            }
            self.went_through(line);
        }
        Ok(())
    }

    fn forget(&mut self) {
        (self.read, self.lines) = (0, 0);
        self.last.clear();
    }

    fn went_through(&mut self, line: &[u8]) {
        self.read += line.len() as u64;
        self.last.clear();
        self.last.extend_from_slice(line);
    }

    /// Whether the file still has the line we stopped at, where we stopped.
    fn is_still(&self, file: &mut File) -> io::Result<bool> {
        if file.metadata()?.len() < self.read {
            return Ok(false);
        }
        file.seek(SeekFrom::Start(self.read - self.last.len() as u64))?;
        let mut there = vec![0; self.last.len()];
        file.read_exact(&mut there)?;
        Ok(there == self.last)
    }

    fn start_afresh(&mut self, company: &mut Company) -> io::Result<()> {
        self.forget();
        *company = Company::of(self.deals);
        let header = Header {
            deals_sandbox: FORMAT,
            deals: self.deals,
        };
        self.write(&header)
    }

    fn redo(&mut self, line: &[u8], company: &mut Company) -> Result<(), String> {
        if self.lines == 1 {
            let header: Header = serde_json::from_slice(line)
                .map_err(|_| "this is not the state of a sandbox".to_owned())?;
            if header.deals_sandbox != FORMAT {
                let theirs = header.deals_sandbox;
                return Err(format!("format {theirs} is not known, only {FORMAT} is"));
            }
            self.deals = header.deals;
            *company = Company::of(header.deals);
            return Ok(());
        }
        let line: Line = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        let call = line.into_call()?;
        let before = company.changes;
        let answer = company.answer(&call);
        if company.changes == before {
            let (method, path, status) = (call.method, call.path, answer.status);
            return Err(format!(
                "{method} {path} changed nothing, it answered {status}"
            ));
        }
        Ok(())
    }

    /// Writes down a call that changed the company. Only under the lock, and caught up.
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
        self.write(&line)
    }

    fn write(&mut self, line: &impl Serialize) -> io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&self.path)?;
        file.set_len(self.read)?;
        file.seek(SeekFrom::End(0))?;
        file.write_all(&text)?;
        file.flush()?;
        self.lines += 1;
        self.went_through(&text);
        Ok(())
    }
}

impl Line {
    fn into_call(self) -> Result<Call, String> {
        let method = Method::from_bytes(self.method.as_bytes())
            .map_err(|_| format!("`{}` is not a method", self.method))?;
        Ok(Call {
            method,
            path: self.path,
            query: self.query,
            body: self.body.map_or(Body::Empty, Body::Json),
            token: String::new(),
        })
    }
}

/// What a caller is told when the file cannot be read or written.
pub fn trouble(error: &io::Error) -> super::call::Answer {
    super::call::Answer::bare(500, &json!(error.to_string()).to_string())
}

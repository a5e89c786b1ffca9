//! The state file: a header, then one line for each call that changed the company. Opening it is
//! doing those calls again. Several processes may share one file; each takes the lock, catches up
//! with what the others appended, answers, and appends in its turn.

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

/// How long a call waits for the lock; its client waits longer for the answer.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// The version of the format that this program writes and reads.
const FORMAT: u64 = 2;
const BEGINNING: &[u8] = b"{\"deals_sandbox\":";
const NOT_OURS: &str = "this is not the state of a sandbox";

pub struct Log {
    path: PathBuf,
    /// What a company that starts afresh is made of.
    setup: Setup,
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
        let header: Header = serde_json::from_slice(line).map_err(|_| NOT_OURS.to_owned())?;
        if header.deals_sandbox != FORMAT {
            let theirs = header.deals_sandbox;
            return Err(format!("format {theirs} is not known, only {FORMAT} is"));
        }
        Ok(header)
    }

    fn setup(&self) -> Result<Setup, String> {
        let company = self.company.as_deref().map(|name| {
            CompanyKind::named(name).ok_or_else(|| format!("no company is called `{name}`"))
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
    /// The log in `path` and the company it leads to; a fresh one if there is none yet. Creates its
    /// folder.
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

    /// Does `work` while no other process does, once they let it within that time.
    pub fn with_lock<T>(
        &mut self,
        at_most: Duration,
        work: impl FnOnce(&mut Log) -> io::Result<T>,
    ) -> io::Result<T> {
        let _held = files::acquire_lock(&lock_path(&self.path), at_most)?;
        work(self)
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
        let torn = news.split_off(whole.map_or(0, |last| last + 1));
        if news.is_empty() && self.lines == 0 {
            // Half a header is ours to write again; half of anything else is somebody's text.
            if !BEGINNING.starts_with(&torn[..torn.len().min(BEGINNING.len())]) {
                let message = format!("{}: line 1: {NOT_OURS}", self.path.display());
                return Err(io::Error::new(ErrorKind::InvalidData, message));
            }
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
        *company = Company::new(&self.setup);
        self.write(&Header::new(&self.setup))
    }

    fn redo(&mut self, line: &[u8], company: &mut Company) -> Result<(), String> {
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
            return Err(format!("{method} {path} changed nothing, it answered {status}"));
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
        let written = self.write(&line);
        if written.is_err() {
            // The company is ahead of the file now; the next call must begin from the file.
            self.forget();
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
        self.went_through(&text);
        Ok(())
    }
}

/// Which company a state is of, from its first line; the usual one where that cannot be read.
pub fn company_in(path: &Path) -> CompanyKind {
    let mut line = Vec::new();
    let read = File::open(path).and_then(|file| BufReader::new(file).read_until(b'\n', &mut line));
    let setup = read.ok().and_then(|_| Header::read(&line).ok()?.setup().ok());
    setup.map(|setup| setup.company).unwrap_or_default()
}

/// Moves a state to another place, while nobody works on it.
pub fn move_to(path: &Path, to: &Path) -> io::Result<()> {
    let _held = files::acquire_lock(&lock_path(path), lock::REQUIRED_TIMEOUT)?;
    files::rename(path, to)
}

/// The file that is locked by whoever works on a state.
fn lock_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
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
pub fn trouble(error: &io::Error) -> crate::sandbox::wire::call::Answer {
    let is_locked = error.get_ref().is_some_and(|inner| inner.is::<Error>());
    // What is locked for so long stays so: 423 is not tried again.
    crate::sandbox::wire::call::Answer::new_refusal(
        if is_locked { 423 } else { 500 },
        &error.to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::World;
    use proptest::prelude::*;
    use serde_json::json;

    fn rename_deal(world: &mut World, title: &str) {
        let call = Call::new_for_test("PATCH", "/api/v2/deals/1", json!({ "title": title }));
        assert_eq!(world.receive(&call).answer.status, 200);
    }

    fn title(world: &mut World) -> String {
        let call = Call::new_for_test("GET", "/api/v2/deals/1", Value::Null);
        let answer: Value = serde_json::from_str(&world.receive(&call).answer.text).unwrap();
        answer["data"]["title"].as_str().unwrap().to_owned()
    }

    #[test]
    fn two_worlds_share_a_file_and_see_what_the_other_does() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deeper/state.ndjson");
        let (mut one, mut two) = (
            World::open_with(&file, &Setup::with_deals(5)).unwrap(),
            World::open_with(&file, &Setup::with_deals(9)).unwrap(),
        );
        assert_eq!(two.deal_ids().len(), 5);
        rename_deal(&mut one, "by one");
        assert_eq!(title(&mut two), "by one");
        rename_deal(&mut two, "by two");
        assert_eq!(title(&mut one), "by two");
        assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 3);
        assert_eq!(World::open(&file).unwrap().deal(1), one.deal(1));
    }

    #[test]
    fn the_header_keeps_all_that_a_world_is_made_of() {
        let setup = Setup {
            company: CompanyKind::Plain,
            plays: vec![Play::SecondDelete(404)],
            today: "2025-03-04".parse().ok(),
            ..Setup::with_deals(5).with_new_account()
        };
        let line = serde_json::to_vec(&Header::new(&setup)).unwrap();
        assert_eq!(Header::read(&line).unwrap().setup(), Ok(setup));
    }

    #[test]
    fn reading_and_being_refused_leave_no_trace() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state");
        let mut world = World::open(&file).unwrap();
        let before = fs::read(&file).unwrap();
        title(&mut world);
        world.receive(&Call::new_for_test("DELETE", "/api/v2/deals/9999", Value::Null));
        assert_eq!(fs::read(&file).unwrap(), before);
    }

    #[test]
    fn half_a_line_was_never_acknowledged() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state");
        rename_deal(&mut World::open(&file).unwrap(), "kept");
        let whole = fs::read(&file).unwrap();
        let torn = [&whole[..], b"{\"method\":\"DELETE\",\"path\":\"/api/v2/de"].concat();
        fs::write(&file, torn).unwrap();
        let mut world = World::open(&file).unwrap();
        assert_eq!(title(&mut world), "kept");
        rename_deal(&mut world, "next");
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!(text.lines().count(), 3);
        assert_eq!(title(&mut World::open(&file).unwrap()), "next");
    }

    #[test]
    fn an_empty_file_and_half_a_header_become_a_fresh_world() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state");
        for text in ["", "{\"deals_san", "{\"deals_sandbox\":2,\"de"] {
            fs::write(&file, text).unwrap();
            assert_eq!(World::open_with(&file, &Setup::with_deals(4)).unwrap().deal_ids().len(), 4);
            assert_eq!(World::open(&file).unwrap().deal_ids().len(), 4);
        }
    }

    #[test]
    fn a_broken_file_is_named_by_line_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state");
        let header = "{\"deals_sandbox\":2,\"deals\":5}\n";
        for (text, says) in [
            ("hello\n".to_owned(), "line 1: this is not the state"),
            ("hello".to_owned(), "line 1: this is not the state"),
            ("{\"deals_sandbox\":1,\"deals\":5}\n".to_owned(), "line 1: format 1"),
            (format!("{header}oops\n"), "line 2: expected value"),
            (
                format!("{header}{{\"method\":\"DELETE\",\"path\":\"/api/v2/deals/77\"}}\n"),
                "line 2: DELETE /api/v2/deals/77 changed nothing, it answered 404",
            ),
        ] {
            fs::write(&file, &text).unwrap();
            let error = World::open(&file).err().unwrap();
            assert_eq!(error.kind(), ErrorKind::InvalidData);
            assert!(error.to_string().contains(says), "{error}");
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
        }
    }

    #[test]
    fn a_world_whose_file_was_taken_away_starts_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state");
        let mut world = World::open_with(&file, &Setup::with_deals(5)).unwrap();
        let fresh = title(&mut world);
        rename_deal(&mut world, "before");
        fs::remove_file(&file).unwrap();
        assert_eq!(title(&mut world), fresh);
        rename_deal(&mut world, "again");
        fs::write(&file, "{\"deals_sandbox\":2,\"deals\":3}\n").unwrap();
        assert_eq!(title(&mut world), fresh);
        assert_eq!(world.deal_ids().len(), 3);
    }

    /// Calls of every kind that changes something, or tries to.
    fn some_call() -> impl Strategy<Value = (&'static str, String, Value)> {
        let deal = 1..9u64;
        prop_oneof![
            (deal.clone(), ".{0,8}").prop_map(|(id, title)| (
                "PATCH",
                format!("/api/v2/deals/{id}"),
                json!({ "title": title })
            )),
            (deal.clone(), 0..4usize).prop_map(|(id, to)| (
                "PATCH",
                format!("/api/v2/deals/{id}"),
                [
                    json!({"status": "won"}),
                    json!({"status": "open"}),
                    json!({"is_archived": true}),
                    json!({"is_archived": false})
                ][to]
                    .clone()
            )),
            "[a-z]{1,5}".prop_map(|title| (
                "POST",
                "/api/v2/deals".into(),
                json!({ "title": title })
            )),
            deal.clone().prop_map(|id| ("DELETE", format!("/api/v2/deals/{id}"), Value::Null)),
            deal.clone().prop_map(|id| (
                "PATCH",
                format!("/api/v2/deals/{id}"),
                json!({"is_deleted": false})
            )),
            deal.clone().prop_map(|id| (
                "POST",
                format!("/api/v1/deals/{id}/duplicate"),
                Value::Null
            )),
            (deal.clone(), 1..9u64).prop_map(|(id, into)| (
                "PUT",
                format!("/api/v1/deals/{id}/merge"),
                json!({ "merge_with_id": into })
            )),
            (deal.clone(), 1..7u64).prop_map(|(id, user)| (
                "POST",
                format!("/api/v2/deals/{id}/followers"),
                json!({ "user_id": user })
            )),
            deal.prop_map(|id| ("POST", format!("/api/v2/deals/{id}/convert/lead"), json!({}))),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn doing_it_all_again_leads_to_the_same_world(
            calls in prop::collection::vec(some_call(), 0..25)
        ) {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("state");
            let mut world = World::open_with(&file, &Setup::with_deals(6)).unwrap();
            for (method, url, body) in calls {
                world.receive(&Call::new_for_test(method, &url, body));
            }
            let again = World::open(&file).unwrap();
            prop_assert_eq!(again.now(), world.now());
            prop_assert_eq!(again.deal_ids(), world.deal_ids());
            for id in world.deal_ids() {
                prop_assert_eq!(again.deal(id), world.deal(id));
            }
        }
    }
}

//! Shared by the export tests: a sandbox, and a home for the files.

use super::support::{Home, Output};
use deals::sandbox::{Sandbox, World};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

/// A sandbox, and a home with the files of its exports.
pub struct Run {
    pub home: Home,
    pub sandbox: Sandbox,
}

impl Run {
    pub fn new(deals: usize) -> Run {
        Run::with(World::with_deals(deals))
    }

    pub fn with(world: World) -> Run {
        Run { home: Home::new(), sandbox: Sandbox::start(world).unwrap() }
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub fn export(&self, name: &str, flags: &[&str]) -> Output {
        let file = self.file(name);
        self.home.at(&self.sandbox, &[&["export", "--to", file.to_str().unwrap()], flags].concat())
    }

    pub fn start(&self, name: &str, flags: &[&str]) -> Child {
        let file = self.file(name);
        let args = [&["export", "--to", file.to_str().unwrap()], flags].concat();
        let mut command = self.home.command(&args);
        let command = command.env("DEALS_BASE_URL", self.sandbox.url());
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Kills an export after this number of requests.
    pub fn kill_at(&self, name: &str, flags: &[&str], calls: usize) {
        let before = self.sandbox.world().calls();
        let mut child = self.start(name, flags);
        while self.sandbox.world().calls() < before + calls && child.try_wait().unwrap().is_none() {
            thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.file(name)).unwrap()
    }

    pub fn open(&self, name: &str) -> Connection {
        Connection::open(self.file(name)).unwrap()
    }

    /// The records of all deals in the sandbox, by ID.
    pub fn deals(&self) -> BTreeMap<u64, Value> {
        let world = self.sandbox.world();
        world.deal_ids().into_iter().map(|id| (id, world.deal(id).unwrap())).collect()
    }

    pub fn change(&self, id: u64, flags: &[&str]) {
        let id = id.to_string();
        let args = [&["update", &*id], flags, &["-q"]].concat();
        let mut command = self.home.command(&args);
        let command = command.env("DEALS_BASE_URL", self.sandbox.url()).env("DEALS_JOURNAL", "off");
        let _ = Output::from_output(command.output().unwrap()).ok();
    }
}

/// The records of a database by ID, as they are in its text column.
pub fn records(database: &Connection) -> BTreeMap<u64, Value> {
    let mut select = database.prepare("SELECT id, record FROM deals").unwrap();
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?))).unwrap();
    let rows: Vec<(u64, String)> = rows.map(Result::unwrap).collect();
    let count = rows.len();
    let records: BTreeMap<u64, Value> =
        rows.into_iter().map(|(id, text)| (id, serde_json::from_str(&text).unwrap())).collect();
    assert_eq!(records.len(), count, "a deal is there twice");
    records
}

pub fn number(database: &Connection, sql: &str) -> f64 {
    database.query_row(sql, [], |row| row.get(0)).unwrap()
}

pub fn is_live(deal: &Value) -> bool {
    deal["is_deleted"] == json!(false) && deal["is_archived"] == json!(false)
}

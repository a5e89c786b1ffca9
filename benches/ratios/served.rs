//! The sandbox as a process of its own, and the programs that read from it.

use crate::run::Line;
use std::error::Error;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};

/// A build of `deals`, in a home of its own.
pub struct Deals<'h> {
    pub bin: PathBuf,
    pub home: &'h Path,
}

impl Deals<'_> {
    pub fn command<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(&self.bin);
        command.args(args).env_clear().env("HOME", self.home).env("TZ", "UTC");
        for (name, folder) in [("CONFIG", "config"), ("DATA", "data"), ("CACHE", "cache")] {
            command.env(format!("XDG_{name}_HOME"), self.home.join(folder));
        }
        command
    }

    /// A run against a sandbox; `args` is split at spaces.
    pub fn at(&self, served: &Served, args: &str) -> Command {
        let mut command = self.command(args.split(' '));
        command.env("DEALS_BASE_URL", &served.url);
        command
    }

    /// `deals sandbox serve`, with these arguments too.
    pub fn serve(&self, args: &str) -> Result<Served, Box<dyn Error>> {
        let args = ["sandbox", "serve"].into_iter().chain(args.split(' '));
        let mut child = self.command(args).stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let out = child.stdout.take().ok_or("a sandbox without an output")?;
        let mut served = Served { url: String::new(), child };
        BufReader::new(out).read_line(&mut served.url)?;
        served.url.truncate(served.url.trim_end().len());
        if served.url.is_empty() {
            return Err("the sandbox did not start".into());
        }
        Ok(served)
    }
}

/// A running sandbox; it ends when dropped.
pub struct Served {
    pub url: String,
    child: Child,
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself, and nothing is lost with it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    /// One curl that fetches these addresses over one connection.
    pub fn curl(&self, addresses: &[String], is_packed: bool) -> Command {
        let mut curl = Command::new("curl");
        curl.args(["-s", "-f", "-H", "x-api-token: x"]);
        // `deals` takes gzip where it is offered, so its peer does too, and not where it is not.
        if is_packed {
            curl.arg("--compressed");
        }
        curl.args(addresses);
        curl
    }

    /// The addresses of all pages of the list, found by walking it once.
    pub fn pages(&self) -> Result<Vec<String>, Box<dyn Error>> {
        let first = format!("{}/api/v2/deals?limit=500", self.url);
        let mut pages = vec![first.clone()];
        loop {
            let page = self.curl(&pages[pages.len() - 1..], false).output()?.stdout;
            let end = String::from_utf8_lossy(&page[page.len().saturating_sub(1_000)..]);
            let (_, next) = end.rsplit_once("\"next_cursor\":").ok_or("a page without an end")?;
            let Some(cursor) = next.strip_prefix('"').and_then(|next| next.split('"').next())
            else {
                return Ok(pages);
            };
            pages.push(format!("{first}&cursor={cursor}"));
        }
    }

    /// Whether answers come packed to who takes them so.
    pub fn packs(&self) -> Result<bool, Box<dyn Error>> {
        let mut curl = self.curl(&[format!("{}/api/v2/deals?limit=500", self.url)], true);
        let head = curl.args(["-o", "-", "-D", "/dev/stderr"]).output()?.stderr;
        Ok(String::from_utf8_lossy(&head).to_ascii_lowercase().contains("content-encoding"))
    }
}

/// Whether a program is there to be run.
pub fn is_installed(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// `curl ... | jq -c '.data[]'`.
pub fn through_jq(curl: Command) -> Line {
    let mut jq = Command::new("jq");
    jq.args(["-c", ".data[]"]);
    Line(vec![curl, jq])
}

/// The lines that a run with `-v` says, counted: calls that were answered, and those with a 429.
pub fn calls(said: ChildStderr) -> (usize, usize) {
    let said = BufReader::new(said).lines().map_while(Result::ok);
    let statuses = said.filter_map(|line| {
        let (_, told) = line.strip_prefix("GET ")?.split_once(": ")?;
        told.split(' ').next()?.parse::<u16>().ok()
    });
    statuses.fold((0, 0), |(all, refused), status| (all + 1, refused + usize::from(status == 429)))
}

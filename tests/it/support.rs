//! The built program in a home of its own, against a sandbox that the test holds.

use deals::sandbox::{Sandbox, World};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;

/// A fresh home: no settings, no state.
pub struct Home(tempfile::TempDir);

impl Home {
    pub fn new() -> Home {
        Home(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The program with these arguments, and nothing of the outer environment but what it needs.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deals"));
        command
            .args(args)
            .env_clear()
            .envs(environment(self.path()))
            .stdin(std::process::Stdio::null());
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        Ran::from_output(self.command(args).output().unwrap())
    }

    /// A run against a sandbox of the test's.
    pub fn at(&self, sandbox: &Sandbox, args: &[&str]) -> Ran {
        Ran::from_output(self.command(args).env("DEALS_BASE_URL", sandbox.url()).output().unwrap())
    }
}

/// A run with these bytes on stdin.
pub fn run_with_stdin(mut command: Command, stdin: &[u8]) -> Ran {
    let pipe = std::process::Stdio::piped;
    let mut child = command.stdin(pipe()).stdout(pipe()).stderr(pipe()).spawn().unwrap();
    use std::io::Write;
    child.stdin.take().unwrap().write_all(stdin).unwrap();
    Ran::from_output(child.wait_with_output().unwrap())
}

/// A sandbox with so many deals.
pub fn sandbox_with(deals: usize) -> Sandbox {
    Sandbox::start(World::with_deals(deals)).unwrap()
}

/// The environment of a fresh home.
pub fn environment(home: &Path) -> Vec<(String, String)> {
    let under = |name: &str| home.join(name).to_str().unwrap().to_owned();
    let mut env = vec![
        ("HOME".to_owned(), under("")),
        ("XDG_CONFIG_HOME".to_owned(), under("config")),
        ("XDG_DATA_HOME".to_owned(), under("data")),
        ("XDG_CACHE_HOME".to_owned(), under("cache")),
        ("TZ".to_owned(), "UTC".to_owned()),
    ];
    env.extend(std::env::var("PATH").map(|path| ("PATH".to_owned(), path)));
    env
}

/// Runs cases, so many side by side: most of their time is waiting.
pub fn at_once<T: Send>(
    side_by_side: usize,
    cases: impl IntoIterator<Item = T>,
    run: impl Fn(T) + Sync,
) {
    let cases: Mutex<Vec<T>> = Mutex::new(cases.into_iter().collect());
    let next = || cases.lock().unwrap().pop();
    std::thread::scope(|scope| {
        for _ in 0..side_by_side {
            scope.spawn(|| {
                while let Some(case) = next() {
                    run(case);
                }
            });
        }
    });
}

/// How a run ended.
#[derive(Debug)]
#[must_use = "look at the exit status, or at what was printed"]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn from_output(output: Output) -> Ran {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// What was printed, of a run that went well.
    pub fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "{}", self.err);
        self.out
    }

    pub fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.ok()).unwrap()
    }
}

/// Every file of the program's source.
pub fn sources() -> Vec<PathBuf> {
    fn walk(dir: &Path, files: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, files);
            } else {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    files
}

/// A server that says what it is told to, whatever it is asked: for answers that no sandbox gives.
/// It closes each connection after one answer, and keeps what it was asked.
pub struct StubServer {
    pub url: String,
    heard: std::sync::Arc<std::sync::Mutex<Vec<String>>>,
}

impl StubServer {
    /// `answer` is given the number of the call, from 1 on.
    pub fn new(answer: impl Fn(usize) -> Vec<u8> + Send + 'static) -> StubServer {
        StubServer::start_recording(move |call, _| answer(call))
    }

    /// `answer` is given the request's first line too: `GET /api/v2/deals?limit=5 HTTP/1.1`.
    pub fn start_recording(answer: impl Fn(usize, &str) -> Vec<u8> + Send + 'static) -> StubServer {
        use std::io::{Read, Write};
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heard = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let ears = heard.clone();
        std::thread::spawn(move || {
            for (call, stream) in (1..).zip(listener.incoming()) {
                let mut stream = stream.unwrap();
                let mut bytes = [0; 8192];
                let length = stream.read(&mut bytes).unwrap_or(0);
                let request = String::from_utf8_lossy(&bytes[..length]).into_owned();
                let answer = answer(call, request.lines().next().unwrap_or_default());
                ears.lock().unwrap().push(request);
                // The client may have gone; that is its own business.
                let _ = stream.write_all(&answer);
            }
        });
        StubServer { url, heard }
    }

    /// An answer with these headers (each ending in CRLF) and this body.
    pub fn says(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
        let head = format!(
            "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        [head.as_bytes(), body].concat()
    }

    pub fn requests(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

//! Runs the built program in a temporary home, against a sandbox or a stub server.

use deals::sandbox::{Sandbox, World};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

/// A temporary home without settings and state.
pub struct Home(tempfile::TempDir);

impl Home {
    pub fn new() -> Home {
        Home(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The program with these arguments and a minimal environment.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deals"));
        command
            .args(args)
            .env_clear()
            .envs(environment(self.path()))
            .stdin(std::process::Stdio::null());
        command
    }

    pub fn run(&self, args: &[&str]) -> Output {
        Output::from_output(self.command(args).output().unwrap())
    }

    /// Runs the program against this sandbox.
    pub fn at(&self, sandbox: &Sandbox, args: &[&str]) -> Output {
        Output::from_output(
            self.command(args).env("DEALS_BASE_URL", sandbox.url()).output().unwrap(),
        )
    }
}

/// A sandbox, and a home whose commands use it.
pub struct Company {
    pub home: Home,
    pub sandbox: Sandbox,
}

impl Company {
    /// The sample company.
    pub fn new() -> Company {
        Company { home: Home::new(), sandbox: Sandbox::start(World::seed()).unwrap() }
    }

    pub fn with_deals(deals: usize) -> Company {
        Company { home: Home::new(), sandbox: sandbox_with(deals) }
    }

    pub fn run(&self, line: &[&str]) -> Output {
        self.home.at(&self.sandbox, line)
    }

    /// A path in the home.
    pub fn path(&self, name: &str) -> String {
        self.home.path().join(name).to_str().unwrap().to_owned()
    }

    /// All deals, including deleted and archived ones.
    pub fn deals(&self) -> Vec<serde_json::Value> {
        let world = self.sandbox.world();
        world.deal_ids().into_iter().filter_map(|id| world.deal(id)).collect()
    }

    /// The number of applied writes.
    pub fn changes(&self) -> u64 {
        self.sandbox.world().changes()
    }
}

/// A run with these bytes on stdin.
pub fn run_with_stdin(mut command: Command, stdin: &[u8]) -> Output {
    let pipe = std::process::Stdio::piped;
    let mut child = command.stdin(pipe()).stdout(pipe()).stderr(pipe()).spawn().unwrap();
    use std::io::Write;
    child.stdin.take().unwrap().write_all(stdin).unwrap();
    Output::from_output(child.wait_with_output().unwrap())
}

/// A sandbox with this number of deals.
pub fn sandbox_with(deals: usize) -> Sandbox {
    Sandbox::start(World::with_deals(deals)).unwrap()
}

/// The environment variables of a home.
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

/// Runs cases in parallel threads, since they mostly wait.
pub fn at_once<T: Send>(
    threads: usize,
    cases: impl IntoIterator<Item = T>,
    run: impl Fn(T) + Sync,
) {
    let cases: Mutex<Vec<T>> = Mutex::new(cases.into_iter().collect());
    let next = || cases.lock().unwrap().pop();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(case) = next() {
                    run(case);
                }
            });
        }
    });
}

/// The exit code, stdout and stderr of a run.
#[derive(Debug)]
#[must_use = "look at the exit status, or at what was printed"]
pub struct Output {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Output {
    pub fn from_output(output: std::process::Output) -> Output {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Output { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// stdout of a successful run.
    pub fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "{}", self.err);
        self.out
    }

    pub fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.ok()).unwrap()
    }
}

/// All source files of the program.
pub fn sources() -> Vec<PathBuf> {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

/// All files in a folder and its subfolders, or the file itself.
pub fn files(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let entries = std::fs::read_dir(path).unwrap();
    entries.flat_map(|entry| files(&entry.unwrap().path())).collect()
}

/// A server with canned responses. It closes each connection after one response, and records the
/// requests.
pub struct StubServer {
    pub url: String,
    received: std::sync::Arc<std::sync::Mutex<Vec<String>>>,
}

impl StubServer {
    /// `respond` gets the number of the request, starting at 1.
    pub fn new(respond: impl Fn(usize) -> Vec<u8> + Send + 'static) -> StubServer {
        StubServer::start_recording(move |call, _| respond(call))
    }

    /// `respond` also gets the first line of the request: `GET /api/v2/deals?limit=5 HTTP/1.1`.
    pub fn start_recording(
        respond: impl Fn(usize, &str) -> Vec<u8> + Send + 'static,
    ) -> StubServer {
        use std::io::{Read, Write};
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let received = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let recorded = received.clone();
        let calls = std::sync::Arc::new(std::sync::Mutex::new((0, respond)));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (calls, recorded) = (calls.clone(), recorded.clone());
                // A client may open a connection that it does not use.
                std::thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    let mut bytes = [0; 8192];
                    let length = stream.read(&mut bytes).unwrap_or(0);
                    if length == 0 {
                        return;
                    }
                    let request = String::from_utf8_lossy(&bytes[..length]).into_owned();
                    let response = {
                        let (call, respond) = &mut *calls.lock().unwrap();
                        *call += 1;
                        let response = respond(*call, request.lines().next().unwrap_or_default());
                        recorded.lock().unwrap().push(request);
                        response
                    };
                    // The client may have closed the connection.
                    let _ = stream.write_all(&response);
                });
            }
        });
        StubServer { url, received }
    }

    /// Formats a response with these headers, each ending in CRLF, and this body.
    pub fn response(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
        let head = format!(
            "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        [head.as_bytes(), body].concat()
    }

    pub fn requests(&self) -> Vec<String> {
        self.received.lock().unwrap().clone()
    }
}

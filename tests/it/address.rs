//! The token is only sent to the profile's own host or to Pipedrive, however the URL of another
//! host is spelled.

use super::support::{Home, Output, StubServer, sandbox_with};
use deals::sandbox::Sandbox;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

/// The token, which no other host may receive.
const TOKEN: &str = "f00dfacef00dfacef00dfacef00dfacef00dface";

/// A loopback server that records all requests and closes each connection.
struct Listener {
    port: u16,
    received: Arc<Mutex<Vec<u8>>>,
}

impl Listener {
    fn new() -> Listener {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let received = Arc::new(Mutex::new(Vec::new()));
        let recorded = received.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut bytes = [0; 16 * 1024];
                let length = stream.read(&mut bytes).unwrap_or(0);
                recorded.lock().unwrap().extend_from_slice(&bytes[..length]);
                // The client may have closed the connection.
                let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
            }
        });
        Listener { port, received }
    }

    fn requests(&self) -> String {
        String::from_utf8_lossy(&self.received.lock().unwrap()).into_owned()
    }
}

/// URLs of other hosts; PORT is replaced with the port of the listener.
const FORMS: [&str; 30] = [
    "http://127.0.0.1:PORT",
    "http://127.0.0.1:PORT/",
    "http://127.0.0.1:PORT#.pipedrive.com",
    "http://127.0.0.1:PORT/#.pipedrive.com",
    "http://127.0.0.1:PORT?.pipedrive.com",
    "http://127.0.0.1:PORT/?x=.pipedrive.com",
    "http://127.0.0.1:PORT/.pipedrive.com",
    "http://127.0.0.1:PORT/x/..#.pipedrive.com",
    "http://127.0.0.1:PORT\\.pipedrive.com",
    "http:\\\\127.0.0.1:PORT#.pipedrive.com",
    "http:127.0.0.1:PORT#.pipedrive.com",
    "http:///127.0.0.1:PORT#.pipedrive.com",
    "HTTP://127.0.0.1:PORT#.PIPEDRIVE.COM",
    "http://127.0.0.1:PORT#https://acme.pipedrive.com",
    "http://localhost:PORT#.pipedrive.com",
    "http://LOCALHOST:PORT#.pipedrive.com",
    "http://127.1:PORT#.pipedrive.com",
    "http://2130706433:PORT#.pipedrive.com",
    "http://0x7f000001:PORT#.pipedrive.com",
    "http://127.0.0.1:PORT\t#.pipedrive.com",
    "http://127.0.0.1:PORT\n#.pipedrive.com",
    " http://127.0.0.1:PORT#.pipedrive.com",
    "http://acme.pipedrive.com@127.0.0.1:PORT",
    "http://acme.pipedrive.com@127.0.0.1:PORT#.pipedrive.com",
    "http://:acme.pipedrive.com@127.0.0.1:PORT",
    "http://@127.0.0.1:PORT#.pipedrive.com",
    "http://acme.pipedrive.com:x@127.0.0.1:PORT#.pipedrive.com",
    "http://acme.pipedrive.com\\@127.0.0.1:PORT",
    "https://127.0.0.1:PORT#.pipedrive.com",
    "https://acme.pipedrive.com@127.0.0.1:PORT#.pipedrive.com",
];

fn home(settings: &str) -> Home {
    let home = Home::new();
    let file = home.path().join("config/deals/config.toml");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, format!("[profiles.acme]\ncompany = \"acme\"\n{settings}\n")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    }
    home
}

#[test]
fn sends_no_token_to_another_host() {
    let listener = Listener::new();
    let by_token = home(&format!("token = \"{TOKEN}\""));
    let by_command = home(&format!("token_command = \"echo {TOKEN}; touch \\\"$HOME/ran\\\"\""));
    let runs: [(&Home, bool, &[&str]); 6] = [
        (&by_token, true, &["get", "1"]),
        (&by_token, false, &["get", "1"]),
        (&by_token, true, &["api", "GET", "/api/v2/deals"]),
        (&by_token, false, &["auth", "status"]),
        (&by_command, true, &["get", "1"]),
        (&by_command, false, &["get", "1"]),
    ];
    let try_form = |form: &str| {
        let address = form.replace("PORT", &listener.port.to_string());
        for (home, is_flag, args) in runs {
            let args = [args, &["--retries", "0", "--timeout", "5"]].concat();
            let output = if is_flag {
                home.run(&[&args[..], &["--base-url", &address]].concat())
            } else {
                let mut command = home.command(&args);
                Output::from_output(command.env("DEALS_BASE_URL", &address).output().unwrap())
            };
            assert_ne!(output.code, Some(0), "{address}");
            assert!(!output.err.contains(TOKEN) && !output.out.contains(TOKEN), "{address}");
        }
    };
    std::thread::scope(|scope| {
        for forms in FORMS.chunks(FORMS.len() / 5) {
            scope.spawn(|| forms.iter().copied().for_each(&try_form));
        }
    });
    assert!(!listener.requests().contains(TOKEN), "{}", listener.requests());
    // A token command is not run for another host.
    assert!(!by_command.path().join("ran").exists());
    // The listener does receive requests.
    assert!(listener.requests().contains("GET /api/v2/deals"), "{}", listener.requests());
}

/// Every command with a DEAL argument, given as URL, and its other arguments.
const COMMANDS: &[&str] = &[
    "get URL",
    "get 1 URL",
    "history URL",
    "show URL",
    "update URL --title x",
    "edit URL --yes",
    "move URL Negotiation",
    "win URL",
    "lose URL",
    "reopen URL",
    "archive URL",
    "unarchive URL",
    "delete URL --yes",
    "duplicate URL",
    "merge URL --into 1 --yes",
    "merge 1 --into URL --yes",
    "convert URL --yes",
    "convert start URL --yes",
    "convert status URL f9d03b12-2fe5-44fa-86e1-bbf7707e53bc",
    "followers list URL",
    "followers add URL 4",
    "followers remove URL 4 --yes",
    "followers changelog URL",
    "participants list URL",
    "participants add URL 7",
    "participants remove URL 7 --yes",
    "participants changelog URL",
    "discounts list URL",
    "discounts add URL --description x --amount 5",
    "discounts update URL 30195b0e-7577-4f52-a5cf-f3ee39b9d1e0 --amount 5",
    "discounts remove URL 30195b0e-7577-4f52-a5cf-f3ee39b9d1e0 --yes",
    "files URL",
    "mail URL",
    "flow URL",
    "changelog URL",
    "permitted-users URL",
    "log --deal URL",
    "open URL --print",
    "list --ids URL",
    "list --ids 1,URL",
];

#[test]
fn rejects_the_deal_url_of_another_account() {
    let (sandbox, home) = (sandbox_with(20), Home::new());
    let no_deal =
        ["https://github.com/x/y/deal/2", "https://a:b@harbour-and-sons.pipedrive.com/deal/2"];
    let others = [
        "https://other.pipedrive.com/deal/2",
        "https://evil.example/deal/2",
        "https://harbour-and-sons.pipedrive.com.evil.example/deal/2",
        "http://harbour-and-sons.pipedrive.com/deal/2",
        "http://127.0.0.1:1/deal/2",
    ];
    let refused = |output: Output, what: &str, expected: &str| {
        assert_eq!((output.code, output.out.as_str()), (Some(2), ""), "{what}: {}", output.err);
        assert!(output.err.contains(expected), "{what}: {}", output.err);
    };
    for line in COMMANDS {
        let words = line.replace("URL", others[0]);
        let words: Vec<&str> = words.split(' ').collect();
        refused(home.at(&sandbox, &words), line, "is not a deal of this account");
    }
    for other in others {
        refused(home.at(&sandbox, &["get", other]), other, "is not a deal of this account");
        refused(at_stdin(&home, &sandbox, &format!("1\n{other}\n")), other, "not a deal of this");
    }
    for other in no_deal {
        refused(home.at(&sandbox, &["get", other]), other, "is not a deal ID or URL");
        refused(at_stdin(&home, &sandbox, other), other, "is not a deal ID or URL");
    }
    assert_eq!(sandbox.world().changes(), 0);
    // The account was requested once.
    assert_eq!(sandbox.world().calls(), 1);
}

/// Runs `deals update -` with these lines.
fn at_stdin(home: &Home, sandbox: &Sandbox, lines: &str) -> Output {
    let mut command = home.command(&["update", "-", "--title", "x", "--yes"]);
    command.env("DEALS_BASE_URL", sandbox.url()).stdin(Stdio::piped());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    Output::from_output(child.wait_with_output().unwrap())
}

#[test]
fn accepts_the_deal_url_of_this_account() {
    let (sandbox, home) = (sandbox_with(20), Home::new());
    let own = format!("{}/deal/2", sandbox.url());
    for page in [
        "https://harbour-and-sons.pipedrive.com/deal/2",
        "https://Harbour-and-Sons.pipedrive.com:443/deal/2/notes?x=1#y",
        "https://app.pipedrive.com/deal/2",
        &own,
    ] {
        let output = home.at(&sandbox, &["get", page, "--fields", "id", "-o", "json"]);
        assert_eq!(output.json()["id"], 2, "{page}");
        let _ = at_stdin(&home, &sandbox, &format!("{page}\n")).ok();
    }
    // The first run requested the account; later runs used the cache, except the write, which
    // requests it for the journal. The other writes have nothing to change.
    assert_eq!(sandbox.world().calls(), 4 + 4 + 1 + 2);
    let output =
        home.at(&sandbox, &["merge", &own, "--into", "https://app.pipedrive.com/deal/1", "--yes"]);
    assert_eq!(output.json()["id"], 1);
}

#[test]
fn does_not_guess_the_account_of_a_deal_url() {
    let home = Home::new();
    let dry = |company: Option<&str>, page: &str| {
        let mut command = home.command(&["delete", page, "--dry-run"]);
        command.env("PIPEDRIVE_API_TOKEN", "x");
        command.envs(company.map(|company| ("PIPEDRIVE_COMPANY", company)));
        Output::from_output(command.output().unwrap())
    };
    let page = "https://acme.pipedrive.com/deal/2";
    assert_eq!(dry(Some("acme"), page).code, Some(0));
    assert_eq!(dry(Some("other"), page).code, Some(2));
    // The company is not cached and cannot be requested here.
    let output = dry(None, page);
    assert_eq!(output.code, Some(7));
    assert!(output.err.contains("cannot check the account"), "{}", output.err);
    assert_eq!(dry(None, "https://app.pipedrive.com/deal/2").code, Some(0));
}

/// Collects the commands with an argument of this name.
fn find_arguments(command: &clap::Command, path: &str, name: &str, found: &mut Vec<String>) {
    let is_named = |arg: &clap::Arg| {
        arg.get_value_names().is_some_and(|names| names.iter().any(|known| known == name))
    };
    if command.get_arguments().any(is_named) {
        found.push(path.to_owned());
    }
    for child in command.get_subcommands() {
        find_arguments(child, format!("{path} {}", child.get_name()).trim_start(), name, found);
    }
}

#[test]
fn tests_every_command_with_a_deal_argument() {
    for name in ["DEAL", "SURVIVOR", "ID,..."] {
        let mut found = Vec::new();
        find_arguments(&deals::command(), "", name, &mut found);
        assert!(!found.is_empty(), "{name}");
        for path in found {
            assert!(COMMANDS.iter().any(|line| line.starts_with(&format!("{path} "))), "{path}");
        }
    }
}

#[test]
fn rejects_an_invalid_proxy_before_any_request() {
    let (listener, home, sandbox) = (Listener::new(), Home::new(), sandbox_with(5));
    for (name, value) in [("HTTPS_PROXY", "/proxy"), ("all_proxy", "socks5://user:secret@proxy")] {
        let get = |base: &str| {
            let mut command = home.command(&["get", "1", "--base-url", base, "-o", "ndjson"]);
            command.env("PIPEDRIVE_API_TOKEN", "x").env(name, value);
            Output::from_output(command.output().unwrap())
        };
        let output = get(&format!("https://127.0.0.1:{}", listener.port));
        assert_eq!(output.code, Some(2), "{}", output.err);
        assert!(output.err.contains(name) && !output.err.contains("secret"), "{}", output.err);
        // No proxy is used for loopback.
        let _ = get(&sandbox.url()).ok();
    }
    assert_eq!(listener.requests(), "");
}

#[test]
fn names_the_proxy_that_does_not_connect() {
    let get = |variable: &str, proxy: &str, no_proxy: &str| {
        let home = Home::new();
        let mut command = home.command(&["get", "1", "--retries", "0", "-o", "table"]);
        command.env("PIPEDRIVE_API_TOKEN", TOKEN).env("DEALS_BASE_URL", "https://localhost:1");
        command.env(variable, proxy).env("NO_PROXY", no_proxy);
        let output = Output::from_output(command.output().unwrap());
        assert_eq!(output.code, Some(7), "{}", output.err);
        assert!(!output.err.contains("secret"), "{}", output.err);
        output.err.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for variable in ["HTTPS_PROXY", "all_proxy"] {
        let err = get(variable, "http://jane:secret@127.0.0.1:1", "");
        let expected =
            format!("cannot reach localhost:1 through the proxy 127.0.0.1:1 ({variable}): ");
        assert!(err.contains(&expected) && err.contains("Connection refused"), "{err}");
        assert!(
            err.contains(&format!("hint: check the proxy and the value of {variable}")),
            "{err}"
        );
    }
    let err = get("HTTPS_PROXY", "http://127.0.0.1:1", "localhost");
    assert!(err.contains("cannot reach localhost:1: "), "{err}");
    for (status, expected) in [
        (
            "407 Proxy Authentication Required",
            "it requires a user name and password (407) hint: add",
        ),
        ("502 Bad Gateway", "it refused to connect hint: check the proxy"),
    ] {
        let proxy = StubServer::new(move |_| StubServer::response(status, "", b""));
        let err = get("HTTPS_PROXY", &proxy.url, "");
        let host = proxy.url.trim_start_matches("http://");
        let expected = format!("through the proxy {host} (HTTPS_PROXY): {expected}");
        assert!(err.contains(&expected), "{err}");
    }
}

#[test]
fn sends_requests_through_the_proxy() {
    let (listener, home) = (Listener::new(), Home::new());
    let mut command = home.command(&["get", "1", "--retries", "0", "--timeout", "5"]);
    command.env("PIPEDRIVE_API_TOKEN", TOKEN).env("PIPEDRIVE_COMPANY", "acme");
    command.env("HTTPS_PROXY", format!("127.0.0.1:{}", listener.port));
    assert_eq!(Output::from_output(command.output().unwrap()).code, Some(7));
    let received = listener.requests();
    assert!(received.starts_with("CONNECT acme.pipedrive.com:443 "), "{received}");
    assert!(!received.contains(TOKEN), "{received}");
}

//! Where the token goes: to the profile's own address or to Pipedrive, however the address of
//! another host is written.

use super::support::{Home, Output, sandbox_with};
use deals::sandbox::Sandbox;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

/// The token that no address here may see.
const TOKEN: &str = "f00dfacef00dfacef00dfacef00dfacef00dface";

/// A server on loopback that keeps the whole text of every request, and closes the connection.
struct Listener {
    port: u16,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Listener {
    fn new() -> Listener {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ears = heard.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut bytes = [0; 16 * 1024];
                let length = stream.read(&mut bytes).unwrap_or(0);
                ears.lock().unwrap().extend_from_slice(&bytes[..length]);
                // The client may have gone already.
                let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
            }
        });
        Listener { port, heard }
    }

    fn requests(&self) -> String {
        String::from_utf8_lossy(&self.heard.lock().unwrap()).into_owned()
    }
}

/// Addresses of a host that is not Pipedrive's, PORT being the one that listens.
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
fn no_form_of_an_address_brings_the_token_of_a_profile_to_another_host() {
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
            let ran = if is_flag {
                home.run(&[&args[..], &["--base-url", &address]].concat())
            } else {
                let mut command = home.command(&args);
                Output::from_output(command.env("DEALS_BASE_URL", &address).output().unwrap())
            };
            assert_ne!(ran.code, Some(0), "{address}");
            assert!(!ran.err.contains(TOKEN) && !ran.out.contains(TOKEN), "{address}");
        }
    };
    std::thread::scope(|scope| {
        for forms in FORMS.chunks(FORMS.len() / 5) {
            scope.spawn(|| forms.iter().copied().for_each(&try_form));
        }
    });
    assert!(!listener.requests().contains(TOKEN), "{}", listener.requests());
    // A command that prints a token is not even run for another host.
    assert!(!by_command.path().join("ran").exists());
    // The listener does hear what is said to it.
    assert!(listener.requests().contains("GET /api/v2/deals"), "{}", listener.requests());
}

/// Every command that takes a deal, URL standing for it, with whatever else it needs.
const COMMANDS: &[&str] = &[
    "get URL",
    "get 1 URL",
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
    "convert URL",
    "convert start URL",
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
    "list --ids URL",
    "list --ids 1,URL",
];

#[test]
fn the_page_of_a_deal_in_another_account_is_refused_wherever_a_deal_is_named() {
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
    let refused = |ran: Output, what: &str, says: &str| {
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{what}: {}", ran.err);
        assert!(ran.err.contains(says), "{what}: {}", ran.err);
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
        refused(home.at(&sandbox, &["get", other]), other, "is not the id of a deal");
        refused(at_stdin(&home, &sandbox, other), other, "is not the id of a deal");
    }
    assert_eq!(sandbox.world().changes(), 0);
    // Whose account it is was asked for once.
    assert_eq!(sandbox.world().calls(), 1);
}

/// `deals update -`, with these lines.
fn at_stdin(home: &Home, sandbox: &Sandbox, lines: &str) -> Output {
    let mut command = home.command(&["update", "-", "--title", "x", "--yes"]);
    command.env("DEALS_BASE_URL", sandbox.url()).stdin(Stdio::piped());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    Output::from_output(child.wait_with_output().unwrap())
}

#[test]
fn the_page_of_a_deal_in_this_account_passes() {
    let (sandbox, home) = (sandbox_with(20), Home::new());
    let own = format!("{}/deal/2", sandbox.url());
    for page in [
        "https://harbour-and-sons.pipedrive.com/deal/2",
        "https://Harbour-and-Sons.pipedrive.com:443/deal/2/notes?x=1#y",
        "https://app.pipedrive.com/deal/2",
        &own,
    ] {
        let ran = home.at(&sandbox, &["get", page, "--fields", "id", "-o", "json"]);
        assert_eq!(ran.json()["id"], 2, "{page}");
        let _ = at_stdin(&home, &sandbox, &format!("{page}\n")).ok();
    }
    // The first run asked for the account; the others found it in the cache, but for the writes: which
    // journal is theirs is asked of a server on this machine each time.
    assert_eq!(sandbox.world().calls(), 4 + 4 * 3 + 1);
    let ran =
        home.at(&sandbox, &["merge", &own, "--into", "https://app.pipedrive.com/deal/1", "--yes"]);
    assert_eq!(ran.json()["id"], 1);
}

#[test]
fn what_account_a_page_is_of_is_not_guessed() {
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
    // The company is not known yet, and cannot be asked for here.
    let ran = dry(None, page);
    assert_eq!(ran.code, Some(7));
    assert!(ran.err.contains("cannot check the account"), "{}", ran.err);
    assert_eq!(dry(None, "https://app.pipedrive.com/deal/2").code, Some(0));
}

/// The commands with an argument of this name.
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
fn every_command_that_takes_a_deal_is_tried() {
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
fn a_proxy_that_cannot_be_read_is_an_error_before_anything_is_sent() {
    let (listener, home, sandbox) = (Listener::new(), Home::new(), sandbox_with(5));
    for (name, value) in [("HTTPS_PROXY", "/proxy"), ("all_proxy", "socks5://user:secret@proxy")] {
        let get = |base: &str| {
            let mut command = home.command(&["get", "1", "--base-url", base, "-o", "ndjson"]);
            command.env("PIPEDRIVE_API_TOKEN", "x").env(name, value);
            Output::from_output(command.output().unwrap())
        };
        let ran = get(&format!("https://127.0.0.1:{}", listener.port));
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains(name) && !ran.err.contains("secret"), "{}", ran.err);
        // No proxy stands before this machine.
        let _ = get(&sandbox.url()).ok();
    }
    assert_eq!(listener.requests(), "");
}

#[test]
fn a_proxy_is_used() {
    let (listener, home) = (Listener::new(), Home::new());
    let mut command = home.command(&["get", "1", "--retries", "0", "--timeout", "5"]);
    command.env("PIPEDRIVE_API_TOKEN", TOKEN).env("PIPEDRIVE_COMPANY", "acme");
    command.env("HTTPS_PROXY", format!("127.0.0.1:{}", listener.port));
    assert_eq!(Output::from_output(command.output().unwrap()).code, Some(7));
    let heard = listener.requests();
    assert!(heard.starts_with("CONNECT acme.pipedrive.com:443 "), "{heard}");
    assert!(!heard.contains(TOKEN), "{heard}");
}

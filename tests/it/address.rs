//! Where the token goes: to the profile's own address or to Pipedrive, however the address of
//! another host is written.

use super::support::{Home, Ran};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
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

    fn heard(&self) -> String {
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
            let ran = match is_flag {
                true => home.run(&[&args[..], &["--base-url", &address]].concat()),
                false => {
                    let mut command = home.command(&args);
                    Ran::of(command.env("DEALS_BASE_URL", &address).output().unwrap())
                }
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
    assert!(!listener.heard().contains(TOKEN), "{}", listener.heard());
    // A command that prints a token is not even run for another host.
    assert!(!by_command.path().join("ran").exists());
    // The listener does hear what is said to it.
    assert!(listener.heard().contains("GET /api/v2/deals"), "{}", listener.heard());
}

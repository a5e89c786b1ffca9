//! Text from files, pipes and variables, in the encodings and with the line endings of Windows.

use super::support::{Home, Output, run_with_stdin, sandbox_with};

/// The text in the encodings of Windows programs: with a byte order mark, and as UTF-16.
fn encodings(text: &str) -> [Vec<u8>; 2] {
    let marked = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let utf16 = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [marked.into_bytes(), utf16]
}

#[test]
fn ids_and_bodies_are_read_in_the_encodings_of_windows() {
    let (home, sandbox) = (Home::new(), sandbox_with(5));
    let command = |args: &[&str]| {
        let mut command = home.command(args);
        command.env("DEALS_BASE_URL", sandbox.url());
        command
    };
    for stdin in encodings("1\n2\n\n") {
        let ran = run_with_stdin(command(&["get", "-", "--fields", "id", "-o", "ndjson"]), &stdin);
        assert_eq!(ran.ok().lines().count(), 2);
    }
    let file = home.path().join("body.json");
    let name = file.to_str().unwrap();
    for body in encodings("{\n\"title\": \"Dachstühle\"\n}\n") {
        std::fs::write(&file, &body).unwrap();
        for args in [
            &["create", "--body", name, "-o", "json"][..],
            &["api", "POST", "/api/v2/deals", "--input", name],
        ] {
            assert!(home.at(&sandbox, args).ok().contains("Dachstühle"));
            let args = args.iter().map(|arg| if *arg == name { "-" } else { arg });
            let ran = run_with_stdin(command(&args.collect::<Vec<_>>()), &body);
            assert!(ran.ok().contains("Dachstühle"));
        }
    }
    std::fs::write(&file, b"{\"title\": \"Dachst\xfchle\"}").unwrap();
    let ran = home.at(&sandbox, &["create", "--body", name, "-o", "json"]);
    assert!(ran.code == Some(2) && ran.err.contains("not valid UTF-8"), "{}", ran.err);
}

#[test]
fn stdin_without_ids_is_reported() {
    let (home, sandbox) = (Home::new(), sandbox_with(5));
    for (args, out) in [
        (&["get", "-", "-o", "json"][..], "[]\n"),
        (&["get", "-", "-o", "ndjson"], ""),
        (&["update", "-", "--title", "x", "--yes", "-o", "json"], "[]\n"),
        (&["delete", "-", "--yes", "-o", "json"], "[]\n"),
        (&["move", "-", "Negotiation", "--yes", "-o", "json"], "[]\n"),
        (&["duplicate", "-", "--yes", "-o", "json"], "[]\n"),
    ] {
        for stdin in ["", " \n\n"] {
            let mut command = home.command(args);
            command.env("DEALS_BASE_URL", sandbox.url());
            let ran = run_with_stdin(command, stdin.as_bytes());
            assert_eq!((ran.code, ran.out.as_str()), (Some(0), out), "{args:?}: {}", ran.err);
            assert!(ran.err.contains("no deals on stdin"), "{args:?}: {}", ran.err);
        }
    }
    assert_eq!(sandbox.world().changes(), 0);
}

#[test]
fn a_token_may_have_a_byte_order_mark() {
    let (home, sandbox) = (Home::new(), sandbox_with(5));
    let mut command = home.command(&["get", "1", "-o", "json"]);
    command.env("DEALS_BASE_URL", sandbox.url()).env("PIPEDRIVE_API_TOKEN", "\u{feff}sesame42");
    let _ = Output::from_output(command.output().unwrap()).ok();
    let mut command = home.command(&["auth", "login", "--profile", "here"]);
    command.env("DEALS_BASE_URL", sandbox.url());
    let _ = run_with_stdin(command, "\u{feff}sesame42\r\n".as_bytes()).ok();
}

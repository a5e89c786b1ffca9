//! Tests of `file.rs`.

use super::*;
use proptest::prelude::*;

fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("config.toml");
    files::replace(&path, text.as_bytes()).unwrap();
    (dir, path)
}

#[test]
fn reports_line_and_column_of_a_syntax_error() {
    for (text, place) in [
        ("profile = \"a\"\n[profiles.a\n", "line 2, column 12"),
        ("[profiles.a]\nouptut = \"csv\"\n", "line 2, column 1"),
        ("[profiles.a]\ntimeout = \"long\"\n", "line 2, column 11"),
    ] {
        let (_dir, path) = file(text);
        let refused = File::read(path.clone()).unwrap_err();
        assert!(refused.message.contains(place), "{}", refused.message);
        assert!(File::default_at(path.clone()).set("a", "output", "json").is_err());
        assert_eq!(fs::read_to_string(path).unwrap(), text);
    }
}

#[test]
fn errors_do_not_show_a_token() {
    let lines = [
        "token = 5ecre7",
        "token = 0x5ecre7",
        "token = \"5ecre7",
        "token = '5ecre7",
        "token = \"\"\"5ecre7",
        "token = \"5ecre7\" 5ecre7",
        "token = \"\\q5ecre7\"",
        "token = [\"5ecre7\"]",
        "token = { a = \"5ecre7\" }",
        "token = \"x\"\ntoken = \"5ecre7\"",
        "token \"5ecre7\"",
        "token: 5ecre7",
        "token = $5ecre7",
        "token.5ecre7 = \"\"",
        "5ecre7",
        "5ecre7 = \"\"",
        "\"a`5ecre7\" = 1",
        "\"a\\n5ecre7\" = 1",
        "timeout = \"5ecre7\"",
        "timeout = \"5ecre7, expected nothing\"",
        "max_tokens = \"5ecre7\"",
        "company = [\"5ecre7\"]",
        "tokn = \"5ecre7\"",
        "[profiles.a.5ecre7]",
        "[profiles]\nb = \"5ecre7\"",
        "[[profiles.a]]\ntoken = \"5ecre7\"",
    ];
    let heads = ["", "[profiles.a]\n", "[profiles]\n"];
    let texts = heads.iter().flat_map(|head| lines.map(|line| format!("{head}{line}\n")));
    for text in texts {
        let (_dir, path) = file(&text);
        let changed = File::default_at(path.clone()).set("a", "output", "json");
        for refused in [File::read(path).map(drop), changed] {
            let refused = format!("{:?}", refused.expect_err(&text));
            assert!(!refused.contains("5ecre7"), "{text}: {refused}");
        }
    }
    for token in ["1234567", "-1234567", "12345.67", "12345678901234567890123456789"] {
        let (_dir, path) = file(&format!("[profiles.a]\ntoken = {token}\n"));
        let refused = File::read(path).unwrap_err();
        assert!(!format!("{refused:?}").contains("1234567"), "{refused:?}");
        assert!(refused.message.contains("column 9: expected a string, found "), "{refused}");
    }
}

#[test]
fn set_keeps_comments_and_other_settings() {
    let (_dir, path) = file(
        "# mine\nprofile = \"a\" # the first\n\n[profiles.a]\noutput = \"csv\" # spreadsheets\ntoken = \"secret\"\n",
    );
    let config = File::read(path.clone()).unwrap();
    config.set("a", "output", "json").unwrap();
    config.set("b c", "timeout", "5").unwrap();
    config.switch("b c").unwrap();
    assert!(config.unset("a", "token").unwrap());
    assert!(!config.unset("nobody", "token").unwrap());
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "# mine\nprofile = \"b c\" # the first\n\n[profiles.a]\noutput = \"json\" # spreadsheets\n\n[profiles.\"b c\"]\ntimeout = 5\n"
    );
    assert_eq!(File::read(path).unwrap().active(), Some("b c"));
}

#[test]
fn keeps_line_endings_and_reads_a_byte_order_mark() {
    let text = "# mine\r\n[profiles.a]\r\noutput = \"csv\"\r\n";
    let (_dir, path) = file(&format!("\u{feff}{text}"));
    let config = File::read(path.clone()).unwrap();
    assert_eq!(config.value("a", "output").as_deref(), Some("csv"));
    config.set("a", "timeout", "5").unwrap();
    config.set("b", "output", "json").unwrap();
    let expected = format!("{text}timeout = 5\r\n\r\n[profiles.b]\r\noutput = \"json\"\r\n");
    assert_eq!(fs::read_to_string(&path).unwrap(), expected);
}

#[cfg(unix)]
#[test]
fn rejects_a_token_that_others_can_read() {
    use std::os::unix::fs::PermissionsExt;
    let (_dir, path) = file("[profiles.a]\ntoken = \"secret\"\n");
    assert_eq!(File::read(path.clone()).unwrap().token("a").unwrap().as_deref(), Some("secret"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let refused = File::read(path).unwrap().token("a").unwrap_err();
    assert!(refused.hint.unwrap().contains("chmod 600"));
}

/// All settings of all profiles, except one.
fn rest(file: &File, but: (&str, &str)) -> Vec<(String, &'static str, Option<String>)> {
    let names = KEYS.iter().map(|key| key.name);
    let all = file.profiles().flat_map(|profile| {
        names.clone().map(|name| (profile.to_owned(), name, file.value(profile, name)))
    });
    all.filter(|(profile, name, value)| value.is_some() && (profile.as_str(), *name) != but)
        .collect()
}

/// A line that is valid in a settings file, or almost.
fn line() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec![
        "profile",
        "profiles",
        "profiles.a",
        "profiles.\"b c\"",
        "output",
        "timeout",
        "token",
        "retries",
        "\"é\"",
    ]);
    let value = prop::sample::select(vec![
        "\"a\"",
        "\"csv\" # mine",
        "5",
        "0.5",
        "-1",
        "1979-05-27",
        "true",
        "{}",
        "{ output = \"csv\" }",
        "{ a = {} }",
        "[]",
        "\"\"\"x\ny\"\"\"",
        "é",
        "",
    ]);
    prop_oneof![
        (key.clone(), value).prop_map(|(key, value)| format!("{key} = {value}\n")),
        key.clone().prop_map(|key| format!("[{key}]\n")),
        key.prop_map(|key| format!("[[{key}]]\n")),
        ".{0,12}\n",
        Just("# mine\r\n".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn does_not_panic_on_any_file(bytes in any::<Vec<u8>>()) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        fs::write(&path, &bytes).unwrap();
        if let Err(refused) = File::read(path) {
            prop_assert!(refused.message.contains("config.toml"), "{}", refused.message);
        }
    }

    #[test]
    fn set_and_unset_change_one_setting(
        lines in prop::collection::vec(line(), 0..6), profile in prop::sample::select(vec!["a", "b c", "é", ""])
    ) {
        let (_dir, path) = file(&lines.concat());
        let Ok(before) = File::read(path.clone()) else { return Ok(()) };
        match before.set(profile, "output", "json") {
            Ok(()) => {
                let after = File::read(path.clone()).unwrap();
                prop_assert_eq!(after.value(profile, "output"), Some("json".to_owned()));
                let but = (profile, "output");
                prop_assert_eq!(rest(&after, but), rest(&before, but));
                prop_assert!(after.unset(profile, "output").unwrap());
                let after = File::read(path).unwrap();
                prop_assert_eq!(after.value(profile, "output"), None);
                prop_assert_eq!(rest(&after, but), rest(&before, but));
            }
            Err(refused) => prop_assert!(false, "{}: {}", lines.concat(), refused.message),
        }
    }
}

impl File {
    fn default_at(path: PathBuf) -> File {
        File { path, content: Content::default() }
    }
}

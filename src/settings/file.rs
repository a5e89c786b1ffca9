//! The settings file: profiles in TOML. It is read whole or not at all, and changed one key at a
//! time, so that a person's own lines and comments stay as they are.

use super::KEYS;
use crate::error::Error;
use crate::store::files;
use crate::store::lock;
use crate::text;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};
use toml_edit::{DocumentMut, Item, Table};

#[derive(Debug, Default)]
pub struct File {
    path: PathBuf,
    content: Content,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Content {
    profile: Option<String>,
    #[serde(default)]
    profiles: BTreeMap<String, Profile>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Profile {
    company: Option<String>,
    base_url: Option<String>,
    token: Option<String>,
    token_command: Option<String>,
    output: Option<String>,
    color: Option<String>,
    timeout: Option<f64>,
    retries: Option<u32>,
    max_wait: Option<f64>,
    max_tokens: Option<u32>,
    journal_days: Option<u32>,
}

/// Not derived: a profile may hold a token.
impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Content")
            .field("profile", &self.profile)
            .field("profiles", &self.profiles.keys())
            .finish()
    }
}

impl File {
    /// Reads the file; none is an empty one.
    pub fn read(path: PathBuf) -> Result<File, Error> {
        let source = match files::read(&path).and_then(text::decode) {
            Ok(source) => source,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(unreadable(&path, &error)),
        };
        let content = parse(&path, &source)?;
        Ok(File { path, content })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The profile that the file names, or the only one it has.
    pub fn active(&self) -> Option<&str> {
        let only =
            || self.content.profiles.keys().next().filter(|_| self.content.profiles.len() == 1);
        self.content.profile.as_ref().or_else(only).map(String::as_str)
    }

    pub fn profiles(&self) -> impl Iterator<Item = &str> {
        self.content.profiles.keys().map(String::as_str)
    }

    /// A failure with the near names, unless the file has this profile.
    pub fn must_have(&self, profile: &str) -> Result<(), Error> {
        if self.content.profiles.contains_key(profile) {
            return Ok(());
        }
        let hint = text::did_you_mean(profile, self.profiles()).unwrap_or_else(|| {
            "`deals auth login` makes one, `deals auth status` lists them".into()
        });
        Err(Error::not_found(format!("no profile `{profile}` in {}", self.path.display()))
            .hint(hint))
    }

    /// The profile's own text for a setting.
    pub fn value(&self, profile: &str, name: &str) -> Option<String> {
        let profile = self.content.profiles.get(profile)?;
        match name {
            "company" => profile.company.clone(),
            "base_url" => profile.base_url.clone(),
            "token_command" => profile.token_command.clone(),
            "output" => profile.output.clone(),
            "color" => profile.color.clone(),
            "timeout" => profile.timeout.map(|n| n.to_string()),
            "retries" => profile.retries.map(|n| n.to_string()),
            "max_wait" => profile.max_wait.map(|n| n.to_string()),
            "max_tokens" => profile.max_tokens.map(|n| n.to_string()),
            "journal_days" => profile.journal_days.map(|n| n.to_string()),
            _ => None,
        }
    }

    pub fn has_token(&self, profile: &str) -> bool {
        self.content.profiles.get(profile).is_some_and(|profile| profile.token.is_some())
    }

    /// The profile's token, refused when others can read it.
    pub fn token(&self, profile: &str) -> Result<Option<String>, Error> {
        let Some(token) =
            self.content.profiles.get(profile).and_then(|profile| profile.token.clone())
        else {
            return Ok(None);
        };
        if files::is_open_to_others(&self.path).map_err(|error| unreadable(&self.path, &error))? {
            let path = self.path.display();
            return Err(Error::denied(format!("{path} holds a token and others can read it"))
                .hint(format!("close it with `chmod 600 {path}`; if somebody may have seen it, make a new token in Pipedrive")));
        }
        Ok(Some(token))
    }

    /// A failure where others could have written the command that is about to be run.
    pub fn must_be_written_by_owner_only(&self) -> Result<(), Error> {
        if files::is_writable_by_others(&self.path)
            .map_err(|error| unreadable(&self.path, &error))?
        {
            let path = self.path.display();
            return Err(Error::denied(format!(
                "{path} holds a token_command and others can write to it"
            ))
            .hint(format!("check what it says, then close it with `chmod 600 {path}`")));
        }
        Ok(())
    }

    /// Writes a setting of a profile.
    pub fn set(&self, profile: &str, name: &str, value: &str) -> Result<(), Error> {
        self.edit(|document| {
            let number = || {
                value
                    .parse::<i64>()
                    .map(toml_edit::value)
                    .or_else(|_| value.parse::<f64>().map(toml_edit::value))
            };
            let is_number =
                matches!(name, "timeout" | "retries" | "max_wait" | "max_tokens" | "journal_days");
            let item = match number() {
                Ok(number) if is_number => number,
                _ => toml_edit::value(value),
            };
            put_item(profile_table(document, profile)?, name, item);
            Some(())
        })
    }

    /// Removes a setting of a profile; whether it was there.
    pub fn unset(&self, profile: &str, name: &str) -> Result<bool, Error> {
        self.edit(|document| {
            let profiles = document.get_mut("profiles").and_then(Item::as_table_like_mut);
            let table =
                profiles.and_then(|all| all.get_mut(profile)).and_then(Item::as_table_like_mut);
            Some(table.is_some_and(|table| table.remove(name).is_some()))
        })
    }

    /// Makes `profile` the one that is used when none is named.
    pub fn switch(&self, profile: &str) -> Result<(), Error> {
        self.edit(|document| {
            put_item(document.as_table_mut(), "profile", toml_edit::value(profile));
            Some(())
        })
    }

    /// Reads the file anew, changes it and puts it back in one step; others wait meanwhile. What
    /// could not be read again is never written.
    fn edit<T>(&self, change: impl FnOnce(&mut DocumentMut) -> Option<T>) -> Result<T, Error> {
        let unwritable = |error: io::Error| match error.downcast::<Error>() {
            Ok(failure) => failure,
            Err(error) => {
                Error::usage(format!("{} cannot be written: {error}", self.path.display()))
            }
        };
        let lock = self.path.with_extension("lock");
        let _held = files::acquire_lock(&lock, lock::REQUIRED_TIMEOUT).map_err(unwritable)?;
        let source = match files::read(&self.path).and_then(text::decode) {
            Ok(source) => source,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(unreadable(&self.path, &error)),
        };
        parse(&self.path, &source)?;
        let odd =
            || Error::usage(format!("{} is not laid out as `deals` knows it", self.path.display()));
        let mut document: DocumentMut = source.parse().map_err(|_| odd())?;
        let result = change(&mut document).ok_or_else(odd)?;
        let mut fresh = document.to_string();
        parse(&self.path, &fresh)?;
        // A file of a Windows editor keeps its line ends, which `toml_edit` has replaced.
        let lines = |end| source.matches(end).count();
        if lines("\n") > 0 && lines("\n") == lines("\r\n") {
            fresh = fresh.replace("\r\n", "\n").replace('\n', "\r\n");
        }
        // A link, such as into a folder of dotfiles, stays a link.
        let target = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        files::replace(&target, fresh.as_bytes()).map_err(unwritable)?;
        Ok(result)
    }
}

/// Sets a value; of one that is there the comments above and beside it stay.
fn put_item(table: &mut dyn toml_edit::TableLike, name: &str, mut item: Item) {
    match table.get_mut(name) {
        Some(old) => {
            if let (Some(old), Some(new)) = (old.as_value(), item.as_value_mut()) {
                *new.decor_mut() = old.decor().clone();
            }
            *old = item;
        }
        None => {
            table.insert(name, item);
        }
    }
}

/// The table of a profile, made if there is none; `None` when something else stands in its place.
fn profile_table<'d>(
    document: &'d mut DocumentMut,
    profile: &str,
) -> Option<&'d mut dyn toml_edit::TableLike> {
    let implicit = || {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    };
    let profiles = document.entry("profiles").or_insert_with(implicit).as_table_like_mut()?;
    profiles.entry(profile).or_insert_with(|| Item::Table(Table::new())).as_table_like_mut()
}

/// How the message of the TOML parser begins for a key that is not in the format.
const UNKNOWN_FIELD: &str = "unknown field `";

fn parse(path: &Path, source: &str) -> Result<Content, Error> {
    toml::from_str(source).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start.min(source.len()));
        let before = &source[..at];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let what = without_values(error.message());
        let broken =
            Error::usage(format!("{}, line {line}, column {column}: {what}", path.display()));
        let word = source[at..]
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .next()
            .unwrap_or_default();
        let known = KEYS.iter().map(|key| key.name).chain(["token", "profile", "profiles"]);
        let is_unknown = error.message().starts_with(UNKNOWN_FIELD);
        match text::did_you_mean(word, known).filter(|_| is_unknown) {
            Some(hint) => broken.hint(hint),
            None => broken.hint("mend it in an editor; it is left as it is"),
        }
    })
}

/// What is wrong, without any text of the file's that could be a token: no value, and no key that is
/// not a plain word.
fn without_values(message: &str) -> String {
    // The first line only: the rest lists what would have been right.
    let line = message.lines().next().unwrap_or("broken");
    let wrong = ["invalid type: ", "invalid value: "];
    if let Some(rest) = wrong.iter().find_map(|wrong| line.strip_prefix(wrong)) {
        let (found, expected) = rest.rsplit_once(", expected ").unwrap_or((rest, "something else"));
        let found = found.split(['`', '"']).next().unwrap_or_default();
        return format!("expected {expected}, found {}", found.trim_end());
    }
    if let Some(rest) = line.strip_prefix(UNKNOWN_FIELD) {
        let word = rest.rsplit_once("`, expected ").map_or(rest, |(word, _)| word);
        let is_plain = word.bytes().all(|b| b.is_ascii_alphabetic() || b"_-".contains(&b));
        return if is_plain { line.to_owned() } else { "unknown field".to_owned() };
    }
    line.to_owned()
}

fn unreadable(path: &Path, error: &io::Error) -> Error {
    Error::usage(format!("{} cannot be read: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        files::replace(&path, text.as_bytes()).unwrap();
        (dir, path)
    }

    #[test]
    fn a_broken_file_is_named_with_line_and_column_and_left_alone() {
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
    fn no_error_shows_a_token() {
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
    fn a_change_keeps_comments_and_everything_else() {
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
    fn a_file_with_a_mark_is_read_and_line_ends_are_kept() {
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
    fn a_token_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let (_dir, path) = file("[profiles.a]\ntoken = \"secret\"\n");
        assert_eq!(
            File::read(path.clone()).unwrap().token("a").unwrap().as_deref(),
            Some("secret")
        );
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let refused = File::read(path).unwrap().token("a").unwrap_err();
        assert!(refused.hint.unwrap().contains("chmod 600"));
    }

    /// What the profiles of a file hold, but for one setting.
    fn rest(file: &File, but: (&str, &str)) -> Vec<(String, &'static str, Option<String>)> {
        let names = KEYS.iter().map(|key| key.name);
        let all = file.profiles().flat_map(|profile| {
            names.clone().map(|name| (profile.to_owned(), name, file.value(profile, name)))
        });
        all.filter(|(profile, name, value)| value.is_some() && (profile.as_str(), *name) != but)
            .collect()
    }

    /// A line that may stand in a settings file, or nearly.
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
        fn whatever_bytes_a_file_has_it_is_read_or_refused(bytes in any::<Vec<u8>>()) {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("config.toml");
            fs::write(&path, &bytes).unwrap();
            if let Err(refused) = File::read(path) {
                prop_assert!(refused.message.contains("config.toml"), "{}", refused.message);
            }
        }

        #[test]
        fn a_change_changes_nothing_else(
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
}

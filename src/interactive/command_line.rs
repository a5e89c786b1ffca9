//! What a form was filled with, as the command line that says the same: pasted into a shell it
//! makes the same deal, or the same change.

use crate::draft::{self, Draft};
use crate::model::field::{Field, FieldKind};
use crate::model::names::{self, Names};
use crate::model::value::{self, is_same};
use crate::settings::{Settings, Source};
use crate::text;
use jiff::Zoned;
use serde_json::{Map, Value, json};

/// Spells with these words, and from this moment on.
pub struct CommandLine<'a> {
    pub settings: &'a Settings,
    pub names: &'a Names,
    pub now: &'a Zoned,
}

impl CommandLine<'_> {
    /// `deals create TITLE …`; `body` is the file that the draft began with.
    pub fn create(&self, draft: &Draft, body: Option<&str>) -> String {
        let mut words = self.head("create");
        let title = draft.get("title").and_then(Value::as_str).unwrap_or_default();
        if title.starts_with('-') {
            words.push(format!("--title={title}"));
        } else {
            words.push(title.to_owned());
        }
        if let Some(file) = body {
            flag(&mut words, "body", file);
        }
        self.fields(&mut words, draft, &["title"]);
        line(&words)
    }

    /// `deals update DEAL …`
    pub fn update(&self, deal: u64, draft: &Draft) -> String {
        let mut words = self.head("update");
        words.push(deal.to_string());
        self.fields(&mut words, draft, &[]);
        line(&words)
    }

    /// The same with the fields in a file: `deals create --body FILE`, `deals update DEAL --body FILE`.
    pub fn with_body(&self, deal: Option<u64>, file: &str) -> String {
        let mut words = self.head(if deal.is_some() { "update" } else { "create" });
        words.extend(deal.map(|id| id.to_string()));
        flag(&mut words, "body", file);
        line(&words)
    }

    /// The program, whose company it works on and how it prints, and the command.
    fn head(&self, command: &str) -> Vec<String> {
        let (settings, flags) = (self.settings, &self.settings.flags);
        let mut words = vec!["deals".to_owned()];
        let is_said = |source: &Source| matches!(source, Source::Flag | Source::Env(_));
        if settings.sandbox {
            words.push("--sandbox".to_owned());
        } else {
            if is_said(&settings.profile_source) {
                flag(&mut words, "profile", &settings.profile);
            }
            if matches!(settings.base_source, Source::Flag | Source::Env("DEALS_BASE_URL")) {
                flag(&mut words, "base-url", settings.base.as_str());
            }
        }
        words.push(command.to_owned());
        if let Some(format) = flags.output {
            flag(&mut words, "output", &format.to_string());
        }
        for list in flags.fields.iter().flatten() {
            flag(&mut words, "fields", list);
        }
        if let Some(filter) = &flags.jq {
            flag(&mut words, "jq", filter);
        }
        for (name, is_set) in
            [("raw-output", flags.raw_output), ("resolve", flags.resolve), ("raw", flags.raw)]
        {
            if is_set {
                words.push(format!("--{name}"));
            }
        }
        words
    }

    /// A flag for each field, but for those said otherwise.
    fn fields(&self, words: &mut Vec<String>, draft: &Draft, but: &[&str]) {
        let mut unsaid = Map::new();
        for code in draft.codes().into_iter().filter(|code| !but.contains(code)) {
            let field = self.names.field_for_code(code);
            let Some(value) = draft.get(code) else { continue };
            // What no flag says can only have come from the file of --body.
            if draft::check_writable(&field).is_err() {
                continue;
            }
            if value.is_null() || value.as_array().is_some_and(Vec::is_empty) {
                flag(words, "clear", &self.field_word(&field));
            } else if field.is_custom() {
                match self.flag_value(&field, value) {
                    Some(text) => flag(words, "set", &self.assignment(&field, &text)),
                    None => drop(unsaid.insert(code.to_owned(), value.clone())),
                }
            } else {
                self.built_in(words, &field, value, draft);
            }
        }
        if !unsaid.is_empty() {
            flag(words, "custom-fields", &Value::Object(unsaid).to_string());
        }
    }

    fn built_in(&self, words: &mut Vec<String>, field: &Field, value: &Value, draft: &Draft) {
        let text = match value {
            Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        let said = || self.flag_value(field, value).unwrap_or_else(|| text.clone());
        match field.code.as_ref() {
            "title" => flag(words, "title", &text),
            "value" => match draft.get("currency").and_then(Value::as_str) {
                Some(currency) => flag(words, "value", &format!("{text} {currency}")),
                None => flag(words, "value", &text),
            },
            "currency" if draft.get("value").is_some() => {}
            "currency" => flag(words, "currency", &text),
            "owner_id" => flag(words, "owner", &said()),
            "person_id" => flag(words, "person", &text),
            "org_id" => flag(words, "org", &text),
            "pipeline_id" => flag(words, "pipeline", &said()),
            "stage_id" => flag(words, "stage", &said()),
            "is_archived" => words.push(format!("--archived={text}")),
            "is_deleted" => words.push(format!("--deleted={text}")),
            // It stands in the words of v1, in UTC without saying so.
            "archive_time" => {
                flag(words, "archive-time", &format!("{}Z", text.replacen(' ', "T", 1)));
            }
            "label_ids" => {
                for label in value.as_array().into_iter().flatten() {
                    let one = json!([label]);
                    // A number by itself is an ID, whatever label it may be.
                    let word =
                        self.flag_value(field, &one).filter(|word| names::as_id(word).is_none());
                    flag(words, "label", &word.unwrap_or_else(|| label.to_string()));
                }
            }
            code => flag(words, &code.replace('_', "-"), &text),
        }
    }

    /// The words that are read as exactly this value: its name if that is the only one of it.
    fn flag_value(&self, field: &Field, value: &Value) -> Option<String> {
        let raw = serde_json::value::to_raw_value(value).ok()?;
        let shown = value::show(field, &raw, self.names).into_owned();
        let is_id = matches!(field.kind, FieldKind::Person | FieldKind::Org);
        let texts = [shown, value::plain(&raw).into_owned()];
        texts.into_iter().skip(usize::from(is_id)).find(|text| {
            // What a terminal could not show goes by its id, or as JSON with escapes.
            let one_line = text::is_harmless(text) && text.trim() == text;
            one_line
                && draft::written(field, text, self.names, self.now)
                    .is_ok_and(|pairs| matches!(&pairs[..], [(_, read)] if is_same(read, value)))
        })
    }

    /// The field's name, if nothing else goes by it; else its code.
    fn field_word(&self, field: &Field) -> String {
        let name = field.name.as_ref();
        let is_clear = self.names.field(name).is_ok_and(|found| found.code == field.code);
        let word = if is_clear && text::is_harmless(name) { name } else { &field.code };
        word.to_owned()
    }

    /// `FIELD=VALUE`, with the field's name if that leaves the value whole, else with its key.
    fn assignment(&self, field: &Field, text: &str) -> String {
        let named = format!("{}={text}", self.field_word(field));
        match self.names.assignment(&named) {
            Ok((found, _, value)) if found.code == field.code && value == text => named,
            _ => format!("{}={text}", field.code),
        }
    }
}

/// A flag with its value in a word of its own, unless that would be taken for a flag.
fn flag(words: &mut Vec<String>, name: &str, value: &str) {
    if value.starts_with('-') || value.is_empty() {
        words.push(format!("--{name}={value}"));
    } else {
        words.extend([format!("--{name}"), value.to_owned()]);
    }
}

fn line(words: &[String]) -> String {
    // Git Bash and its like set the variable on Windows, too.
    let is_posix = !cfg!(windows) || std::env::var_os("SHELL").is_some();
    let quoted = if is_posix { quote } else { quoted_for_windows };
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// A word as PowerShell reads it back, on one line, and `cmd` unless the word has quotes, control
/// characters or what one of the two expands.
fn quoted_for_windows(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-/:+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    let escaped: String = word
        .chars()
        .map(|c| match c {
            // PowerShell takes the quotes of typography for its own.
            '"' | '$' | '`' | '“' | '”' | '„' => format!("`{c}"),
            '\n' => "`n".to_owned(),
            '\t' => "`t".to_owned(),
            c if c.is_control() => format!("$([char]{})", u32::from(c)),
            c => c.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

/// A word as sh, bash, zsh and fish all read it back: in single quotes, a backslash or a single quote
/// outside of them behind a backslash (in fish a backslash escapes both within quotes too). A line
/// break stays in the quotes, where all four keep it.
fn quote(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@%+,=".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) && !word.starts_with(['=', '%']) {
        return word.to_owned();
    }
    let mut out = String::with_capacity(word.len() + 2);
    let mut rest = word;
    while let Some(at) = rest.find(['\'', '\\']) {
        if at > 0 {
            out.push_str(&format!("'{}'", &rest[..at]));
        }
        out.push('\\');
        out.push_str(&rest[at..=at]);
        rest = &rest[at + 1..];
    }
    if !rest.is_empty() || word.is_empty() {
        out.push_str(&format!("'{rest}'"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::field::Choice;
    use crate::settings::Flags;
    #[cfg(unix)]
    use proptest::prelude::*;

    #[test]
    fn a_printed_command_means_what_was_filled_in() {
        let (price, net) = ("a".repeat(40), "b".repeat(40));
        let field = |code: &str, name: &str| Field {
            code: code.to_owned().into(),
            kind: FieldKind::Text,
            name: name.to_owned().into(),
            ..Field::from_code("x")
        };
        let options = [("1", "a,b"), ("2", "a"), ("3", "b"), ("4", "12"), ("12", "x")];
        let option = |(id, label): (&str, &str)| Choice { id: id.into(), label: label.into() };
        let labels =
            Field { options: options.map(option).to_vec(), ..Field::from_code("label_ids") };
        let fields = vec![labels, field(&price, "Price"), field(&net, "Price=Net")];
        let names = Names { fields, ..Names::default() };
        let settings =
            Settings::resolve(Flags::default(), &|_| Ok(None), "no-such-file".into()).unwrap();
        let now = Zoned::now();
        let speller = CommandLine { settings: &settings, names: &names, now: &now };
        // On Windows some of the words are in quotes.
        let update = |draft| speller.update(5, &draft).replace('"', "");
        let said = |custom: &[(&str, &str)]| {
            let mut draft = Draft::default();
            custom.iter().for_each(|(code, text)| draft.write(code, json!(text)));
            update(draft)
        };
        assert_eq!(said(&[(&price, "5")]), "deals update 5 --set Price=5");
        assert_eq!(said(&[(&net, "5=6")]), "deals update 5 --set Price=Net=5=6");
        let keyed = format!("deals update 5 --set {price}=Net=5");
        assert_eq!(said(&[(&price, "Net=5")]), keyed, "the name would make it the other field");
        let draft = Draft::default().with("label_ids", json!([1, 2, 4]));
        assert_eq!(update(draft), "deals update 5 --label a,b --label a --label 4");
    }

    #[test]
    fn plain_words_stand_as_they_are_and_others_in_quotes() {
        for (word, expected) in [
            ("deals", "deals"),
            ("--archived=true", "--archived=true"),
            ("1200 EUR", "'1200 EUR'"),
            ("--title=a\tb", "'--title=a\tb'"),
            ("O'Hara", r"'O'\''Hara'"),
            (r"x\'; touch p; #", r"'x'\\\''; touch p; #'"),
            (r"\", r"\\"),
            ("''", r"\'\'"),
            ("", "''"),
            ("~", "'~'"),
            ("=ls", "'=ls'"),
            ("$(rm)", "'$(rm)'"),
        ] {
            assert_eq!(quote(word), expected);
        }
    }

    #[test]
    fn words_are_quoted_for_windows() {
        for (word, expected) in [
            ("--archived", "--archived"),
            // PowerShell would split these two.
            ("id,title", "\"id,title\""),
            ("--title=a.b", "\"--title=a.b\""),
            ("Priya Nair & Co", "\"Priya Nair & Co\""),
            ("O'Hara", "\"O'Hara\""),
            ("", "\"\""),
            ("5\" $pipe `x`", "\"5`\" `$pipe ``x``\""),
            ("a\tb\u{7}", "\"a`tb$([char]7)\""),
        ] {
            assert_eq!(quoted_for_windows(word), expected);
        }
    }

    /// Those of the four shells that are installed; sh always is.
    #[cfg(unix)]
    #[expect(clippy::print_stderr, reason = "a shell that is missing is not tested")]
    fn shells() -> Vec<&'static str> {
        let runs = |shell: &&str| {
            let ran = std::process::Command::new(shell).args(["-c", "true"]).output();
            ran.is_ok_and(|ran| ran.status.success())
        };
        let (found, missing): (Vec<_>, Vec<_>) =
            ["sh", "bash", "zsh", "fish"].iter().partition(|shell| runs(shell));
        eprintln!("shells: {found:?}, not installed: {missing:?}");
        assert!(found.contains(&"sh"));
        found
    }

    /// What a shell makes of the words when they are quoted.
    #[cfg(unix)]
    fn read_back(shell: &str, words: &[String]) -> Vec<String> {
        // The printf of coreutils, for each shell has one of its own.
        let script = format!("env printf '%s\\0' {}", line(words));
        let home = tempfile::tempdir().unwrap();
        let mut command = std::process::Command::new(shell);
        command.args(["-c", &script]).env("HOME", home.path()).current_dir(home.path());
        let ran = command.output().unwrap();
        assert!(ran.status.success(), "{shell}: {}", String::from_utf8_lossy(&ran.stderr));
        let files = std::fs::read_dir(home.path()).unwrap().map(|file| file.unwrap().file_name());
        let files: Vec<_> = files.filter(|name| !name.to_string_lossy().starts_with('.')).collect();
        assert!(files.is_empty(), "{shell} wrote {files:?}");
        let mut read: Vec<String> = ran
            .stdout
            .split(|byte| *byte == 0)
            .map(|word| String::from_utf8(word.to_vec()).unwrap())
            .collect();
        assert_eq!(read.pop().as_deref(), Some(""));
        read
    }

    #[cfg(unix)]
    const HOSTILE: &[&str] = &[
        "",
        " ",
        "'",
        "\"",
        "\\",
        "\\\\",
        "\\'",
        "'\\",
        "x\\'; touch p; #",
        "$(touch p)",
        "`touch p`",
        "$HOME",
        "${HOME}",
        "!!",
        "!touch",
        "-n",
        "--",
        "~",
        "~root",
        "*",
        "?",
        "[a-z]*",
        "{a,b}",
        "a;touch p",
        "a&touch p",
        "a|touch p",
        "<p",
        ">p",
        "#x",
        "^a^b",
        "%self",
        "=ls",
        "a\nb",
        "\n",
        "\na\n",
        "a\tb",
        "\r",
        "\u{1}",
        "é 日本",
        "👩‍🚀",
        "\u{202e}x",
        "\u{301}",
        "(touch p)",
        "a=b c",
        "@(a)",
        "\\n",
        "\\c",
        "a\\\nb",
        "'\\''",
        "end",
        "; and touch p",
    ];

    #[cfg(unix)]
    #[test]
    fn every_shell_reads_back_what_was_quoted() {
        use proptest::strategy::ValueTree;
        use proptest::test_runner::TestRunner;
        let mut runner = TestRunner::deterministic();
        let part = prop_oneof![
            proptest::sample::select(HOSTILE).prop_map(str::to_owned),
            "[ -~é\n\t]{0,6}",
            "[\u{1}-\u{10ffff}]{0,3}",
        ];
        let word = proptest::collection::vec(part, 1..4).prop_map(|parts| parts.concat());
        let mut words: Vec<String> = HOSTILE.iter().map(|word| (*word).to_owned()).collect();
        words.extend((0..1_500).map(|_| word.new_tree(&mut runner).unwrap().current()));
        for shell in shells() {
            for words in words.chunks(400) {
                let read = read_back(shell, words);
                for (read, word) in read.iter().zip(words) {
                    assert_eq!(read, word, "{shell} reads {}", quote(word));
                }
                assert_eq!(read.len(), words.len(), "{shell}");
            }
        }
    }
}

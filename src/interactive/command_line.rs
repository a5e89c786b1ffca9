//! What a form was filled with, as the command line that says the same: pasted into a shell it
//! makes the same deal, or the same change.

use crate::draft::{self, Draft};
use crate::model::field::{Field, Kind};
use crate::model::names::Names;
use crate::model::value;
use crate::settings::{Settings, Source};
use jiff::Zoned;
use serde_json::{Map, Value, json};

/// Spells with these words, and from this moment on.
pub struct Speller<'a> {
    pub settings: &'a Settings,
    pub names: &'a Names,
    pub now: &'a Zoned,
}

impl Speller<'_> {
    /// `deals create TITLE …`; `body` is the file that the draft began with.
    pub fn create(&self, draft: &Draft, body: Option<&str>) -> String {
        let mut words = self.head("create");
        let title = draft.get("title").and_then(Value::as_str).unwrap_or_default();
        match title.starts_with('-') {
            true => words.push(format!("--title={title}")),
            false => words.push(title.to_owned()),
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
                flag(&mut words, "base-url", &settings.base);
            }
        }
        words.push(command.to_owned());
        if let Some(format) = flags.output {
            flag(&mut words, "output", &format.to_string());
        }
        if let Some(fields) = &flags.fields {
            flag(&mut words, "fields", &fields.join(","));
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
            let field = self.names.field_of(code);
            let Some(value) = draft.get(code) else { continue };
            // What no flag says can only have come from the file of --body.
            if draft::check_writable(&field).is_err() {
                continue;
            }
            if value.is_null() || value.as_array().is_some_and(Vec::is_empty) {
                flag(words, "clear", &self.field_word(&field));
            } else if field.is_custom() {
                match self.said(&field, value) {
                    Some(text) => {
                        flag(words, "set", &format!("{}={text}", self.field_word(&field)));
                    }
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
        let said = || self.said(field, value).unwrap_or_else(|| text.clone());
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
                    let word = self.said(field, &one).filter(|word| !word.contains(','));
                    flag(words, "label", &word.unwrap_or_else(|| label.to_string()));
                }
            }
            code => flag(words, &code.replace('_', "-"), &text),
        }
    }

    /// The words that are read as exactly this value: its name if that is the only one of it.
    fn said(&self, field: &Field, value: &Value) -> Option<String> {
        let raw = serde_json::value::to_raw_value(value).ok()?;
        let shown = value::show(field, &raw, self.names).into_owned();
        let is_id = matches!(field.kind, Kind::Person | Kind::Org);
        let texts = [shown, value::plain(&raw).into_owned()];
        texts.into_iter().skip(usize::from(is_id)).find(|text| {
            let one_line = !text.contains(char::is_control) && text.trim() == text;
            one_line
                && draft::written(field, text, self.names, self.now)
                    .is_ok_and(|pairs| matches!(&pairs[..], [(_, read)] if read == value))
        })
    }

    /// The field's name, if nothing else goes by it; else its code.
    fn field_word(&self, field: &Field) -> String {
        let name = field.name.as_ref();
        let is_clear = self.names.field(name).is_ok_and(|found| found.code == field.code);
        match is_clear && !name.contains(['=', '\n']) && name.trim() == name {
            true => name.to_owned(),
            false => field.code.to_string(),
        }
    }
}

/// A flag with its value in a word of its own, unless that would be taken for a flag.
fn flag(words: &mut Vec<String>, name: &str, value: &str) {
    match value.starts_with('-') || value.is_empty() {
        true => words.push(format!("--{name}={value}")),
        false => words.extend([format!("--{name}"), value.to_owned()]),
    }
}

fn line(words: &[String]) -> String {
    // Git Bash and its like set the variable on Windows, too.
    let is_posix = !cfg!(windows) || crate::app::env("SHELL").is_some();
    let quoted = if is_posix { quoted } else { quoted_for_windows };
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

/// A word as a POSIX shell reads it back, on one line.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@%+,=".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) && !word.starts_with(['=', '%']) {
        return word.to_owned();
    }
    if word.contains(char::is_control) {
        // Octal, since that is what POSIX has `printf` understand.
        let escaped: String = word
            .chars()
            .enumerate()
            .map(|(at, c)| match c {
                // Or it would be an option of `printf`.
                '-' if at == 0 => "\\055".to_owned(),
                '\\' => "\\\\".to_owned(),
                '%' => "%%".to_owned(),
                '\'' => "\\047".to_owned(),
                c if c.is_ascii_control() => format!("\\{:03o}", u32::from(c)),
                c => c.to_string(),
            })
            .collect();
        return format!("\"$(printf '{escaped}')\"");
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(unix)]
    use proptest::prelude::*;

    #[test]
    fn plain_words_stand_as_they_are_and_others_in_quotes() {
        for (word, expected) in [
            ("deals", "deals"),
            ("--archived=true", "--archived=true"),
            ("1200 EUR", "'1200 EUR'"),
            ("--title=a\tb", "\"$(printf '\\055-title=a\\011b')\""),
            ("O'Hara", "'O'\\''Hara'"),
            ("", "''"),
            ("~", "'~'"),
            ("=ls", "'=ls'"),
            ("$(rm)", "'$(rm)'"),
        ] {
            assert_eq!(quoted(word), expected);
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

    #[cfg(unix)]
    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn a_shell_reads_back_what_was_quoted(word in "-?[ -~é\n\t]{0,20}x") {
            let script = format!("printf %s {}", quoted(&word));
            prop_assert_eq!(script.lines().count(), 1);
            let read = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
            prop_assert_eq!(String::from_utf8(read.stdout).unwrap(), word);
        }
    }
}

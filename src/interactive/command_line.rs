//! Formats the answers of a form as a command line: pasted into a shell, it creates the same deal
//! or makes the same change.

use crate::draft::{self, Draft};
use crate::model::field::{Field, FieldKind};
use crate::model::names::{self, Names};
use crate::model::value::{self, is_same};
use crate::settings::{Settings, Source};
use crate::text;
use crate::text::shell_quote;
use jiff::Zoned;
use serde_json::{Map, Value, json};

/// Formats values with these names, and times relative to `now`.
pub struct CommandLine<'a> {
    pub settings: &'a Settings,
    pub names: &'a Names,
    pub now: &'a Zoned,
}

impl CommandLine<'_> {
    /// Formats `deals create TITLE …`; `body` is the file of `--body` that the draft is based on.
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
        shell_quote::join(&words)
    }

    /// Formats `deals update DEAL …`.
    pub fn update(&self, deal: u64, draft: &Draft) -> String {
        let mut words = self.head("update");
        words.push(deal.to_string());
        self.fields(&mut words, draft, &[]);
        shell_quote::join(&words)
    }

    /// Formats `deals create --body FILE` or `deals update DEAL --body FILE`.
    pub fn with_body(&self, deal: Option<u64>, file: &str) -> String {
        let mut words = self.head(if deal.is_some() { "update" } else { "create" });
        words.extend(deal.map(|id| id.to_string()));
        flag(&mut words, "body", file);
        shell_quote::join(&words)
    }

    /// The program, the account, the output flags and the command.
    fn head(&self, command: &str) -> Vec<String> {
        let (settings, flags) = (self.settings, &self.settings.flags);
        let mut words = vec!["deals".to_owned()];
        let is_given = |source: &Source| matches!(source, Source::Flag | Source::Env(_));
        if settings.sandbox {
            words.push("--sandbox".to_owned());
        } else {
            if is_given(&settings.profile_source) {
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

    /// Adds a flag for each field except those in `but`.
    fn fields(&self, words: &mut Vec<String>, draft: &Draft, but: &[&str]) {
        let mut without_flag = Map::new();
        for code in draft.codes().into_iter().filter(|code| !but.contains(code)) {
            let field = self.names.field_for_code(code);
            let Some(value) = draft.get(code) else { continue };
            // A field without a flag comes from the file of --body.
            if draft::check_writable(&field).is_err() {
                continue;
            }
            if value.is_null() || value.as_array().is_some_and(Vec::is_empty) {
                flag(words, "clear", &self.field_word(&field));
            } else if field.is_custom() {
                match self.flag_value(&field, value) {
                    Some(text) => flag(words, "set", &self.assignment(&field, &text)),
                    None => drop(without_flag.insert(code.to_owned(), value.clone())),
                }
            } else {
                self.built_in(words, &field, value, draft);
            }
        }
        if !without_flag.is_empty() {
            flag(words, "custom-fields", &Value::Object(without_flag).to_string());
        }
    }

    fn built_in(&self, words: &mut Vec<String>, field: &Field, value: &Value, draft: &Draft) {
        let text = match value {
            Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        let word = || self.flag_value(field, value).unwrap_or_else(|| text.clone());
        match field.code.as_ref() {
            "title" => flag(words, "title", &text),
            "value" => match draft.get("currency").and_then(Value::as_str) {
                Some(currency) => flag(words, "value", &format!("{text} {currency}")),
                None => flag(words, "value", &text),
            },
            "currency" if draft.get("value").is_some() => {}
            "currency" => flag(words, "currency", &text),
            "owner_id" => flag(words, "owner", &word()),
            "person_id" => flag(words, "person", &text),
            "org_id" => flag(words, "org", &text),
            "pipeline_id" => flag(words, "pipeline", &word()),
            "stage_id" => flag(words, "stage", &word()),
            "is_archived" => words.push(format!("--archived={text}")),
            "is_deleted" => words.push(format!("--deleted={text}")),
            // v1 writes it in UTC, without a zone.
            "archive_time" => {
                flag(words, "archive-time", &format!("{}Z", text.replacen(' ', "T", 1)));
            }
            "label_ids" => {
                for label in value.as_array().into_iter().flatten() {
                    let one = json!([label]);
                    // A number is read as an ID, even if a label has that name.
                    let word =
                        self.flag_value(field, &one).filter(|word| names::as_id(word).is_none());
                    flag(words, "label", &word.unwrap_or_else(|| label.to_string()));
                }
            }
            code => flag(words, &code.replace('_', "-"), &text),
        }
    }

    /// The text that resolves to exactly this value: its name if that is unique.
    fn flag_value(&self, field: &Field, value: &Value) -> Option<String> {
        let raw = serde_json::value::to_raw_value(value).ok()?;
        let shown = value::show(field, &raw, self.names).into_owned();
        let is_id = matches!(field.kind, FieldKind::Person | FieldKind::Org);
        let texts = [shown, value::plain(&raw).into_owned()];
        texts.into_iter().skip(usize::from(is_id)).find(|text| {
            // Text that a terminal cannot show is written as an ID, or as JSON with escapes.
            let one_line = text::is_harmless(text) && text.trim() == text;
            one_line
                && draft::parse_value(field, text, self.names, self.now)
                    .is_ok_and(|pairs| matches!(&pairs[..], [(_, read)] if is_same(read, value)))
        })
    }

    /// The name of the field if it is unique, else the code.
    fn field_word(&self, field: &Field) -> String {
        let name = field.name.as_ref();
        let is_clear = self.names.field(name).is_ok_and(|found| found.code == field.code);
        let word = if is_clear && text::is_harmless(name) { name } else { &field.code };
        word.to_owned()
    }

    /// Formats `FIELD=VALUE`, with the name of the field if that parses unambiguously, else with its key.
    fn assignment(&self, field: &Field, text: &str) -> String {
        let named = format!("{}={text}", self.field_word(field));
        match self.names.parse_assignment(&named) {
            Ok((found, _, value)) if found.code == field.code && value == text => named,
            _ => format!("{}={text}", field.code),
        }
    }
}

/// Adds a flag, and its value as the next word unless that would be read as a flag.
fn flag(words: &mut Vec<String>, name: &str, value: &str) {
    if value.starts_with('-') || value.is_empty() {
        words.push(format!("--{name}={value}"));
    } else {
        words.extend([format!("--{name}"), value.to_owned()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::field::Choice;
    use crate::settings::Flags;

    #[test]
    fn a_printed_command_has_the_answers() {
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
        let line = CommandLine { settings: &settings, names: &names, now: &now };
        // On Windows some of the words are in quotes.
        let update = |draft| line.update(5, &draft).replace('"', "");
        let set = |custom: &[(&str, &str)]| {
            let mut draft = Draft::default();
            custom.iter().for_each(|(code, text)| draft.write(code, json!(text)));
            update(draft)
        };
        assert_eq!(set(&[(&price, "5")]), "deals update 5 --set Price=5");
        assert_eq!(set(&[(&net, "5=6")]), "deals update 5 --set Price=Net=5=6");
        let keyed = format!("deals update 5 --set {price}=Net=5");
        assert_eq!(set(&[(&price, "Net=5")]), keyed, "with its name it would be the other field");
        let draft = Draft::default().with("label_ids", json!([1, 2, 4]));
        assert_eq!(update(draft), "deals update 5 --label a,b --label a --label 4");
    }
}

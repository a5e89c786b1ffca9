//! Deals as commented TOML to edit: writes their fields by name, and reads the changes. Names
//! are resolved by the draft.

use crate::app::App;
use crate::draft::{self, Draft, Pairs};
use crate::error::Error;
use crate::interactive::deal_form;
use crate::interactive::field_prompt::{FieldPrompter, explain};
use crate::model::deal_status::DealStatus;
use crate::model::field::{Field, FieldKind};
use crate::model::names::{self, Names};
use crate::model::record::Record;
use crate::model::value::{is_same, without_zero_fraction};
use crate::ops::resolve;
use crate::text;
use serde_json::Value;
use std::collections::HashMap;
use toml_edit::{Array, DocumentMut, Item, TableLike};

/// Fields that are too easy to change by accident in a text.
const LEFT_OUT: [&str; 4] = ["currency", "is_archived", "archive_time", "is_deleted"];
/// Fields that are shown only when they have a value.
const RARE: [&str; 3] = ["won_time", "lost_time", "close_time"];
/// The width of comments in columns.
const WIDTH: usize = 76;
/// The prefix of a line with a mistake, by which the line is removed later.
const MARK: &str = "#! ";

pub struct EditDocument {
    /// The deals, each with its ID and its lines.
    deals: Vec<(u64, Record, Vec<Line>)>,
}

struct Line {
    field: Field,
    word: String,
    cell: toml_edit::Value,
    /// A comment with the accepted values.
    options: String,
}

/// A deal and the fields to write to it.
pub struct Change {
    pub id: u64,
    pub deal: Record,
    pub draft: Draft,
}

impl EditDocument {
    /// Builds the document. Looks up the names of persons and organizations, for a token each.
    pub async fn from_deals(
        app: &App,
        prompter: &mut FieldPrompter<'_>,
        deals: Vec<Record>,
    ) -> Result<EditDocument, Error> {
        let mut fields = deal_form::writable(app, &prompter.names, false).await?;
        fields.retain(|field| !LEFT_OUT.contains(&field.code.as_ref()));
        let mut written = Vec::new();
        for deal in deals {
            let reading = deal.read();
            let mut lines = Vec::new();
            for field in &fields {
                let raw = reading.get(&field.code).map_or("null", |raw| raw.get());
                let value: Value = serde_json::from_str(raw).unwrap_or_default();
                if value.is_null() && RARE.contains(&field.code.as_ref()) {
                    continue;
                }
                let currency = reading.text("currency");
                let shown = if value.is_null() {
                    String::new()
                } else {
                    prompter.exact_value(field, &value, currency.as_deref()).await
                };
                lines.push(Line {
                    word: key_word(&prompter.names, field),
                    cell: format_value(field, &value, shown),
                    options: describe_options(prompter, field),
                    field: field.clone(),
                });
            }
            written.push((reading.id().unwrap_or_default(), deal.clone(), lines));
        }
        Ok(EditDocument { deals: written })
    }

    /// The text to edit.
    pub fn text(&self, account: &str) -> String {
        let head = format!(
            "{} in {account}. Change the values after a =, save, and close the editor. \"\" or [] \
             clears a field; a line that is removed leaves its field unchanged. The changes are \
             shown before they are sent.",
            text::count(self.deals.len(), "deal")
        );
        let mut text = comment_out(&head);
        for (at, (id, _, lines)) in self.deals.iter().enumerate() {
            text.push_str(&format!("\n[{id}]\n"));
            for line in lines {
                // The options are the same for every deal.
                if at == 0 && !line.options.is_empty() {
                    text.push_str(&comment_out(&line.options));
                }
                let key = toml_edit::Key::new(&line.word);
                text.push_str(&format!("{key} = {}\n", line.cell.to_string().trim()));
            }
        }
        text
    }

    /// Parses the edited text: the changes of each deal, or the mistakes.
    pub async fn read(
        &self,
        app: &App,
        text: &str,
    ) -> Result<Result<Vec<Change>, Vec<String>>, Error> {
        let document: DocumentMut = match text.parse() {
            Ok(document) => document,
            Err(error) => return Ok(Err(error.to_string().lines().map(str::to_owned).collect())),
        };
        let (mut changes, mut wrong) = (Vec::new(), Vec::new());
        for (key, item) in document.iter() {
            let known = self.deals.iter().find(|(id, ..)| id.to_string() == key);
            let (Some((id, deal, lines)), Some(table)) = (known, item.as_table_like()) else {
                wrong.push(format!("`{key}` is not one of the edited deals"));
                continue;
            };
            let mut draft = Draft::default();
            for (word, item) in table.iter() {
                match self.read_change(app, lines, table, word, item).await {
                    Ok(pairs) => write_changed(&mut draft, deal, pairs),
                    Err(why) if why.is_mistake() => {
                        wrong.push(format!("{id}, {word}: {}", explain(&why)));
                    }
                    Err(failure) => return Err(failure),
                }
            }
            // A stage implies its pipeline (pipedrive.md P227).
            if draft.get("stage_id").is_some() {
                draft.forget("pipeline_id");
            }
            if let Err(why) = draft.check_change(&deal.read()) {
                wrong.push(format!("{id}: {}", explain(&why)));
            }
            if !draft.is_empty() {
                changes.push(Change { id: *id, deal: deal.clone(), draft });
            }
        }
        Ok(if wrong.is_empty() { Ok(changes) } else { Err(wrong) })
    }

    /// Parses the change in one line of a deal.
    async fn read_change(
        &self,
        app: &App,
        lines: &[Line],
        table: &dyn TableLike,
        word: &str,
        item: &Item,
    ) -> Result<Pairs, Error> {
        let Some(line) = lines.iter().find(|line| line.word == word) else {
            let known = lines.iter().map(|line| line.word.as_str());
            let none = Error::usage("no such field");
            return Err(match text::did_you_mean(word, known) {
                Some(hint) => none.hint(hint),
                None => none,
            });
        };
        let typed = item
            .as_value()
            .and_then(split_cell)
            .ok_or_else(|| Error::usage("not a text, number or list of texts"))?;
        let was = split_cell(&line.cell).unwrap_or_default();
        if typed == was {
            return Ok(Pairs::new());
        }
        if typed.iter().all(|word| word.trim().is_empty()) {
            return draft::clear(&line.field);
        }
        if line.field.kind == FieldKind::Choices && item.is_array() {
            return resolve::find_options(app, &line.field.code, &typed).await;
        }
        let typed = typed.join(", ");
        if line.field.kind != FieldKind::Stage {
            return resolve::parse_value(app, &line.field.code, &typed, None).await;
        }
        // Prefer a stage of the pipeline in the text.
        let pipeline = lines.iter().find(|line| line.field.kind == FieldKind::Pipeline);
        let within = pipeline.and_then(|line| table.get(&line.word)?.as_str().map(str::to_owned));
        let moves = pipeline.is_some_and(|line| line.cell.as_str() != within.as_deref());
        let within = match within {
            Some(word) if !word.is_empty() => Some(resolve::pipeline(app, &word).await?),
            _ => None,
        };
        match resolve::parse_value(app, "stage_id", &typed, within).await {
            Err(why) if !moves && why.is_mistake() => {
                resolve::parse_value(app, "stage_id", &typed, None).await
            }
            found => found,
        }
    }
}

/// Puts the mistakes at the top of the text, in place of earlier ones.
pub fn with_mistakes(text: &str, mistakes: &[String]) -> String {
    let mut marked: String =
        mistakes.iter().map(|line| format!("{MARK}{}\n", text::clean(line))).collect();
    for line in text.lines().filter(|line| !line.starts_with(MARK.trim_end())) {
        marked.push_str(line);
        marked.push('\n');
    }
    marked
}

/// Formats a sentence as comment lines.
fn comment_out(sentence: &str) -> String {
    text::wrap(&text::clean(sentence), WIDTH).iter().map(|row| format!("# {row}\n")).collect()
}

/// Adds the values that differ from the deal's.
fn write_changed(draft: &mut Draft, deal: &Record, pairs: Pairs) {
    let reading = deal.read();
    for (code, value) in pairs {
        let has = reading.get(&code).and_then(|raw| serde_json::from_str::<Value>(raw.get()).ok());
        let is_there = match has {
            Some(has) => is_same(&has, &value),
            None => value.is_null(),
        };
        if !is_there {
            draft.write(&code, value);
        }
    }
}

/// The name of a field without control characters if it is unique, else the code.
fn key_word(names: &Names, field: &Field) -> String {
    let name = text::clean(&field.name);
    let is_clear =
        !name.is_empty() && names.field(&name).is_ok_and(|found| found.code == field.code);
    if is_clear { name.into_owned() } else { field.code.to_string() }
}

/// Formats a value for the document; `shown` is the value for display.
fn format_value(field: &Field, value: &Value, shown: String) -> toml_edit::Value {
    match (field.kind, value) {
        (FieldKind::Choices, Value::Array(ids)) => {
            let word = |id: &Value| {
                let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
                let Some(option) = field.options.iter().find(|option| option.id == id) else {
                    return id;
                };
                let word = names::option_word(field, option);
                if text::is_harmless(&word) { word } else { id }
            };
            ids.iter().map(word).collect::<Array>().into()
        }
        (FieldKind::Choices, _) => Array::new().into(),
        // Keeps all digits.
        (FieldKind::Number, Value::Number(number)) => {
            let digits = number.to_string();
            without_zero_fraction(&digits).parse().unwrap_or_else(|_| shown.into())
        }
        (FieldKind::Text | FieldKind::LongText, Value::String(text)) => quote_text(text),
        _ => shown.into(),
    }
}

/// A TOML string that keeps every character, with escapes for those that an editor would interpret or hide.
fn quote_text(text: &str) -> toml_edit::Value {
    if !text.contains(|c| text::is_harmful(c) && c != '\n' && c != '\t') {
        return text.into();
    }
    // A JSON string is a TOML string, except for characters that only TOML requires to be escaped.
    let escape = |c: char| match c {
        c if text::is_harmful(c) => format!("\\U{:08x}", u32::from(c)),
        c => c.to_string(),
    };
    let json = Value::from(text).to_string();
    json.chars().map(escape).collect::<String>().parse().unwrap_or_else(|_| text.into())
}

/// The value of a cell in the syntax of flags; of a list, each item.
fn split_cell(cell: &toml_edit::Value) -> Option<Vec<String>> {
    use toml_edit::Value::{Array, Boolean, Datetime, Float, InlineTable, Integer, String};
    Some(vec![match cell {
        String(text) => text.value().to_owned(),
        Integer(number) => number.display_repr().into_owned(),
        Float(number) => number.display_repr().into_owned(),
        Boolean(yes) => if *yes.value() { "yes" } else { "no" }.to_owned(),
        Datetime(at) => at.display_repr().into_owned(),
        Array(items) => {
            let items: Option<Vec<Vec<_>>> = items.iter().map(split_cell).collect();
            return items.map(|items| items.concat());
        }
        InlineTable(_) => return None,
    }])
}

/// Formats the values that a field accepts as a comment.
fn describe_options(prompter: &FieldPrompter, field: &Field) -> String {
    let list = |names: Vec<&str>| names.into_iter().map(str::trim).collect::<Vec<_>>().join(", ");
    match field.kind {
        FieldKind::Stage => {
            let mut within: HashMap<Option<u64>, Vec<&str>> = HashMap::new();
            for stage in &prompter.stages {
                within.entry(stage.parent_id).or_default().push(&stage.name);
            }
            let of = |pipeline: &names::NamedEntity| {
                let stages = within.remove(&Some(pipeline.id)).unwrap_or_default();
                format!("{}: {}", pipeline.label(), list(stages))
            };
            prompter.pipelines.iter().map(of).collect::<Vec<_>>().join("; ")
        }
        FieldKind::Pipeline => {
            list(prompter.pipelines.iter().map(|one| one.name.as_str()).collect())
        }
        FieldKind::User => {
            let here = prompter.names.users.iter().filter(|user| !user.is_inactive);
            list(here.map(|user| user.name.as_str()).collect())
        }
        FieldKind::Choice => list(field.options.iter().map(|one| one.label.as_str()).collect()),
        FieldKind::Choices => {
            format!("any of {}", list(field.options.iter().map(|one| one.label.as_str()).collect()))
        }
        FieldKind::Status => list(DealStatus::SETTABLE.map(DealStatus::as_str).to_vec()),
        FieldKind::Person | FieldKind::Org => "by name or ID".to_owned(),
        FieldKind::Money(_) | FieldKind::Monetary => "for example 1200 EUR".to_owned(),
        FieldKind::Date => "for example 2026-01-31, today or +2w".to_owned(),
        FieldKind::DateRange => "for example 2026-01-01..2026-02-01".to_owned(),
        FieldKind::Clock => "for example 09:00 or 09:00 Europe/London".to_owned(),
        FieldKind::ClockRange => "for example 09:00..17:00".to_owned(),
        _ if field.code == "lost_reason" => "only with status lost".to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::field::Choice;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn only_the_last_mistakes_are_on_top() {
        let first = with_mistakes("[1]\nTitle = 'x'\n", &["bad".into()]);
        assert_eq!(first, "#! bad\n[1]\nTitle = 'x'\n");
        assert_eq!(with_mistakes(&first, &["worse".into()]), "#! worse\n[1]\nTitle = 'x'\n");
    }

    #[test]
    fn a_cell_is_read_back_as_the_same_words() {
        let mut tags = Field::from_code("label_ids");
        let options = [
            ("1", "Hot"),
            ("2", "\"Cold\""),
            ("3", "Gold, old"),
            ("4", "5"),
            ("5", "x"),
            ("6", "x"),
        ];
        let option = |(id, label): (&str, &str)| Choice { id: id.into(), label: label.into() };
        tags.options = options.map(option).to_vec();
        let number = Field::new("n", "N", FieldKind::Number);
        let long = Field::new("l", "L", FieldKind::LongText);
        for (field, value, words) in [
            (&tags, json!([1, 2]), &["Hot", "\"Cold\""][..]),
            (&tags, json!([3, 4]), &["Gold, old", "name:5"]),
            (&tags, json!([5, 6, 7]), &["id:5", "id:6", "7"]),
            (&tags, json!(null), &[]),
            (&number, json!(12.25), &["12.25"]),
            (&long, json!("two\nlines \"x\""), &["two\nlines \"x\""]),
        ] {
            let written = format_value(field, &value, String::new()).to_string();
            let read: DocumentMut = format!("x = {}", written.trim()).parse().unwrap();
            assert_eq!(split_cell(read["x"].as_value().unwrap()).unwrap(), words);
        }
    }

    #[test]
    fn a_text_keeps_every_character() {
        let text = Field::new("t", "T", FieldKind::Text);
        let value = "a\u{1b}[31m\"\\\u{202e}\u{7f}\n\u{e0041}é";
        let written = format_value(&text, &json!(value), String::new());
        assert_eq!(written.to_string(), r#""a\u001b[31m\"\\\U0000202e\U0000007f\n\U000e0041é""#);
        assert_eq!(written.as_str(), Some(value));
    }

    proptest! {
        /// For any names of fields and options, and any values.
        #[test]
        fn an_unchanged_text_has_no_change(
            names in proptest::collection::vec(".{0,6}[\u{0}-\u{1f}\u{7f}-\u{9f}\u{2028}#\"' \n]{0,3}.{0,3}", 1..5),
            text in any::<String>(),
            is_long in any::<bool>(),
        ) {
            let fields: Vec<Field> = names.iter().enumerate().map(|(at, name)| Field {
                code: format!("{at:040}").into(),
                name: name.clone().into(),
                options: vec![crate::model::field::Choice { id: "1".into(), label: name.clone() }],
                ..Field::new("", "", if is_long { FieldKind::LongText } else { FieldKind::Choices })
            }).collect();
            let known = Names { fields: fields.clone(), ..Names::default() };
            let value = if is_long { json!(text) } else { json!([1]) };
            let lines = || fields.iter().map(|field| Line {
                word: key_word(&known, field),
                cell: format_value(field, &value, String::new()),
                options: format!("any of {}", field.options[0].label),
                field: field.clone(),
            }).collect::<Vec<_>>();
            let deal = Record::new(serde_json::value::to_raw_value(&json!({"id": 1})).unwrap()).unwrap();
            let document = EditDocument { deals: vec![(1, deal, lines())] };
            let written = with_mistakes(&document.text("acme"), &names);
            prop_assert!(!written.contains(|c| text::is_harmful(c) && c != '\n' && c != '\t'), "{written:?}");
            let read: DocumentMut = written.parse().unwrap();
            let table = read["1"].as_table().unwrap();
            prop_assert_eq!(table.len(), fields.len());
            for line in lines() {
                let item = table.get(&line.word).and_then(Item::as_value).unwrap();
                prop_assert_eq!(split_cell(item), split_cell(&line.cell));
            }
        }
    }
}

//! Deal fields: code, name, kind and options. Built-in fields are listed here; custom fields come
//! from `dealFields`.

use crate::model::record::{Record, RecordView, string};
use crate::text;
use clap::ValueEnum;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A deal field, or a column of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The JSON key; dots address nested objects (`item.title`).
    pub code: Cow<'static, str>,
    /// The display name.
    pub name: Cow<'static, str>,
    /// The company's name for a built-in field, if it differs from `name`.
    pub also: Option<String>,
    pub kind: FieldKind,
    /// The options of an option field.
    pub options: Vec<Choice>,
}

/// A column that a command declares, or a built-in field.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub code: &'static str,
    pub name: &'static str,
    pub kind: FieldKind,
    /// The key in the record, used by JSON output and `--raw`.
    pub source: &'static str,
}

/// An option of a field: its ID in the API, and its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub id: String,
    pub label: String,
}

/// The type of a field's value; for custom fields, see pipedrive.md P182.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    Text,
    /// Multi-line text.
    LongText,
    Phone,
    Number,
    /// An amount; its currency is the value of the field with this code.
    Money(&'static str),
    /// Like `Money`, but the currency has its own column.
    Amount(&'static str),
    /// An object of amount and currency.
    Monetary,
    Date,
    DateRange,
    /// Date and time.
    Time,
    /// Time of day.
    Clock,
    ClockRange,
    Status,
    /// One option.
    Choice,
    /// Several options.
    Choices,
    Stage,
    Pipeline,
    User,
    Person,
    Org,
    Address,
    /// An ID without a lookup for its name.
    Id,
    Flag,
    /// A size in bytes.
    Size,
    /// Any value, displayed by its JSON type.
    Any,
}

/// The built-in fields of a deal, including those that are only returned on request: code, name,
/// kind.
const BUILT_IN: &[Column] = &[
    column("id", "ID", FieldKind::Id),
    column("title", "Title", FieldKind::Text),
    column("value", "Value", FieldKind::Money("currency")),
    column("currency", "Currency", FieldKind::Text),
    column("status", "Status", FieldKind::Status),
    column("stage_id", "Stage", FieldKind::Stage),
    column("pipeline_id", "Pipeline", FieldKind::Pipeline),
    column("owner_id", "Owner", FieldKind::User),
    column("person_id", "Person", FieldKind::Person),
    column("org_id", "Organization", FieldKind::Org),
    column("person_name", "Person name", FieldKind::Text),
    column("org_name", "Organization name", FieldKind::Text),
    column("customer", "Customer", FieldKind::Text),
    column("label_ids", "Labels", FieldKind::Choices),
    column("probability", "Probability", FieldKind::Number),
    column("expected_close_date", "Expected close", FieldKind::Date),
    column("add_time", "Added", FieldKind::Time),
    column("update_time", "Updated", FieldKind::Time),
    column("stage_change_time", "Stage changed", FieldKind::Time),
    column("won_time", "Won", FieldKind::Time),
    column("lost_time", "Lost", FieldKind::Time),
    column("close_time", "Closed", FieldKind::Time),
    column("lost_reason", "Lost reason", FieldKind::Text),
    column("local_won_date", "Won on", FieldKind::Date),
    column("local_lost_date", "Lost on", FieldKind::Date),
    column("local_close_date", "Closed on", FieldKind::Date),
    column("is_archived", "Archived", FieldKind::Flag),
    column("archive_time", "Archived at", FieldKind::Time),
    column("is_deleted", "Deleted", FieldKind::Flag),
    column("visible_to", "Visible to", FieldKind::Choice),
    column("creator_user_id", "Creator", FieldKind::User),
    column("origin", "Origin", FieldKind::Text),
    column("origin_id", "Origin ID", FieldKind::Text),
    column("channel", "Channel", FieldKind::Choice),
    column("channel_id", "Channel ID", FieldKind::Text),
    column("acv", "Annual contract value", FieldKind::Money("currency")),
    column("arr", "Annual recurring revenue", FieldKind::Money("currency")),
    column("mrr", "Monthly recurring revenue", FieldKind::Money("currency")),
    column("labels", "Label names", FieldKind::Any),
    column("next_activity_id", "Next activity", FieldKind::Id),
    column("last_activity_id", "Last activity", FieldKind::Id),
    column("first_won_time", "First won", FieldKind::Time),
    column("products_count", "Products", FieldKind::Number),
    column("files_count", "Files", FieldKind::Number),
    column("notes_count", "Notes", FieldKind::Number),
    column("followers_count", "Followers", FieldKind::Number),
    column("email_messages_count", "Mails", FieldKind::Number),
    column("activities_count", "Activities", FieldKind::Number),
    column("done_activities_count", "Activities done", FieldKind::Number),
    column("undone_activities_count", "Activities to do", FieldKind::Number),
    column("participants_count", "Participants", FieldKind::Number),
    column("last_incoming_mail_time", "Last mail in", FieldKind::Time),
    column("last_outgoing_mail_time", "Last mail out", FieldKind::Time),
    column("smart_bcc_email", "Smart BCC", FieldKind::Text),
    column("source_lead_id", "Source lead", FieldKind::Text),
    column("custom_fields", "Custom fields", FieldKind::Any),
];

/// Fields that are returned only on request (pipedrive.md P128).
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum OptionalField {
    NextActivityId,
    LastActivityId,
    FirstWonTime,
    ProductsCount,
    FilesCount,
    NotesCount,
    FollowersCount,
    EmailMessagesCount,
    ActivitiesCount,
    DoneActivitiesCount,
    UndoneActivitiesCount,
    ParticipantsCount,
    LastIncomingMailTime,
    LastOutgoingMailTime,
    SmartBccEmail,
    SourceLeadId,
}

/// Maximum number of keys in `custom_fields` (pipedrive.md P129).
pub const MAX_CUSTOM: usize = 15;

/// The keys that every deal has, in their order and without `custom_fields` (pipedrive.md P120).
pub const DEAL_KEYS: [&str; 35] = [
    "id",
    "title",
    "creator_user_id",
    "value",
    "person_id",
    "org_id",
    "stage_id",
    "currency",
    "add_time",
    "update_time",
    "status",
    "probability",
    "lost_reason",
    "visible_to",
    "close_time",
    "pipeline_id",
    "won_time",
    "lost_time",
    "stage_change_time",
    "local_won_date",
    "local_lost_date",
    "local_close_date",
    "expected_close_date",
    "owner_id",
    "label_ids",
    "is_deleted",
    "origin",
    "origin_id",
    "channel",
    "channel_id",
    "acv",
    "arr",
    "mrr",
    "is_archived",
    "archive_time",
];

/// Built-in fields that are not in the JSON of a deal: the names of persons and organizations.
const CONTACT_NAMES: [&str; 3] = ["person_name", "org_name", "customer"];

/// Time fields of other records whose names do not end in `_time`.
const TIMES: [&str; 6] =
    ["created", "modified", "last_login", "created_at", "updated_at", "timestamp"];

impl Field {
    pub const fn new(code: &'static str, name: &'static str, kind: FieldKind) -> Field {
        let (code, name) = (Cow::Borrowed(code), Cow::Borrowed(name));
        Field { code, name, also: None, kind, options: Vec::new() }
    }

    /// The built-in fields of a deal, in the order of the card.
    pub fn built_in() -> impl Iterator<Item = Field> {
        BUILT_IN.iter().map(Column::field)
    }

    /// Finds a built-in field by code or, ignoring case, by name.
    pub fn find_built_in(word: &str) -> Option<Field> {
        BUILT_IN.iter().find(|column| column.is_called(word)).map(Column::field)
    }

    /// Finds a built-in field by code; `None` for `labels`, which is also the name of `label_ids`.
    pub fn find_built_in_by_code(word: &str) -> Option<Field> {
        Field::find_built_in(word).filter(|field| field.code == word)
    }

    /// The built-in field with this code, or a column with this name.
    pub fn from_code(code: &str) -> Field {
        let unknown = || Cow::Owned(code.to_owned());
        match BUILT_IN.iter().find(|column| column.code == code) {
            Some(column) => column.field(),
            None => {
                let is_time = code.ends_with("_time") || TIMES.contains(&code);
                let kind = if is_time { FieldKind::Time } else { FieldKind::Any };
                let (code, name) = (unknown(), unknown());
                Field { code, name, also: None, kind, options: Vec::new() }
            }
        }
    }

    /// Parses a field definition of v2 `dealFields`. A built-in field keeps its name and kind, and
    /// takes the options of the definition.
    pub fn from_record(record: &Record) -> Option<Field> {
        let reading = record.read();
        let code = reading.text("field_code")?.into_owned();
        let options = parse_options(&reading);
        if let Some(column) = BUILT_IN.iter().find(|column| column.code == code) {
            let also = reading.text("field_name").map(Cow::into_owned);
            let also = also.filter(|also| also != column.name);
            return Some(Field { options, also, ..column.field() });
        }
        let name = Cow::Owned(reading.text("field_name")?.into_owned());
        let kind = parse_kind(&reading.text("field_type")?);
        Some(Field { code: Cow::Owned(code), name, also: None, kind, options })
    }

    /// The name within a sentence: the company's own names are kept as they are.
    pub fn name_in_sentence(&self) -> String {
        let name = text::clean(&self.name);
        if self.is_custom() { name.into_owned() } else { name.to_lowercase() }
    }

    /// Whether the value is in `custom_fields`.
    pub fn is_custom(&self) -> bool {
        is_custom_key(&self.code)
    }

    /// Whether the field is returned only on request.
    pub fn is_optional(&self) -> bool {
        OptionalField::from_str(&self.code, false).is_ok()
    }

    /// Whether the field is the name of a contact, of which deals have only the ID (`ops/contacts.rs`).
    pub fn is_contact_name(&self) -> bool {
        CONTACT_NAMES.contains(&self.code.as_ref())
    }

    /// Whether the column is right-aligned.
    pub fn is_figure(&self) -> bool {
        matches!(
            self.kind,
            FieldKind::Number
                | FieldKind::Money(_)
                | FieldKind::Amount(_)
                | FieldKind::Monetary
                | FieldKind::Id
                | FieldKind::Size
        )
    }

    /// The label of an option; `None` if the option no longer exists (pipedrive.md P191).
    pub fn label(&self, id: &str) -> Option<&str> {
        self.options.iter().find(|option| option.id == id).map(|option| option.label.as_str())
    }
}

/// A column that displays the value of the key `code`.
pub const fn column(code: &'static str, name: &'static str, kind: FieldKind) -> Column {
    Column { code, name, kind, source: code }
}

/// A column with its own code, computed from the value of `source`.
pub const fn derived_column(
    code: &'static str,
    name: &'static str,
    source: &'static str,
) -> Column {
    Column { code, name, kind: FieldKind::Text, source }
}

impl Column {
    /// The field for display.
    pub fn field(&self) -> Field {
        Field::new(self.code, self.name, self.kind)
    }

    /// The field for JSON output and `--raw`.
    pub fn source_field(&self) -> Field {
        let kind = if self.source == self.code { self.kind } else { FieldKind::Any };
        Field::new(self.source, self.name, kind)
    }

    /// Whether `word` is the code or, ignoring case, the name of this column.
    pub fn is_called(&self, word: &str) -> bool {
        self.code == word || self.name.eq_ignore_ascii_case(word)
    }
}

/// Whether `word` has the form of a custom field key: a hash of 40 characters.
pub fn is_custom_key(word: &str) -> bool {
    word.len() == 40 && word.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Parses the options of a definition. Option IDs are numbers in custom fields, and strings in some
/// built-in fields (pipedrive.md P189).
fn parse_options(field: &RecordView) -> Vec<Choice> {
    let Some(raw) = field.get("options") else {
        return Vec::new();
    };
    let options: Vec<Box<RawValue>> = serde_json::from_str(raw.get()).unwrap_or_default();
    let choice = |raw: Box<RawValue>| {
        let record = Record::new(raw)?;
        let reading = record.read();
        let id = reading.get("id")?;
        let id = string(id).map_or_else(|| id.get().to_owned(), Cow::into_owned);
        Some(Choice { id, label: reading.text("label")?.into_owned() })
    };
    options.into_iter().filter_map(choice).collect()
}

fn parse_kind(field_type: &str) -> FieldKind {
    match field_type {
        "varchar" | "varchar_auto" => FieldKind::Text,
        "text" => FieldKind::LongText,
        "phone" => FieldKind::Phone,
        "int" | "double" => FieldKind::Number,
        "monetary" => FieldKind::Monetary,
        "date" => FieldKind::Date,
        "daterange" => FieldKind::DateRange,
        "time" => FieldKind::Clock,
        "timerange" => FieldKind::ClockRange,
        "enum" => FieldKind::Choice,
        "set" => FieldKind::Choices,
        "stage" => FieldKind::Stage,
        "pipeline" => FieldKind::Pipeline,
        "user" => FieldKind::User,
        "people" | "person" => FieldKind::Person,
        "org" | "organization" => FieldKind::Org,
        "address" => FieldKind::Address,
        "boolean" => FieldKind::Flag,
        _ => FieldKind::Any,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn field(value: serde_json::Value) -> Field {
        Field::from_record(&Record::new(serde_json::value::to_raw_value(&value).unwrap()).unwrap())
            .unwrap()
    }

    #[test]
    fn finds_built_in_fields_by_code_or_name() {
        assert_eq!(Field::find_built_in("stage_id").unwrap().name, "Stage");
        assert_eq!(Field::find_built_in("expected close").unwrap().code, "expected_close_date");
        assert_eq!(Field::find_built_in("titel"), None);
        assert_eq!(Field::find_built_in_by_code("stage_id").unwrap().name, "Stage");
        assert_eq!(
            (Field::find_built_in_by_code("Stage"), Field::find_built_in_by_code("labels")),
            (None, None)
        );
    }

    #[test]
    fn parses_field_definitions() {
        let key = "056df6b90dbc08086de6d809bff5aab89bc2c1a9";
        let tier = field(json!({"field_code": key, "field_name": "Tier", "field_type": "enum",
            "options": [{"id": 101, "label": "Gold"}, {"id": "x", "label": "Odd"}]}));
        assert_eq!(
            (tier.name.as_ref(), tier.kind, tier.is_custom()),
            ("Tier", FieldKind::Choice, true)
        );
        assert_eq!(
            (tier.label("101"), tier.label("x"), tier.label("7")),
            (Some("Gold"), Some("Odd"), None)
        );
        let labels = field(
            json!({"field_code": "label_ids", "field_name": "Label", "field_type": "set", "options": [{"id": 1, "label": "Hot"}]}),
        );
        assert_eq!((labels.name.as_ref(), labels.label("1")), ("Labels", Some("Hot")));
    }
}

//! What a field of a deal is: its code on the wire, its name for people, its kind, its options. The
//! built-in ones are known here; `dealFields` tells of the rest.

use crate::model::record::{Record, RecordView, string};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// One field, or one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The key on the wire; dots lead into nested objects (`item.title`).
    pub code: Cow<'static, str>,
    /// The heading.
    pub name: Cow<'static, str>,
    /// What the company calls a built-in field, where that is not its heading here.
    pub also: Option<String>,
    pub kind: FieldKind,
    /// What an option field may hold.
    pub options: Vec<Choice>,
}

/// A column that a command has, or a built-in field.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub code: &'static str,
    pub name: &'static str,
    pub kind: FieldKind,
    /// Where the record has it, which JSON and `--raw` go by.
    pub source: &'static str,
}

/// One option of a field: its id as it stands on the wire, and its word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub id: String,
    pub label: String,
}

/// What a field holds; for custom fields the shapes of pipedrive.md P182.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    Text,
    /// A text of many lines.
    LongText,
    Phone,
    Number,
    /// An amount whose currency stands beside it, under this code.
    Money(&'static str),
    /// An amount whose currency stands under this code, and in a column of its own.
    Amount(&'static str),
    /// An amount and its currency in one object.
    Monetary,
    Date,
    DateRange,
    /// A moment: date and time of day.
    Time,
    /// A time of day.
    Clock,
    ClockRange,
    Status,
    /// One of the options.
    Choice,
    /// Several of the options.
    Choices,
    Stage,
    Pipeline,
    User,
    Person,
    Org,
    Address,
    /// A number that names something we have no words for.
    Id,
    Flag,
    /// How many bytes.
    Size,
    /// Anything, shown by its shape.
    Any,
}

/// The fields that every deal has, or has when `include_fields` asks for them: code, heading, kind.
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

/// Built-in fields that no deal has: the names of persons and organizations.
const CONTACT_NAMES: [&str; 3] = ["person_name", "org_name", "customer"];

/// Moments of other records whose keys do not end in `_time`.
const TIMES: [&str; 6] =
    ["created", "modified", "last_login", "created_at", "updated_at", "timestamp"];

impl Field {
    pub const fn new(code: &'static str, name: &'static str, kind: FieldKind) -> Field {
        let (code, name) = (Cow::Borrowed(code), Cow::Borrowed(name));
        Field { code, name, also: None, kind, options: Vec::new() }
    }

    /// The deal's built-in fields, in the order in which a card shows them.
    pub fn built_in() -> impl Iterator<Item = Field> {
        BUILT_IN.iter().map(Column::field)
    }

    /// A built-in field by its code, or by its heading in any case.
    pub fn find_built_in(word: &str) -> Option<Field> {
        BUILT_IN.iter().find(|column| column.is_called(word)).map(Column::field)
    }

    /// The built-in field of that code. `labels` is a code and a heading too, and means the heading.
    pub fn from_custom_key(word: &str) -> Option<Field> {
        Field::find_built_in(word).filter(|field| field.code == word)
    }

    /// The built-in field of that code, or a column of that name.
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

    /// A field as `dealFields` (v2) describes it. A built-in one keeps its heading and kind of here,
    /// and has the options from there.
    pub fn from_record(record: &Record) -> Option<Field> {
        let reading = record.read();
        let code = reading.text("field_code")?.into_owned();
        let options = options(&reading);
        if let Some(column) = BUILT_IN.iter().find(|column| column.code == code) {
            let also = reading.text("field_name").map(Cow::into_owned);
            let also = also.filter(|also| also != column.name);
            return Some(Field { options, also, ..column.field() });
        }
        let name = Cow::Owned(reading.text("field_name")?.into_owned());
        let kind = kind(&reading.text("field_type")?);
        Some(Field { code: Cow::Owned(code), name, also: None, kind, options })
    }

    /// Whether it stands under `custom_fields`.
    pub fn is_custom(&self) -> bool {
        is_custom_key(&self.code)
    }

    /// Whether it is a name that no deal has, only the ID for it (`ops/contacts.rs`).
    pub fn is_contact_name(&self) -> bool {
        CONTACT_NAMES.contains(&self.code.as_ref())
    }

    /// Whether it is a column of figures, which line up at the right.
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

    /// The word of an option. One that no longer exists has none (pipedrive.md P191).
    pub fn label(&self, id: &str) -> Option<&str> {
        self.options.iter().find(|option| option.id == id).map(|option| option.label.as_str())
    }
}

/// A column that stands in the record as it is shown.
pub const fn column(code: &'static str, name: &'static str, kind: FieldKind) -> Column {
    Column { code, name, kind, source: code }
}

/// A column of our own making, under `code`, from what stands in `source`.
pub const fn derived_column(
    code: &'static str,
    name: &'static str,
    source: &'static str,
) -> Column {
    Column { code, name, kind: FieldKind::Text, source }
}

impl Column {
    /// As people see it.
    pub fn field(&self) -> Field {
        Field::new(self.code, self.name, self.kind)
    }

    /// As the record has it.
    pub fn source_field(&self) -> Field {
        let kind = if self.source == self.code { self.kind } else { FieldKind::Any };
        Field::new(self.source, self.name, kind)
    }

    /// Whether `word` is its code, or its heading in any case.
    pub fn is_called(&self, word: &str) -> bool {
        self.code == word || self.name.eq_ignore_ascii_case(word)
    }
}

/// Whether `word` is shaped like the key of a custom field: 40 characters of a hash.
pub fn is_custom_key(word: &str) -> bool {
    word.len() == 40 && word.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Option ids are numbers for custom fields, and texts for some built-in ones (pipedrive.md P189).
fn options(field: &RecordView) -> Vec<Choice> {
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

fn kind(field_type: &str) -> FieldKind {
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
    fn a_built_in_field_is_known_by_code_or_heading() {
        assert_eq!(Field::find_built_in("stage_id").unwrap().name, "Stage");
        assert_eq!(Field::find_built_in("expected close").unwrap().code, "expected_close_date");
        assert_eq!(Field::find_built_in("titel"), None);
        assert_eq!(Field::from_custom_key("stage_id").unwrap().name, "Stage");
        assert_eq!(
            (Field::from_custom_key("Stage"), Field::from_custom_key("labels")),
            (None, None)
        );
    }

    #[test]
    fn a_field_is_what_the_company_says_it_is() {
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

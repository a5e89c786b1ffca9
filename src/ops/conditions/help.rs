//! `--where help`: the fields for conditions, with their operators and an example value.

use crate::model::condition::{Class, Op};
use crate::model::field::{Field, FieldKind};
use crate::model::names::{NamedEntity, Names};
use serde::Serialize;

/// A field for conditions.
#[derive(Serialize)]
pub struct Row {
    /// Its name in a condition.
    field: String,
    kind: &'static str,
    operators: String,
    example: String,
    name: String,
    code: String,
}

/// The fields for conditions, with the names that `deals fields` prints.
pub fn rows(names: &Names) -> Vec<Row> {
    let row = |field: &Field| {
        let operators = Op::for_class(Class::from_kind(field.kind));
        let is_compared = !operators.is_empty() && !field.is_contact_name();
        let operators: Vec<&str> = operators.iter().map(|op| op.as_str()).collect();
        let also = field.also.as_deref().filter(|_| !field.is_custom());
        is_compared.then(|| Row {
            field: names.field_word(field),
            kind: describe(field.kind),
            operators: operators.join(" "),
            example: example(field, names),
            name: also.unwrap_or(&field.name).to_owned(),
            code: field.code.to_string(),
        })
    };
    names.all_fields().iter().filter_map(row).collect()
}

fn describe(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Choice => "option",
        FieldKind::Choices => "options",
        FieldKind::Stage => "stage",
        FieldKind::Pipeline => "pipeline",
        FieldKind::User => "user",
        FieldKind::Person => "person",
        FieldKind::Org => "organization",
        FieldKind::Id => "ID",
        kind => Class::from_kind(kind).describe(),
    }
}

/// An example value of the company if its names are known, else one of the kind.
fn example(field: &Field, names: &Names) -> String {
    let first =
        |all: &[NamedEntity]| all.iter().find(|one| !one.is_inactive).map(NamedEntity::label);
    let own = match field.kind {
        FieldKind::Stage => first(&names.stages),
        FieldKind::Pipeline => first(&names.pipelines),
        FieldKind::User => Some("me".to_owned()),
        FieldKind::Choice | FieldKind::Choices => {
            field.options.first().map(|option| option.label.clone())
        }
        FieldKind::Id => Some("17".to_owned()),
        FieldKind::Number if field.code.ends_with("_count") => Some("3".to_owned()),
        FieldKind::ClockRange => Some("09:00..17:00".to_owned()),
        FieldKind::DateRange => Some("today..+7d".to_owned()),
        _ if field.code == "currency" => Some("EUR".to_owned()),
        _ => None,
    };
    own.unwrap_or_else(|| Class::from_kind(field.kind).example().to_owned())
}

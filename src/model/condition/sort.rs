//! Sort keys, to order records by any field.

use super::operand::{Operand, record_values};
use crate::model::field::{Field, FieldKind};
use crate::model::names::{NamedEntity, Names};
use crate::model::record::RecordView;
use crate::text;
use std::cmp::Ordering;

/// The sort key of a record; a record without a value comes last in both directions.
#[derive(Debug, Clone, PartialEq)]
pub struct SortKey(Option<Value>);

#[derive(Debug, Clone, PartialEq)]
enum Value {
    Number(f64),
    Integer(i64),
    Text(String),
}

impl SortKey {
    /// Orders two keys of the same field.
    pub fn compare(&self, other: &SortKey, is_descending: bool) -> Ordering {
        match (&self.0, &other.0) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(one), Some(other)) => {
                let order = one.compare(other);
                if is_descending { order.reverse() } else { order }
            }
        }
    }
}

impl Value {
    fn compare(&self, other: &Value) -> Ordering {
        match (self, other) {
            (Value::Number(one), Value::Number(other)) => one.total_cmp(other),
            (Value::Integer(one), Value::Integer(other)) => one.cmp(other),
            (Value::Text(one), Value::Text(other)) => one.cmp(other),
            _ => Ordering::Equal,
        }
    }
}

/// The key of a record. Amounts are compared without their currency; stages, pipelines and options are in
/// the order of the company's list, users by name, persons and organizations by ID.
pub fn sort_key(field: &Field, record: &RecordView, names: &Names) -> SortKey {
    let held = record_values(field, record);
    let value = held.first().and_then(|value| match value {
        Operand::Empty => None,
        Operand::Text(text) => Some(Value::Text(text.clone())),
        Operand::Number(number) | Operand::Money { amount: number, .. } => {
            Some(Value::Number(*number))
        }
        Operand::Period(period) => Some(Value::Integer(period.from)),
        Operand::Flag(flag) => Some(Value::Integer(i64::from(*flag))),
        Operand::Id(id) => Some(id_value(field, id, names)),
    });
    SortKey(value)
}

fn id_value(field: &Field, id: &str, names: &Names) -> Value {
    let place = |place: Option<usize>| {
        Value::Integer(place.and_then(|place| i64::try_from(place).ok()).unwrap_or(i64::MAX))
    };
    let number = id.parse::<u64>().ok();
    let listed = |all: &[NamedEntity]| place(all.iter().position(|one| Some(one.id) == number));
    match field.kind {
        FieldKind::Stage => listed(&names.stages),
        FieldKind::Pipeline => listed(&names.pipelines),
        FieldKind::User => {
            let user = names.users.iter().find(|user| Some(user.id) == number);
            Value::Text(user.map_or_else(|| id.to_owned(), |user| text::fold(&user.name)))
        }
        FieldKind::Choice | FieldKind::Choices => {
            place(field.options.iter().position(|option| option.id == id))
        }
        _ => Value::Integer(id.parse().unwrap_or(i64::MAX)),
    }
}

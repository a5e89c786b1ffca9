//! Conditions on deals, `FIELD OP VALUE`, and matching records against them.

mod operand;
mod sort;

#[cfg(test)]
pub use operand::Period;
pub use operand::{Class, Operand};
pub use sort::{SortKey, sort_key};

use crate::model::field::{Field, FieldKind};
use crate::model::names::{NamedEntity, Names};
use crate::model::record::RecordView;
use crate::text;
use operand::record_values;
use std::fmt;

/// A field, an operator and the values to compare with.
#[derive(Debug, Clone)]
pub struct Condition {
    pub field: Field,
    pub op: Op,
    /// The values to compare with. One match is enough; with `!=`, none may match. [`Operand::Empty`]
    /// matches a field without a value.
    pub operands: Vec<Operand>,
    /// The condition as it was written.
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
}

impl Op {
    /// Longer operators first, so that `<=` is not parsed as `<`.
    const ALL: [(&'static str, Op); 8] = [
        ("!=", Op::NotEqual),
        ("<=", Op::LessOrEqual),
        (">=", Op::GreaterOrEqual),
        ("==", Op::Equal),
        ("=", Op::Equal),
        ("<", Op::Less),
        (">", Op::Greater),
        ("~", Op::Contains),
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Op::Equal => "=",
            Op::NotEqual => "!=",
            Op::Less => "<",
            Op::LessOrEqual => "<=",
            Op::Greater => ">",
            Op::GreaterOrEqual => ">=",
            Op::Contains => "~",
        }
    }

    pub fn is_order(self) -> bool {
        matches!(self, Op::Less | Op::LessOrEqual | Op::Greater | Op::GreaterOrEqual)
    }

    /// The operators that a class of values supports.
    pub fn for_class(class: Class) -> &'static [Op] {
        const EQUALITY: &[Op] = &[Op::Equal, Op::NotEqual];
        const NAMES: &[Op] = &[Op::Equal, Op::NotEqual, Op::Contains];
        const ORDER: &[Op] =
            &[Op::Equal, Op::NotEqual, Op::Less, Op::LessOrEqual, Op::Greater, Op::GreaterOrEqual];
        const ALL: &[Op] = &[
            Op::Equal,
            Op::NotEqual,
            Op::Less,
            Op::LessOrEqual,
            Op::Greater,
            Op::GreaterOrEqual,
            Op::Contains,
        ];
        match class {
            Class::Text => ALL,
            Class::Number | Class::Money | Class::Date | Class::Moment | Class::Clock => ORDER,
            Class::Name => NAMES,
            Class::Contact | Class::Status | Class::Flag => EQUALITY,
            Class::None => &[],
        }
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// All ways to split a condition at an operator, from left to right: the text before it, the operator,
/// and the text after it. There are several if a name or a value contains an operator.
pub fn splits(text: &str) -> Vec<(&str, Op, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        match Op::ALL.iter().find(|(sign, _)| text[at..].starts_with(sign)) {
            Some((sign, op)) => {
                found.push((&text[..at], *op, &text[at + sign.len()..]));
                at += sign.len();
            }
            None => at += text[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    found
}

impl Condition {
    /// Whether the record meets the condition.
    pub fn matches(&self, record: &RecordView) -> bool {
        let held = record_values(&self.field, record);
        match self.op {
            Op::Equal => self.operands.iter().any(|operand| operand.equals(&held)),
            Op::NotEqual => !self.operands.iter().any(|operand| operand.equals(&held)),
            Op::Contains => self.operands.iter().any(|operand| operand.is_contained_in(&held)),
            op => self.operands.iter().any(|operand| operand.is_ordered(&held, op)),
        }
    }
}

/// The stages, pipelines, users or options of the field whose name contains `text`.
pub fn find_by_part(field: &Field, text: &str, names: &Names) -> Vec<Operand> {
    let wanted = text::fold(text.trim());
    let has = |name: &str| text::fold(name).contains(&wanted);
    let entities = |all: &[NamedEntity]| {
        let found = all.iter().filter(|one| one.words().into_iter().any(has));
        found.map(|one| Operand::Id(one.id.to_string())).collect()
    };
    match field.kind {
        FieldKind::Stage => entities(&names.stages),
        FieldKind::Pipeline => entities(&names.pipelines),
        FieldKind::User => entities(&names.users),
        _ => {
            let options = field.options.iter().filter(|option| has(&option.label));
            options.map(|option| Operand::Id(option.id.clone())).collect()
        }
    }
}

impl Operand {
    fn equals(&self, held: &[Operand]) -> bool {
        match self {
            Operand::Empty => held.is_empty(),
            operand => held.iter().any(|value| operand.equals_one(value)),
        }
    }

    fn equals_one(&self, value: &Operand) -> bool {
        match (self, value) {
            (
                Operand::Money { amount, currency },
                Operand::Money { amount: held, currency: held_currency },
            ) => amount == held && is_same_currency(currency.as_deref(), held_currency.as_deref()),
            (Operand::Period(wanted), Operand::Period(held)) => wanted.meets(held),
            (operand, value) => operand == value,
        }
    }

    fn is_contained_in(&self, held: &[Operand]) -> bool {
        held.iter().any(|value| match (self, value) {
            (Operand::Text(wanted), Operand::Text(text)) => text.contains(wanted),
            (Operand::Id(wanted), Operand::Id(id)) => wanted == id,
            _ => false,
        })
    }

    /// Whether any of the record's values has this order relative to the operand; `false` if there are
    /// none.
    fn is_ordered(&self, held: &[Operand], op: Op) -> bool {
        held.iter().any(|value| match (value, self) {
            (Operand::Text(held), Operand::Text(wanted)) => is_in_order(op, held.cmp(wanted)),
            (Operand::Number(held), Operand::Number(wanted)) => {
                held.partial_cmp(wanted).is_some_and(|order| is_in_order(op, order))
            }
            (
                Operand::Money { amount: held, currency: held_currency },
                Operand::Money { amount, currency },
            ) => {
                is_same_currency(currency.as_deref(), held_currency.as_deref())
                    && held.partial_cmp(amount).is_some_and(|order| is_in_order(op, order))
            }
            (Operand::Period(held), Operand::Period(wanted)) => match op {
                Op::Less => held.until < wanted.from,
                Op::LessOrEqual => held.from <= wanted.until,
                Op::Greater => held.from > wanted.until,
                _ => held.until >= wanted.from,
            },
            _ => false,
        })
    }
}

fn is_in_order(op: Op, order: std::cmp::Ordering) -> bool {
    match op {
        Op::Less => order.is_lt(),
        Op::LessOrEqual => order.is_le(),
        Op::Greater => order.is_gt(),
        _ => order.is_ge(),
    }
}

/// An operand without a currency is compared with amounts in any currency.
fn is_same_currency(wanted: Option<&str>, held: Option<&str>) -> bool {
    wanted.is_none_or(|wanted| held.is_some_and(|held| held.eq_ignore_ascii_case(wanted)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::record::Record;
    use serde_json::{Value, json, value::to_raw_value};

    fn condition(kind: FieldKind, op: Op, words: &[&str]) -> Condition {
        let now = "2026-03-31T15:00:00+02:00[Europe/Berlin]".parse().unwrap();
        let field = Field { kind, ..Field::from_code("x") };
        let operand = |word: &&str| match (*word, Class::from_kind(kind)) {
            ("", _) => Operand::Empty,
            (id, Class::Name | Class::Contact) => Operand::Id(id.to_owned()),
            (word, _) => Operand::parse(&field, word, &now).unwrap(),
        };
        let operands = words.iter().map(operand).collect();
        Condition { field, op, operands, text: String::new() }
    }

    fn is_met(kind: FieldKind, value: &Value, op: Op, words: &[&str]) -> bool {
        let record = json!({"x": value, "currency": "EUR"});
        let record = Record::new(to_raw_value(&record).unwrap()).unwrap();
        condition(kind, op, words).matches(&record.read())
    }

    #[test]
    fn splits_at_every_operator() {
        assert_eq!(splits("value>=10"), [("value", Op::GreaterOrEqual, "10")]);
        assert_eq!(splits("a!=b"), [("a", Op::NotEqual, "b")]);
        assert_eq!(splits("a==b"), [("a", Op::Equal, "b")]);
        assert_eq!(
            splits("Größe<x=1~"),
            [
                ("Größe", Op::Less, "x=1~"),
                ("Größe<x", Op::Equal, "1~"),
                ("Größe<x=1", Op::Contains, "")
            ]
        );
        assert!(splits("nothing").is_empty());
    }

    #[test]
    fn compares_text_without_case_and_accents() {
        let holds = |value: &str, op, word| is_met(FieldKind::Text, &json!(value), op, &[word]);
        assert!(holds("Zoë", Op::Equal, "ZOE") && !holds("Zoë", Op::Equal, "Zo"));
        assert!(
            holds("Copper roof", Op::Contains, "ROOF") && !holds("Roof", Op::Contains, "roofs")
        );
        assert!(holds("apple", Op::Less, "Banana") && holds("apple", Op::GreaterOrEqual, "APPLE"));
    }

    #[test]
    fn an_empty_field_differs_from_every_value_and_has_no_order() {
        let kinds = [
            (FieldKind::Text, "a"),
            (FieldKind::Number, "1"),
            (FieldKind::Money("currency"), "1"),
            (FieldKind::Date, "2026-01-01"),
            (FieldKind::Time, "2026-01-01"),
            (FieldKind::Clock, "9:00"),
            (FieldKind::Choice, "7"),
            (FieldKind::Flag, "yes"),
        ];
        for (kind, word) in kinds {
            for empty in [Value::Null, json!("")] {
                for op in [Op::Equal, Op::Less, Op::LessOrEqual, Op::Greater, Op::Contains] {
                    assert!(!is_met(kind, &empty, op, &[word]), "{kind:?} {op} {empty}");
                }
                assert!(is_met(kind, &empty, Op::NotEqual, &[word]), "{kind:?}");
                assert!(is_met(kind, &empty, Op::Equal, &[""]), "{kind:?}");
                assert!(!is_met(kind, &empty, Op::NotEqual, &[""]), "{kind:?}");
            }
        }
    }

    #[test]
    fn compares_currencies_only_if_the_condition_has_one() {
        let money = FieldKind::Money("currency");
        assert!(is_met(money, &json!(12000.0), Op::GreaterOrEqual, &["12000"]));
        assert!(is_met(money, &json!("12000"), Op::Equal, &["12000 eur"]));
        assert!(!is_met(money, &json!(12000), Op::Equal, &["12000 USD"]));
        assert!(!is_met(money, &json!(12000), Op::Greater, &["1 USD"]));
        assert!(is_met(money, &json!(12000), Op::NotEqual, &["12000 USD"]));
        let own = json!({"value": 50.5, "currency": "JPY"});
        assert!(is_met(FieldKind::Monetary, &own, Op::Equal, &["50.5 JPY"]));
        assert!(!is_met(FieldKind::Monetary, &own, Op::Less, &["100 EUR"]));
        assert!(is_met(FieldKind::Monetary, &own, Op::Less, &["100"]));
    }

    #[test]
    fn a_date_matches_all_times_of_that_day_in_the_account_zone() {
        // 31 January in Berlin is 23:00 to 23:00 in UTC.
        let (first, last, next) = (
            json!("2026-01-30T23:00:00Z"),
            json!("2026-01-31 22:59:59"),
            json!("2026-01-31T23:00:00Z"),
        );
        let day = &["2026-01-31"][..];
        for inside in [&first, &last] {
            assert!(is_met(FieldKind::Time, inside, Op::Equal, day));
            assert!(is_met(FieldKind::Time, inside, Op::LessOrEqual, day));
            assert!(is_met(FieldKind::Time, inside, Op::GreaterOrEqual, day));
            assert!(!is_met(FieldKind::Time, inside, Op::Less, day));
            assert!(!is_met(FieldKind::Time, inside, Op::Greater, day));
        }
        assert!(is_met(FieldKind::Time, &next, Op::Greater, day));
        assert!(is_met(FieldKind::Time, &next, Op::NotEqual, day));
        assert!(is_met(FieldKind::Time, &first, Op::Equal, &["2026-01-31 00:00"]));
        assert!(is_met(FieldKind::Date, &json!("2026-03-24"), Op::Equal, &["-7d"]));
        // Two hours ago it was 11:00 in UTC.
        let since = |at: &str| is_met(FieldKind::Time, &json!(at), Op::Greater, &["-2h"]);
        assert!(since("2026-03-31T11:30:00Z") && !since("2026-03-31T10:30:00Z"));
        let two_days = &["2026-01-30..2026-01-31"][..];
        assert!(is_met(FieldKind::Time, &first, Op::Equal, two_days));
        assert!(!is_met(FieldKind::Time, &next, Op::Equal, two_days));
    }

    #[test]
    fn a_value_is_before_or_after_the_whole_range() {
        let range = json!({"value": "2026-01-10", "until": "2026-01-20"});
        let holds = |op, word| is_met(FieldKind::DateRange, &range, op, &[word]);
        assert!(holds(Op::Equal, "2026-01-15") && holds(Op::Equal, "2026-01-10..2026-01-20"));
        assert!(!holds(Op::Equal, "2026-01-15..2026-01-25"));
        assert!(holds(Op::Less, "2026-01-21") && !holds(Op::Less, "2026-01-20"));
        assert!(holds(Op::Greater, "2026-01-09") && !holds(Op::Greater, "2026-01-10"));
        let clock =
            json!({"value": "09:00:00", "until": "17:00:00", "timezone_name": "Europe/London"});
        assert!(is_met(FieldKind::ClockRange, &clock, Op::Equal, &["9:30"]));
        assert!(is_met(
            FieldKind::Clock,
            &json!({"value": "09:00:00"}),
            Op::LessOrEqual,
            &["09:00"]
        ));
    }

    #[test]
    fn matches_one_of_several_options_and_any_of_several_operands() {
        let labels = json!([1, 2]);
        assert!(is_met(FieldKind::Choices, &labels, Op::Equal, &["2"]));
        assert!(is_met(FieldKind::Choices, &labels, Op::Equal, &["5", "1"]));
        assert!(!is_met(FieldKind::Choices, &labels, Op::NotEqual, &["5", "1"]));
        assert!(is_met(FieldKind::Choices, &json!([{"id": 7, "label": "Hot"}]), Op::Equal, &["7"]));
        assert!(is_met(FieldKind::Choices, &json!([]), Op::Equal, &[""]));
        assert!(is_met(FieldKind::Status, &json!("won"), Op::Equal, &["open", "Won"]));
        let deleted = json!({"x": "won", "is_deleted": true});
        let deleted = Record::new(to_raw_value(&deleted).unwrap()).unwrap();
        let has = |word| condition(FieldKind::Status, Op::Equal, &[word]).matches(&deleted.read());
        assert!(has("deleted") && !has("won"));
        assert!(is_met(FieldKind::Flag, &json!(true), Op::Equal, &["yes"]));
        assert!(is_met(FieldKind::User, &json!({"id": 3, "name": "Tom"}), Op::Equal, &["3"]));
    }
}

//! Formats and parses field values: [`parse()`] accepts the output of [`show`].

mod cell;
mod compare;
mod display;
mod parse;
pub mod short;

pub use cell::{cell_text, currency_beside, currency_key};
pub use compare::is_same;
pub use display::{plain, show, show_json, without_zero_fraction};
pub use parse::{
    currency, has_thousands_shape, monetary, money, new_missing_error, no_currency, number,
    option_value, options, parse,
};

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::model::deal_status::DealStatus;
    use crate::model::field::{Choice, Field, FieldKind};
    use crate::model::names::{NamedEntity, Names};
    use proptest::prelude::*;
    use serde_json::value::RawValue;
    use serde_json::{Value, json};

    fn display_text(json: &str) -> String {
        plain(&RawValue::from_string(json.into()).unwrap()).into_owned()
    }

    #[test]
    fn formats_every_kind_of_value() {
        for (json, expected) in [
            ("null", ""),
            ("1200.10", "1200.10"),
            ("7000.0", "7000"),
            ("-0.50", "-0.50"),
            ("1.5e3", "1.5e3"),
            ("true", "yes"),
            (r#""a\u00e9\n""#, "aé\n"),
            ("[11,12]", "11, 12"),
            (r#"[{"id":1,"label":"Hot"}]"#, "Hot"),
            (r#"{"value":500,"currency":"USD"}"#, "500 USD"),
            (r#"{"value":500.0,"currency":"USD"}"#, "500 USD"),
            (r#"{"value":"2024-01-01","until":"2024-02-01"}"#, "2024-01-01..2024-02-01"),
            (r#"{"value":"09:00:00","timezone_id":318}"#, "09:00:00"),
            (r#"{"value":4,"name":"Ada"}"#, "Ada"),
            (r#"{"value":null,"currency":null}"#, ""),
            (r#"{"odd":1,"even":null}"#, r#"{"odd":1}"#),
        ] {
            assert_eq!(display_text(json), expected, "{json}");
        }
    }

    #[test]
    fn parses_only_unambiguous_amounts() {
        let read = |text| money(text).map(|(n, c)| (n.to_string(), c)).map_err(|f| f.message);
        assert_eq!(read("1200"), Ok(("1200".into(), None)));
        assert_eq!(read("1200.50 eur"), Ok(("1200.5".into(), Some("EUR".into()))));
        assert_eq!(read("EUR 1200"), Ok(("1200".into(), Some("EUR".into()))));
        for (text, amount, currency) in [
            ("12,500 EUR", "12500", Some("EUR")),
            ("1,200.50 EUR", "1200.5", Some("EUR")),
            ("1,200.50", "1200.5", None),
            ("-1,200,000", "-1200000", None),
            ("12,500.001 KWD", "12500.001", Some("KWD")),
            ("€1200", "1200", Some("EUR")),
            ("1,200 €", "1200", Some("EUR")),
            ("₹ 99.5", "99.5", Some("INR")),
        ] {
            assert_eq!(read(text), Ok((amount.into(), currency.map(str::to_owned))), "{text}");
        }
        for wrong in [
            "",
            "1.200,50 EUR",
            "1,200",
            "12 13",
            "twelve",
            "1200 EUR USD",
            "nan",
            "1e999",
            "1,5",
            "1,5 EUR",
            "12,500 KWD",
            "0,500 EUR",
            "1,20,000 EUR",
            "1,2000 EUR",
            ",500 EUR",
            "1, 200 EUR",
            "1,200.5,0 EUR",
            "$1200",
            "€1200 USD",
            "1200 €€",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        for (wrong, message) in [
            ("much", "`much` is not an amount: it has no number"),
            ("EUR", "`EUR` is not an amount: it has no number"),
            ("1,200", "`1,200` is not an amount: a comma may mean thousands or decimals"),
            ("$5", "`$5` is not an amount: several currencies have the sign `$`"),
            (
                "12 EURO",
                "`12 EURO` is not an amount: `EURO` is not a three-letter currency code, like EUR",
            ),
        ] {
            let failure = money(wrong).unwrap_err();
            assert_eq!(failure.message, message);
            assert!(failure.hint.is_some(), "{wrong}");
        }
    }

    pub fn field(kind: FieldKind) -> Field {
        let options = [("101", "Gold"), ("102", "Silver"), ("103", "Gold, old"), ("7", "12")];
        let choice = |(id, label): (&str, &str)| Choice { id: id.into(), label: label.into() };
        let code = "056df6b90dbc08086de6d809bff5aab89bc2c1a9".into();
        Field { code, name: "Odd".into(), also: None, kind, options: options.map(choice).to_vec() }
    }

    pub fn names() -> Names {
        let named = |id, name: &str, parent_id| NamedEntity {
            id,
            name: name.into(),
            also: None,
            parent_id,
            is_inactive: id == 6,
            is_you: false,
        };
        Names {
            users: vec![named(1, "Mara", None), named(6, "Otto", None)],
            pipelines: vec![named(1, "Sales", None)],
            stages: vec![named(3, "Proposal", Some(1))],
            ..Names::default()
        }
    }

    fn read(kind: FieldKind, text: &str) -> Result<Value, String> {
        let now = "2026-03-31T15:00:00Z[UTC]".parse().unwrap();
        parse(&field(kind), text, &names(), &now).map_err(|failure| failure.message)
    }

    fn display_kind(kind: FieldKind, value: &Value) -> String {
        let raw = serde_json::value::to_raw_value(value).unwrap();
        show(&field(kind), &raw, &names()).into_owned()
    }

    /// Checks both directions.
    fn check_both_ways(kind: FieldKind, text: &str, value: Value) {
        assert_eq!(read(kind, text), Ok(value.clone()), "{kind:?} {text}");
        assert_eq!(display_kind(kind, &value), text, "{kind:?} {value}");
    }

    #[test]
    fn formats_and_parses_every_kind() {
        check_both_ways(FieldKind::Text, "12 months", json!("12 months"));
        check_both_ways(FieldKind::LongText, "a\nb", json!("a\nb"));
        check_both_ways(FieldKind::Phone, "+44 161 496 0000", json!("+44 161 496 0000"));
        check_both_ways(FieldKind::Number, "12.25", json!(12.25));
        check_both_ways(FieldKind::Money("currency"), "1200", json!(1200));
        check_both_ways(FieldKind::Monetary, "5000 EUR", json!({"value": 5000, "currency": "EUR"}));
        check_both_ways(FieldKind::Date, "2026-01-31", json!("2026-01-31"));
        let range = json!({"value": "2026-01-01", "until": "2026-02-01"});
        check_both_ways(FieldKind::DateRange, "2026-01-01..2026-02-01", range);
        check_both_ways(FieldKind::Time, "2026-01-31T10:20:30Z", json!("2026-01-31T10:20:30Z"));
        check_both_ways(FieldKind::Clock, "09:00", json!({"value": "09:00:00"}));
        let zoned = json!({"value": "09:00:30", "timezone_name": "Europe/London"});
        check_both_ways(FieldKind::Clock, "09:00:30 Europe/London", zoned);
        let hours = json!({"value": "09:00:00", "until": "11:00:00"});
        check_both_ways(FieldKind::ClockRange, "09:00..11:00", hours);
        check_both_ways(FieldKind::Status, "won", json!("won"));
        check_both_ways(FieldKind::Choice, "Gold", json!(101));
        check_both_ways(FieldKind::Choices, "Gold, Silver", json!([101, 102]));
        check_both_ways(FieldKind::Choices, "Silver, Gold, old", json!([102, 103]));
        check_both_ways(FieldKind::Stage, "Proposal", json!(3));
        check_both_ways(FieldKind::Pipeline, "Sales", json!(1));
        check_both_ways(FieldKind::User, "Mara", json!(1));
        check_both_ways(FieldKind::User, "Otto (inactive)", json!(6));
        check_both_ways(FieldKind::Person, "4", json!(4));
        check_both_ways(FieldKind::Org, "4", json!(4));
        check_both_ways(FieldKind::Id, "4", json!(4));
        check_both_ways(FieldKind::Address, "Quay 1, Saltby", json!({"value": "Quay 1, Saltby"}));
        check_both_ways(FieldKind::Flag, "yes", json!(true));
    }

    #[test]
    fn parses_loose_spellings() {
        assert_eq!(read(FieldKind::Date, "tomorrow"), Ok(json!("2026-04-01")));
        assert_eq!(read(FieldKind::Choices, "silver,gold, gold"), Ok(json!([102, 101])));
        assert_eq!(read(FieldKind::Choice, "12"), Ok(json!(7)));
        assert_eq!(read(FieldKind::Choice, "id:102"), Ok(json!(102)));
        assert_eq!(
            read(FieldKind::Monetary, "eur 12.50"),
            Ok(json!({"value": 12.5, "currency": "EUR"}))
        );
        assert_eq!(read(FieldKind::Clock, "9:30"), Ok(json!({"value": "09:30:00"})));
        for text in ["09:00-17:00", "9:00 - 17:00", "09:00–17:00", "9:00..17:00:00"] {
            let hours = json!({"value": "09:00:00", "until": "17:00:00"});
            assert_eq!(read(FieldKind::ClockRange, text), Ok(hours), "{text}");
        }
        assert_eq!(
            read(FieldKind::ClockRange, "9:00-17:00 America/Port-au-Prince"),
            Ok(
                json!({"value": "09:00:00", "until": "17:00:00", "timezone_name": "America/Port-au-Prince"})
            )
        );
        assert_eq!(
            read(FieldKind::Clock, "09:00  europe/london"),
            Ok(json!({"value": "09:00:00", "timezone_name": "Europe/London"}))
        );
    }

    #[test]
    fn parses_options_of_a_flag_as_booleans() {
        let choice = |id: &str, label: &str| Choice { id: id.into(), label: label.into() };
        let options = vec![choice("false", "Not archived"), choice("true", "Archived")];
        for (kind, expected) in [(FieldKind::Flag, "yes"), (FieldKind::Choice, "Archived")] {
            let archived = Field { options: options.clone(), ..field(kind) };
            let now = "2026-03-31T15:00:00Z[UTC]".parse().unwrap();
            let read = |text: &str| parse(&archived, text, &names(), &now).ok();
            assert_eq!(
                (read("archived"), read("Not arch")),
                (Some(json!(true)), Some(json!(false)))
            );
            assert_eq!(read("perhaps"), None);
            let raw = RawValue::from_string("true".into()).unwrap();
            assert_eq!(show(&archived, &raw, &names()), expected);
        }
    }

    #[test]
    fn rejects_invalid_values_with_a_reason() {
        for (kind, text, why) in [
            (FieldKind::Text, " ", "missing value"),
            (FieldKind::Number, "12,5", "a comma may mean"),
            (FieldKind::Number, "12345678901234567890.5", "too many digits"),
            (FieldKind::Monetary, "1.200,50 EUR", "a comma may mean"),
            (FieldKind::Monetary, "10.000 EUR", "a point may mean"),
            (FieldKind::Monetary, "1200", "no currency"),
            (FieldKind::Monetary, "much", "`much` is not an amount"),
            (FieldKind::Monetary, "12 EURO", "not an amount: `EURO` is not a three-letter"),
            (FieldKind::Number, "much", "`much` is not a number"),
            (FieldKind::Date, "31.01.2026", "not a date"),
            (FieldKind::DateRange, "2026-01-01", "not a range"),
            (FieldKind::DateRange, "2026-02-01..2026-01-01", "ends before"),
            (FieldKind::Clock, "9", "hours and minutes"),
            (FieldKind::Clock, "25:00", "hours and minutes"),
            (FieldKind::Clock, "9:3", "hours and minutes"),
            (FieldKind::Clock, "09:00 Mars", "not a time zone"),
            (FieldKind::Clock, "09:00..10:00", "has an end"),
            (FieldKind::ClockRange, "09:00", "a start and an end"),
            (FieldKind::Choice, "Bronze", "no option of Odd"),
            (FieldKind::Choices, "Gold, Bronze", "no option of Odd"),
            (FieldKind::User, "Nobody", "no user"),
            (FieldKind::Person, "Ada", "not a person ID"),
            (FieldKind::Flag, "maybe", "yes or no"),
            (FieldKind::Status, "deleted", "not a status"),
            (FieldKind::Any, "x", "not supported"),
        ] {
            let refused = read(kind, text).unwrap_err();
            assert!(refused.contains(why), "{kind:?} {text}: {refused}");
        }
        assert!(read(FieldKind::Text, &"x".repeat(256)).is_err());
        assert!(read(FieldKind::LongText, &"x".repeat(256)).is_ok());
    }

    /// Any value of this kind, as the service might send it.
    pub fn values(kind: FieldKind) -> BoxedStrategy<Value> {
        let date = || {
            (1970i16..2100, 1i8..13, 1i8..29)
                .prop_map(|(y, m, d)| jiff::civil::date(y, m, d).to_string())
        };
        let clock =
            || (0i8..24, 0i8..60, 0i8..60).prop_map(|(h, m, s)| format!("{h:02}:{m:02}:{s:02}"));
        let zone =
            || prop::option::of(prop::sample::select(vec!["Europe/London", "Atlantic/Reykjavik"]));
        let zoned = |mut object: Value, zone: Option<&str>| {
            if let Some(zone) = zone {
                object["timezone_name"] = json!(zone);
            }
            object
        };
        let words = || "[^\\s\\p{C}]([^\\p{C}]{0,40}[^\\s\\p{C}])?";
        let number = || {
            prop_oneof![
                any::<i32>().prop_map(|n| json!(n)),
                any::<f64>().prop_filter("finite", |n| n.is_finite()).prop_map(|n| json!(n)),
            ]
        };
        let one = |ids: Vec<u64>| prop::sample::select(ids).prop_map(|id| json!(id)).boxed();
        match kind {
            FieldKind::Text | FieldKind::LongText | FieldKind::Phone => {
                words().prop_map(Value::from).boxed()
            }
            FieldKind::Address => words().prop_map(|text| json!({"value": text})).boxed(),
            FieldKind::Number | FieldKind::Money(_) | FieldKind::Amount(_) => number().boxed(),
            FieldKind::Monetary => (number(), "[A-Z]{3}")
                .prop_map(|(value, currency)| json!({"value": value, "currency": currency}))
                .boxed(),
            FieldKind::Date => date().prop_map(Value::from).boxed(),
            FieldKind::DateRange => (date(), date())
                .prop_map(|(a, b)| json!({"value": (&a).min(&b), "until": (&a).max(&b)}))
                .boxed(),
            FieldKind::Time => (date(), clock())
                .prop_map(|(date, clock)| json!(format!("{date}T{clock}Z")))
                .boxed(),
            FieldKind::Clock => (clock(), zone())
                .prop_map(move |(value, zone)| zoned(json!({"value": value}), zone))
                .boxed(),
            FieldKind::ClockRange => (clock(), clock(), zone())
                .prop_map(move |(from, until, zone)| {
                    zoned(json!({"value": from, "until": until}), zone)
                })
                .boxed(),
            FieldKind::Status => {
                prop::sample::select(DealStatus::SETTABLE.to_vec()).prop_map(Value::from).boxed()
            }
            FieldKind::Choice => one(vec![101, 102, 103, 7]),
            FieldKind::Choices => prop::sample::subsequence(vec![101, 102, 103, 7], 1..=4)
                .prop_shuffle()
                .prop_map(|ids| json!(ids))
                .boxed(),
            FieldKind::Stage => one(vec![3, 99]),
            FieldKind::Pipeline => one(vec![1, 99]),
            FieldKind::User => one(vec![1, 6, 99]),
            FieldKind::Person | FieldKind::Org | FieldKind::Id => {
                (1u64..).prop_map(|id| json!(id)).boxed()
            }
            FieldKind::Flag | FieldKind::Any | FieldKind::Size => {
                any::<bool>().prop_map(Value::from).boxed()
            }
        }
    }

    /// Any JSON value, including the keys that have a meaning here.
    fn anything() -> impl Strategy<Value = Value> {
        let one = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            prop::sample::select(vec!["101", "09:00:00", ":00", "2026-01-31"])
                .prop_map(Value::from),
        ];
        let key = || {
            prop::sample::select(vec![
                "value",
                "until",
                "currency",
                "label",
                "name",
                "timezone_name",
                "x",
            ])
        };
        one.prop_recursive(3, 16, 4, move |inner| {
            let members =
                prop::collection::btree_map(key().prop_map(str::to_owned), inner.clone(), 0..4);
            prop_oneof![
                prop::collection::vec(inner, 0..4).prop_map(Value::from),
                members.prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    pub const KINDS: [FieldKind; 22] = [
        FieldKind::Text,
        FieldKind::LongText,
        FieldKind::Phone,
        FieldKind::Number,
        FieldKind::Money("currency"),
        FieldKind::Monetary,
        FieldKind::Date,
        FieldKind::DateRange,
        FieldKind::Time,
        FieldKind::Clock,
        FieldKind::ClockRange,
        FieldKind::Status,
        FieldKind::Choice,
        FieldKind::Choices,
        FieldKind::Stage,
        FieldKind::Pipeline,
        FieldKind::User,
        FieldKind::Person,
        FieldKind::Org,
        FieldKind::Address,
        FieldKind::Id,
        FieldKind::Flag,
    ];

    proptest! {
        #[test]
        fn shown_value_parses_as_the_same_value(
            (kind, value) in prop::sample::select(KINDS.to_vec()).prop_flat_map(|kind| (Just(kind), values(kind)))
        ) {
            let text = display_kind(kind, &value);
            let back = read(kind, &text);
            let is_read = back.as_ref().is_ok_and(|back| is_same(back, &value));
            prop_assert!(is_read, "{:?} {} {:?}", kind, text, back);
            prop_assert_eq!(display_kind(kind, &back.unwrap()), text);
        }

        #[test]
        fn does_not_panic_on_any_input(
            kind in prop::sample::select(KINDS.to_vec()), text in any::<String>()
        ) {
            if let Ok(value) = read(kind, &text) {
                let back = read(kind, &display_kind(kind, &value));
                prop_assert!(back.as_ref().is_ok_and(|back| is_same(back, &value)), "{:?}", back);
            }
        }

        #[test]
        fn formats_any_json(
            kind in prop::sample::select([&KINDS[..], &[FieldKind::Any, FieldKind::Size]].concat()), value in anything()
        ) {
            let raw = serde_json::value::to_raw_value(&value).unwrap();
            let shown = display_kind(kind, &value);
            // `show_json` returns the same text, except for lists of options.
            let json = show_json(&field(kind), &raw, &names());
            if kind != FieldKind::Choices {
                prop_assert_eq!(json, json!(shown));
            }
            // Text is never lost.
            if let Value::String(text) = &value && matches!(kind, FieldKind::Text | FieldKind::Any) {
                prop_assert_eq!(shown, text.as_str());
            }
        }
    }
}

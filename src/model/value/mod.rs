//! Values as people read and write them: what [`show`] prints of a value, [`parse()`] reads back.

mod display;
mod parse;

pub use display::{plain, show, words};
pub use parse::{currency, money, option_value, options, parse};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::field::{Choice, Field, Kind};
    use crate::model::names::{Named, Names};
    use proptest::prelude::*;
    use serde_json::value::RawValue;
    use serde_json::{Value, json};

    fn shown(json: &str) -> String {
        plain(&RawValue::from_string(json.into()).unwrap()).into_owned()
    }

    #[test]
    fn every_shape_of_value_reads_well() {
        for (json, expected) in [
            ("null", ""),
            ("1200.10", "1200.10"),
            ("true", "yes"),
            (r#""a\u00e9\n""#, "aé\n"),
            ("[11,12]", "11, 12"),
            (r#"[{"id":1,"label":"Hot"}]"#, "Hot"),
            (r#"{"value":500,"currency":"USD"}"#, "500 USD"),
            (r#"{"value":"2024-01-01","until":"2024-02-01"}"#, "2024-01-01..2024-02-01"),
            (r#"{"value":"09:00:00","timezone_id":318}"#, "09:00:00"),
            (r#"{"value":4,"name":"Ada"}"#, "Ada"),
            (r#"{"value":null,"currency":null}"#, ""),
            (r#"{"odd":1}"#, r#"{"odd":1}"#),
        ] {
            assert_eq!(shown(json), expected, "{json}");
        }
    }

    #[test]
    fn amounts_are_read_and_never_guessed() {
        let read = |text| money(text).map(|(n, c)| (n.to_string(), c)).map_err(|f| f.message);
        assert_eq!(read("1200"), Ok(("1200".into(), None)));
        assert_eq!(read("1200.50 eur"), Ok(("1200.5".into(), Some("EUR".into()))));
        assert_eq!(read("EUR 1200"), Ok(("1200".into(), Some("EUR".into()))));
        for wrong in
            ["", "1.200,50 EUR", "1,200", "12 13", "twelve", "1200 EUR USD", "nan", "1e999"]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        for (wrong, message) in [
            ("much", "`much` is not an amount: it has no number"),
            ("EUR", "`EUR` is not an amount: it has no number"),
            ("1,200", "`1,200` is not an amount: a comma may mean thousands or decimals"),
            (
                "12 EURO",
                "`12 EURO` is not an amount: `EURO` is not a currency code of three letters, like EUR",
            ),
        ] {
            let failure = money(wrong).unwrap_err();
            assert_eq!(failure.message, message);
            assert!(failure.hint.is_some(), "{wrong}");
        }
    }

    fn field(kind: Kind) -> Field {
        let options = [("101", "Gold"), ("102", "Silver"), ("103", "Gold, old"), ("7", "12")];
        let choice = |(id, label): (&str, &str)| Choice { id: id.into(), label: label.into() };
        let code = "056df6b90dbc08086de6d809bff5aab89bc2c1a9".into();
        Field { code, name: "Odd".into(), also: None, kind, options: options.map(choice).to_vec() }
    }

    fn names() -> Names {
        let named = |id, name: &str, within| Named {
            id,
            name: name.into(),
            also: None,
            within,
            is_gone: id == 6,
            is_you: false,
        };
        Names {
            users: vec![named(1, "Mara", None), named(6, "Otto", None)],
            pipelines: vec![named(1, "Sales", None)],
            stages: vec![named(3, "Proposal", Some(1))],
            ..Names::default()
        }
    }

    fn read(kind: Kind, text: &str) -> Result<Value, String> {
        let now = "2026-03-31T15:00:00Z[UTC]".parse().unwrap();
        parse(&field(kind), text, &names(), &now).map_err(|failure| failure.message)
    }

    fn told(kind: Kind, value: &Value) -> String {
        let raw = serde_json::value::to_raw_value(value).unwrap();
        show(&field(kind), &raw, &names()).into_owned()
    }

    /// Both ways, for a text as it would be shown.
    fn holds(kind: Kind, text: &str, value: Value) {
        assert_eq!(read(kind, text), Ok(value.clone()), "{kind:?} {text}");
        assert_eq!(told(kind, &value), text, "{kind:?} {value}");
    }

    #[test]
    fn every_kind_has_its_shape_both_ways() {
        holds(Kind::Text, "12 months", json!("12 months"));
        holds(Kind::LongText, "a\nb", json!("a\nb"));
        holds(Kind::Phone, "+44 161 496 0000", json!("+44 161 496 0000"));
        holds(Kind::Number, "12.25", json!(12.25));
        holds(Kind::Money("currency"), "1200", json!(1200));
        holds(Kind::Monetary, "5000 EUR", json!({"value": 5000, "currency": "EUR"}));
        holds(Kind::Date, "2026-01-31", json!("2026-01-31"));
        let range = json!({"value": "2026-01-01", "until": "2026-02-01"});
        holds(Kind::DateRange, "2026-01-01..2026-02-01", range);
        holds(Kind::Time, "2026-01-31T10:20:30Z", json!("2026-01-31T10:20:30Z"));
        holds(Kind::Clock, "09:00", json!({"value": "09:00:00"}));
        let zoned = json!({"value": "09:00:30", "timezone_name": "Europe/London"});
        holds(Kind::Clock, "09:00:30 Europe/London", zoned);
        let hours = json!({"value": "09:00:00", "until": "11:00:00"});
        holds(Kind::ClockRange, "09:00..11:00", hours);
        holds(Kind::Status, "won", json!("won"));
        holds(Kind::Choice, "Gold", json!(101));
        holds(Kind::Choices, "Gold, Silver", json!([101, 102]));
        holds(Kind::Choices, "Silver, Gold, old", json!([102, 103]));
        holds(Kind::Stage, "Proposal", json!(3));
        holds(Kind::Pipeline, "Sales", json!(1));
        holds(Kind::User, "Mara", json!(1));
        holds(Kind::User, "Otto (inactive)", json!(6));
        holds(Kind::Person, "4", json!(4));
        holds(Kind::Org, "4", json!(4));
        holds(Kind::Id, "4", json!(4));
        holds(Kind::Address, "Quay 1, Saltby", json!({"value": "Quay 1, Saltby"}));
        holds(Kind::Flag, "yes", json!(true));
    }

    #[test]
    fn people_may_write_loosely() {
        assert_eq!(read(Kind::Date, "tomorrow"), Ok(json!("2026-04-01")));
        assert_eq!(read(Kind::Choices, "silver,gold, gold"), Ok(json!([102, 101])));
        assert_eq!(read(Kind::Choice, "12"), Ok(json!(7)));
        assert_eq!(read(Kind::Choice, "id:102"), Ok(json!(102)));
        assert_eq!(
            read(Kind::Monetary, "eur 12.50"),
            Ok(json!({"value": 12.5, "currency": "EUR"}))
        );
        assert_eq!(
            read(Kind::Clock, "09:00  europe/london"),
            Ok(json!({"value": "09:00:00", "timezone_name": "Europe/London"}))
        );
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_reason() {
        for (kind, text, why) in [
            (Kind::Text, " ", "no value"),
            (Kind::Number, "12,5", "a comma may mean"),
            (Kind::Number, "12345678901234567890.5", "more digits"),
            (Kind::Monetary, "1.200,50 EUR", "a comma may mean"),
            (Kind::Monetary, "1200", "no currency"),
            (Kind::Monetary, "much", "`much` is not an amount"),
            (Kind::Monetary, "12 EURO", "not an amount: `EURO` is not a currency code"),
            (Kind::Number, "much", "`much` is not a number"),
            (Kind::Date, "31.01.2026", "not a date"),
            (Kind::DateRange, "2026-01-01", "not a range"),
            (Kind::DateRange, "2026-02-01..2026-01-01", "ends before"),
            (Kind::Clock, "9:00", "two digits"),
            (Kind::Clock, "25:00", "two digits"),
            (Kind::Clock, "09:00 Mars", "not a time zone"),
            (Kind::Clock, "09:00..10:00", "has an end"),
            (Kind::ClockRange, "09:00", "needs an end"),
            (Kind::Choice, "Bronze", "no option of Odd"),
            (Kind::Choices, "Gold, Bronze", "no option of Odd"),
            (Kind::User, "Nobody", "no user"),
            (Kind::Person, "Ada", "not the id"),
            (Kind::Flag, "maybe", "neither"),
            (Kind::Status, "deleted", "not a status"),
            (Kind::Any, "x", "not known here"),
        ] {
            let refused = read(kind, text).unwrap_err();
            assert!(refused.contains(why), "{kind:?} {text}: {refused}");
        }
        assert!(read(Kind::Text, &"x".repeat(256)).is_err());
        assert!(read(Kind::LongText, &"x".repeat(256)).is_ok());
    }

    /// A value of that kind, as Pipedrive might send it.
    fn values(kind: Kind) -> BoxedStrategy<Value> {
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
            Kind::Text | Kind::LongText | Kind::Phone => words().prop_map(Value::from).boxed(),
            Kind::Address => words().prop_map(|text| json!({"value": text})).boxed(),
            Kind::Number | Kind::Money(_) => number().boxed(),
            Kind::Monetary => (number(), "[A-Z]{3}")
                .prop_map(|(value, currency)| json!({"value": value, "currency": currency}))
                .boxed(),
            Kind::Date => date().prop_map(Value::from).boxed(),
            Kind::DateRange => (date(), date())
                .prop_map(|(a, b)| json!({"value": (&a).min(&b), "until": (&a).max(&b)}))
                .boxed(),
            Kind::Time => (date(), clock())
                .prop_map(|(date, clock)| json!(format!("{date}T{clock}Z")))
                .boxed(),
            Kind::Clock => (clock(), zone())
                .prop_map(move |(value, zone)| zoned(json!({"value": value}), zone))
                .boxed(),
            Kind::ClockRange => (clock(), clock(), zone())
                .prop_map(move |(from, until, zone)| {
                    zoned(json!({"value": from, "until": until}), zone)
                })
                .boxed(),
            Kind::Status => {
                prop::sample::select(vec!["open", "won", "lost"]).prop_map(Value::from).boxed()
            }
            Kind::Choice => one(vec![101, 102, 103, 7]),
            Kind::Choices => prop::sample::subsequence(vec![101, 102, 103, 7], 1..=4)
                .prop_shuffle()
                .prop_map(|ids| json!(ids))
                .boxed(),
            Kind::Stage => one(vec![3, 99]),
            Kind::Pipeline => one(vec![1, 99]),
            Kind::User => one(vec![1, 6, 99]),
            Kind::Person | Kind::Org | Kind::Id => (1u64..).prop_map(|id| json!(id)).boxed(),
            Kind::Flag | Kind::Any | Kind::Size => any::<bool>().prop_map(Value::from).boxed(),
        }
    }

    /// Any JSON, with the keys that mean something here among others.
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

    const KINDS: [Kind; 22] = [
        Kind::Text,
        Kind::LongText,
        Kind::Phone,
        Kind::Number,
        Kind::Money("currency"),
        Kind::Monetary,
        Kind::Date,
        Kind::DateRange,
        Kind::Time,
        Kind::Clock,
        Kind::ClockRange,
        Kind::Status,
        Kind::Choice,
        Kind::Choices,
        Kind::Stage,
        Kind::Pipeline,
        Kind::User,
        Kind::Person,
        Kind::Org,
        Kind::Address,
        Kind::Id,
        Kind::Flag,
    ];

    proptest! {
        #[test]
        fn what_is_shown_is_read_back_and_shown_the_same(
            (kind, value) in prop::sample::select(KINDS.to_vec()).prop_flat_map(|kind| (Just(kind), values(kind)))
        ) {
            let text = told(kind, &value);
            let back = read(kind, &text);
            prop_assert_eq!(back.as_ref(), Ok(&value), "{:?} {}", kind, text);
            prop_assert_eq!(told(kind, &back.unwrap()), text);
        }

        #[test]
        fn whatever_is_written_is_read_or_refused(
            kind in prop::sample::select(KINDS.to_vec()), text in any::<String>()
        ) {
            if let Ok(value) = read(kind, &text) {
                prop_assert_eq!(read(kind, &told(kind, &value)), Ok(value));
            }
        }

        #[test]
        fn whatever_comes_is_shown(
            kind in prop::sample::select([&KINDS[..], &[Kind::Any, Kind::Size]].concat()), value in anything()
        ) {
            let raw = serde_json::value::to_raw_value(&value).unwrap();
            let shown = told(kind, &value);
            // A program is told the same, but for a list of options.
            let told = words(&field(kind), &raw, &names());
            if kind != Kind::Choices {
                prop_assert_eq!(told, json!(shown));
            }
            // No text is lost, whatever it stands for.
            if let Value::String(text) = &value && matches!(kind, Kind::Text | Kind::Any) {
                prop_assert_eq!(shown, text.as_str());
            }
        }
    }
}

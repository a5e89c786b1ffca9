//! One object of an answer, kept as the text that came: fields we never heard of, the order of
//! keys and every digit included. A [`RecordView`] is one shallow look into it.

use bytestring::ByteString;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::fmt;

/// A JSON object, as Pipedrive wrote it; a slice of the page that it came on.
#[derive(Debug, Clone)]
pub struct Record(ByteString);

/// The keys of a record and the raw text of their values.
#[derive(Debug)]
pub struct RecordView<'a> {
    keys: Keys<'a>,
    custom: OnceCell<Keys<'a>>,
}

/// One key whose value is not what it was.
#[derive(Debug, PartialEq, Eq)]
pub struct Change<'a> {
    pub code: Cow<'a, str>,
    pub from: Option<&'a str>,
    pub to: Option<&'a str>,
}

type Pair<'a> = (Cow<'a, str>, &'a RawValue);

/// An object's members in the order they stand.
#[derive(Debug, Default)]
struct Keys<'a>(Vec<Pair<'a>>);

impl Record {
    /// `None` for anything but an object.
    pub fn new(raw: Box<RawValue>) -> Option<Record> {
        Record::from_text(to_byte_string(raw))
    }

    /// The same of a text that is known to be one JSON value.
    pub fn from_text(text: ByteString) -> Option<Record> {
        text.starts_with('{').then_some(Record(text))
    }

    /// An item of a list, which may be no object: it has no keys then, and is printed as it came.
    pub fn item(raw: Box<RawValue>) -> Record {
        Record(to_byte_string(raw))
    }

    /// The same of a text that is known to be one JSON value.
    pub fn new_item(text: ByteString) -> Record {
        Record(text)
    }

    /// The record with members of our own after those that came; they hide any of the same
    /// name.
    pub fn with_own<T: Clone + Into<Value>>(&self, own: &[(&str, T)]) -> Record {
        let member =
            |(key, value): &(&str, T)| format!("{}:{}", Value::from(*key), value.clone().into());
        let own: Vec<String> = own.iter().map(member).collect();
        let rest = self.text().trim_end().strip_suffix('}').unwrap_or("{");
        let comma = if own.is_empty() || rest.trim_end().ends_with('{') { "" } else { "," };
        match RawValue::from_string(format!("{rest}{comma}{}}}", own.join(","))) {
            Ok(raw) => Record::item(raw),
            Err(_) => self.clone(),
        }
    }

    /// The text that came.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The number under `id`. Where it comes first, as it does in deals, nothing else is parsed.
    pub fn id(&self) -> Option<u64> {
        let first = self.0.strip_prefix("{\"id\":").and_then(|rest| rest.split([',', '}']).next());
        first.and_then(|id| id.parse().ok()).or_else(|| self.read().id())
    }

    pub fn read(&self) -> RecordView<'_> {
        RecordView { keys: Keys::from_text(&self.0), custom: OnceCell::new() }
    }

    /// What became of this record in `after`, key by key; custom fields one by one.
    pub fn changes<'a>(&'a self, after: &'a Record) -> Vec<Change<'a>> {
        let (old, new) = (self.read(), after.read());
        let mut changes = Vec::new();
        old.keys.compare(&new.keys, &mut changes);
        old.custom().compare(new.custom(), &mut changes);
        changes.retain(|change| change.code != "custom_fields");
        changes
    }
}

impl<'a> RecordView<'a> {
    fn from_text(raw: &'a RawValue) -> RecordView<'a> {
        RecordView { keys: Keys::from_text(raw.get()), custom: OnceCell::new() }
    }

    /// A field by its code, whether it is built in or stands under `custom_fields`; dots lead into
    /// nested objects (`item.title`).
    pub fn get(&self, code: &str) -> Option<&'a RawValue> {
        self.keys.get(code).or_else(|| match code.split_once('.') {
            Some((key, rest)) => RecordView::from_text(self.keys.get(key)?).get(rest),
            None => self.custom().get(code),
        })
    }

    /// Whether `code` stands under `custom_fields`.
    pub fn is_custom(&self, code: &str) -> bool {
        self.keys.get(code).is_none() && self.custom().get(code).is_some()
    }

    /// The members at the top, in the order they came.
    pub fn members(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.keys.0.iter().map(|(key, value)| (key.as_ref(), *value))
    }

    /// The members of the object under `code`; none when it is absent, null, or the list that an
    /// empty v1 map is.
    pub fn object(&self, code: &str) -> RecordView<'a> {
        self.get(code).map_or(
            RecordView { keys: Keys::default(), custom: OnceCell::new() },
            RecordView::from_text,
        )
    }

    /// The custom fields that came, in the order they came.
    pub fn custom_members(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.custom().0.iter().map(|(key, value)| (key.as_ref(), *value))
    }

    pub fn id(&self) -> Option<u64> {
        self.get("id")?.get().parse().ok()
    }

    /// A string field's text; `None` when it is absent, null or no string.
    pub fn text(&self, code: &str) -> Option<Cow<'a, str>> {
        string(self.get(code)?)
    }

    /// A field that is an id: a number, or (in v1) an object that holds it as `id` or `value`.
    pub fn reference(&self, code: &str) -> Option<u64> {
        let raw = self.get(code)?;
        raw.get().parse().ok().or_else(|| {
            let object = Keys::from_text(raw.get());
            object.get("id").or_else(|| object.get("value"))?.get().parse().ok()
        })
    }

    fn custom(&self) -> &Keys<'a> {
        self.custom.get_or_init(|| {
            self.keys.get("custom_fields").map(|raw| Keys::from_text(raw.get())).unwrap_or_default()
        })
    }
}

impl<'a> Keys<'a> {
    /// Anything but an object has no keys; an empty v1 map is `[]` (pipedrive.md P110).
    fn from_text(text: &'a str) -> Keys<'a> {
        if !text.starts_with('{') {
            return Keys::default();
        }
        Keys::read::<false>(text).or_else(|_| Keys::read::<true>(text)).unwrap_or_default()
    }

    fn read<const LOSSY: bool>(text: &'a str) -> serde_json::Result<Keys<'a>> {
        serde_json::Deserializer::from_str(text).deserialize_map(KeysVisitor::<LOSSY>)
    }

    fn get(&self, code: &str) -> Option<&'a RawValue> {
        // Where a key comes twice, the last one counts, as in jq and everywhere else.
        self.0.iter().rfind(|(key, _)| key == code).map(|(_, value)| *value)
    }

    fn compare(&self, new: &Keys<'a>, changes: &mut Vec<Change<'a>>) {
        for (code, value) in &new.0 {
            let (from, to) = (self.get(code).map(RawValue::get), Some(value.get()));
            if from.unwrap_or("null") != value.get() {
                changes.push(Change { code: code.clone(), from, to });
            }
        }
        for (code, value) in &self.0 {
            if new.get(code).is_none() && value.get() != "null" {
                changes.push(Change { code: code.clone(), from: Some(value.get()), to: None });
            }
        }
    }
}

struct KeysVisitor<const LOSSY: bool>;

impl<'de, const LOSSY: bool> Visitor<'de> for KeysVisitor<LOSSY> {
    type Value = Keys<'de>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys<'de>, A::Error> {
        let mut keys = Vec::with_capacity(48);
        while let Some(pair) = map.next_entry::<Key<'de, LOSSY>, &'de RawValue>()? {
            keys.push((pair.0.0, pair.1));
        }
        Ok(Keys(keys))
    }
}

/// The text of a value, moved.
fn to_byte_string(raw: Box<RawValue>) -> ByteString {
    String::from(Box::<str>::from(raw)).into()
}

/// A string, borrowed from the text unless it holds an escape. JSON allows an escape for half of a
/// surrogate pair, which serde_json refuses; `LOSSY`, which is slower, reads U+FFFD, as jq does.
struct Key<'a, const LOSSY: bool>(Cow<'a, str>);

impl<'de: 'a, 'a, const LOSSY: bool> Deserialize<'de> for Key<'a, LOSSY> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if LOSSY {
            return deserializer.deserialize_bytes(KeyVisitor).map(Key);
        }
        deserializer.deserialize_str(KeyVisitor).map(Key)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(text.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Cow<'de, str>, E> {
        Ok(text.to_owned().into())
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Cow<'de, str>, E> {
        // Half of a pair takes three bytes, none of which is valid.
        let half = "\u{fffd}\u{fffd}\u{fffd}";
        Ok(String::from_utf8_lossy(bytes).replace(half, "\u{fffd}").into())
    }
}

/// The text of a JSON string; `None` for any other value.
pub fn string(raw: &RawValue) -> Option<Cow<'_, str>> {
    let text = raw.get();
    let read = serde_json::from_str::<Key<false>>(text).map(|key| key.0);
    read.or_else(|_| serde_json::from_str::<Key<true>>(text).map(|key| key.0)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(text: &str) -> Record {
        Record::new(RawValue::from_string(text.into()).unwrap()).unwrap()
    }

    #[test]
    fn what_came_goes_out_digit_for_digit() {
        let text = r#"{"z":1.10,"a":12345678901234567890123,"é\u0041":null}"#;
        assert_eq!(record(text).text(), text);
        assert_eq!(record(text).read().get("z").unwrap().get(), "1.10");
        assert!(record(text).read().get("éA").is_some());
    }

    #[test]
    fn half_of_a_surrogate_pair_is_a_replacement_character() {
        let text =
            r#"{"\ud83d":"a\ud83d b\ude00\ud83d","whole":"\ud83d\ude00","id":[{"x":"\udfff"}]}"#;
        let odd = record(text);
        assert_eq!(odd.text(), text);
        let reading = odd.read();
        assert_eq!(reading.text("\u{fffd}").as_deref(), Some("a\u{fffd} b\u{fffd}\u{fffd}"));
        assert_eq!(reading.text("whole").as_deref(), Some("😀"));
        assert_eq!(reading.get("id").unwrap().get(), r#"[{"x":"\udfff"}]"#);
    }

    #[test]
    fn an_id_is_found_wherever_it_stands() {
        for (text, id) in [
            (r#"{"id":7,"a":{"id":8}}"#, Some(7)),
            (r#"{"id":7}"#, Some(7)),
            (r#"{ "id" : 7 }"#, Some(7)),
            (r#"{"a":{"id":8},"id":7}"#, Some(7)),
            (r#"{"id":"7","a":1}"#, None),
            (r#"{"id":7.5}"#, None),
            (r#"{"id":{"a":1},"b":2}"#, None),
            (r#"{"id":null}"#, None),
            (r#"{"a":{"id":8}}"#, None),
            ("{}", None),
        ] {
            assert_eq!(record(text).id(), id, "{text}");
        }
    }

    #[test]
    fn a_field_is_found_at_the_top_and_among_the_custom_ones() {
        let deal = record(
            r#"{"id":7,"title":"A \"b\"","custom_fields":{"f00":[1]},"user_id":{"id":3},"person_id":{"value":4,"name":"x"}}"#,
        );
        let deal = deal.read();
        assert_eq!((deal.id(), deal.text("title").as_deref()), (Some(7), Some("A \"b\"")));
        assert_eq!(deal.get("f00").unwrap().get(), "[1]");
        assert!(deal.is_custom("f00") && !deal.is_custom("title"));
        assert_eq!((deal.reference("user_id"), deal.reference("person_id")), (Some(3), Some(4)));
    }

    #[test]
    fn members_of_our_own_come_last_and_win() {
        let own = [("who", "A \"b\"".to_owned()), ("id", "x".to_owned())];
        let both = record(r#"{ "id": 7, "z": 1.10}"#).with_own(&own);
        assert_eq!(both.text(), r#"{ "id": 7, "z": 1.10,"who":"A \"b\"","id":"x"}"#);
        assert_eq!(both.read().text("id").as_deref(), Some("x"));
        assert_eq!(record("{ }").with_own(&own[1..]).text(), r#"{ "id":"x"}"#);
        assert_eq!(record(r#"{"a":1}"#).with_own::<Value>(&[]).text(), r#"{"a":1}"#);
        let bare = Record::item(RawValue::from_string("12".into()).unwrap());
        assert_eq!(bare.with_own(&own[1..]).text(), r#"{"id":"x"}"#);
    }

    #[test]
    fn an_empty_map_may_be_a_list() {
        assert!(record(r#"{"custom_fields":[]}"#).read().get("f00").is_none());
    }

    #[test]
    fn changes_are_told_field_by_field() {
        let old = record(r#"{"id":1,"a":1,"gone":2,"custom_fields":{"x":null,"y":1}}"#);
        let new = record(r#"{"id":1,"a":2,"custom_fields":{"x":3,"y":1}}"#);
        let told: Vec<_> =
            old.changes(&new).into_iter().map(|c| (c.code.into_owned(), c.to)).collect();
        assert_eq!(told, [("a".into(), Some("2")), ("gone".into(), None), ("x".into(), Some("3"))]);
    }
}

//! A JSON object of a response, kept as its original text: unknown fields, key order and digits are
//! preserved. [`RecordView`] gives access to its keys.

use bytestring::ByteString;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::fmt;

/// A JSON object as text; a slice of the response body.
#[derive(Debug, Clone)]
pub struct Record(ByteString);

/// The keys of a record and the raw JSON of their values.
#[derive(Debug)]
pub struct RecordView<'a> {
    keys: Keys<'a>,
    custom: OnceCell<Keys<'a>>,
}

/// A key whose value changed.
#[derive(Debug, PartialEq, Eq)]
pub struct Change<'a> {
    pub code: Cow<'a, str>,
    pub from: Option<&'a str>,
    pub to: Option<&'a str>,
}

type Pair<'a> = (Cow<'a, str>, &'a RawValue);

/// The members of an object, in order.
#[derive(Debug, Default)]
struct Keys<'a>(Vec<Pair<'a>>);

impl Record {
    /// `None` if the value is not an object.
    pub fn new(raw: Box<RawValue>) -> Option<Record> {
        Record::from_text(to_byte_string(raw))
    }

    /// Like `new`, from text that is known to be a JSON value.
    pub fn from_text(text: ByteString) -> Option<Record> {
        text.starts_with('{').then_some(Record(text))
    }

    /// An item of a list, which may not be an object; it then has no keys and is printed unchanged.
    pub fn new_item(raw: Box<RawValue>) -> Record {
        Record(to_byte_string(raw))
    }

    /// Like `new_item`, from text that is known to be a JSON value.
    pub fn new_item_from_text(text: ByteString) -> Record {
        Record(text)
    }

    /// Returns a copy with these members appended; they replace members with the same key.
    pub fn with_members<T: Clone + Into<Value>>(&self, extra: &[(&str, T)]) -> Record {
        let member =
            |(key, value): &(&str, T)| format!("{}:{}", Value::from(*key), value.clone().into());
        let extra: Vec<String> = extra.iter().map(member).collect();
        let rest = self.text().trim_end().strip_suffix('}').unwrap_or("{");
        let comma = if extra.is_empty() || rest.trim_end().ends_with('{') { "" } else { "," };
        match RawValue::from_string(format!("{rest}{comma}{}}}", extra.join(","))) {
            Ok(raw) => Record::new_item(raw),
            Err(_) => self.clone(),
        }
    }

    /// A copy that does not keep the response body in memory.
    pub fn detach(&self) -> Record {
        Record(self.text().into())
    }

    /// The JSON text.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The number in `id`. If `id` is the first key, as in deals, nothing else is parsed.
    pub fn id(&self) -> Option<u64> {
        let first = self.0.strip_prefix("{\"id\":").and_then(|rest| rest.split([',', '}']).next());
        first.and_then(|id| id.parse().ok()).or_else(|| self.read().id())
    }

    pub fn read(&self) -> RecordView<'_> {
        RecordView { keys: Keys::from_text(&self.0), custom: OnceCell::new() }
    }

    /// Like `read`, with these top-level keys and these custom fields only.
    pub fn read_keys(&self, wanted: &[&str], custom: &[&str]) -> RecordView<'_> {
        let mut all = wanted.to_vec();
        all.extend((!custom.is_empty()).then_some("custom_fields"));
        let Some(keys) = Keys::read_wanted(&self.0, &all) else { return self.read() };
        let view = RecordView { keys, custom: OnceCell::new() };
        let fields = view.keys.get("custom_fields").filter(|_| !custom.is_empty());
        if let Some(found) = fields.and_then(|raw| Keys::read_wanted(raw.get(), custom)) {
            // The cell of a new view is empty, so this cannot fail.
            let _ = view.custom.set(found);
        }
        view
    }

    /// The keys whose values differ in `after`; custom fields are compared one by one.
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

    /// The value of a built-in or custom field by its code; dots address nested objects
    /// (`item.title`).
    pub fn get(&self, code: &str) -> Option<&'a RawValue> {
        self.keys.get(code).or_else(|| match code.split_once('.') {
            Some((key, rest)) => RecordView::from_text(self.keys.get(key)?).get(rest),
            None => self.custom().get(code),
        })
    }

    /// Whether `code` is a key of `custom_fields`.
    pub fn is_custom(&self, code: &str) -> bool {
        self.keys.get(code).is_none() && self.custom().get(code).is_some()
    }

    /// The top-level members, in order.
    pub fn members(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.keys.0.iter().map(|(key, value)| (key.as_ref(), *value))
    }

    /// The object under `code`. Empty if it is missing, null, or an array, as v1 writes an empty
    /// map.
    pub fn object(&self, code: &str) -> RecordView<'a> {
        self.get(code).map_or(
            RecordView { keys: Keys::default(), custom: OnceCell::new() },
            RecordView::from_text,
        )
    }

    /// The members of `custom_fields`, in order.
    pub fn custom_members(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.custom().0.iter().map(|(key, value)| (key.as_ref(), *value))
    }

    pub fn id(&self) -> Option<u64> {
        self.get("id")?.get().parse().ok()
    }

    /// Whether the value is `true`.
    pub fn is_true(&self, code: &str) -> bool {
        self.get(code).is_some_and(|raw| raw.get() == "true")
    }

    /// The value of a string; `None` if it is missing, null or not a string.
    pub fn text(&self, code: &str) -> Option<Cow<'a, str>> {
        string(self.get(code)?)
    }

    /// The ID in a reference: a number or, in v1, an object with `id` or `value`.
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
    /// Any value but an object has no keys; v1 writes an empty map as `[]` (pipedrive.md P110).
    fn from_text(text: &'a str) -> Keys<'a> {
        if !text.starts_with('{') {
            return Keys::default();
        }
        Keys::read::<false>(text).or_else(|_| Keys::read::<true>(text)).unwrap_or_default()
    }

    fn read<const LOSSY: bool>(text: &'a str) -> serde_json::Result<Keys<'a>> {
        serde_json::Deserializer::from_str(text).deserialize_map(KeysVisitor::<LOSSY>)
    }

    /// Parses only these keys; `None` if the whole object must be parsed.
    fn read_wanted(text: &'a str, wanted: &[&str]) -> Option<Keys<'a>> {
        serde_json::Deserializer::from_str(text).deserialize_map(WantedVisitor(wanted)).ok()
    }

    fn get(&self, code: &str) -> Option<&'a RawValue> {
        // For duplicate keys the last one counts, as in jq.
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

/// Skips the values of all other keys.
struct WantedVisitor<'w>(&'w [&'w str]);

impl<'de> Visitor<'de> for WantedVisitor<'_> {
    type Value = Keys<'de>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys<'de>, A::Error> {
        let mut keys = Vec::with_capacity(self.0.len());
        while let Some(key) = map.next_key::<Key<'de, false>>()? {
            if self.0.contains(&key.0.as_ref()) {
                keys.push((key.0, map.next_value()?));
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Keys(keys))
    }
}

/// Converts without copying.
fn to_byte_string(raw: Box<RawValue>) -> ByteString {
    String::from(Box::<str>::from(raw)).into()
}

/// A string, borrowed from the JSON text unless it has escapes. JSON allows an escaped half of a
/// surrogate pair, which serde_json rejects; `LOSSY`, which is slower, replaces it with U+FFFD, as
/// jq does.
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
        // Each half of a pair is three bytes, each of them invalid in UTF-8.
        let half = "\u{fffd}\u{fffd}\u{fffd}";
        Ok(String::from_utf8_lossy(bytes).replace(half, "\u{fffd}").into())
    }
}

/// The value of a JSON string; `None` for any other value.
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
    fn keeps_the_text_unchanged() {
        let text = r#"{"z":1.10,"a":12345678901234567890123,"é\u0041":null}"#;
        assert_eq!(record(text).text(), text);
        assert_eq!(record(text).read().get("z").unwrap().get(), "1.10");
        assert!(record(text).read().get("éA").is_some());
    }

    #[test]
    fn replaces_half_of_a_surrogate_pair() {
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
    fn finds_the_id_at_any_position() {
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
    fn gets_built_in_and_custom_fields() {
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
    fn appends_and_replaces_members() {
        let extra = [("who", "A \"b\"".to_owned()), ("id", "x".to_owned())];
        let both = record(r#"{ "id": 7, "z": 1.10}"#).with_members(&extra);
        assert_eq!(both.text(), r#"{ "id": 7, "z": 1.10,"who":"A \"b\"","id":"x"}"#);
        assert_eq!(both.read().text("id").as_deref(), Some("x"));
        assert_eq!(record("{ }").with_members(&extra[1..]).text(), r#"{ "id":"x"}"#);
        assert_eq!(record(r#"{"a":1}"#).with_members::<Value>(&[]).text(), r#"{"a":1}"#);
        let bare = Record::new_item(RawValue::from_string("12".into()).unwrap());
        assert_eq!(bare.with_members(&extra[1..]).text(), r#"{"id":"x"}"#);
    }

    #[test]
    fn reads_only_the_wanted_keys() {
        let deal =
            record(r#"{"id":7,"title":"A","x":[1,{"id":8}],"custom_fields":{"f":1,"g":2},"z":2}"#);
        let read = |wanted: &[&str]| {
            let view = deal.read_keys(wanted, &[]);
            view.members().map(|(key, value)| format!("{key}={}", value.get())).collect::<Vec<_>>()
        };
        assert_eq!(read(&["x", "id"]), ["id=7", r#"x=[1,{"id":8}]"#]);
        assert_eq!(read(&["z", "gone"]), ["z=2"]);
        let custom = deal.read_keys(&["id"], &["g", "gone"]);
        assert_eq!((custom.id(), custom.get("g").unwrap().get()), (Some(7), "2"));
        assert!(custom.get("f").is_none() && custom.get("gone").is_none());
        let twice = record(r#"{"a":1,"a":2,"b":3}"#);
        assert_eq!(twice.read_keys(&["a", "b"], &[]).get("a").unwrap().get(), "2");
        // Falls back to parsing the whole record.
        assert_eq!(record(r#"{"\ud83d":1,"id":7}"#).read_keys(&["id"], &[]).id(), Some(7));
        let bare = Record::new_item(RawValue::from_string("12".into()).unwrap());
        assert!(bare.read_keys(&["id"], &["f"]).id().is_none());
        assert!(record(r#"{"custom_fields":[]}"#).read_keys(&[], &["f"]).get("f").is_none());
    }

    #[test]
    fn reads_an_empty_array_as_an_empty_object() {
        assert!(record(r#"{"custom_fields":[]}"#).read().get("f00").is_none());
    }

    #[test]
    fn lists_changes_by_field() {
        let old = record(r#"{"id":1,"a":1,"gone":2,"custom_fields":{"x":null,"y":1}}"#);
        let new = record(r#"{"id":1,"a":2,"custom_fields":{"x":3,"y":1}}"#);
        let changes: Vec<_> =
            old.changes(&new).into_iter().map(|c| (c.code.into_owned(), c.to)).collect();
        assert_eq!(
            changes,
            [("a".into(), Some("2")), ("gone".into(), None), ("x".into(), Some("3"))]
        );
    }
}

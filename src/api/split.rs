//! Takes a long list out of its envelope without reading what is in it: half of the work of a walk
//! that prints what came. It knows brackets and strings and nothing else; what it is not sure of it
//! leaves to the parser, which is strict and says what is wrong.

/// A list under `data`, by its items, and the envelope around it with the list left empty.
#[derive(Debug, PartialEq)]
pub struct Split<'t> {
    pub items: Vec<&'t str>,
    pub envelope: String,
}

/// `None` when the text is anything but an object with one list under `data`, or seems not to be
/// JSON.
pub fn split(text: &str) -> Option<Split<'_>> {
    let bytes = text.as_bytes();
    let mut at = expect(bytes, blank(bytes, 0), b'{')?;
    let mut found: Option<(Vec<&str>, usize, usize)> = None;
    loop {
        at = blank(bytes, at);
        let key = at;
        at = string_end(bytes, expect(bytes, at, b'"')?)?;
        let is_data = &bytes[key..at] == b"\"data\"";
        at = blank(bytes, expect(bytes, blank(bytes, at), b':')?);
        if is_data {
            let (items, end) = items(text, at)?;
            if found.replace((items, at, end)).is_some() {
                return None;
            }
            at = end;
        } else {
            at = value_end(bytes, at)?;
        }
        at = blank(bytes, at);
        match bytes.get(at)? {
            b',' => at += 1,
            b'}' => break,
            _ => return None,
        }
    }
    let (items, start, end) = found.filter(|_| blank(bytes, at + 1) == bytes.len())?;
    Some(Split { items, envelope: format!("{}[]{}", &text[..start], &text[end..]) })
}

/// The items of the list that begins here, and where it ends.
fn items(text: &str, at: usize) -> Option<(Vec<&str>, usize)> {
    let bytes = text.as_bytes();
    let mut at = blank(bytes, expect(bytes, at, b'[')?);
    let mut items = Vec::with_capacity(512);
    if bytes.get(at)? == &b']' {
        return Some((items, at + 1));
    }
    loop {
        let start = blank(bytes, at);
        let end = value_end(bytes, start)?;
        items.push(&text[start..end]);
        at = blank(bytes, end);
        match bytes.get(at)? {
            b',' => at += 1,
            b']' => return Some((items, at + 1)),
            _ => return None,
        }
    }
}

/// What a byte outside a string may be.
#[derive(Clone, Copy, PartialEq)]
enum Class {
    Never,
    /// Of a number or a word, or between values.
    Plain,
    Quote,
    Open,
    Close,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Never; 256];
    let plain = b" \t\r\n,:0123456789+-.eEtrufalsn";
    let mut at = 0;
    while at < plain.len() {
        classes[plain[at] as usize] = Class::Plain;
        at += 1;
    }
    classes[b'"' as usize] = Class::Quote;
    classes[b'{' as usize] = Class::Open;
    classes[b'[' as usize] = Class::Open;
    classes[b'}' as usize] = Class::Close;
    classes[b']' as usize] = Class::Close;
    classes
};

/// Where the value that begins here ends. Brackets fit one another; numbers and words are taken for
/// what they look like.
fn value_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    match CLASSES[usize::from(*bytes.get(at)?)] {
        Class::Open => {}
        Class::Quote => return string_end(bytes, at + 1),
        Class::Plain => {
            let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
            let length = bytes[at..].iter().take_while(|byte| is_part(byte)).count();
            return (length > 0).then_some(at + length);
        }
        Class::Never | Class::Close => return None,
    }
    // One bit for each bracket that is open: 1 for a brace.
    let (mut open, mut depth) = (0u128, 0);
    loop {
        let byte = *bytes.get(at)?;
        at += 1;
        match CLASSES[usize::from(byte)] {
            Class::Plain => {}
            Class::Quote => at = string_end(bytes, at)?,
            Class::Open if depth < 128 => {
                open = open << 1 | u128::from(byte == b'{');
                depth += 1;
            }
            Class::Close if (open & 1 == 1) == (byte == b'}') => {
                open >>= 1;
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            Class::Never | Class::Open | Class::Close => return None,
        }
    }
}

/// After the quote that ends the string that we are in.
fn string_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    const ONES: u64 = u64::MAX / 255;
    const QUOTES: u64 = ONES * b'"' as u64;
    const SLASHES: u64 = ONES * b'\\' as u64;
    // The lowest bit that is set marks the first byte that is zero.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & (ONES << 7);
    loop {
        if let Some(eight) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
            let word = u64::from_le_bytes(*eight);
            let hits = zeros(word ^ QUOTES) | zeros(word ^ SLASHES);
            if hits == 0 {
                at += 8;
                continue;
            }
            at += hits.trailing_zeros() as usize / 8;
        }
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn blank(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count()
}

fn expect(bytes: &[u8], at: usize, byte: u8) -> Option<usize> {
    (bytes.get(at) == Some(&byte)).then_some(at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::value::RawValue;
    use serde_json::{Value, json};

    fn items(text: &str) -> Option<Vec<&str>> {
        split(text).map(|split| split.items)
    }

    #[test]
    fn items_come_out_as_they_stand() {
        let text = " {\"success\" : true, \"data\":[ {\"a\":\"x\\\"]}\",\"b\":[1,{}]} , 7,\"é\\\\\",null,[] ]\n,\"additional_data\":{\"next_cursor\":\"data\"}} ";
        let found = split(text).unwrap();
        let expected = ["{\"a\":\"x\\\"]}\",\"b\":[1,{}]}", "7", "\"é\\\\\"", "null", "[]"];
        assert_eq!(found.items, expected);
        assert_eq!(
            found.envelope,
            " {\"success\" : true, \"data\":[]\n,\"additional_data\":{\"next_cursor\":\"data\"}} "
        );
        assert_eq!(items("{\"data\":[]}"), Some(vec![]));
    }

    #[test]
    fn what_it_is_not_sure_of_it_leaves_alone() {
        let whole = "{\"success\":true,\"data\":[{\"id\":1,\"t\":\"a\\\"b\"},{\"id\":2}]}";
        for cut in 0..whole.len() {
            assert_eq!(items(&whole[..cut]), None, "{cut}");
        }
        for other in [
            "{\"data\":{}}",
            "{\"data\":null}",
            "{}",
            "[1]",
            "{\"data\":[1],\"data\":[2]}",
            "{\"data\":[1]} x",
            "{\"data\":[{]}}",
            "{\"data\":[1 2]}",
            "{\"data\":[{#}]}",
            "{\"data\":[,]}",
            "{\"data\":[1,]}",
            "{\"data\":[\"\\",
        ] {
            assert_eq!(items(other), None, "{other}");
        }
        let deep = format!("{{\"data\":[{}{}]}}", "[".repeat(200), "]".repeat(200));
        assert_eq!(items(&deep), None);
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(|number| json!(number)),
            any::<String>().prop_map(Value::from),
            "[\\\\\"{}\\[\\], é]{0,20}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                proptest::collection::vec((any::<String>(), inner), 0..6)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_splits_as_the_parser_does(list in proptest::collection::vec(any_json(), 0..8), pretty: bool) {
            let whole = json!({"success": true, "data": list, "additional_data": {"next_cursor": null}});
            let text = if pretty { serde_json::to_string_pretty(&whole).unwrap() } else { whole.to_string() };
            #[derive(serde::Deserialize)]
            struct Envelope<'t> {
                #[serde(borrow)]
                data: Vec<&'t RawValue>,
            }
            let strict: Envelope = serde_json::from_str(&text).unwrap();
            let strict: Vec<&str> = strict.data.iter().map(|item| item.get()).collect();
            let found = split(&text).unwrap();
            prop_assert_eq!(found.items, strict);
            let rest: Value = serde_json::from_str(&found.envelope).unwrap();
            prop_assert_eq!(rest, json!({"success": true, "data": [], "additional_data": {"next_cursor": null}}));
        }

        #[test]
        fn no_text_makes_it_panic_and_what_it_takes_fits_together(text in "[\\[\\]{}\",:\\\\0a é]{0,40}") {
            if let Some(found) = split(&text) {
                prop_assert!(found.items.iter().all(|item| text.contains(item)));
            }
        }
    }
}

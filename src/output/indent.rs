//! Indents and colors JSON text. Tokens are copied from the input, so digits and escapes are preserved.

use console::Style;
use std::io::{self, Write};

/// Indentation per level, in columns.
const STEP: usize = 2;

/// Writes JSON, indented by `depth` levels from its second line on; the first line is not indented.
pub fn write(text: &str, depth: usize, color: bool, out: &mut impl Write) -> io::Result<()> {
    let style = |style: Style| style.force_styling(color);
    let (key, string, null) =
        (style(Style::new().blue().bold()), style(Style::new().green()), style(Style::new().dim()));
    let (mut depth, mut rest) = (depth, text.trim_start());
    while let Some(first) = rest.chars().next() {
        let (token, after) = rest.split_at(token_length(rest));
        let next = after.trim_start();
        match first {
            '{' | '[' => {
                out.write_all(token.as_bytes())?;
                if !next.starts_with(['}', ']']) {
                    depth += 1;
                    new_line(depth, out)?;
                } else {
                    out.write_all(&next.as_bytes()[..1])?;
                    rest = next[1..].trim_start();
                    continue;
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(depth, out)?;
                out.write_all(token.as_bytes())?;
            }
            ',' => {
                out.write_all(b",")?;
                new_line(depth, out)?;
            }
            ':' => out.write_all(b": ")?,
            '"' if next.starts_with(':') => write!(out, "{}", key.apply_to(token))?,
            '"' => write!(out, "{}", string.apply_to(token))?,
            'n' => write!(out, "{}", null.apply_to(token))?,
            _ => out.write_all(token.as_bytes())?,
        }
        rest = next;
    }
    Ok(())
}

fn new_line(depth: usize, out: &mut impl Write) -> io::Result<()> {
    write!(out, "\n{:1$}", "", depth * STEP)
}

/// The length in bytes of the first token of `text`, which must not be empty.
fn token_length(text: &str) -> usize {
    match text.as_bytes()[0] {
        b'{' | b'}' | b'[' | b']' | b',' | b':' => 1,
        b'"' => {
            let mut is_escaped = false;
            let end = text.bytes().skip(1).position(|byte| {
                let is_end = byte == b'"' && !is_escaped;
                is_escaped = byte == b'\\' && !is_escaped;
                is_end
            });
            end.map_or(text.len(), |end| end + 2)
        }
        _ => {
            let is_end = |c: char| c.is_whitespace() || "{}[],:\"".contains(c);
            text.find(is_end).unwrap_or(text.len())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    fn indent(text: &str, color: bool) -> String {
        let mut out = Vec::new();
        write(text, 0, color, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn tokens_are_unchanged() {
        let text = r#"{"a":1.10 ,"b\"":[1e400,"x, {y}\\"],"c":{},"d":[ ],"e":null}"#;
        let expected = "{\n  \"a\": 1.10,\n  \"b\\\"\": [\n    1e400,\n    \"x, {y}\\\\\"\n  ],\n  \"c\": {},\n  \"d\": [],\n  \"e\": null\n}";
        assert_eq!(indent(text, false), expected);
        assert_eq!(indent("12.50", false), "12.50");
    }

    #[test]
    fn keys_texts_and_null_have_styles() {
        let text = indent(r#"{"a":"x","b":null,"c":1}"#, true);
        let plain = console::strip_ansi_codes(&text);
        assert_eq!(plain, indent(r#"{"a":"x","b":null,"c":1}"#, false));
        assert!(text.contains("\x1b[34m\x1b[1m\"a\"\x1b[0m: \x1b[32m\"x\"\x1b[0m"), "{text:?}");
        assert!(text.contains("\x1b[2mnull\x1b[0m"), "{text:?}");
        assert!(!text.contains("\x1b[90m"), "bright black is the background of some themes");
    }

    proptest! {
        #[test]
        fn indented_json_parses_to_the_same_value(keys in prop::collection::vec(any::<String>(), 0..5), number in any::<f64>()) {
            let mut value = serde_json::json!([number, keys]);
            for key in keys {
                value = serde_json::json!({key: value, "other": [true]});
            }
            let text = value.to_string();
            let indented = indent(&text, false);
            prop_assert_eq!(serde_json::from_str::<Value>(&indented).unwrap(), value.clone());
            prop_assert_eq!(indented, serde_json::to_string_pretty(&value).unwrap());
        }

        #[test]
        fn does_not_panic_on_any_text(text in any::<String>()) {
            indent(&text, true);
        }
    }
}

//! The flags that decide how a file is read, and their form in the journal.

use super::ReadOptions;
use crate::app::write::Body;
use crate::text;
use crate::text::shell_quote::quote;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The flags that the rows of a file depend on.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct ReadFlags {
    #[serde(flatten)]
    pub read: ReadOptions,
    pub key: Option<String>,
}

impl ReadFlags {
    pub fn new(read: &ReadOptions, key: Option<&str>) -> ReadFlags {
        let mut read = read.clone();
        // The next run may start in another directory.
        read.values = read.values.map(|path| std::path::absolute(&path).unwrap_or(path));
        ReadFlags { read, key: key.map(str::to_owned) }
    }

    /// Restores the flags of a run from its journal entry.
    pub fn from_journal(kept: &Body) -> Option<ReadFlags> {
        serde_json::from_value(Value::Object(kept.clone())).ok()
    }

    /// The flags that differ from the defaults.
    pub fn to_journal(&self) -> Body {
        let is_default = |value: &Value| match value {
            Value::Null | Value::Bool(false) => true,
            Value::Array(items) => items.is_empty(),
            value => value == &Value::from(0),
        };
        let Ok(Value::Object(mut kept)) = serde_json::to_value(self) else { return Body::new() };
        kept.retain(|_, value| !is_default(value));
        kept
    }
}

/// Formats recorded flags as a command line.
pub fn display(kept: &Body) -> String {
    let mut words = Vec::new();
    for (name, value) in kept {
        let flag = format!("--{}", name.replace('_', "-"));
        let mut add = |value: &Value| match value {
            Value::Bool(_) => words.push(flag.clone()),
            Value::String(text) => words.push(format!("{flag} {}", quote(&text::clean(text)))),
            value => words.push(format!("{flag} {value}")),
        };
        match value {
            Value::Array(items) => items.iter().for_each(add),
            value => add(value),
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn flags_are_recorded_and_displayed() {
        let read = ReadOptions {
            map: vec!["Wert=Value".into()],
            set: vec!["Title=Expo: {Firma}".into(), "Currency=EUR".into()],
            clear_empty: true,
            header_row: Some(2),
            ..ReadOptions::default()
        };
        let kept = ReadFlags::new(&read, Some("Title")).to_journal();
        let expected = json!({
            "map": ["Wert=Value"],
            "set": ["Title=Expo: {Firma}", "Currency=EUR"],
            "clear_empty": true,
            "header_row": 2,
            "key": "Title",
        });
        assert_eq!(Value::Object(kept.clone()), expected);
        let shown = display(&kept);
        // cmd.exe has other quotes.
        let quoted = quote("Title=Expo: {Firma}");
        for flag in [
            "--map Wert=Value",
            &format!("--set {quoted} --set Currency=EUR"),
            "--clear-empty",
            "--header-row 2",
            "--key Title",
        ] {
            assert!(shown.contains(flag), "{shown}");
        }
        let back = ReadFlags::from_journal(&kept).unwrap();
        assert_eq!(back.to_journal(), kept);
        let plain = ReadFlags::from_journal(&Body::new()).unwrap();
        assert_eq!((plain.to_journal(), display(&Body::new())), (Body::new(), String::new()));
    }
}

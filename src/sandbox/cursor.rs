//! Where the next page of a list begins, as an opaque text.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// Where the next page begins: the sort key and the id of its first row. It names a row rather
/// than a place, so rows that come or go before it do not shift the walk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cursor {
    pub field: String,
    pub field_value: i64,
    pub sort_direction: String,
    pub id: u64,
}

impl Cursor {
    /// A cursor of a list that knows only one order.
    pub fn at(field: &str, id: u64) -> Cursor {
        Cursor { field: field.into(), field_value: id as i64, sort_direction: "asc".into(), id }
    }

    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).expect("a cursor is plain data"))
    }

    pub fn decode(text: &str) -> Option<Cursor> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cursor_comes_back_as_it_went(id: u64, field_value: i64, field in "[a-z_]{0,12}") {
            let cursor = Cursor { field, field_value, sort_direction: "desc".into(), id };
            prop_assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        }

        #[test]
        fn no_text_breaks_the_decoder(text in ".{0,40}") {
            let _ = Cursor::decode(&text);
        }
    }

    #[test]
    fn a_made_up_cursor_is_none() {
        for text in ["0", "", "x", "eyJ9", "MTIz"] {
            assert_eq!(Cursor::decode(text), None, "{text}");
        }
    }
}

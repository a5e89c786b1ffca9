//! Opaque cursors of paged lists.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// The sort key and ID of the first row of the next page. It identifies a row, not an offset, so
/// that added or removed rows do not shift the pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cursor {
    pub field: String,
    pub field_value: i64,
    pub sort_direction: String,
    pub id: u64,
}

impl Cursor {
    /// A cursor for a list with a single sort order.
    pub fn at(field: &str, id: u64) -> Cursor {
        Cursor { field: field.into(), field_value: id as i64, sort_direction: "asc".into(), id }
    }

    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).expect("a cursor can be serialized"))
    }

    pub fn decode(text: &str) -> Option<Cursor> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::World;
    use crate::sandbox::wire::call::{Body, Call};
    use proptest::prelude::*;

    /// The status for each kind of list: 200 or 400.
    fn statuses(cursor: &str, limit: &str) -> Vec<(&'static str, u16)> {
        let mut world = World::with_deals(3);
        let mut status = |path: &'static str| {
            let query = [("cursor", cursor), ("limit", limit)];
            let query = query.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
            let method = http::Method::GET;
            let token = "t".into();
            let call = Call { method, path: path.into(), query, body: Body::Empty, token };
            (path, world.receive(&call).answer.status)
        };
        [
            "/api/v2/deals",
            "/api/v2/deals/archived",
            "/api/v2/deals/search",
            "/api/v2/deals/products",
            "/api/v2/deals/1/followers",
            "/api/v2/deals/1/followers/changelog",
            "/api/v2/stages",
            "/api/v1/deals/1/changelog",
            "/api/v1/deals/1/participantsChangelog",
        ]
        .map(&mut status)
        .to_vec()
    }

    proptest! {
        #[test]
        fn cursor_round_trips(id: u64, field_value: i64, field in "[a-z_]{0,12}") {
            let cursor = Cursor { field, field_value, sort_direction: "desc".into(), id };
            prop_assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        }

        #[test]
        fn decodes_any_text_without_panic(text in ".{0,40}") {
            let _ = Cursor::decode(&text);
        }

        #[test]
        fn any_cursor_gives_a_page_or_an_error(
            text in prop_oneof![
                ".{0,20}".boxed(),
                any::<Vec<u8>>().prop_map(|bytes| URL_SAFE_NO_PAD.encode(bytes)).boxed(),
                (prop::sample::select(vec!["id", "add_time", "update_time", "start", "", "user_id"]), any::<i64>(), any::<u64>(), any::<bool>())
                    .prop_map(|(field, field_value, id, up)| {
                        let sort_direction = if up { "asc" } else { "desc" }.into();
                        Cursor { field: field.into(), field_value, sort_direction, id }.encode()
                    })
                    .boxed(),
            ],
            limit in prop_oneof![(1u64..=100), any::<u64>()],
        ) {
            for (path, status) in statuses(&text, &limit.to_string()) {
                prop_assert!(matches!(status, 200 | 400), "{} {}", path, status);
            }
        }
    }

    #[test]
    fn rejects_a_made_up_cursor() {
        for text in ["0", "", "x", "eyJ9", "MTIz"] {
            assert_eq!(Cursor::decode(text), None, "{text}");
        }
    }
}

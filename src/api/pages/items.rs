//! The records in the `data` of a page.

use crate::api::error::{Error, ErrorKind};
use crate::api::response::Data;
use crate::model::record::Record;
use serde_json::value::RawValue;

/// The records of a page: a list, null for an empty v1 list (pipedrive.md P109), the `items` of a
/// search, or a single object.
pub fn records(data: Data) -> Result<Vec<Record>, Error> {
    #[derive(serde::Deserialize)]
    struct Items {
        items: Vec<Box<RawValue>>,
    }
    let items = match data {
        Data::Missing => return Err(missing()),
        Data::Nothing => Vec::new(),
        Data::List(items) => items,
        Data::One(one) => match serde_json::from_str::<Items>(one.get()) {
            Ok(found) => return collect(found.items.into_iter().map(Record::new)),
            Err(_) => return collect([Record::new(one)].into_iter()),
        },
    };
    collect(items.into_iter().map(Record::from_text))
}

/// Without `data` the response may be something other than a list.
fn missing() -> Error {
    Error::new(ErrorKind::List, "expected a list, but the response has no `data`")
}

/// Collects the records, or fails if an item is not an object.
fn collect(records: impl Iterator<Item = Option<Record>>) -> Result<Vec<Record>, Error> {
    let records: Option<Vec<Record>> = records.collect();
    records.ok_or_else(|| Error::new(ErrorKind::List, "the list has an item that is not an object"))
}

/// The items of a list, of any JSON type; for an object, its members.
pub(super) fn items(data: Data) -> Result<Vec<Record>, Error> {
    Ok(match data {
        Data::Missing => return Err(missing()),
        Data::Nothing => Vec::new(),
        Data::List(items) => items.into_iter().map(Record::new_item_from_text).collect(),
        Data::One(one) => match Record::new(one.clone()) {
            Some(map) => {
                map.read().members().map(|(_, item)| Record::new_item(item.to_owned())).collect()
            }
            None => {
                return Err(Error::new(
                    ErrorKind::List,
                    format!("expected a list, got {}", one.get()),
                ));
            }
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::pages::tests::parse_data;

    #[test]
    fn reads_items_of_any_type_from_a_list_or_an_object() {
        let texts = |data: &str| {
            let items = items(parse_data(data)).map_err(|failure| failure.message);
            items.map(|items| items.iter().map(|item| item.text().to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(texts("[123, 456]").unwrap(), ["123", "456"]);
        assert_eq!(texts(r#"{"0":123,"2":456}"#).unwrap(), ["123", "456"]);
        assert_eq!(texts("[]").unwrap(), Vec::<String>::new());
        assert!(texts("7").is_err());
    }

    fn texts(data: Option<&str>) -> Result<Vec<String>, String> {
        records(parse_data(data.unwrap_or("null")))
            .map(|records| records.iter().map(|r| r.text().to_owned()).collect())
            .map_err(|failure| failure.message)
    }

    #[test]
    fn reads_records_from_every_shape_of_data() {
        assert_eq!(texts(None), Ok(vec![]));
        assert_eq!(texts(Some("[]")), Ok(vec![]));
        assert_eq!(
            texts(Some(r#"[{"id": 1},{"id":2}]"#)),
            Ok(vec![r#"{"id": 1}"#.into(), r#"{"id":2}"#.into()])
        );
        assert_eq!(texts(Some(r#"{"items":[{"id":1}]}"#)), Ok(vec![r#"{"id":1}"#.into()]));
        assert_eq!(texts(Some(r#"{"id":1}"#)), Ok(vec![r#"{"id":1}"#.into()]));
        assert!(texts(Some("[1]")).is_err());
    }
}

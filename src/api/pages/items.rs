//! The records in the `data` of a page, whichever shape it has.

use crate::api::error::{Error, ErrorKind};
use crate::api::response::Data;
use crate::model::record::Record;
use serde_json::value::RawValue;

/// The objects of a page: a list, none at all (an empty v1 list is null, pipedrive.md P109), the
/// `items` of a search, or one object where a list was expected.
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
            Ok(found) => return whole(found.items.into_iter().map(Record::new)),
            Err(_) => return whole([Record::new(one)].into_iter()),
        },
    };
    whole(items.into_iter().map(Record::from_text))
}

/// A page that may be the beginning of something else is not an empty list.
fn missing() -> Error {
    Error::new(ErrorKind::List, "the response has no `data`, so it holds no list")
}

/// All of them, or a failure where one is no record.
fn whole(records: impl Iterator<Item = Option<Record>>) -> Result<Vec<Record>, Error> {
    let records: Option<Vec<Record>> = records.collect();
    records.ok_or_else(|| {
        Error::new(ErrorKind::List, "a list of records holds something that is no record")
    })
}

/// The items of a list, whatever they are; the members of a map that stands for one.
pub(super) fn items(data: Data) -> Result<Vec<Record>, Error> {
    Ok(match data {
        Data::Missing => return Err(missing()),
        Data::Nothing => Vec::new(),
        Data::List(items) => items.into_iter().map(Record::new_item).collect(),
        Data::One(one) => match Record::new(one.clone()) {
            Some(map) => {
                map.read().members().map(|(_, item)| Record::item(item.to_owned())).collect()
            }
            None => return Err(Error::new(ErrorKind::List, format!("{} is no list", one.get()))),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::pages::tests::parse_data;

    #[test]
    fn a_bare_list_may_hold_anything_and_may_be_a_map() {
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
    fn a_page_is_a_list_however_it_is_shaped() {
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

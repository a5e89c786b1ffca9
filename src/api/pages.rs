//! Walks a list, page by page, each fetched when it is asked for: who stops asking stops paying.

use super::client::Client;
use super::endpoints::Paging;
use super::request::Request;
use super::response::{Data, Next, Reply};
use crate::error::Failure;
use crate::model::record::Record;
use serde_json::value::RawValue;

pub struct Pages<'a> {
    client: &'a Client,
    request: Request,
    step: Step,
    /// How many records are still wanted; `None` is all of them.
    left: Option<u64>,
    /// The list was cut where it could have gone on.
    cut: bool,
    /// The items need not be objects.
    bare: bool,
}

enum Step {
    First,
    At(Next),
    Done,
}

impl<'a> Pages<'a> {
    /// All of the list that `request` asks for.
    pub fn of(client: &'a Client, request: Request) -> Pages<'a> {
        Pages { client, request, step: Step::First, left: None, cut: false, bare: false }
    }

    /// At most `limit` records.
    pub fn limit(mut self, limit: Option<u64>) -> Pages<'a> {
        self.left = limit;
        self
    }

    /// From the marker that an earlier answer gave.
    pub fn from_cursor(mut self, cursor: Option<String>) -> Pages<'a> {
        if let Some(cursor) = cursor {
            self.step = Step::At(Next::Cursor(cursor));
        }
        self
    }

    /// From this place on, counted from 0, in a list that is paged by offset.
    pub fn from_start(mut self, start: Option<u64>) -> Pages<'a> {
        if let Some(start) = start {
            self.step = Step::At(Next::Start(start));
        }
        self
    }

    /// Takes items that are no objects, for the one list that has them (behaviours 73).
    pub fn bare(mut self) -> Pages<'a> {
        self.bare = true;
        self
    }

    /// The next page, or `None` after the last. Only a missing marker ends a walk: an empty page
    /// does not, and neither does a failure.
    pub async fn next(&mut self) -> Result<Option<Vec<Record>>, Failure> {
        if matches!(self.step, Step::Done) || self.left == Some(0) {
            return Ok(None);
        }
        let reply = self.client.send(&self.request()).await?;
        let Reply { data, next } = reply;
        self.step = self.advance(next)?;
        let mut records = if self.bare { items(data)? } else { records(data)? };
        if let Some(left) = &mut self.left {
            let wanted = usize::try_from(*left).unwrap_or(usize::MAX);
            self.cut = records.len() > wanted
                || records.len() == wanted && !matches!(self.step, Step::Done);
            records.truncate(wanted);
            *left -= records.len() as u64;
        }
        Ok(Some(records))
    }

    /// Whether `limit` ended the walk before the list ended.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// The marker with which a later walk goes on.
    pub fn cursor(&self) -> Option<&str> {
        match &self.step {
            Step::At(Next::Cursor(cursor)) => Some(cursor),
            _ => None,
        }
    }

    /// The place at which a later walk goes on, where the list is paged by offset.
    pub fn start(&self) -> Option<u64> {
        match self.step {
            Step::At(Next::Start(start)) => Some(start),
            _ => None,
        }
    }

    /// The call for the next page: as large as the endpoint allows, for the price is the same
    /// (behaviours 15), and no larger than what is wanted.
    pub fn request(&self) -> Request {
        let mut request = self.request.clone();
        match request.paging() {
            Some(Paging::Whole) => return request,
            Some(Paging::Cursor { max } | Paging::Offset { max }) if !request.says("limit") => {
                let max = u64::from(max);
                request.set("limit", self.left.map_or(max, |left| left.min(max)).to_string());
            }
            // A path of the person's own, or a page of a size of their own.
            _ => {}
        }
        match &self.step {
            Step::At(Next::Cursor(cursor)) => request.set("cursor", cursor.clone()),
            Step::At(Next::Start(start)) => request.set("start", start.to_string()),
            Step::First | Step::Done => {}
        }
        request
    }

    fn advance(&self, next: Option<Next>) -> Result<Step, Failure> {
        let stuck = match (&self.step, &next) {
            (Step::At(Next::Cursor(at)), Some(Next::Cursor(next))) => at == next,
            (Step::At(Next::Start(at)), Some(Next::Start(next))) => next <= at,
            _ => false,
        };
        if stuck {
            return Err(Failure::unexpected("the list does not advance: the same page came again"));
        }
        Ok(next.map_or(Step::Done, Step::At))
    }
}

/// The objects of a page: a list, none at all (an empty v1 list is null, behaviours 38), the
/// `items` of a search, or one object where a list was expected.
pub fn records(data: Data) -> Result<Vec<Record>, Failure> {
    #[derive(serde::Deserialize)]
    struct Items {
        items: Vec<Box<RawValue>>,
    }
    let items = match data {
        Data::Nothing => Vec::new(),
        Data::List(items) => items,
        Data::One(one) => match serde_json::from_str::<Items>(one.get()) {
            Ok(found) => return whole(found.items.into_iter().map(Record::new)),
            Err(_) => return whole([Record::new(one)].into_iter()),
        },
    };
    whole(items.into_iter().map(Record::of))
}

/// All of them, or a failure where one is no record.
fn whole(records: impl Iterator<Item = Option<Record>>) -> Result<Vec<Record>, Failure> {
    let records: Option<Vec<Record>> = records.collect();
    records
        .ok_or_else(|| Failure::unexpected("a list of records holds something that is no record"))
}

/// The items of a list, whatever they are; the members of a map that stands for one.
fn items(data: Data) -> Result<Vec<Record>, Failure> {
    Ok(match data {
        Data::Nothing => Vec::new(),
        Data::List(items) => items.into_iter().map(Record::item_of).collect(),
        Data::One(one) => match Record::new(one.clone()) {
            Some(map) => {
                map.read().members().map(|(_, item)| Record::item(item.to_owned())).collect()
            }
            None => return Err(Failure::unexpected(format!("{} is no list", one.get()))),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::rate_limit::Pace;
    use crate::api::response::open;
    use proptest::prelude::*;

    fn data_of(text: &str) -> Data {
        let body = format!(r#"{{"success":true,"data":{text}}}"#);
        open(http::StatusCode::OK, None, &body.into()).unwrap().data
    }

    #[test]
    fn a_bare_list_may_hold_anything_and_may_be_a_map() {
        let texts = |data: &str| {
            let items = items(data_of(data)).map_err(|failure| failure.message);
            items.map(|items| items.iter().map(|item| item.text().to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(texts("[123, 456]").unwrap(), ["123", "456"]);
        assert_eq!(texts(r#"{"0":123,"2":456}"#).unwrap(), ["123", "456"]);
        assert_eq!(texts("[]").unwrap(), Vec::<String>::new());
        assert!(texts("7").is_err());
    }

    fn texts(data: Option<&str>) -> Result<Vec<String>, String> {
        records(data_of(data.unwrap_or("null")))
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

    fn client() -> Client {
        let patience = crate::api::client::Patience {
            timeout: std::time::Duration::ZERO,
            retries: 0,
            max_wait: std::time::Duration::ZERO,
            max_tokens: None,
            force: false,
            verbose: 0,
        };
        let base = crate::api::base_url::BaseUrl::parse("http://localhost:1").unwrap();
        Client::new(&base, "x", patience, Pace::alone()).unwrap()
    }

    proptest! {
        #[test]
        fn a_walk_goes_forward_or_ends(at: u64, next: u64, marker in ".{1,12}", other in ".{1,12}") {
            let client = client();
            let request = Request::to(&crate::api::endpoints::LIST_DEALS);
            let pages = || Pages::of(&client, request.clone());
            let by_start = pages().from_start(Some(at));
            prop_assert_eq!(by_start.advance(Some(Next::Start(next))).is_ok(), next > at);
            prop_assert!(by_start.advance(Some(Next::Start(at))).is_err());
            let by_cursor = pages().from_cursor(Some(marker.clone()));
            prop_assert_eq!(by_cursor.advance(Some(Next::Cursor(other.clone()))).is_ok(), other != marker);
            prop_assert!(by_cursor.advance(Some(Next::Cursor(marker.clone()))).is_err());
            prop_assert!(matches!(by_cursor.advance(None), Ok(Step::Done)));
        }

        #[test]
        fn a_marker_is_asked_for_as_it_came(marker in any::<String>()) {
            let client = client();
            let request = Request::to(&crate::api::endpoints::LIST_DEALS);
            let pages = Pages::of(&client, request).from_cursor(Some(marker.clone()));
            let target = pages.request().target();
            let query = target.split_once('?').unwrap().1;
            let asked = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "cursor");
            prop_assert_eq!(asked.unwrap().1, marker.as_str());
            prop_assert_eq!(pages.cursor(), Some(marker.as_str()));
        }
    }
}

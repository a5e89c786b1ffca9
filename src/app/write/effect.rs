//! Checks that a write that was answered with success had an effect, which a 200 does not prove
//! (pipedrive.md P246).

use super::kept::{find_applied, find_ignored};
use super::{Body, Change, Write};
use crate::api::endpoints::GET_DEAL;
use crate::api::request::Request;
use crate::app::App;
use crate::error::{Error, ErrorKind, WriteOutcome};
use crate::model::record::Record;
use serde_json::Value;

/// What Pipedrive may accept without doing it (pipedrive.md P233, P234).
const UNPROVEN: [(&str, &str, &str); 2] = [
    ("is_deleted", "restore", "restore it in the web app, within 30 days of its deletion"),
    ("is_archived", "unarchive", "unarchive it in the web app"),
];

/// The values of an update that the deal does not have.
struct Ignored {
    keys: Vec<String>,
    /// An entry of [`UNPROVEN`].
    unproven: Option<(&'static str, &'static str)>,
}

/// Fails if the deal has the old values after an update; else returns its record. What that of the response
/// does not prove is read. The effect of the error is `NotDone` if nothing was changed.
pub async fn check_effect(app: &App, change: &Change, record: Record) -> Result<Record, Error> {
    let Write::UpdateDeal { deal, body } = &change.write else { return Ok(record) };
    let ignored = Ignored::find(body, &change.before, &record);
    let lacks_proof =
        |(key, ..): &(&str, &str, &str)| is_false(body, key) && record.read().get(key).is_none();
    if ignored.is_empty() && !UNPROVEN.iter().any(lacks_proof) {
        return Ok(record);
    }
    let read = app.one(&Request::to(&GET_DEAL).with("id", *deal)).await;
    let (record, ignored) = match read {
        Ok(read) => {
            let ignored = Ignored::find(body, &change.before, &read);
            (read, ignored)
        }
        Err(_) if !ignored.is_empty() => (record, ignored),
        Err(failure) => return Err(Error { effect: WriteOutcome::Unknown, ..failure }),
    };
    if ignored.is_empty() {
        return Ok(record);
    }
    let is_partial = !find_applied(body, &record, &change.before).is_empty();
    let effect = if is_partial { WriteOutcome::Done } else { WriteOutcome::NotDone };
    let (what, hint) = match ignored.unproven {
        Some((verb, hint)) => (verb.to_owned(), Some(hint)),
        None => {
            let names = app.names_so_far();
            let fields = ignored.keys.iter();
            let fields = fields.map(|key| names.field_for_code(key).name_in_sentence());
            (format!("change {} of", fields.collect::<Vec<_>>().join(", ")), None)
        }
    };
    let message = format!("Pipedrive accepted the request but did not {what} deal {deal}");
    let error = Error { effect, ..Error::new(ErrorKind::Refused, message) };
    Err(match hint {
        Some(hint) => error.hint(hint),
        None => error,
    })
}

impl Ignored {
    fn find(body: &Body, before: &Body, record: &Record) -> Ignored {
        let mut keys = find_ignored(body, record, before);
        let reading = record.read();
        let mut unproven = None;
        for (key, verb, hint) in UNPROVEN {
            let is_ignored = is_false(body, key) && reading.is_true(key);
            if is_ignored {
                unproven = Some((verb, hint));
                if !keys.iter().any(|known| known == key) {
                    keys.push(key.to_owned());
                }
            }
        }
        Ignored { keys, unproven }
    }

    fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

fn is_false(body: &Body, key: &str) -> bool {
    body.get(key) == Some(&Value::Bool(false))
}

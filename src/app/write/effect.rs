//! Checks that a write that was answered with success had an effect, which a 200 does not prove
//! (pipedrive.md P246).

use super::journal::touched_keys;
use super::kept::find_ignored;
use super::{Body, Change, Write};
use crate::api::endpoints::GET_DEAL;
use crate::api::request::Request;
use crate::app::App;
use crate::error::{Error, ErrorKind, WriteOutcome};
use crate::model::record::Record;
use serde_json::Value;

/// Values that Pipedrive may accept and ignore (pipedrive.md P233, P234).
const UNPROVEN: [(&str, &str, &str); 2] = [
    ("is_deleted", "restore", "restore it in the web app, within 30 days of its deletion"),
    ("is_archived", "unarchive", "unarchive it in the web app"),
];

/// Fails if a deal was not restored or unarchived; reads the deal if the response lacks the key. Names other
/// fields that have their old values in the response.
pub async fn check_effect(app: &App, change: &Change, record: &Record) -> Result<(), Error> {
    let Write::UpdateDeal { deal, body } = &change.write else { return Ok(()) };
    for (key, verb, hint) in UNPROVEN {
        if body.get(key) == Some(&Value::Bool(false))
            && is_still_set(app, *deal, key, record).await?
        {
            let message = format!("Pipedrive accepted the request but did not {verb} deal {deal}");
            let error = Error::new(ErrorKind::Refused, message).hint(hint);
            return Err(Error { effect: WriteOutcome::NotDone, ..error });
        }
    }
    note_ignored(app, *deal, body, change, record);
    Ok(())
}

/// Names the web app as another way if Pipedrive rejects a restore or an unarchiving.
pub fn name_web_app(write: &Write, failure: Error) -> Error {
    let is_rejected = matches!(failure.kind, ErrorKind::Refused | ErrorKind::NotFound);
    let body = write.body().filter(|_| is_rejected && failure.hint.is_none());
    let tried = |key| body.is_some_and(|body| body.get(key) == Some(&Value::Bool(false)));
    match UNPROVEN.iter().find(|(key, ..)| tried(*key)) {
        Some((_, _, hint)) => failure.hint(*hint),
        None => failure,
    }
}

async fn is_still_set(app: &App, deal: u64, key: &str, record: &Record) -> Result<bool, Error> {
    let value = |record: &Record| record.read().get(key).map(|raw| raw.get() == "true");
    if let Some(is_set) = value(record) {
        return Ok(is_set);
    }
    let read = app.one(&Request::to(&GET_DEAL).with("id", deal)).await;
    let read = read.map_err(|failure| Error { effect: WriteOutcome::Unknown, ..failure })?;
    Ok(value(&read) != Some(false))
}

fn note_ignored(app: &App, deal: u64, body: &Body, change: &Change, record: &Record) {
    let ignored = find_ignored(body, &touched_keys(body, record), &change.before);
    if ignored.is_empty() {
        return;
    }
    let names = app.names_so_far();
    let fields = ignored.iter().map(|key| names.field_for_code(key).name_in_sentence());
    app.note(format_args!(
        "deal {deal}: Pipedrive accepted the request, but its response has the old {}",
        fields.collect::<Vec<_>>().join(", ")
    ));
}

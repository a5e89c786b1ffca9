//! Followers and participants: adds and removes users or persons of a deal, with one request each.

use crate::api::endpoints::Endpoint;
use crate::api::request::Request;
use crate::app::App;
use crate::app::write::{Body, Change, Write};
use crate::error::{Error, ErrorKind};
use crate::model::record::{Record, RecordView};
use crate::ops::bulk_outcome::BulkOutcome;
use crate::ops::listing::{self, ListSpec};
use crate::text;

/// The differences between followers and participants.
pub struct Membership {
    /// The list of a deal's members.
    pub list: &'static Endpoint,
    /// The key of the user or person in that list.
    pub key: &'static str,
    pub added: &'static ListSpec,
    pub removed: &'static ListSpec,
    /// The plural nouns for added and for removed members.
    pub nouns: (&'static str, &'static str),
    /// The verb for messages, such as `follows`.
    pub verb: &'static str,
    /// The name of the added member in the response, if it is better.
    pub name: fn(&RecordView) -> Option<String>,
    /// Converts a response to a row of a table.
    pub row: fn(&Record) -> Record,
    /// The message that the deal has no such member.
    pub missing: fn(name: &str, deal: u64) -> String,
}

/// A member to add or remove.
pub struct Member {
    /// The name in the report of several writes.
    pub word: String,
    pub name: String,
    /// The ID for the request: of the user, the person or the participant.
    pub id: u64,
    /// The data that is needed to undo the write.
    pub before: Body,
}

impl Membership {
    pub fn list_request(&self, deal: u64) -> Request {
        Request::to(self.list).with("id", deal)
    }

    pub async fn add(
        &self,
        app: &App,
        deal: u64,
        members: &[Member],
        write: impl Fn(u64) -> Write,
        if_missing: bool,
    ) -> anyhow::Result<()> {
        let verb = self.verb;
        let report = async |n: usize, sent: Result<Record, Error>| {
            let Member { id, name, .. } = &members[n];
            let failure = match sent {
                Ok(row) => {
                    let name = (self.name)(&row.read()).unwrap_or_else(|| name.clone());
                    app.note(format_args!("{name} {verb} deal {deal} now"));
                    return Ok(Some(if app.is_tabular() { (self.row)(&row) } else { row }));
                }
                Err(failure) => failure,
            };
            if !self.has_already(app, deal, *id, &failure).await? {
                return Err(failure);
            }
            let already = format!("{name} {verb} deal {deal} already");
            if if_missing {
                app.note(format_args!("{already}"));
                return Ok(None);
            }
            Err(Error { message: already, ..failure }
                .hint("with --if-missing this is not an error"))
        };
        send(app, members, write, report, self.added, self.nouns.0).await
    }

    /// Whether the error means that the person is already a member (pipedrive.md P281). The message is not
    /// documented, so if it is not recognized, the list is read.
    async fn has_already(
        &self,
        app: &App,
        deal: u64,
        id: u64,
        failure: &Error,
    ) -> Result<bool, Error> {
        if failure.kind != ErrorKind::Refused {
            return Ok(false);
        }
        if failure.message.contains("already") {
            return Ok(true);
        }
        let members = app.all(self.list_request(deal)).await?;
        Ok(members.iter().any(|member| member.read().reference(self.key) == Some(id)))
    }

    pub async fn remove(
        &self,
        app: &App,
        deal: u64,
        members: &[Member],
        write: impl Fn(u64) -> Write,
    ) -> anyhow::Result<()> {
        let noun = text::plural(self.removed.noun);
        if !app.is_dry() {
            let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
            let (names, account) = (names.join(", "), app.account());
            app.confirm(&format!("Remove {names} from the {noun} of deal {deal} in {account}?"))?;
        }
        let report = async |n: usize, sent: Result<Record, Error>| {
            let name = &members[n].name;
            match &sent {
                Ok(_) => app.note(format_args!("{name} no longer {} deal {deal}", self.verb)),
                Err(failure) if failure.kind == ErrorKind::NotFound => {
                    let message = format!("{} ({failure})", (self.missing)(name, deal));
                    let hint = format!("deals {noun} list {deal}");
                    return sent
                        .map(Some)
                        .map_err(|failure| Error { message, ..failure }.hint(hint));
                }
                Err(_) => {}
            }
            sent.map(Some)
        };
        send(app, members, write, report, self.removed, self.nouns.1).await
    }
}

/// Sends a write for each member and prints the records of the responses; `noun` is the plural noun for the
/// count.
async fn send(
    app: &App,
    members: &[Member],
    write: impl Fn(u64) -> Write,
    report: impl AsyncFnMut(usize, Result<Record, Error>) -> Result<Option<Record>, Error>,
    spec: &ListSpec,
    noun: &str,
) -> anyhow::Result<()> {
    if app.is_dry() {
        let plan = members.iter().map(|member| write(member.id).request());
        return app.plan(&plan.collect::<Result<Vec<_>, _>>()?);
    }
    spec.prepare(app).await?;
    let change = |member: &Member| {
        let change = Change::with_before(write(member.id), member.before.clone());
        (member.word.clone(), change)
    };
    let mut outcome = BulkOutcome::default();
    outcome.send(app, members.iter().map(change).collect(), report).await?;
    listing::show(app, spec, members.len(), &outcome.records).await?;
    Ok(outcome.check(noun)?)
}

//! Adds names of persons and organizations to rows. A company may have many of them, so those of a page of
//! rows are looked up together.

use crate::api::endpoints::{LIST_ORGANIZATIONS, LIST_PERSONS};
use crate::api::request::Request;
use crate::app::deals::BATCH;
use crate::app::{App, Columns};
use crate::error::{Error, ErrorKind};
use crate::model::field::Field;
use crate::model::names::{ContactKind, Lookup};
use crate::model::record::{Record, RecordView};
use crate::output::Format;
use crate::text;
use serde_json::Value;
use std::collections::BTreeSet;

/// Maximum number of rows of a table on a terminal for which names are looked up by default.
const SCREEN_ROWS: usize = 100;

/// The column of the organization, or of the person if there is none.
pub const CUSTOMER: &str = "customer";
/// Columns with names, which deals do not have: CSV and JSON get them on request.
const NAMES: [(&str, ContactKind); 2] =
    [("person_name", ContactKind::Person), ("org_name", ContactKind::Organization)];

/// Which names to look up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// None; a table shows the cached ones.
    Known,
    /// Those of the first rows, if they are available.
    Screen,
    /// All of them, since they were requested.
    All,
}

/// Adds the names of persons and organizations to the rows of one list.
pub struct ContactNames<'a> {
    app: &'a App,
    scope: Scope,
    /// The columns with names.
    columns: Vec<Field>,
    /// The fields whose IDs are replaced with names, or get a name with `--resolve`.
    sources: Vec<Field>,
    /// The numbers of rows with and without lookups.
    named: usize,
    unnamed: usize,
    walks: [Walk; 2],
    /// Which of the lists cannot be read.
    is_denied: [bool; 2],
}

/// The progress of the lookups in one list.
#[derive(Default)]
struct Walk {
    /// The number of batch requests for IDs so far.
    batches: u64,
    /// The highest ID that was listed; the cursor continues after it.
    through: u64,
    cursor: Option<String>,
}

impl<'a> ContactNames<'a> {
    pub async fn new(app: &'a App, columns: &Columns) -> Result<ContactNames<'a>, Error> {
        let scope = choose_scope(app, columns);
        let mut sources = columns.fields.clone();
        if scope == Scope::All && app.settings.flags.resolve && !columns.chosen {
            sources.extend(["person_id", "org_id"].map(Field::from_code));
            sources.extend(app.names(&[Lookup::Fields]).await?.fields);
        }
        if sources.iter().any(Field::is_custom) && app.cached(Lookup::Fields).is_some() {
            let names = app.names(&[Lookup::Fields]).await?;
            sources.iter_mut().for_each(|field| *field = names.field_for_code(&field.code));
        }
        sources.retain(|field| ContactKind::from_field(field.kind).is_some());
        Ok(ContactNames {
            app,
            scope,
            columns: columns
                .fields
                .iter()
                .filter(|field| field.is_contact_name())
                .cloned()
                .collect(),
            sources,
            named: 0,
            unnamed: 0,
            walks: Default::default(),
            is_denied: [false; 2],
        })
    }

    /// Whether JSON gets names, too.
    pub fn is_for_json(&self) -> bool {
        self.scope == Scope::All
    }

    /// The maximum set of requests of [`ContactNames::add`], for a dry run.
    pub fn plan(&self) -> Vec<Request> {
        let needs = |kind: ContactKind| {
            let is_own = |(code, own): &(&str, ContactKind)| {
                *own == kind && self.columns.iter().any(|field| field.code == *code)
            };
            let is_source = |field: &Field| ContactKind::from_field(field.kind) == Some(kind);
            self.columns.iter().any(|field| field.code == CUSTOMER)
                || NAMES.iter().any(is_own)
                || self.sources.iter().any(is_source)
        };
        let kinds = ContactKind::ALL.into_iter().filter(|kind| needs(*kind));
        let request = |kind: ContactKind| {
            let ids = self.app.placeholder(&format!("{} of the deals", kind.word()));
            list(kind).query("ids", ids.to_string())
        };
        if self.scope == Scope::Known { Vec::new() } else { kinds.map(request).collect() }
    }

    /// Adds names to the rows. On an error the IDs stay, with a note, if names were not requested or the
    /// token has no access to them.
    pub async fn add(&mut self, records: Vec<Record>) -> Result<Vec<Record>, Error> {
        let wanted = match self.scope {
            Scope::Known => 0,
            Scope::Screen => records.len().min(SCREEN_ROWS - self.named.min(SCREEN_ROWS)),
            Scope::All => records.len(),
        };
        for kind in ContactKind::ALL {
            let ids = records[..wanted].iter().flat_map(|record| self.ids(kind, &record.read()));
            let ids: BTreeSet<u64> = ids.collect();
            if self.is_denied[kind as usize] {
                continue;
            }
            match self.load_names(kind, ids).await {
                // A token may have access to deals but not to persons.
                Err(error)
                    if error.kind == ErrorKind::Denied
                        || self.scope == Scope::Screen && error.kind != ErrorKind::Canceled =>
                {
                    self.is_denied[kind as usize] = true;
                    self.app.note(format_args!("cannot look up {}: {error}", kind.word()));
                }
                learned => learned?,
            }
        }
        self.named += wanted;
        let has_unknown = |record: &&Record| {
            let reading = record.read();
            ContactKind::ALL.into_iter().any(|kind| {
                self.ids(kind, &reading).iter().any(|id| !self.app.contacts().is_known(kind, *id))
            })
        };
        if self.scope == Scope::Screen {
            self.unnamed += records[wanted..].iter().filter(has_unknown).count();
        }
        if self.columns.is_empty() {
            return Ok(records);
        }
        Ok(records.iter().map(|record| self.with_names(record)).collect())
    }

    /// Prints a note if rows after the first ones have no names.
    pub fn note_unnamed(&self) {
        if self.unnamed > 0 {
            self.app.note(format_args!(
                "customers of the first {SCREEN_ROWS} deals only are looked up; \
                 `-o table --resolve` looks up all"
            ));
        }
    }

    async fn load_names(&mut self, kind: ContactKind, ids: BTreeSet<u64>) -> Result<(), Error> {
        if self.scope != Scope::All {
            return fetch(self.app, kind, ids).await;
        }
        let new = find_unknown(self.app, kind, ids);
        let Some(last) = new.last().copied() else { return Ok(()) };
        let walk = &mut self.walks[kind as usize];
        let batches = new.len().div_ceil(BATCH) as u64;
        // IDs ascend, so this is the maximum number of pages before that of the last ID.
        let pages = last.saturating_sub(walk.through).div_ceil(PAGE);
        if walk.batches + batches < pages {
            walk.batches += batches;
            return fetch(self.app, kind, new).await;
        }
        walk_to(self.app, kind, walk, last).await?;
        let gone = find_unknown(self.app, kind, new);
        self.app.learn_contacts(kind, gone.into_iter().map(|id| (id, None)));
        Ok(())
    }

    /// The IDs in a row whose names are needed.
    fn ids(&self, kind: ContactKind, record: &RecordView) -> Vec<u64> {
        let sources =
            self.sources.iter().filter(|field| ContactKind::from_field(field.kind) == Some(kind));
        let mut ids: Vec<u64> = sources.filter_map(|field| record.reference(&field.code)).collect();
        for column in &self.columns {
            let wanted = match NAMES.iter().find(|(code, _)| *code == column.code) {
                Some((_, own)) => contact(record, *own),
                None => customer(record),
            };
            ids.extend(wanted.filter(|(own, _)| *own == kind).map(|(_, id)| id));
        }
        ids
    }

    fn with_names(&self, record: &Record) -> Record {
        let reading = record.read();
        let contacts = self.app.contacts();
        let member = |column: &'_ Field| match NAMES.iter().find(|(code, _)| *code == column.code) {
            Some((code, kind)) => {
                let name = contact(&reading, *kind).and_then(|(kind, id)| contacts.name(kind, id));
                (*code, Value::from(name))
            }
            None => {
                let label = customer(&reading).map(|(kind, id)| {
                    // A narrow column has no room for a longer word.
                    let short = if kind == ContactKind::Person { "person" } else { "org" };
                    contacts.name(kind, id).unwrap_or_else(|| format!("{short} {id}"))
                });
                (CUSTOMER, Value::from(label))
            }
        };
        record.with_members(&self.columns.iter().map(member).collect::<Vec<_>>())
    }
}

/// Maximum number of records on a page of a list.
const PAGE: u64 = 500;

fn choose_scope(app: &App, columns: &Columns) -> Scope {
    let has_name = columns.fields.iter().any(Field::is_contact_name);
    if app.settings.flags.resolve || columns.chosen && has_name {
        Scope::All
    } else if app.is_on_screen() {
        Scope::Screen
    } else {
        Scope::Known
    }
}

/// Adds columns of names after those of IDs, in CSV with `--resolve`.
pub fn with_name_columns(app: &App, mut columns: Columns) -> Columns {
    if app.format == Format::Csv && app.settings.flags.resolve {
        let names = |field: Field| {
            let kind = ContactKind::from_field(field.kind).filter(|_| !field.is_custom());
            let name = NAMES.iter().find(|(_, own)| Some(*own) == kind);
            let name = name.map(|(code, _)| Field::from_code(code));
            [field].into_iter().chain(name)
        };
        columns.fields = columns.fields.into_iter().flat_map(names).collect();
    }
    columns
}

/// Looks up unknown names: 10 tokens for each 100 IDs. Without access to them the IDs stay.
pub async fn load_names(
    app: &App,
    kind: ContactKind,
    ids: impl IntoIterator<Item = u64>,
) -> Result<(), Error> {
    match fetch(app, kind, ids).await {
        Err(error) if error.kind == ErrorKind::Denied => Ok(()),
        fetched => fetched,
    }
}

async fn fetch(
    app: &App,
    kind: ContactKind,
    ids: impl IntoIterator<Item = u64>,
) -> Result<(), Error> {
    let new: Vec<u64> = find_unknown(app, kind, ids).into_iter().collect();
    for ids in new.chunks(BATCH) {
        let found = app.all(list(kind).list("ids", ids)).await?;
        // Deleted and invisible ones are missing from the response (pipedrive.md P123).
        let gone = ids.iter().map(|id| (*id, None));
        app.learn_contacts(kind, gone.chain(found.iter().filter_map(read_name)));
    }
    Ok(())
}

/// Reads the list in the order of IDs, which does not change (pipedrive.md P112), up to `last`.
async fn walk_to(app: &App, kind: ContactKind, walk: &mut Walk, last: u64) -> Result<(), Error> {
    let request = list(kind).query("sort_by", "id".to_owned());
    let mut pages = app.pages(request).from_cursor(walk.cursor.take());
    let mut found = Vec::new();
    while walk.through < last {
        let Some(page) = app.next_page(&mut pages).await? else {
            walk.through = u64::MAX;
            break;
        };
        walk.through = page.iter().filter_map(Record::id).max().unwrap_or(walk.through);
        found.extend(page.iter().filter_map(read_name));
        walk.cursor = pages.cursor().map(str::to_owned);
        if pages.is_done() {
            walk.through = u64::MAX;
        }
    }
    app.learn_contacts(kind, found);
    Ok(())
}

fn find_unknown(app: &App, kind: ContactKind, ids: impl IntoIterator<Item = u64>) -> BTreeSet<u64> {
    ids.into_iter().filter(|id| !app.contacts().is_known(kind, *id)).collect()
}

fn list(kind: ContactKind) -> Request {
    Request::to(match kind {
        ContactKind::Person => &LIST_PERSONS,
        ContactKind::Organization => &LIST_ORGANIZATIONS,
    })
}

fn read_name(record: &Record) -> Option<(u64, Option<String>)> {
    let reading = record.read();
    let name = text::clean(&reading.text("name")?).trim().to_owned();
    Some((reading.id()?, Some(name)))
}

/// The person or the organization of a deal.
fn contact(deal: &RecordView, kind: ContactKind) -> Option<(ContactKind, u64)> {
    let code = match kind {
        ContactKind::Person => "person_id",
        ContactKind::Organization => "org_id",
    };
    deal.reference(code).map(|id| (kind, id))
}

/// The organization of a deal, or else its person.
fn customer(deal: &RecordView) -> Option<(ContactKind, u64)> {
    contact(deal, ContactKind::Organization).or_else(|| contact(deal, ContactKind::Person))
}

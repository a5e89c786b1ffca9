//! Names of people and organizations by id. A company has too many of them to keep, so those that
//! a page of rows needs are asked for together.

use crate::api::endpoints::{LIST_ORGANIZATIONS, LIST_PERSONS};
use crate::api::request::Request;
use crate::app::App;
use crate::error::{Error, ErrorKind};
use crate::text;
use std::collections::{BTreeSet, HashMap};

/// The reference's limit for `ids`.
const BATCH: usize = 100;

/// Those that this run has asked for; `None` for one that is not to be had.
#[derive(Debug, Default)]
pub struct People {
    persons: HashMap<u64, Option<String>>,
    orgs: HashMap<u64, Option<String>>,
}

impl People {
    pub fn person_name(&self, id: u64) -> Option<String> {
        self.persons.get(&id).cloned().flatten()
    }

    pub fn org_name(&self, id: u64) -> Option<String> {
        self.orgs.get(&id).cloned().flatten()
    }

    /// A person by name, or else by number.
    pub fn person(&self, id: u64) -> String {
        self.person_name(id).unwrap_or_else(|| format!("person {id}"))
    }

    /// Asks for the names of those not asked for before: 10 tokens for each 100.
    pub async fn learn_persons(
        &mut self,
        app: &App,
        ids: impl IntoIterator<Item = u64>,
    ) -> Result<(), Error> {
        learn(app, || Request::to(&LIST_PERSONS), &mut self.persons, ids).await
    }

    /// Likewise.
    pub async fn learn_orgs(
        &mut self,
        app: &App,
        ids: impl IntoIterator<Item = u64>,
    ) -> Result<(), Error> {
        learn(app, || Request::to(&LIST_ORGANIZATIONS), &mut self.orgs, ids).await
    }
}

async fn learn(
    app: &App,
    request: impl Fn() -> Request,
    names: &mut HashMap<u64, Option<String>>,
    ids: impl IntoIterator<Item = u64>,
) -> Result<(), Error> {
    let new: BTreeSet<u64> = ids.into_iter().filter(|id| !names.contains_key(id)).collect();
    let new: Vec<u64> = new.into_iter().collect();
    for ids in new.chunks(BATCH) {
        let found = match app.all(request().list("ids", ids)).await {
            Ok(found) => found,
            // A token may see deals and not people; the numbers still tell them apart.
            Err(failure) if failure.kind == ErrorKind::Denied => Vec::new(),
            Err(failure) => return Err(failure),
        };
        // The deleted and the invisible are left out without a word.
        names.extend(ids.iter().map(|id| (*id, None)));
        for record in found {
            let reading = record.read();
            if let (Some(id), Some(name)) = (reading.id(), reading.text("name")) {
                names.insert(id, Some(text::clean(&name).into_owned()));
            }
        }
    }
    Ok(())
}

//! The requests of a dry run and their cost.

use super::App;
use super::columns::Columns;
use super::deals::BATCH;
use super::print::print_list;
use super::spool::Spool;
use crate::api::endpoints::Paging;
use crate::api::request::Request;
use crate::error::Error;
use crate::output::Format;
use crate::text;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::HashSet;
use std::io::Write;

impl App {
    /// Starts another action of a screen, whose cost is reported separately.
    #[cfg(feature = "board")]
    pub fn begin_action(&self) {
        self.spent_before.set(self.client.spent());
    }

    /// The tokens that the current action has spent.
    pub fn spent_in_action(&self) -> u32 {
        self.client.spent() - self.spent_before.get()
    }

    /// Prints the requests that a run would send, and their cost, instead of sending them.
    pub fn plan(&self, requests: &[Request]) -> anyhow::Result<()> {
        let mut wanted = self.wanted.take();
        wanted.retain(|lookup| self.cached(*lookup).is_none());
        let mut seen = HashSet::new();
        wanted.retain(|lookup| seen.insert(*lookup));
        let lookups =
            wanted.into_iter().map(|lookup| self.pages(App::lookup_request(lookup)).request());
        let requests = &lookups.chain(requests.iter().cloned()).collect::<Vec<_>>()[..];
        if self.settings.jq.is_some() {
            let requests = self.describe_requests(requests)?;
            print_list(&self.settings, Columns::new(&[]), &requests)?;
        } else {
            self.print_plan(requests)?;
        }
        self.note_placeholders();
        // The cost includes lookups, which were already sent.
        let (looked_up, spent) = (self.client.calls() as usize, self.client.spent());
        let total: Option<u32> = requests.iter().map(Request::cost).sum();
        let total = format_tokens(total.map(|total| total + spent));
        let count = |made: usize| text::count(requests.len() + made, "request");
        if spent == 0 {
            self.note(format_args!("dry run: nothing was sent; {}, {total}", count(0)));
        } else {
            self.note(format_args!(
                "dry run: nothing was changed; {}, {total}, {spent} of them spent on look-ups",
                count(looked_up)
            ));
        }
        Ok(())
    }

    fn describe_requests<'r>(&self, requests: &'r [Request]) -> Result<Vec<Planned<'r>>, Error> {
        let body = |request: &Request| {
            let Some(body) = &request.body else { return Ok(None) };
            RawValue::from_string(self.show_placeholders(body.get(), true)).map(Some)
        };
        let planned = requests.iter().map(|request| {
            Ok(Planned {
                method: request.method.as_str(),
                path: self.show_placeholders(&request.target(), false),
                tokens: request.cost(),
                body: body(request)?,
            })
        });
        let planned: serde_json::Result<_> = planned.collect();
        planned.map_err(|error| Error::unexpected(error.to_string()))
    }

    fn print_plan(&self, requests: &[Request]) -> anyhow::Result<()> {
        let mut out = Spool::new_direct();
        match self.format {
            Format::Json | Format::Ndjson => {
                let requests = self.describe_requests(requests)?;
                match self.format {
                    Format::Json => writeln!(out, "{}", serde_json::to_string_pretty(&requests)?)?,
                    _ => {
                        for request in &requests {
                            writeln!(out, "{}", serde_json::to_string(request)?)?;
                        }
                    }
                }
            }
            Format::Table | Format::Csv | Format::Markdown => {
                for (request, planned) in requests.iter().zip(self.describe_requests(requests)?) {
                    writeln!(out, "{} {}  {}", planned.method, planned.path, format_cost(request))?;
                    if let Some(body) = &planned.body {
                        writeln!(out, "{}", indent(body)?)?;
                    }
                }
            }
        }
        out.flush()?;
        Ok(())
    }
}

/// A request in the output of `--dry-run`.
#[derive(Serialize)]
struct Planned<'a> {
    method: &'a str,
    path: String,
    tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Box<RawValue>>,
}

/// Indents a body; returns it unchanged if parsing would change a number or drop a duplicate key.
fn indent(body: &RawValue) -> serde_json::Result<String> {
    let value: Value = serde_json::from_str(body.get())?;
    let written = value.to_string();
    if written == body.get() {
        serde_json::to_string_pretty(&value)
    } else {
        Ok(body.get().to_owned())
    }
}

fn format_cost(request: &Request) -> String {
    let cost = format_tokens(request.cost());
    match request.paging() {
        Some(Paging::Cursor { .. }) if request.has_query("ids") => {
            format!("{cost} for each {BATCH}")
        }
        Some(Paging::Cursor { max } | Paging::Offset { max }) => format!("{cost} for each {max}"),
        Some(Paging::Whole) | None => cost,
    }
}

fn format_tokens(cost: Option<u32>) -> String {
    cost.map_or("unknown cost".into(), |cost| text::count(cost as usize, "token"))
}

//! Planned writes: shown, confirmed, and sent or saved to a file.

use crate::api::request::Request;
use crate::app::App;
use crate::app::write::journal::ImportedFile;
use crate::app::write::plan::{Header, Plan};
use crate::app::write::{Change, RunOptions};
use crate::error::Error;
use crate::model::names::Names;
use crate::model::record::{Record, RecordView};
use crate::ops::bulk_outcome::BulkOutcome;
use crate::ops::plan_totals::{MAX_LISTED, PlanTotals};
use crate::text;
use crate::ui::prompt::Question;
use jiff::Timestamp;
use std::path::Path;

/// A planned write.
pub struct Step {
    /// The deal's ID, or the name of the written object.
    pub name: String,
    pub change: Change,
    /// The change, by field name: `status open → won`.
    pub text: String,
    /// The title of the deal, if it was read.
    pub title: String,
    /// The value of the deal and its currency.
    pub value: Option<(f64, String)>,
}

#[derive(Default)]
pub struct WritePlan {
    pub steps: Vec<Step>,
    /// Deals that need no write.
    pub unchanged: Vec<(u64, Record)>,
    /// Deals that cannot be written to, with the errors.
    pub refused: Vec<(String, Error)>,
}

/// How to confirm a plan.
pub enum Confirmation<'a> {
    /// The command has confirmed already, or needs no confirmation.
    None,
    Question(&'a str),
    /// The deals were selected by conditions: on a terminal their number has to be typed.
    Count(&'a str),
}

impl Step {
    /// Creates a write to a deal, which was read as `deal`.
    pub fn new(name: String, change: Change, text: String, deal: Option<&Record>) -> Step {
        let reading = deal.map(Record::read);
        let title = reading.as_ref().map(read_title).unwrap_or_default();
        let value = reading.as_ref().and_then(read_value);
        Step { name, change, text, title, value }
    }

    /// The prefix of messages about the write.
    pub fn label(&self) -> String {
        let is_id = self.name.bytes().all(|byte| byte.is_ascii_digit());
        if is_id { format!("deal {}", self.name) } else { self.name.clone() }
    }
}

impl WritePlan {
    /// Adds up the plan.
    fn totals(&self) -> PlanTotals {
        let mut totals = PlanTotals::default();
        self.unchanged.iter().for_each(|_| totals.add_unchanged());
        self.steps.iter().for_each(|step| totals.add(step));
        self.refused.iter().for_each(|(name, error)| totals.refuse(name, error));
        totals
    }

    /// Whether nothing has to be confirmed.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.steps.iter().map(|step| &step.change)
    }

    /// Shows the plan and asks for confirmation. With `--yes` the plan is only shown with `-v`.
    pub fn confirm(&self, app: &App, names: &Names, how: Confirmation<'_>) -> Result<(), Error> {
        let is_asked = !matches!(how, Confirmation::None);
        let is_read = !app.settings.flags.yes && app.ask.can_ask();
        if is_asked && (is_read || app.settings.flags.verbose > 0) {
            self.show(app, names);
        }
        match how {
            Confirmation::None => Ok(()),
            Confirmation::Question(question) => app.confirm(question),
            Confirmation::Count(_) if app.settings.flags.yes => Ok(()),
            Confirmation::Count(question) if !app.ask.can_ask() => app.confirm(question),
            Confirmation::Count(question) => {
                let count = self.steps.len().to_string();
                // The prompt is too short for the question.
                app.note(format_args!("{question}"));
                let asked = Question::new("Number of deals", "--yes")
                    .help("type it to go on, or press Ctrl-C to cancel");
                let check = |typed: &str| {
                    let wrong = || format!("type {count} to go on, or press Ctrl-C to cancel");
                    if typed == count { Ok(()) } else { Err(wrong()) }
                };
                app.ask.text(asked, check).map(drop)
            }
        }
    }

    /// Prints the first writes, the first refusals, and the totals.
    pub fn show(&self, app: &App, names: &Names) {
        self.totals().show(app, names);
    }

    /// The first titles, for a prompt.
    pub fn list_titles(&self) -> String {
        let titles: Vec<&str> =
            self.steps.iter().take(MAX_LISTED).map(|step| step.title.as_str()).collect();
        match self.steps.len().saturating_sub(MAX_LISTED) {
            0 => titles.join(", "),
            more => format!("{} and {more} more", titles.join(", ")),
        }
    }

    /// Sends the writes. `report` gets the number of each and its result.
    pub async fn send(
        self,
        app: &App,
        options: RunOptions,
        report: impl AsyncFnMut(usize, Result<Record, Error>) -> Result<Option<Record>, Error>,
    ) -> Result<BulkOutcome, Error> {
        let mut outcome = BulkOutcome::with_options(options);
        for (id, deal) in self.unchanged {
            app.note(format_args!("deal {id}: nothing to change"));
            outcome.add_done(id.to_string(), Some(deal));
        }
        for (name, error) in self.refused {
            outcome.add_failed(name, error);
        }
        let changes = self.steps.into_iter().map(|step| (step.name, step.change)).collect();
        outcome.send(app, changes, report).await?;
        Ok(outcome)
    }

    /// Saves the plan to a new file instead of sending it.
    pub async fn save(self, app: &App, names: &Names, path: &Path) -> Result<(), Error> {
        let mut outcome = BulkOutcome::default();
        let totals = self.totals();
        let header = new_header(app, totals.writes, totals.tokens, None).await?;
        if !self.steps.is_empty() {
            self.show(app, names);
        }
        for (id, _) in &self.unchanged {
            outcome.add_done(id.to_string(), None);
        }
        for step in &self.steps {
            outcome.add_done(step.name.clone(), None);
        }
        let has_steps = !self.steps.is_empty();
        if has_steps {
            let rows = self.steps.into_iter().map(|step| Ok((step.name, step.change)));
            Plan::create(path, header, rows)?;
        }
        for (name, error) in self.refused {
            outcome.add_failed(name, error);
        }
        if has_steps {
            note_saved(app, path);
        } else {
            app.note(format_args!("nothing to write: {} was not created", text::path(path)));
        }
        outcome.check("deal")
    }

    /// The requests, for a dry run.
    pub fn requests(&self) -> Result<Vec<Request>, Error> {
        self.steps.iter().map(|step| step.change.write.request()).collect()
    }
}

/// Creates the header of a new plan.
pub async fn new_header(
    app: &App,
    writes: usize,
    tokens: u32,
    import: Option<ImportedFile>,
) -> Result<Header, Error> {
    let now = Timestamp::now();
    Ok(Header {
        v: 0,
        id: format!("{}-{}", now.as_millisecond(), std::process::id()),
        account: app.account_key().await?,
        command: app.command_name().to_owned(),
        time: now,
        writes,
        tokens,
        import,
    })
}

/// Prints where a plan was saved, and how to apply it.
pub fn note_saved(app: &App, path: &Path) {
    let shown = text::path(path);
    let word = if shown.contains(' ') { format!("\"{shown}\"") } else { shown.to_string() };
    app.note(format_args!(
        "nothing was sent; the plan is in {shown}; send it with: deals apply {word}"
    ));
}

pub fn read_title(deal: &RecordView) -> String {
    text::clean(&deal.text("title").unwrap_or_default()).into_owned()
}

/// The value and currency of a deal; `None` if the value is missing or zero.
fn read_value(deal: &RecordView) -> Option<(f64, String)> {
    let amount: f64 = deal.get("value")?.get().parse().ok()?;
    let currency = text::clean(&deal.text("currency")?).into_owned();
    (amount != 0.0).then_some((amount, currency))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::write::Write;
    use serde_json::json;

    fn step(id: u64, value: Option<f64>) -> Step {
        let deal = json!({"id": id, "title": "Roof", "value": value, "currency": "EUR"});
        let deal = Record::new(serde_json::value::to_raw_value(&deal).unwrap()).unwrap();
        let change = Change::new(Write::DeleteDeal { deal: id }, Some(&deal));
        Step::new(id.to_string(), change, "delete".to_owned(), Some(&deal))
    }

    #[test]
    fn counts_and_adds_up_by_currency() {
        let steps = vec![step(1, Some(1000.5)), step(2, Some(250.0)), step(3, None)];
        let mut plan = WritePlan { steps, ..WritePlan::default() };
        let names = Names::default();
        assert_eq!(plan.totals().describe_counts(&names), "3 deleted (1,250.50 EUR)");
        assert_eq!(plan.totals().tokens, 9);
        plan.refused.push(("4".to_owned(), Error::usage("no")));
        assert_eq!(plan.totals().describe_counts(&names), "3 deleted (1,250.50 EUR), 1 refused");
        let mut other = step(5, Some(1.0));
        other.value = Some((7.0, "JPY".to_owned()));
        plan.steps.push(other);
        assert!(
            plan.totals().describe_counts(&names).starts_with("4 deleted (1,250.50 EUR, 7 JPY)")
        );
        plan.steps.extend([step(6, None), step(7, None)]);
        assert_eq!(plan.list_titles(), "Roof, Roof, Roof, Roof, Roof and 1 more");
    }
}

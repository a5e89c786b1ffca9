//! A form for a deal on the terminal: a card with its values and Pipedrive's defaults, and a menu.
//! The answers are added to the same draft as flags.

mod card;
mod failed;
mod fields;

pub use fields::writable;

use crate::app::{self, App};
use crate::draft::{self, Draft, check_title};
use crate::error::{Error, ErrorKind};
use crate::interactive::command_line::CommandLine;
use crate::interactive::field_prompt::{Answer, FieldPrompter, FieldState, explain};
use crate::model::deal_status::DealStatus;
use crate::model::field::{Field, FieldKind};
use crate::model::names::Lookup;
use crate::model::record::Record;
use crate::model::value::is_same;
use crate::text;
use crate::ui::prompt::{Item, Question};
use crate::ui::style::Style;
use fields::is_important;
use serde_json::{Value, json};

/// The result of a form.
pub enum Outcome<T> {
    Sent(T),
    /// The command line for the answers, and the error if sending them failed.
    Print(String, Option<Error>),
}

struct Form<'a> {
    app: &'a App,
    prompter: FieldPrompter<'a>,
    draft: Draft,
    /// The deal to change; `None` for a new deal.
    deal: Option<Record>,
    /// The file of `--body` that the draft is based on.
    body: Option<&'a str>,
    /// The writable fields, in the order of the card.
    fields: Vec<Field>,
    /// The default values of Pipedrive.
    defaults: Draft,
    heading: String,
    style: Style,
    /// The error of the last prompt, shown with the card.
    question_error: Option<String>,
    /// The error of the last request, which is returned if the user leaves the form.
    send_error: Option<Error>,
    /// Whether a new deal may have been created already.
    may_exist: bool,
}

/// Prompts for a new deal: the title, the fields that the company marks as required or important, then
/// any others; and sends it. `body` is the file of `--body` that the draft is based on.
pub async fn create<T>(
    app: &App,
    draft: Draft,
    body: Option<&str>,
    send: impl AsyncFn(Draft) -> Result<T, Error>,
) -> Result<Outcome<T>, Error> {
    let mut draft = draft;
    let check = |text: &str| check_title(text).map(drop).map_err(|failure| failure.message);
    let question = Question::new("Title", "--title").help("Ctrl-C cancels").vanishes();
    let title = app.ask.text(question, check)?;
    draft.set("title", title);
    let heading = format!("A new deal in {}", app.account());
    let mut form = Form { body, ..Form::new(app, draft, None, heading).await? };
    form.defaults = form.defaults().await?;
    for field in form.important_fields().await? {
        let asked = form.ask(&field, "important to the company").await;
        if form.keep_error(asked)? == Some(Level::Above) {
            break;
        }
    }
    let send = async |form: &Form| send(form.draft.clone()).await;
    loop {
        let wrong = form.draft.check_new().err().map(|why| explain(&why));
        let label = if form.may_exist {
            "Create the deal (it may be a second one)"
        } else {
            "Create the deal"
        };
        if let Some(outcome) = form.step(label, wrong, &send).await? {
            return Ok(outcome);
        }
    }
}

/// Prompts for changes of a deal, and sends them. `send` gets the deal that was shown.
pub async fn update<T>(
    app: &App,
    deal: Record,
    send: impl AsyncFn(&Record, Draft) -> Result<T, Error>,
) -> Result<Outcome<T>, Error> {
    let id = deal.read().id().unwrap_or_default();
    let heading = format!("Deal {id} in {}", app.account());
    let mut form = Form::new(app, Draft::default(), Some(deal), heading).await?;
    let send = async |form: &Form| match &form.deal {
        Some(deal) => send(deal, form.draft.clone()).await,
        None => Err(Error::unexpected("no deal to change")),
    };
    loop {
        let deal = form.deal.as_ref().map(Record::read);
        let wrong = deal.and_then(|deal| form.draft.check_change(&deal).err());
        let wrong = wrong.map(|why| explain(&why));
        if let Some(outcome) = form.step("Save the changes", wrong, &send).await? {
            return Ok(outcome);
        }
    }
}

/// Prints the command line of a form that was not sent.
pub fn print(line: &str, failure: Option<Error>) -> anyhow::Result<()> {
    app::print_text(&format!("{line}\n"))?;
    failure.map_or(Ok(()), |failure| Err(failure.into()))
}

enum Choice {
    Send,
    Change,
    Print,
    Cancel,
}

/// The level to continue at after a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Same,
    /// One level up, after Esc.
    Above,
}

impl<'a> Form<'a> {
    async fn new(
        app: &'a App,
        draft: Draft,
        deal: Option<Record>,
        heading: String,
    ) -> Result<Form<'a>, Error> {
        let prompter = FieldPrompter::new(app).await?;
        let fields = writable(app, &prompter.names, deal.is_none()).await?;
        Ok(Form {
            app,
            prompter,
            draft,
            deal,
            body: None,
            fields,
            defaults: Draft::default(),
            heading,
            style: app.ask.style(),
            question_error: None,
            send_error: None,
            may_exist: false,
        })
    }

    /// Shows the card and runs the chosen action; `None` to show the card again.
    async fn step<T>(
        &mut self,
        label: &str,
        wrong: Option<String>,
        send: &impl AsyncFn(&Form) -> Result<T, Error>,
    ) -> Result<Option<Outcome<T>>, Error> {
        let outcome = match self.menu(label, wrong).await {
            Ok(Choice::Send) => self.send(send).await,
            Ok(Choice::Print) => Ok(Some(Outcome::Print(self.command(), None))),
            Ok(Choice::Change) => self.change().await.map(|()| None),
            Ok(Choice::Cancel) => Err(Error::canceled()),
            Err(failure) => Err(failure),
        };
        outcome.map_err(|failure| match failure.kind {
            ErrorKind::Canceled => self.send_error.take().unwrap_or(failure),
            _ => failure,
        })
    }

    /// Keeps the answers if a prompt fails, and shows the error with the card. Ctrl-C ends the
    /// form.
    fn keep_error(&mut self, asked: Result<Level, Error>) -> Result<Option<Level>, Error> {
        match asked {
            Err(failure) if failure.kind != ErrorKind::Canceled => {
                self.question_error = Some(explain(&failure));
                Ok(None)
            }
            asked => asked.map(Some),
        }
    }

    /// Formats the answers as a command line.
    fn command(&self) -> String {
        match self.id() {
            Some(id) => self.command_line().update(id, &self.draft),
            None => self.command_line().create(&self.draft, self.body),
        }
    }

    /// The ID of the deal to change.
    fn id(&self) -> Option<u64> {
        self.deal.as_ref().map(|deal| deal.read().id().unwrap_or_default())
    }

    fn command_line(&self) -> CommandLine<'_> {
        let FieldPrompter { names, now, .. } = &self.prompter;
        CommandLine { settings: &self.app.settings, names, now }
    }

    /// The default status, pipeline, owner and currency of a new deal.
    async fn defaults(&self) -> Result<Draft, Error> {
        let mut defaults = Draft::default().with("status", DealStatus::Open);
        if let Some(first) = self.prompter.pipelines.first() {
            defaults.set("pipeline_id", first.id);
        }
        let account = self.app.lookup(Lookup::Account).await?;
        if let Some(me) = account.first().map(Record::read) {
            if let Some(currency) = me.text("default_currency") {
                defaults.set("currency", currency.into_owned());
            }
            if let Some(id) = me.id() {
                defaults.set("owner_id", id);
            }
        }
        Ok(defaults)
    }

    /// The required and important fields that have no value.
    async fn important_fields(&self) -> Result<Vec<Field>, Error> {
        let stage = self.current_value("stage_id").and_then(|stage| stage.as_u64());
        let records = self.app.lookup(Lookup::Fields).await?;
        let important: Vec<String> = records
            .iter()
            .filter(|record| is_important(record, stage))
            .filter_map(|record| Some(record.read().text("field_code")?.into_owned()))
            .collect();
        let is_open = |field: &&Field| {
            let is_filled = matches!(field.code.as_ref(), "visible_to" | "lost_reason");
            important.iter().any(|code| *code == field.code)
                && self.current_value(&field.code).is_none()
                && !is_filled
        };
        Ok(self.fields.iter().filter(is_open).cloned().collect())
    }

    /// The value of a field after the changes.
    fn current_value(&self, code: &str) -> Option<Value> {
        if let Some(value) = self.draft.get(code) {
            return Some(value.clone()).filter(|value| !value.is_null());
        }
        match code {
            // A stage implies its pipeline, and a pipeline its first stage.
            "pipeline_id" => {
                let stage = self.draft.get("stage_id").and_then(Value::as_u64);
                let stage =
                    stage.and_then(|id| self.prompter.names.stages.iter().find(|s| s.id == id));
                if let Some(within) = stage.and_then(|stage| stage.parent_id) {
                    return Some(json!(within));
                }
            }
            "stage_id" if self.deal.is_none() || self.draft.get("pipeline_id").is_some() => {
                let pipeline = self.current_value("pipeline_id").and_then(|id| id.as_u64());
                let first = self.prompter.stages.iter().find(|stage| stage.parent_id == pipeline);
                return first.map(|stage| json!(stage.id));
            }
            _ => {}
        }
        self.before(code).or_else(|| self.defaults.get(code).cloned())
    }

    /// The value of a field before the changes.
    fn before(&self, code: &str) -> Option<Value> {
        let deal = self.deal.as_ref()?.read();
        let value = deal.get(code).map(|raw| raw.get().to_owned())?;
        let value: Value = serde_json::from_str(&value).ok()?;
        let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        (!is_empty).then_some(value)
    }

    async fn display_value(
        &mut self,
        field: &Field,
        value: Option<Value>,
        currency: Option<Value>,
    ) -> String {
        let Some(value) = value else { return String::new() };
        let currency = currency.as_ref().and_then(Value::as_str);
        self.prompter.display_value(field, &value, currency).await
    }

    /// Formats a value as the initial text of a prompt.
    async fn editable_text(&mut self, field: &Field, value: Option<&Value>) -> String {
        let Some(value) = value else { return String::new() };
        let currency = self.current_value("currency");
        let currency = currency.as_ref().and_then(Value::as_str);
        match field.kind {
            // The answer is parsed in the same time zone.
            FieldKind::Time => self.prompter.display_value(field, value, currency).await,
            _ => self.prompter.exact_value(field, value, currency).await,
        }
    }

    /// Shows the card and the menu. `wrong` is the reason why Pipedrive would reject the draft.
    async fn menu(&mut self, send: &str, wrong: Option<String>) -> Result<Choice, Error> {
        let error = self.question_error.take();
        loop {
            let mut card = self.card().await;
            let columns = usize::from(console::Term::stderr().size().1).max(20) - 3;
            for wrong in error.iter().chain(&wrong) {
                let lines = text::wrap(wrong, columns);
                card.extend(lines.iter().map(|line| format!("  {}", self.style.bad(line))));
            }
            // An empty or invalid draft cannot be sent.
            let is_ready = wrong.is_none() && !self.draft.is_empty();
            let mut choices = vec![("Change a field…", Choice::Change), ("Cancel", Choice::Cancel)];
            if is_ready {
                choices.insert(0, (send, Choice::Send));
                choices.insert(2, ("Print the command", Choice::Print));
            }
            let actions: Vec<&str> = choices.iter().map(|(action, _)| *action).collect();
            let question = Question::new("What now?", "--yes").above(&card).vanishes();
            match self.app.ask.choose(question, &actions)? {
                Some(place) => return Ok(choices.swap_remove(place).1),
                None if self.draft.is_empty() => return Ok(Choice::Cancel),
                None if self.app.ask.agrees("Discard the answers?")? => return Ok(Choice::Cancel),
                None => {}
            }
        }
    }

    /// Prompts for a field and its value, until a value is entered.
    async fn change(&mut self) -> Result<(), Error> {
        loop {
            let mut items = Vec::new();
            for field in self.fields.clone() {
                let value = self.current_value(&field.code);
                let value = self.display_value(&field, value, self.current_value("currency")).await;
                items.push(Item::new(text::clean(&field.name)).note(value));
            }
            let above = [self.style.highlight(&self.heading)];
            let question = Question::new("Field", "--set").above(&above).goes_back().vanishes();
            let place = self.app.ask.pick(question, &items, Some(0))?;
            let Some(field) = place.and_then(|place| self.fields.get(place)).cloned() else {
                return Ok(());
            };
            let asked = self.ask(&field, "").await;
            if self.keep_error(asked)? != Some(Level::Above) {
                return Ok(());
            }
        }
    }

    /// Prompts for a field and sets its value; `why` is shown with the prompt.
    async fn ask(&mut self, field: &Field, why: &str) -> Result<Level, Error> {
        let code = field.code.as_ref();
        let value = self.current_value(code);
        let text = self.editable_text(field, value.as_ref()).await;
        let required = match &self.deal {
            None if code == "title" => check_title("").err(),
            // A cleared field gets Pipedrive's default, or is empty.
            None => None,
            Some(_) => draft::clear(field).err(),
        };
        let state = FieldState {
            value: value.as_ref(),
            is_given: value.is_some() && (self.deal.is_some() || self.draft.get(code).is_some()),
            text: &text,
            pipeline: self.current_value("pipeline_id").and_then(|id| id.as_u64()),
            required,
        };
        let mut above = vec![self.style.highlight(&self.heading)];
        if !why.is_empty() {
            above.push(self.style.faint(why));
        }
        let pairs = match self.prompter.ask(field, &state, &above).await? {
            Answer::Back => return Ok(Level::Above),
            Answer::Kept => return Ok(Level::Same),
            Answer::Changed(pairs) => pairs,
            Answer::Cleared if self.deal.is_none() => {
                self.draft.forget(code);
                return Ok(Level::Same);
            }
            Answer::Cleared => draft::clear(field)?,
        };
        for (code, value) in pairs {
            self.write(&code, value);
        }
        Ok(Level::Same)
    }

    /// Sets a field, unless the deal already has the value.
    fn write(&mut self, code: &str, value: Value) {
        // A stage implies its pipeline (pipedrive.md P227).
        match code {
            "stage_id" => self.draft.forget("pipeline_id"),
            "pipeline_id" => self.draft.forget("stage_id"),
            _ => {}
        }
        if self.is_unchanged(code, &value) {
            self.draft.forget(code);
        } else {
            self.draft.write(code, value);
        }
    }

    /// Whether the deal already has this value.
    fn is_unchanged(&self, code: &str, value: &Value) -> bool {
        let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        match self.before(code) {
            Some(before) => is_same(&before, value),
            None => self.deal.is_some() && is_empty,
        }
    }
}

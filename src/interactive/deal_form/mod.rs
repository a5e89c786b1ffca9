//! A deal on the screen to fill in: a card with what was given and what Pipedrive will fill in, and
//! what may be done with it. The answers fill the same draft that flags do.

mod failed;
mod fields;

pub use fields::writable;

use crate::app::{self, App};
use crate::draft::{self, Draft, checked_title};
use crate::error::{Error, ErrorKind};
use crate::interactive::command_line::CommandLine;
use crate::interactive::field_prompt::{Answer, FieldPrompter, Standing, explain};
use crate::model::deal_status::DealStatus;
use crate::model::field::{Field, FieldKind};
use crate::model::names::Lookup;
use crate::model::record::Record;
use crate::model::value::is_same;
use crate::text;
use crate::ui::prompt::{Item, Question};
use crate::ui::style::Style;
use fields::is_wanted;
use serde_json::{Value, json};

/// How a form ended.
pub enum Outcome<T> {
    Sent(T),
    /// The command line that says the same, and why it was not sent.
    Print(String, Option<Error>),
}

struct Form<'a> {
    app: &'a App,
    asker: FieldPrompter<'a>,
    draft: Draft,
    /// The deal that is to be changed; none for a new one.
    deal: Option<Record>,
    /// The file that the draft began with.
    body: Option<&'a str>,
    /// What can be written, in the order of the card.
    fields: Vec<Field>,
    /// What Pipedrive fills in itself.
    defaults: Draft,
    heading: String,
    ink: Style,
    /// What went wrong since the card was shown.
    trouble: Option<String>,
    /// Why it could not be sent, the last time: what a form that is then left ends with.
    failed: Option<Error>,
    /// A new deal may have been created already.
    may_exist: bool,
}

/// A line of the card.
struct Row {
    name: String,
    face: String,
    /// What it was before, where that is to be shown.
    before: Option<String>,
    is_default: bool,
}

/// Asks for a new deal: its title, what the company wants to be given, then whatever the person
/// wants to say; and sends it. `body` is the file that the draft began with.
pub async fn create<T>(
    app: &App,
    draft: Draft,
    body: Option<&str>,
    send: impl AsyncFn(Draft) -> Result<T, Error>,
) -> Result<Outcome<T>, Error> {
    let mut draft = draft;
    let check = |text: &str| checked_title(text).map(drop).map_err(|failure| failure.message);
    let title = app.ask.text(Question::new("Title", "--title").vanishes(), check)?;
    draft.set("title", title);
    let heading = format!("A new deal in {}", app.account());
    let mut form = Form { body, ..Form::new(app, draft, None, heading).await? };
    form.defaults = form.filled_in().await?;
    for field in form.important_fields().await? {
        let asked = form.ask(&field, "important to the company").await;
        form.keep_going(asked)?;
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

/// Asks what to change in a deal, and sends it. `send` is given the deal that was shown.
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
        if let Some(outcome) = form.step("Save what changed", wrong, &send).await? {
            return Ok(outcome);
        }
    }
}

/// Prints the command line of a form that ended so.
pub fn print(line: &str, failure: Option<Error>) -> anyhow::Result<()> {
    app::print_text(&format!("{line}\n"))?;
    failure.map_or(Ok(()), |failure| Err(failure.into()))
}

enum Choice {
    Send,
    Change,
    Print,
}

impl<'a> Form<'a> {
    async fn new(
        app: &'a App,
        draft: Draft,
        deal: Option<Record>,
        heading: String,
    ) -> Result<Form<'a>, Error> {
        let asker = FieldPrompter::new(app).await?;
        let fields = writable(app, &asker.names, deal.is_none()).await?;
        Ok(Form {
            app,
            asker,
            draft,
            deal,
            body: None,
            fields,
            defaults: Draft::default(),
            heading,
            ink: app.ask.ink(),
            trouble: None,
            failed: None,
            may_exist: false,
        })
    }

    /// The card, and what was chosen below it; `None` to show it again.
    async fn step<T>(
        &mut self,
        label: &str,
        wrong: Option<String>,
        send: &impl AsyncFn(&Form) -> Result<T, Error>,
    ) -> Result<Option<Outcome<T>>, Error> {
        let outcome = match self.menu(label, wrong).await {
            Ok(Choice::Send) => self.send(send).await,
            Ok(Choice::Print) => Ok(Some(Outcome::Print(self.command(), None))),
            Ok(Choice::Change) => {
                let changed = self.change().await;
                self.keep_going(changed).map(|()| None)
            }
            Err(failure) => Err(failure),
        };
        outcome.map_err(|failure| match failure.kind {
            ErrorKind::Canceled => self.failed.take().unwrap_or(failure),
            _ => failure,
        })
    }

    /// Keeps the answers when a question fails: it is told on the card. A canceled one ends the form.
    fn keep_going(&mut self, asked: Result<(), Error>) -> Result<(), Error> {
        match asked {
            Err(failure) if failure.kind != ErrorKind::Canceled => {
                self.trouble = Some(explain(&failure));
                Ok(())
            }
            asked => asked,
        }
    }

    /// The command line that says the same.
    fn command(&self) -> String {
        match self.id() {
            Some(id) => self.speller().update(id, &self.draft),
            None => self.speller().create(&self.draft, self.body),
        }
    }

    /// The number of the deal that is to be changed.
    fn id(&self) -> Option<u64> {
        self.deal.as_ref().map(|deal| deal.read().id().unwrap_or_default())
    }

    fn speller(&self) -> CommandLine<'_> {
        let FieldPrompter { names, now, .. } = &self.asker;
        CommandLine { settings: &self.app.settings, names, now }
    }

    /// The pipeline, stage, owner and currency that a new deal gets if nobody says them.
    async fn filled_in(&self) -> Result<Draft, Error> {
        let mut defaults = Draft::default().with("status", DealStatus::Open);
        if let Some(first) = self.asker.pipelines.first() {
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

    /// The fields that the company marks as required or important, where nothing else fills them.
    async fn important_fields(&self) -> Result<Vec<Field>, Error> {
        let stage = self.current_value("stage_id").and_then(|stage| stage.as_u64());
        let records = self.app.lookup(Lookup::Fields).await?;
        let wanted: Vec<String> = records
            .iter()
            .filter(|record| is_wanted(record, stage))
            .filter_map(|record| Some(record.read().text("field_code")?.into_owned()))
            .collect();
        let is_open = |field: &&Field| {
            let is_filled = matches!(field.code.as_ref(), "visible_to" | "lost_reason");
            wanted.iter().any(|code| *code == field.code)
                && self.current_value(&field.code).is_none()
                && !is_filled
        };
        Ok(self.fields.iter().filter(is_open).cloned().collect())
    }

    /// What a field will hold.
    fn current_value(&self, code: &str) -> Option<Value> {
        let said = self.draft.get(code).filter(|value| !value.is_null()).cloned();
        if said.is_some() || self.draft.get(code).is_some() {
            return said;
        }
        match code {
            // The stage that was said has its pipeline with it, and a pipeline its first stage.
            "pipeline_id" => {
                let stage = self.draft.get("stage_id").and_then(Value::as_u64);
                let stage =
                    stage.and_then(|id| self.asker.names.stages.iter().find(|s| s.id == id));
                if let Some(within) = stage.and_then(|stage| stage.parent_id) {
                    return Some(json!(within));
                }
            }
            "stage_id" if self.deal.is_none() || self.draft.get("pipeline_id").is_some() => {
                let pipeline = self.current_value("pipeline_id").and_then(|id| id.as_u64());
                let first = self.asker.stages.iter().find(|stage| stage.parent_id == pipeline);
                return first.map(|stage| json!(stage.id));
            }
            _ => {}
        }
        self.before(code).or_else(|| self.defaults.get(code).cloned())
    }

    /// What the deal has.
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
        self.asker.display_value(field, &value, currency).await
    }

    /// A value as the line of a question has it, where an answer is typed over it.
    async fn editable_text(&mut self, field: &Field, value: Option<&Value>) -> String {
        let Some(value) = value else { return String::new() };
        let currency = self.current_value("currency");
        let currency = currency.as_ref().and_then(Value::as_str);
        match field.kind {
            // It is read in the same zone.
            FieldKind::Time => self.asker.display_value(field, value, currency).await,
            _ => self.asker.exact_value(field, value, currency).await,
        }
    }

    /// The card: what was said, what the deal has, what Pipedrive will fill in.
    async fn rows(&mut self) -> Vec<Row> {
        let mut rows = Vec::new();
        for field in self.fields.clone() {
            let code = field.code.as_ref();
            let (before, after) = (self.before(code), self.current_value(code));
            // It stands beside the amount.
            let beside = code == "currency" && self.current_value("value").is_some();
            if beside || before.is_none() && after.is_none() {
                continue;
            }
            let face =
                self.display_value(&field, after.clone(), self.current_value("currency")).await;
            let was = self.display_value(&field, before, self.before("currency")).await;
            let is_change = self.deal.is_some() && was != face;
            rows.push(Row {
                name: text::clean(&field.name).into_owned(),
                face,
                before: is_change.then_some(was),
                is_default: self.deal.is_none() && self.draft.get(code).is_none(),
            });
        }
        rows
    }

    /// The card in lines, as many as there is room for: first of all what was said.
    async fn card(&mut self) -> Vec<String> {
        let (height, width) = console::Term::stderr().size();
        // The menu below it takes seven lines.
        let room = usize::from(height).saturating_sub(9).max(3);
        let width = usize::from(width).max(20) - 1;
        let ink = self.ink;
        let mut rows = self.rows().await;
        let mut hidden = 0;
        while rows.len() > room {
            let dull = |row: &Row| row.is_default || self.deal.is_some() && row.before.is_none();
            let at = rows.iter().rposition(dull).unwrap_or(rows.len() - 1);
            rows.remove(at);
            hidden += 1;
        }
        let widest = rows.iter().map(|row| text::width(&row.name)).max().unwrap_or(0);
        let widest = widest.min(width / 3);
        let nothing = |face: &str| match face {
            "" => "nothing".to_owned(),
            face => face.to_owned(),
        };
        let line = |row: &Row| {
            let name = text::fit(&row.name, widest);
            let gap = " ".repeat(widest - text::width(&name) + 2);
            let face = match &row.before {
                Some(before) => {
                    let (before, face) = (nothing(before), nothing(&row.face));
                    format!("{} → {}", ink.bad(&before), ink.good(&face))
                }
                None if row.is_default => format!("{} {}", row.face, ink.faint("(default)")),
                None => row.face.clone(),
            };
            format!("  {}{gap}{face}", ink.strong(&name))
        };
        let mut lines = vec![ink.highlight(&self.heading)];
        lines.extend(rows.iter().map(line));
        if hidden > 0 {
            lines.push(ink.faint(&format!("  and {} more", text::count(hidden, "field"))));
        }
        lines
    }

    /// The card, and what to do with it. `wrong` is what Pipedrive would refuse it for.
    async fn menu(&mut self, send: &str, wrong: Option<String>) -> Result<Choice, Error> {
        let mut card = self.card().await;
        let columns = usize::from(console::Term::stderr().size().1).max(20) - 3;
        for wrong in self.trouble.take().iter().chain(&wrong) {
            let lines = text::wrap(wrong, columns);
            card.extend(lines.iter().map(|line| format!("  {}", self.ink.bad(line))));
        }
        let mut choices = Vec::new();
        // What would be refused, or says nothing, is not offered.
        if wrong.is_none() && !self.draft.is_empty() {
            choices.push((Item::new(send), Some(Choice::Send)));
        }
        choices.push((Item::new("Change a field…"), Some(Choice::Change)));
        if wrong.is_none() && !self.draft.is_empty() {
            choices.push((Item::new("Print the command"), Some(Choice::Print)));
        }
        choices.push((Item::new("Cancel"), None));
        let items: Vec<Item> = choices.iter().map(|(item, _)| item.clone()).collect();
        let question = Question::new("What now?", "--yes").above(&card).vanishes();
        let at = self.app.ask.pick(question, &items, 0)?;
        choices.swap_remove(at).1.ok_or_else(Error::canceled)
    }

    /// Asks which field, and for it.
    async fn change(&mut self) -> Result<(), Error> {
        let mut items = Vec::new();
        for field in self.fields.clone() {
            let value = self.current_value(&field.code);
            let face = self.display_value(&field, value, self.current_value("currency")).await;
            items.push(Item::new(text::clean(&field.name)).note(face));
        }
        items.push(Item::new("(back)"));
        let above = [self.ink.highlight(&self.heading)];
        let question = Question::new("Field", "--set").above(&above).vanishes();
        let at = self.app.ask.pick(question, &items, 0)?;
        match self.fields.get(at).cloned() {
            Some(field) => self.ask(&field, "").await,
            None => Ok(()),
        }
    }

    /// Asks for one field and takes the answer; `why` is said with it.
    async fn ask(&mut self, field: &Field, why: &str) -> Result<(), Error> {
        let code = field.code.as_ref();
        let value = self.current_value(code);
        let face = self.editable_text(field, value.as_ref()).await;
        let firm = match &self.deal {
            None if code == "title" => checked_title("").err(),
            // Whatever is taken back, Pipedrive fills in or leaves empty.
            None => None,
            Some(_) => draft::clear(field).err(),
        };
        let standing = Standing {
            value: value.as_ref(),
            is_said: value.is_some() && (self.deal.is_some() || self.draft.get(code).is_some()),
            face: &face,
            pipeline: self.current_value("pipeline_id").and_then(|id| id.as_u64()),
            firm,
        };
        let mut above = vec![self.ink.highlight(&self.heading)];
        if !why.is_empty() {
            above.push(self.ink.faint(why));
        }
        let pairs = match self.asker.field(field, &standing, &above).await? {
            Answer::Kept => return Ok(()),
            Answer::Written(pairs) => pairs,
            Answer::Emptied if self.deal.is_none() => {
                self.draft.forget(code);
                return Ok(());
            }
            Answer::Emptied => draft::clear(field)?,
        };
        for (code, value) in pairs {
            self.take(&code, value);
        }
        Ok(())
    }

    /// Writes a field, or leaves it as the deal has it.
    fn take(&mut self, code: &str, value: Value) {
        // The stage alone: its pipeline follows (pipedrive.md P227).
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

    /// Whether the deal has this value already.
    fn is_unchanged(&self, code: &str, value: &Value) -> bool {
        let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        match self.before(code) {
            Some(before) => is_same(&before, value),
            None => self.deal.is_some() && is_empty,
        }
    }
}

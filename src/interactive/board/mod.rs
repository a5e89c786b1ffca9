//! `deals board -i`: a full-screen board on which deals are moved and changed.

mod card;
mod draw;
mod keys;
mod screen;
mod state;

use crate::api::endpoints::GET_DEAL;
use crate::api::request::Request;
use crate::app::App;
use crate::draft::Draft;
use crate::error::{self, Error, ErrorKind};
use crate::interactive::deal_form::{self, Outcome};
use crate::model::deal_status::DealStatus;
use crate::model::field::Field;
use crate::model::names::Lookup;
use crate::model::record::Record;
use crate::model::{time, value};
use crate::ops::board::BoardSource;
use crate::ops::change::{self, Edit};
use crate::ops::selection::Selection;
use crate::ops::undo::Target;
use crate::ops::{deal_pages, history, lost_reason};
use crate::text;
use crate::ui::{keyboard, stdio};
use card::{Card, CardEvent};
use draw::Look;
use keys::{Input, Inputs};
use screen::BoardScreen;
use state::{Action, BoardView, State, Status};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// The deals of a board, and how it is shown.
pub struct Options<'a> {
    pub source: BoardSource<'a>,
    pub selection: &'a Selection<'a>,
    /// The name of the pipeline.
    pub name: String,
    pub pipeline: u64,
    pub is_read_only: bool,
}

struct Session<'a> {
    app: &'a App,
    options: Options<'a>,
    state: State,
    screen: BoardScreen<'a>,
    inputs: Inputs,
    /// The deals, sorted by ID.
    deals: Vec<Record>,
    /// The journal entries that this board has written, with their deals.
    written: Vec<(u64, u64)>,
    /// Cached histories by deal. A write to the deal or a refresh removes them.
    histories: HashMap<u64, Rc<Vec<CardEvent>>>,
    /// The last press of the key that wins a deal, which never asks.
    last_win: Option<Instant>,
}

/// Longer than the delay after which a held key repeats.
const KEY_REPEAT: Duration = Duration::from_millis(700);

/// Shows the board until the user quits.
pub async fn run<'a>(app: &'a App, options: Options<'a>) -> anyhow::Result<()> {
    // The form and the reports of writes need the names of all fields.
    app.names(&[Lookup::Fields]).await?;
    let deals = options.selection.read(app, None, None).await?.deals;
    let state = State::new(options.source.board(&deals), options.is_read_only);
    keyboard::restore_on_panic();
    let screen = BoardScreen::open(app)?;
    let (written, histories) = (Vec::new(), HashMap::new());
    let inputs = Inputs::default();
    let last_win = None;
    let mut session =
        Session { app, options, state, screen, inputs, deals, written, histories, last_win };
    loop {
        session.draw()?;
        let key = match session.inputs.next().await? {
            Input::Key(key) => key,
            Input::Paste(text) => {
                session.state.paste(&text);
                continue;
            }
            Input::Resize => continue,
        };
        match session.state.press(key) {
            None => {}
            Some(Action::Quit) => return Ok(()),
            Some(Action::Cancel) => return Err(Error::canceled().into()),
            Some(Action::Win(_)) if session.is_repeated_win() => {}
            Some(action) => session.act(action).await?,
        }
    }
}

impl Session<'_> {
    /// Whether the key is still held, or was pressed again too soon: the cursor is on another card now.
    fn is_repeated_win(&mut self) -> bool {
        let is_repeated = self.last_win.is_some_and(|last| last.elapsed() < KEY_REPEAT);
        if is_repeated {
            self.last_win = Some(Instant::now());
        }
        is_repeated
    }

    fn draw(&mut self) -> Result<(), Error> {
        let notes = stdio::take_held().join("; ");
        if !notes.is_empty() {
            self.state.status = match std::mem::take(&mut self.state.status) {
                Status::Error(error) => Status::Error(format!("{error}; {notes}")),
                Status::Note(_) | Status::Empty => Status::Note(notes),
            };
        }
        self.state.size = self.screen.size()?;
        let names = self.app.names_so_far();
        let look = Look {
            currencies: &names.currencies,
            color: self.app.ask.style().color,
            name: &self.options.name,
        };
        self.screen.draw(&self.state, &look)
    }

    /// Runs the action of a key. After an error, which is shown, keys pressed in the meantime are discarded:
    /// they were meant for the state after a success.
    async fn act(&mut self, action: Action) -> anyhow::Result<()> {
        let progress = match action {
            Action::Move { .. } => "moving…",
            Action::Refresh | Action::History(_) => "reading…",
            Action::Show(_) | Action::Open(_) | Action::Quit | Action::Cancel => "",
            Action::Win(_) | Action::Lose(_) | Action::Edit(_) | Action::Undo => "saving…",
        };
        self.state.status = Status::Note(progress.to_owned());
        self.draw()?;
        self.app.begin_action();
        let done = self.attempt(action).await;
        if matches!(action, Action::Win(_) | Action::Lose(_) | Action::Edit(_) | Action::Undo) {
            // What was pressed before was not meant for what follows: a question, or another card.
            self.inputs.discard()?;
        }
        if matches!(action, Action::Win(_)) {
            self.last_win = Some(Instant::now());
        }
        if self.app.interrupt.signal().is_some() {
            done?;
            return Ok(self.app.interrupt.check()?);
        }
        if self.state.status == Status::Note(progress.to_owned()) {
            self.state.status = Status::Empty;
        }
        match done {
            Ok(()) => {}
            Err(error) if error.kind == ErrorKind::Canceled => {
                self.state.status = Status::Note("canceled".to_owned());
            }
            Err(error) => {
                let hint = error.hint.as_ref().map(|hint| format!(" – {hint}"));
                // Keep the note about what was done before the error.
                let before = match std::mem::take(&mut self.state.status) {
                    Status::Note(note) => format!("{note}; "),
                    Status::Empty | Status::Error(_) => String::new(),
                };
                let text = format!("{before}{error}{}", hint.unwrap_or_default());
                self.state.status = Status::Error(text);
                self.inputs.discard()?;
            }
        }
        Ok(())
    }

    async fn attempt(&mut self, action: Action) -> Result<(), Error> {
        match action {
            Action::Move { deal, stage } => {
                self.write(deal, &Draft::default().with("stage_id", stage)).await
            }
            Action::Win(deal) => {
                self.write(deal, &Draft::default().with("status", DealStatus::Won)).await
            }
            Action::Lose(deal) => {
                let title = self.state.current().map(|deal| deal.title.clone());
                self.screen.leave();
                let heading = format!("Mark deal {deal} as lost: {}", title.unwrap_or_default());
                let style = self.app.ask.style();
                stdio::lines(style.highlight(&heading), style.color);
                let reason = lost_reason::ask(self.app).await;
                self.screen.enter()?;
                let mut draft = Draft::default().with("status", DealStatus::Lost);
                if let Some(reason) = reason? {
                    draft.set("lost_reason", reason);
                }
                self.write(deal, &draft).await
            }
            Action::Edit(deal) => self.edit(deal).await,
            Action::Open(deal) => {
                let opened = deal_pages::open_pages(self.app, &[deal]).await;
                opened.map_err(to_error)
            }
            Action::Show(deal) => {
                self.show(deal);
                Ok(())
            }
            Action::History(deal) => self.read_history(deal).await,
            Action::Undo => self.undo().await,
            Action::Refresh => {
                self.histories.clear();
                self.deals = self.options.selection.read(self.app, None, None).await?.deals;
                self.update_board();
                let deals = text::count(self.deals.len(), "deal");
                self.state.status = Status::Note(format!("{deals} read"));
                Ok(())
            }
            Action::Quit | Action::Cancel => Ok(()),
        }
    }

    /// Updates a deal, with the same checks and report as the commands.
    async fn write(&mut self, deal: u64, draft: &Draft) -> Result<(), Error> {
        let newest = self.newest_entry(None).await;
        let edit = Edit { id: deal, draft, unmodified_since: None };
        let outcome = change::update(self.app, &[edit]).await?;
        let records = outcome.records.clone();
        outcome.check("deal")?;
        self.add_written(deal, newest).await;
        records.into_iter().for_each(|record| self.replace(deal, record));
        Ok(())
    }

    async fn edit(&mut self, deal: u64) -> Result<(), Error> {
        let record = self.app.one(&Request::to(&GET_DEAL).with("id", deal)).await?;
        let newest = self.newest_entry(None).await;
        let app = self.app;
        let notes = RefCell::new(Vec::new());
        let send = async |record: &Record, draft: Draft| {
            let seen = record.read().text("update_time").as_deref().and_then(time::read);
            let edit = Edit { id: deal, draft: &draft, unmodified_since: seen };
            stdio::hold();
            let sent = change::update(app, &[edit]).await;
            notes.borrow_mut().extend(stdio::take_held());
            stdio::release();
            let outcome = sent?;
            let records = outcome.records.clone();
            outcome.check("deal")?;
            Ok(records)
        };
        self.screen.leave();
        let ended = deal_form::update(app, record, send).await;
        // Printed to the normal screen, where it stays after the board is closed.
        let printed = match &ended {
            Ok(Outcome::Print(line, _)) => deal_form::print(line, None).map_err(to_error),
            _ => Ok(()),
        };
        self.screen.enter()?;
        printed?;
        match ended? {
            Outcome::Sent(records) => {
                self.add_written(deal, newest).await;
                records.into_iter().for_each(|record| self.replace(deal, record));
                self.state.status = Status::Note(notes.take().join("; "));
            }
            Outcome::Print(_, Some(failure)) => return Err(failure),
            Outcome::Print(_, None) => {
                let note = "the command is on the terminal, below this screen";
                self.state.status = Status::Note(note.to_owned());
            }
        }
        Ok(())
    }

    /// Undoes the last write of this board, after the confirmation of `deals undo`.
    async fn undo(&mut self) -> Result<(), Error> {
        let Some((entry, deal)) = self.written.last().copied() else {
            return Err(Error::not_found("there is nothing to undo on this board"));
        };
        let target = Target::find_locked(&self.app.find_journal().await?, Some(entry), false)?;
        let plan = target.plan(self.app, false).await?;
        let has_writes = plan.has_writes();
        if has_writes {
            self.screen.leave();
            let answer = plan.confirm(self.app);
            self.screen.enter()?;
            answer?;
        }
        let sent = plan.send(self.app).await.map_err(to_error);
        if has_writes {
            sent.clone()?;
            let notes = stdio::take_held();
            let done = if notes.is_empty() { format!("deal {deal}") } else { notes.join("; ") };
            self.state.status = Status::Note(format!("undone: {done}"));
        }
        // A skipped write would be skipped again, so the next undo takes the one before it.
        self.written.pop();
        let read = self.app.one(&Request::to(&GET_DEAL).with("id", deal)).await;
        let read = read.map(|record| self.replace(deal, record));
        let Err(mut skipped) = sent else { return read };
        skipped.message = format!("deal {deal} is not undone: {}", skipped.message);
        if skipped.hint.as_ref().is_some_and(|hint| hint.contains("--force")) {
            skipped.hint = Some(format!("undo it anyway: deals undo {entry} --force"));
        }
        Err(skipped)
    }

    /// The newest entry of the journal, or the newest entry with a write to this deal.
    async fn newest_entry(&self, deal: Option<u64>) -> Option<u64> {
        // Not the journal of the cached account, which may belong to another token.
        let journal = self.app.journal().await.ok()??;
        let mut entries = journal.entries().ok()?.filter_map(Result::ok);
        let writes = |state: &crate::app::write::journal::State| {
            deal.is_none() || state.change.write.find_deal() == deal
        };
        entries.find(|entry| entry.changes.iter().any(writes)).map(|entry| entry.id)
    }

    /// Records the journal entry of a write, if it is newer than `before`.
    async fn add_written(&mut self, deal: u64, before: Option<u64>) {
        let entry = self.newest_entry(Some(deal)).await.filter(|entry| Some(*entry) > before);
        self.written.extend(entry.map(|entry| (entry, deal)));
    }

    /// Replaces a deal with its new state; removes it if it is closed or in another pipeline.
    fn replace(&mut self, deal: u64, record: Record) {
        self.histories.remove(&deal);
        self.deals.retain(|known| known.id() != Some(deal));
        let reading = record.read();
        let is_open = reading.text("status").as_deref() == Some("open");
        let is_here = reading.reference("pipeline_id") == Some(self.options.pipeline);
        if is_open && is_here && !reading.is_true("is_archived") && !reading.is_true("is_deleted") {
            self.deals.push(record.detach());
            self.deals.sort_by_key(Record::id);
        }
        self.update_board();
    }

    fn update_board(&mut self) {
        self.state.set_board(self.options.source.board(&self.deals));
    }

    /// Shows the fields of a deal that have a value.
    fn show(&mut self, deal: u64) {
        let Some(record) = self.deals.iter().find(|known| known.id() == Some(deal)) else { return };
        let names = self.app.names_so_far();
        let reading = record.read();
        let built_in = Field::built_in()
            .filter(|field| !field.is_contact_name() && field.code != "custom_fields");
        let custom = reading.custom_members().map(|(code, _)| names.field_for_code(code));
        let fields = built_in.chain(custom).filter_map(|field| {
            let raw = reading.get(&field.code)?;
            let field = Field { options: names.field_for_code(&field.code).options, ..field };
            let currency = value::currency_beside(&field, &reading);
            let shown = value::cell_text(&field, raw, currency.as_deref(), &names);
            let shown = text::clean(&shown).into_owned();
            (!shown.is_empty()).then(|| (text::clean(&field.name).into_owned(), shown))
        });
        let (fields, history) = (fields.collect(), self.histories.get(&deal).cloned());
        self.state.view = BoardView::Card(Card { deal, fields, history, from: 0 });
    }

    /// Adds the lines of `deals history` to the card of a deal.
    async fn read_history(&mut self, deal: u64) -> Result<(), Error> {
        let events = history::read(self.app, deal, None).await?;
        let rows = history::rows(self.app, &events).await?;
        let names = self.app.names_so_far();
        let event = |row: &Record| {
            let reading = row.read();
            let [when, who, what] = [0, 1, 2].map(|n| {
                let field = history::ROW[n].field();
                let shown = reading.get(&field.code);
                let shown = shown.map(|raw| value::cell_text(&field, raw, None, &names));
                text::clean(&shown.unwrap_or_default()).into_owned()
            });
            CardEvent { when, who, what }
        };
        self.histories.insert(deal, Rc::new(rows.iter().map(event).collect()));
        self.show(deal);
        let (width, shown) = (self.state.size.0, self.state.card_lines_shown());
        if let BoardView::Card(card) = &mut self.state.view {
            card.scroll_to_history(width, shown);
        }
        Ok(())
    }
}

fn to_error(error: anyhow::Error) -> Error {
    let known = error::from_anyhow(&error).cloned();
    known.unwrap_or_else(|| Error::unexpected(format!("{error:#}")))
}

//! `deals edit`

use super::Coverage;
use crate::api::endpoints::UPDATE_DEAL;
use crate::app::App;
use crate::error::Error;
use crate::interactive::deal_arg::{Purpose, TargetsArg};
use crate::interactive::deal_picker::{self, Pool};
use crate::interactive::deal_toml::{Change, EditDocument, with_mistakes};
use crate::interactive::editor::Editor;
use crate::interactive::field_prompt::FieldPrompter;
use crate::model::arg::DealColumns;
use crate::model::time;
use crate::ops::bulk;
use crate::ops::change::{self, Edit, Targets};
use crate::output::style::StreamStyle;
use crate::text;
use crate::ui::prompt::Question;
use crate::ui::stdio;
use crate::ui::style::Style;
use console::Term;
use serde_json::Value;

/// Change deals in your editor
///
/// Opens $VISUAL or $EDITOR with the fields of each deal as a TOML table; comments list the values that
/// a field accepts. Then shows the changes, asks for confirmation, and sends only what changed, unless
/// somebody else has changed the deal in the meantime. If there is a mistake, the editor opens again
/// with the error at the top; text that could not be sent is kept in a file. --dry-run reads the deals
/// too.
///
/// Cost: 2 tokens per deal, 1 per linked person and organization, and 5 per changed deal
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&UPDATE_DEAL), add = DealColumns)]
#[command(after_long_help = "\
Examples:
  $ EDITOR=\"perl -pi -e s/Copper/Zinc/\" deals edit 1 --yes
  $ VISUAL=\"perl -pi -e s/open/won/\" deals edit 2 3 --dry-run")]
pub struct EditArgs {
    #[command(flatten)]
    pub deals: TargetsArg,
}

/// Maximum number of times to reopen the editor without a terminal, where a script may never correct a mistake.
const ROUNDS: usize = 5;

pub async fn run(app: &App, args: EditArgs) -> anyhow::Result<()> {
    let is_confirmed = app.settings.flags.yes || app.is_dry() || args.deals.has_plan_file();
    deal_picker::require(
        app,
        &[("DEAL", args.deals.is_given()), ("--yes", is_confirmed)],
        "cannot ask for confirmation: not a terminal (--yes saves the changes, --dry-run shows them)",
    )?;
    let targets = args.deals.read(app, Purpose::ConfirmedChange, Pool::All).await?;
    let ids = targets.ids;
    if ids.is_empty() {
        return Ok(());
    }
    let (card, row) = (app.deal_card().await?, app.deal_columns(&bulk::ROW).await?);
    app.prepare(&card).await?;
    let (deals, missing) = bulk::fetch_unread(app, &ids, targets.read).await?;
    bulk::check_missing(missing)?;
    let mut prompter = FieldPrompter::new(app).await?;
    let document = EditDocument::from_deals(app, &mut prompter, deals).await?;
    let name: Vec<String> = ids.iter().take(3).map(u64::to_string).collect();
    let editor = Editor::from_name(&format!("deal-{}", name.join("-")))?;
    let changes = edit_until_valid(app, &mut prompter, &document, &editor, is_confirmed).await?;
    if changes.is_empty() {
        editor.forget();
        app.note(format_args!("nothing changed"));
        return Ok(());
    }
    if app.is_dry() {
        editor.forget();
        let requests =
            |one: &Change| change::update_requests(&Targets::new(vec![one.id]), &one.draft);
        return app.plan(&changes.iter().flat_map(requests).collect::<Vec<_>>());
    }
    let edits: Vec<Edit> = changes.iter().map(new_edit).collect();
    if let Some(path) = &targets.plan_file {
        let saved = change::save(app, &edits, path).await;
        saved.map_err(|failure| editor.keep_text(failure))?;
        editor.forget();
        return Ok(());
    }
    let sent = change::update(app, &edits).await;
    let outcome = sent.map_err(|failure| editor.keep_text(failure))?;
    bulk::show(app, changes.len(), card, row, &outcome.records).await?;
    match outcome.check("deal") {
        Ok(()) => editor.forget(),
        Err(failure) => return Err(editor.keep_text(failure).into()),
    }
    Ok(())
}

/// Opens the editor until the text has no mistake and the user confirms the changes.
async fn edit_until_valid(
    app: &App,
    prompter: &mut FieldPrompter<'_>,
    document: &EditDocument,
    editor: &Editor,
    is_confirmed: bool,
) -> Result<Vec<Change>, Error> {
    let mut text = document.text(app.account());
    for round in 1.. {
        let left = editor.edit(&text)?;
        let read = document.read(app, &left).await.map_err(|failure| editor.keep_text(failure))?;
        match read {
            Ok(changes) if changes.is_empty() => return Ok(changes),
            Ok(changes) => {
                for change in &changes {
                    show(app, prompter, change).await;
                }
                let is_agreed = is_confirmed
                    || confirm(app, &changes).map_err(|failure| editor.keep_text(failure))?;
                if is_agreed {
                    return Ok(changes);
                }
                text = left;
            }
            Err(mistakes) => {
                let gives_up = left == text || !app.ask.can_ask() && round >= ROUNDS;
                if gives_up {
                    let message = format!("the text cannot be read:\n  {}", mistakes.join("\n  "));
                    return Err(editor.keep_text(Error::usage(message)));
                }
                text = with_mistakes(&left, &mistakes);
            }
        }
    }
    Ok(Vec::new())
}

/// Shows a change: `Stage  Qualified → Proposal`.
async fn show(app: &App, prompter: &mut FieldPrompter<'_>, change: &Change) {
    let style = Style { color: StreamStyle::new(&Term::stderr(), app.settings.color).color };
    // With --quiet too, a question shows what it is about.
    let is_asked = !app.settings.flags.yes && !app.is_dry();
    let print = |line: String| {
        if is_asked || !app.settings.flags.quiet {
            stdio::lines(line, style.color);
        }
    };
    let reading = change.deal.read();
    let title = reading.text("title").unwrap_or_default();
    print(style.highlight(&format!("Deal {} ({})", change.id, text::clean(&title))));
    let codes = change.draft.codes();
    let fields: Vec<_> = codes.iter().map(|code| prompter.names.field_for_code(code)).collect();
    let widest = fields.iter().map(|field| text::width(&field.name)).max().unwrap_or(0);
    for field in fields {
        let before = reading.get(&field.code).and_then(|raw| serde_json::from_str(raw.get()).ok());
        let after = change.draft.get(&field.code).cloned();
        let before = display_value(prompter, &field, before).await;
        let after = display_value(prompter, &field, after).await;
        let gap = " ".repeat(widest - text::width(&field.name) + 2);
        let name = style.strong(&text::clean(&field.name));
        print(format!("  {name}{gap}{} → {}", style.bad(&before), style.good(&after)));
    }
}

async fn display_value(
    prompter: &mut FieldPrompter<'_>,
    field: &crate::model::field::Field,
    value: Option<Value>,
) -> String {
    let shown = match value {
        Some(value) if !value.is_null() => prompter.display_value(field, &value, None).await,
        _ => String::new(),
    };
    if shown.is_empty() { "nothing".to_owned() } else { text::fit(&shown, 60).into_owned() }
}

/// Asks whether to save the changes; `false` opens the editor again.
fn confirm(app: &App, changes: &[Change]) -> Result<bool, Error> {
    let save = format!("Save {} in {}", text::count(changes.len(), "deal"), app.account());
    let actions = [save.as_str(), "Edit again", "Cancel"];
    match app.ask.choose(Question::new("What now?", "--yes").vanishes(), &actions)? {
        Some(0) => Ok(true),
        Some(1) => Ok(false),
        _ => Err(Error::canceled()),
    }
}

/// The edit that a change makes; it is skipped if the deal was changed since it was read.
fn new_edit(Change { id, deal, draft }: &Change) -> Edit<'_> {
    let unmodified_since = deal.read().text("update_time").as_deref().and_then(time::read);
    Edit { id: *id, draft, unmodified_since }
}

//! `deals edit`

use super::Coverage;
use crate::api::endpoints::UPDATE_DEAL;
use crate::app::App;
use crate::error::Error;
use crate::interactive::deal_arg::{DealsArg, Purpose};
use crate::interactive::deal_picker;
use crate::interactive::deal_toml::{Change, EditDocument, with_mistakes};
use crate::interactive::editor::Editor;
use crate::interactive::field_prompt::FieldPrompter;
use crate::model::arg::DealColumns;
use crate::model::time;
use crate::ops::bulk::{self, Edit};
use crate::ops::bulk_outcome::BulkOutcome;
use crate::output::style::StreamStyle;
use crate::text;
use crate::ui::prompt::{Item, Question};
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
    deals: DealsArg,
}

/// Where nobody sees the mistakes, a script may make them for ever.
const ROUNDS: usize = 5;

pub async fn run(app: &App, args: EditArgs) -> anyhow::Result<()> {
    let is_said = app.settings.flags.yes || app.is_dry();
    deal_picker::complete(
        app,
        &[("DEAL", args.deals.is_given()), ("--yes", is_said)],
        "nobody is there to ask: --yes saves what was edited, --dry-run shows it",
    )?;
    let ids = args.deals.resolve(app, Purpose::ConfirmedChange).await?;
    let (card, row) = (app.deal_card().await?, app.deal_columns(&bulk::ROW).await?);
    app.prepare(&card).await?;
    let (deals, missing) = bulk::fetch(app, &ids, &|request| request).await?;
    bulk::check_missing(missing)?;
    let mut asker = FieldPrompter::new(app).await?;
    let paper = EditDocument::from_deals(app, &mut asker, deals).await?;
    let name: Vec<String> = ids.iter().take(3).map(u64::to_string).collect();
    let editor = Editor::from_name(&format!("deal-{}", name.join("-")))?;
    let changes = edit_until_valid(app, &mut asker, &paper, &editor).await?;
    if changes.is_empty() {
        editor.forget();
        app.note(format_args!("nothing changed"));
        return Ok(());
    }
    if app.is_dry() {
        editor.forget();
        let plan = |change: &Change| bulk::change_plan(&[change.id], &change.draft);
        return app.plan(&changes.iter().flat_map(plan).collect::<Vec<_>>());
    }
    let outcome = send_changes(app, &changes).await.map_err(|failure| editor.keep_text(failure))?;
    bulk::show(app, changes.len(), card, row, &outcome.records).await?;
    match outcome.check("deal") {
        Ok(()) => editor.forget(),
        Err(failure) => return Err(editor.keep_text(failure).into()),
    }
    Ok(())
}

/// Opens the text until it holds no mistake and the person is content with what it changes.
async fn edit_until_valid(
    app: &App,
    asker: &mut FieldPrompter<'_>,
    paper: &EditDocument,
    editor: &Editor,
) -> Result<Vec<Change>, Error> {
    let mut text = paper.text(app.account());
    for round in 1.. {
        let left = editor.edit(&text)?;
        let read = paper.read(app, &left).await.map_err(|failure| editor.keep_text(failure))?;
        match read {
            Ok(changes) if changes.is_empty() => return Ok(changes),
            Ok(changes) => {
                for change in &changes {
                    show(app, asker, change).await;
                }
                if is_content(app, &changes).map_err(|failure| editor.keep_text(failure))? {
                    return Ok(changes);
                }
                text = left;
            }
            Err(mistakes) => {
                let gives_up = left == text || !app.ask.is_somebody() && round >= ROUNDS;
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

/// Says what is to change: `Stage  Qualified → Proposal`.
async fn show(app: &App, asker: &mut FieldPrompter<'_>, change: &Change) {
    let ink = Style { colour: StreamStyle::new(&Term::stderr(), app.settings.colour).colour };
    // Who is asked has to see what about, however quiet it is to be.
    let is_asked = !app.settings.flags.yes && !app.is_dry();
    let say = |line: String| {
        if is_asked || !app.settings.flags.quiet {
            stdio::lines(line, ink.colour);
        }
    };
    let reading = change.deal.read();
    let title = reading.text("title").unwrap_or_default();
    say(ink.highlight(&format!("Deal {} ({})", change.id, text::clean(&title))));
    let codes = change.draft.codes();
    let fields: Vec<_> = codes.iter().map(|code| asker.names.field_for_code(code)).collect();
    let widest = fields.iter().map(|field| text::width(&field.name)).max().unwrap_or(0);
    for field in fields {
        let before = reading.get(&field.code).and_then(|raw| serde_json::from_str(raw.get()).ok());
        let after = change.draft.get(&field.code).cloned();
        let before = display_value(asker, &field, before).await;
        let after = display_value(asker, &field, after).await;
        let gap = " ".repeat(widest - text::width(&field.name) + 2);
        let name = ink.strong(&text::clean(&field.name));
        say(format!("  {name}{gap}{} → {}", ink.bad(&before), ink.good(&after)));
    }
}

async fn display_value(
    asker: &mut FieldPrompter<'_>,
    field: &crate::model::field::Field,
    value: Option<Value>,
) -> String {
    let face = match value {
        Some(value) if !value.is_null() => asker.display_value(field, &value, None).await,
        _ => String::new(),
    };
    if face.is_empty() { "nothing".to_owned() } else { text::fit(&face, 60).into_owned() }
}

/// Whether to go ahead; `false` is back to the editor.
fn is_content(app: &App, changes: &[Change]) -> Result<bool, Error> {
    if app.settings.flags.yes || app.is_dry() {
        return Ok(true);
    }
    let what = format!("Save {} in {}", text::count(changes.len(), "deal"), app.account());
    let items = [Item::new(what), Item::new("Edit again"), Item::new("Cancel")];
    match app.ask.pick(Question::new("What now?", "--yes").vanishes(), &items, 0)? {
        0 => Ok(true),
        1 => Ok(false),
        _ => Err(Error::canceled()),
    }
}

/// Writes to each deal what was changed in it, unless the deal has moved since it was read.
async fn send_changes<'a>(app: &App, changes: &'a [Change]) -> Result<BulkOutcome, Error> {
    let edit = |Change { id, deal, draft }: &'a Change| {
        let unmodified_since = deal.read().text("update_time").as_deref().and_then(time::read);
        Edit { id: *id, draft, unmodified_since }
    };
    bulk::change(app, &changes.iter().map(edit).collect::<Vec<_>>(), false).await
}

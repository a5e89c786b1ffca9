//! `deals watch`: repeats an incremental export, and derives events from the changes.

#[cfg(feature = "sqlite")]
mod deliver;
#[cfg(feature = "sqlite")]
mod events;
#[cfg(feature = "sqlite")]
mod exec;
#[cfg(feature = "sqlite")]
mod poll;
#[cfg(feature = "sqlite")]
mod run;
#[cfg(feature = "sqlite")]
mod schedule;
#[cfg(feature = "sqlite")]
mod state;

use crate::app::App;
use crate::error::Error;
use crate::model::field::{Column, FieldKind, column};
use crate::ops::conditions::Conditions;
use crate::ops::listing::ListSpec;
use crate::output::Format;
use jiff::Timestamp;
use std::time::Duration;

/// What to watch, and until when.
#[cfg_attr(
    not(feature = "sqlite"),
    allow(dead_code, reason = "only a build with SQLite can watch")
)]
pub struct Options {
    pub conditions: Conditions,
    pub every: Duration,
    /// Continue where the last watch with the same conditions stopped.
    pub since_last: bool,
    pub until: Option<Timestamp>,
    /// A command that gets each event on stdin.
    pub exec: Option<String>,
}

/// The keys of an event.
pub static EVENTS: ListSpec = ListSpec {
    noun: "event",
    columns: &[
        event_key("id"),
        event_key("time"),
        event_key("kind"),
        event_key("deal"),
        event_key("title"),
        event_key("field"),
        event_key("field_name"),
        event_key("from"),
        event_key("to"),
        event_key("value"),
        event_key("currency"),
        event_key("owner_id"),
    ],
    more: &[],
};

const fn event_key(code: &'static str) -> Column {
    column(code, code, FieldKind::Any)
}

/// Delivers events until the time of `--until`, a signal or an error.
pub async fn run(app: &App, options: Options) -> anyhow::Result<()> {
    check(app, &options)?;
    #[cfg(feature = "sqlite")]
    return run::run(app, options).await;
    #[cfg(not(feature = "sqlite"))]
    Err(Error::usage("this build of deals has no SQLite, which `deals watch` needs")
        .hint("build with the feature `sqlite`, which is on by default")
        .into())
}

/// Refuses flags that a stream of events does not support.
fn check(app: &App, options: &Options) -> Result<(), Error> {
    let flags = &app.settings.flags;
    if matches!(app.format, Format::Csv | Format::Markdown) && !app.is_dry() {
        return Err(Error::usage(format!("events cannot be printed as {}", app.format))
            .hint("use -o ndjson, one event per line"));
    }
    let is_lines = app.format == Format::Table && app.settings.jq.is_none();
    if is_lines && flags.fields.is_some() {
        return Err(Error::usage("--fields chooses keys of JSON events").hint("add -o ndjson"));
    }
    let optional = options.conditions.fields().find(|field| field.is_optional());
    if let Some(field) = optional {
        return Err(Error::usage(format!(
            "a watch cannot have a condition on {}: Pipedrive changes it without a new update_time",
            field.code
        )));
    }
    Ok(())
}

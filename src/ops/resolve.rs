//! Resolves names of stages, users, fields, … to IDs, against complete cached lists, which are refreshed once
//! before an error.

pub use super::contact_search::{check_term, organization, person};

use super::{candidates, lost_reason};
use crate::app::App;
use crate::draft::{self, Draft, DraftArgs, Ids, LabelArgs, Pairs};
use crate::error::{Error, ErrorKind};
use crate::model::deal_status::DealStatus;
use crate::model::field::{self, Field};
use crate::model::names::{self, Lookup, NamedEntity, Names};
use crate::model::time;
use jiff::{Timestamp, Zoned};

/// Creates a draft from flags and resolves their names; `deals` are those that it will be written to.
pub async fn draft(
    app: &App,
    args: &DraftArgs,
    title: Option<&str>,
    change: &LabelArgs,
    deals: &[u64],
) -> Result<Draft, Error> {
    let mut ids = Ids::default();
    if let Some(word) = &args.owner {
        ids.owner = Some(user(app, word).await);
    }
    if let Some(word) = &args.person {
        ids.person = Some(person(app, word).await);
    }
    if let Some(word) = &args.org {
        ids.org = Some(organization(app, word).await);
    }
    if let Some(word) = &args.pipeline {
        ids.pipeline = Some(pipeline(app, word).await);
    }
    if let Some(word) = &args.stage {
        let within = ids.pipeline.as_ref().and_then(|found| found.as_ref().ok()).copied();
        ids.stage = Some(stage_for(app, word, within, deals).await);
    }
    ids.labels = labels(app, &args.label).await;
    ids.add_labels = labels(app, &change.add_label).await;
    ids.remove_labels = labels(app, &change.remove_label).await;
    let mut within = ids.pipeline.as_ref().and_then(|found| found.as_ref().ok()).copied();
    for text in &args.set {
        let (word, read) = set(app, text, within).await;
        if let Ok(pairs) = &read
            && let Some((_, id)) = pairs.iter().find(|(code, _)| code == "pipeline_id")
        {
            within = id.as_u64();
        }
        ids.fields.push((word, propagate_fatal(read)?));
    }
    for word in &args.clear {
        let cleared = self::field(app, word).await.and_then(|field| draft::clear(&field));
        ids.fields.push((word.clone(), propagate_fatal(cleared)?));
    }
    // Only times need the account's time zone.
    let now = if args.has_times() { app.now().await? } else { Zoned::now() };
    let mut draft = Draft::from_flags(args, title, ids, &now)?;
    lost_reason::resolve_in(app, &mut draft).await?;
    Ok(draft)
}

/// Returns an error early unless the user made a mistake: a rejected token, for example, would fail for every
/// word.
fn propagate_fatal<T>(read: Result<T, Error>) -> Result<Result<T, Error>, Error> {
    match read {
        Err(failure) if !failure.is_mistake() => Err(failure),
        read => Ok(read),
    }
}

/// Resolves labels; each word may be a list.
async fn labels(app: &App, words: &[String]) -> Vec<Result<u64, Error>> {
    let mut ids = Vec::new();
    for word in words {
        match resolve_label_list(app, word).await {
            Ok(found) => ids.extend(found),
            Err(failure) => ids.push(Err(failure)),
        }
    }
    ids
}

async fn resolve_label_list(app: &App, list: &str) -> Result<Vec<Result<u64, Error>>, Error> {
    // Numbers with commas may be the name of one label; if that cannot be looked up, they are IDs.
    let ids: Option<Vec<u64>> = list.split(',').map(names::as_id).collect();
    if let Some(ids) = ids
        && (ids.len() == 1 || !app.can_look_up(Lookup::Fields).await)
    {
        return Ok(ids.into_iter().map(Ok).collect());
    }
    let names = match app.names(&[Lookup::Fields]).await {
        Err(failure) => return Ok(vec![app.id_or_placeholder(list, Err(failure))]),
        names => names?,
    };
    let mut found = names.resolve_labels(list);
    let is_unknown = |one: &Result<u64, Error>| {
        one.as_ref().is_err_and(|failure| failure.kind == ErrorKind::NotFound)
    };
    if found.iter().any(is_unknown) && app.refresh(&[Lookup::Fields]).await? {
        found = app.names(&[Lookup::Fields]).await?.resolve_labels(list);
    }
    app.record_resolved(&[Lookup::Fields]);
    let field = app.names(&[Lookup::Fields]).await?.field_for_code("label_ids");
    let matches = names::match_options(&field, list);
    let choose = |(found, (word, options)): (Result<u64, Error>, &(&str, Vec<_>))| {
        candidates::choose(app, "label", word, found, || candidates::list_labels(options))
    };
    Ok(found.into_iter().zip(&matches).map(choose).collect())
}

/// Resolves `FIELD=VALUE`: returns the word for the field, and the values to write.
async fn set(app: &App, text: &str, within: Option<u64>) -> (String, Result<Pairs, Error>) {
    let Some((word, _)) = text.split_once('=') else {
        let wrong = Error::usage(format!("`{text}` is not FIELD=VALUE"))
            .hint("write it like --set \"Contract term=12 months\"");
        return ("--set".to_owned(), Err(wrong));
    };
    match split_assignment(app, text).await {
        // The currency may be that of the deal.
        Ok((field, word, value)) if field.kind == field::FieldKind::Monetary => {
            (word.trim().to_owned(), draft::monetary(&field, value))
        }
        Ok((field, word, value)) => {
            (word.trim().to_owned(), parse_field_value(app, field, value, within).await)
        }
        Err(failure) => (word.trim().to_owned(), Err(failure)),
    }
}

/// Splits `FIELD=VALUE`. A code followed by the only `=` needs no lookup; in a dry run without cached fields
/// longer names are not looked for.
async fn split_assignment<'t>(
    app: &App,
    text: &'t str,
) -> Result<(Field, &'t str, &'t str), Error> {
    let coded =
        text.split_once('=').and_then(|(word, value)| Some((parse_code(word)?, word, value)));
    match coded {
        Some(found) if !found.2.contains('=') => Ok(found),
        Some(found) if !app.can_look_up(Lookup::Fields).await => Ok(found),
        _ => with_refresh(app, &[Lookup::Fields], |names| names.parse_assignment(text)).await,
    }
}

/// Parses a value for the field `word`; a stage is resolved in the pipeline `within`.
pub async fn parse_value(
    app: &App,
    word: &str,
    text: &str,
    within: Option<u64>,
) -> Result<Pairs, Error> {
    let field = field(app, word).await?;
    parse_field_value(app, field, text, within).await
}

/// Resolves options of a field by name.
pub async fn find_options(app: &App, code: &str, words: &[String]) -> Result<Pairs, Error> {
    with_refresh(app, &[Lookup::Fields], |names| {
        draft::parse_options(&names.field_for_code(code), words)
    })
    .await
}

async fn parse_field_value(
    app: &App,
    field: Field,
    text: &str,
    within: Option<u64>,
) -> Result<Pairs, Error> {
    let text = match field.kind {
        _ if text.trim().is_empty() => text.to_owned(),
        field::FieldKind::Person => person(app, text).await?.to_string(),
        field::FieldKind::Org => organization(app, text).await?.to_string(),
        field::FieldKind::Stage => stage(app, text, within).await?.to_string(),
        field::FieldKind::Pipeline => pipeline(app, text).await?.to_string(),
        field::FieldKind::User => user(app, text).await?.to_string(),
        _ => text.to_owned(),
    };
    let needs: &[Lookup] = match field.kind {
        field::FieldKind::Choice | field::FieldKind::Choices => &[Lookup::Fields],
        _ => &[],
    };
    let is_time = matches!(
        field.kind,
        field::FieldKind::Date | field::FieldKind::DateRange | field::FieldKind::Time
    );
    let now = if is_time { app.now().await? } else { Zoned::now() };
    with_refresh(app, needs, |names| {
        // The refreshed list may have new options.
        let field = if needs == [Lookup::Fields] {
            names.field_for_code(&field.code)
        } else {
            field.clone()
        };
        draft::parse_value(&field, &text, names, &now)
    })
    .await
}

/// Parses a time in the account's time zone. An invalid one is rejected before the zone is requested.
pub async fn moment(app: &App, text: &str) -> Result<Timestamp, Error> {
    time::moment(text, &Zoned::now())?;
    time::moment(text, &app.now().await?)
}

/// Resolves a stage, in one pipeline or in all.
pub async fn stage(app: &App, word: &str, pipeline: Option<u64>) -> Result<u64, Error> {
    let found = find_stage(app, word, pipeline).await;
    candidates::choose(app, "stage", word, found, || {
        candidates::list_stages(word, &app.names_so_far(), pipeline)
    })
}

/// Resolves a stage for deals: if several have the name, the one in the pipeline of the deals.
pub async fn stage_for(
    app: &App,
    word: &str,
    pipeline: Option<u64>,
    deals: &[u64],
) -> Result<u64, Error> {
    match find_stage(app, word, pipeline).await {
        Err(failure) if failure.kind == ErrorKind::Ambiguous => {}
        found => return found,
    }
    let own = match pipeline {
        None => candidates::find_common_pipeline(app, deals).await?,
        pipeline => pipeline,
    };
    match stage(app, word, own).await {
        Err(failure) if failure.kind == ErrorKind::NotFound => stage(app, word, pipeline).await,
        found => found,
    }
}

async fn find_stage(app: &App, word: &str, pipeline: Option<u64>) -> Result<u64, Error> {
    let find = |names: &Names| names.find_stage(word, pipeline);
    id(app, word, &[Lookup::Stages, Lookup::Pipelines], find).await.map_err(|failure| match failure
        .kind
    {
        ErrorKind::Ambiguous => failure.hint("use --pipeline, or the ID in parentheses"),
        ErrorKind::NotFound => match DealStatus::parse(&word.trim().to_lowercase()) {
            Some(status) if DealStatus::SETTABLE.contains(&status) => {
                failure.hint(format!("{status} is a status, not a stage: use `--status {status}`"))
            }
            _ => failure,
        },
        _ => failure,
    })
}

pub async fn pipeline(app: &App, word: &str) -> Result<u64, Error> {
    entity(app, "pipeline", word, Lookup::Pipelines, |names| &names.pipelines).await
}

/// Resolves a user by name or email address, or `me`.
pub async fn user(app: &App, word: &str) -> Result<u64, Error> {
    if names::is_me(word) {
        // The account includes its user, so the list of all users is not needed.
        return id(app, word, &[Lookup::Account], |names| names.find_user(word)).await;
    }
    entity(app, "user", word, Lookup::Users, |names| &names.users).await
}

/// Resolves a saved filter.
pub async fn filter(app: &App, word: &str) -> Result<u64, Error> {
    entity(app, "filter", word, Lookup::Filters, |names| &names.filters).await
}

async fn entity(
    app: &App,
    noun: &str,
    word: &str,
    lookup: Lookup,
    all: impl Fn(&Names) -> &[NamedEntity],
) -> Result<u64, Error> {
    let find = |names: &Names| names::find_by_name(noun, word, all(names));
    let found = id(app, word, &[lookup], find).await;
    candidates::choose(app, noun, word, found, || {
        candidates::list_entities(word, all(&app.names_so_far()))
    })
}

/// Resolves a field by code, key or name. A custom field may have the name of a built-in field, so only codes
/// need no lookup; fields with options always do.
pub async fn field(app: &App, word: &str) -> Result<Field, Error> {
    match parse_code(word) {
        Some(field) => Ok(field),
        None => with_refresh(app, &[Lookup::Fields], |names| names.field(word)).await,
    }
}

/// Resolves fields in comma-separated lists.
pub async fn fields(app: &App, lists: &[String]) -> Result<Vec<Field>, Error> {
    with_refresh(app, &[Lookup::Fields], |names| {
        let found = lists.iter().map(|list| names.resolve_fields(list));
        Ok(found.collect::<Result<Vec<_>, _>>()?.concat())
    })
    .await
}

/// The built-in field with this code, if it needs no lookup.
pub(super) fn parse_code(word: &str) -> Option<Field> {
    let field = Field::find_built_in_by_code(word.trim())?;
    (!matches!(field.kind, field::FieldKind::Choice | field::FieldKind::Choices)).then_some(field)
}

async fn id(
    app: &App,
    word: &str,
    needs: &[Lookup],
    find: impl Fn(&Names) -> Result<u64, Error>,
) -> Result<u64, Error> {
    match names::as_id(word) {
        Some(id) => Ok(id),
        None => app.id_or_placeholder(word, with_refresh(app, needs, find).await),
    }
}

/// Resolves with the cached names; if nothing is found, refreshes the lists and tries once more.
pub(super) async fn with_refresh<T>(
    app: &App,
    needs: &[Lookup],
    find: impl Fn(&Names) -> Result<T, Error>,
) -> Result<T, Error> {
    let found = match find(&app.names(needs).await?) {
        Err(failure) if failure.kind == ErrorKind::NotFound && app.refresh(needs).await? => {
            find(&app.names(needs).await?)
        }
        found => found,
    };
    app.record_resolved(needs);
    found
}

//! Chooses the columns to print: those of `--fields`, or the default of the command.

use super::App;
use crate::error::Error;
use crate::model::field::{Column, Field, FieldKind, is_custom_key};
use crate::model::names::{self, Lookup, Names};
use crate::output::Layout;
use crate::settings::Settings;
use crate::text;

/// The columns to print; `chosen` if the user chose them with `--fields`.
#[derive(Clone)]
pub struct Columns {
    pub fields: Vec<Field>,
    pub chosen: bool,
    pub layout: Layout,
    /// The URL prefix of deal pages, if a table links the IDs.
    pub links: Option<String>,
}

impl Columns {
    /// The default columns of a local list.
    pub fn new(columns: &[Column]) -> Columns {
        Columns::from_fields(columns.iter().map(Column::field).collect())
    }

    /// The default columns, printed without --fields.
    pub fn from_fields(fields: Vec<Field>) -> Columns {
        Columns { fields, chosen: false, layout: Layout::default(), links: None }
    }

    pub fn with_layout(self, layout: Layout) -> Columns {
        Columns { layout, ..self }
    }

    /// Makes deal IDs links, if the terminal supports links.
    pub fn with_links(self, app: &App) -> Columns {
        let links = if supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout) {
            app.cached_deal_url_prefix()
        } else {
            None
        };
        Columns { links, ..self }
    }
}

impl App {
    /// The deal columns of `--fields`, or else `default`.
    pub async fn deal_columns(&self, default: &[&str]) -> Result<Columns, Error> {
        let Some(lists) = &self.settings.flags.fields else {
            let fields = default.iter().map(|code| Field::from_code(code)).collect();
            return Ok(Columns::from_fields(fields).with_links(self));
        };
        let needs: &[Lookup] = if self.is_known(lists).await { &[] } else { &[Lookup::Fields] };
        let mut names = self.names(needs).await?;
        let read = |names: &Names| {
            let found = lists.iter().map(|list| names.resolve_fields(list));
            Ok::<_, Error>(found.collect::<Result<Vec<_>, _>>()?.concat())
        };
        if read(&names).is_err() && self.refresh(needs).await? {
            names = self.names(needs).await?;
        }
        Ok(require_columns(read(&names)?)?.with_links(self))
    }

    /// Whether these lists of fields can be resolved without a lookup: codes are unambiguous, and for JSON
    /// keys are too. Names of built-in fields are only resolved if no lookup is possible, as a custom field
    /// may have the same name.
    async fn is_known(&self, lists: &[String]) -> bool {
        let words = lists.iter().flat_map(|list| list.split(',')).map(str::trim);
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let is_key = |word: &&&str| {
            Field::find_built_in_by_code(word).is_some()
                || is_custom_key(word) && !self.resolves_ids()
        };
        let mut names = words.iter().filter(|word| !is_key(word)).peekable();
        if words.is_empty() || names.peek().is_none() {
            return !words.is_empty();
        }
        names.all(|word| Field::find_built_in(word).is_some())
            && !self.can_look_up(Lookup::Fields).await
    }

    /// The fields of a deal's card: those of `--fields`, or else all.
    pub async fn deal_card(&self) -> Result<Columns, Error> {
        let all: Vec<Field> = Field::built_in().filter(|field| !field.is_contact_name()).collect();
        let codes: Vec<&str> = all.iter().map(|field| field.code.as_ref()).collect();
        self.deal_columns(&codes).await
    }

    /// The columns of `--fields`, each word resolved by `known`, or else `default`.
    pub fn columns(
        &self,
        default: Vec<Field>,
        known: impl Fn(&str) -> Result<Field, Error>,
    ) -> Result<Columns, Error> {
        match &self.settings.flags.fields {
            None => Ok(Columns::from_fields(default)),
            Some(lists) => {
                require_columns(split_lists(lists, &default).map(known).collect::<Result<_, _>>()?)
            }
        }
    }

    /// The columns of `all` that `--fields` names by code or heading, or else all; `what` is for the error.
    pub fn choose_columns(&self, what: &str, all: &[Column]) -> Result<Columns, Error> {
        self.columns(all.iter().map(Column::field).collect(), |word| {
            let found = all.iter().find(|column| column.is_called(word));
            found.map(Column::field).ok_or_else(|| {
                let codes = all.iter().map(|column| column.code);
                let hint = text::did_you_mean(word, codes.clone()).unwrap_or_else(|| {
                    format!("valid fields: {}", codes.collect::<Vec<_>>().join(", "))
                });
                Error::usage(format!("{what} has no field `{word}`")).hint(hint)
            })
        })
    }

    /// The keys that `--fields` names in a response that is not a list of records; dots separate the keys of
    /// nested objects.
    pub fn choose_keys(&self, what: &str, keys: &[&str]) -> Result<Columns, Error> {
        self.columns(Vec::new(), |word| {
            let head = word.split('.').next().unwrap_or_default();
            if keys.contains(&head) {
                return Ok(Field { kind: FieldKind::Any, ..Field::from_code(word) });
            }
            let hint = text::did_you_mean(word, keys.iter().copied())
                .unwrap_or_else(|| format!("valid keys: {}", keys.join(", ")));
            Err(Error::usage(format!("{what} in JSON has no key `{word}`")).hint(hint))
        })
    }
}

/// Columns chosen with `--fields`; an error if there are none.
fn require_columns(fields: Vec<Field>) -> Result<Columns, Error> {
    if fields.is_empty() {
        return Err(
            Error::usage("--fields has no field").hint("list the fields with --fields help")
        );
    }
    Ok(Columns { chosen: true, ..Columns::from_fields(fields) })
}

/// Splits comma-separated lists of fields; codes and names of fields may contain commas.
fn split_lists<'l>(lists: &'l [String], fields: &[Field]) -> impl Iterator<Item = &'l str> {
    let known: Vec<&str> = fields.iter().flat_map(|field| [&*field.code, &*field.name]).collect();
    let words = lists.iter().flat_map(|list| names::split_list(list, &known, |word| vec![*word]));
    words.collect::<Vec<_>>().into_iter().map(str::trim).filter(|word| !word.is_empty())
}

/// The columns that `--fields` names by code or heading, in its order.
pub(super) fn narrow(columns: Columns, settings: &Settings) -> Result<Columns, Error> {
    let Some(lists) = settings.flags.fields.as_ref().filter(|lists| *lists != &["help"]) else {
        return Ok(columns);
    };
    let find = |word: &str| {
        let fits = |field: &&Field| field.code == word || field.name.eq_ignore_ascii_case(word);
        columns.fields.iter().find(fits).cloned().ok_or_else(|| {
            let codes: Vec<&str> = columns.fields.iter().map(|field| field.code.as_ref()).collect();
            Error::usage(format!("no column is called `{word}`"))
                .hint(format!("valid columns: {}", codes.join(", ")))
        })
    };
    require_columns(split_lists(lists, &columns.fields).map(find).collect::<Result<_, _>>()?)
}

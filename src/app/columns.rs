//! Which columns are printed: what `--fields` asks for, or what a command has to show.

use super::App;
use crate::error::Error;
use crate::model::field::{Column, Field, FieldKind, is_custom_key};
use crate::model::names::{self, Lookup, Names};
use crate::output::Layout;
use crate::settings::Settings;
use crate::text;

/// Columns, and whether they were asked for.
#[derive(Clone)]
pub struct Columns {
    pub fields: Vec<Field>,
    pub chosen: bool,
    pub layout: Layout,
    /// The URL that a deal's page begins with, where a table links the IDs.
    pub links: Option<String>,
}

impl Columns {
    /// Columns of a local list.
    pub fn new(columns: &[Column]) -> Columns {
        Columns::from_fields(columns.iter().map(Column::field).collect())
    }

    /// The columns that are printed without --fields.
    pub fn from_fields(fields: Vec<Field>) -> Columns {
        Columns { fields, chosen: false, layout: Layout::default(), links: None }
    }

    pub fn with_layout(self, layout: Layout) -> Columns {
        Columns { layout, ..self }
    }

    /// The same for deals, whose IDs are links where the terminal supports them.
    pub fn with_links(self, app: &App) -> Columns {
        let links = if supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout) {
            app.deal_pages_at_hand()
        } else {
            None
        };
        Columns { links, ..self }
    }
}

impl App {
    /// The deal columns that `--fields` asks for, or else these.
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
        Ok(chosen(read(&names)?)?.with_links(self))
    }

    /// Whether these lists of fields can be resolved without a look-up: a code is always that field, and
    /// for JSON a key is too. Where nothing can be looked up, no custom field is known that may have the
    /// name of a built-in one.
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

    /// The fields of a deal's card: those that `--fields` asks for, or else all.
    pub async fn deal_card(&self) -> Result<Columns, Error> {
        let all: Vec<Field> = Field::built_in().filter(|field| !field.is_contact_name()).collect();
        let codes: Vec<&str> = all.iter().map(|field| field.code.as_ref()).collect();
        self.deal_columns(&codes).await
    }

    /// The columns that `--fields` asks for, each word read by `known`, or else `default`.
    pub fn columns(
        &self,
        default: Vec<Field>,
        known: impl Fn(&str) -> Result<Field, Error>,
    ) -> Result<Columns, Error> {
        match &self.settings.flags.fields {
            None => Ok(Columns::from_fields(default)),
            Some(lists) => {
                chosen(split_lists(lists, &default).map(known).collect::<Result<_, _>>()?)
            }
        }
    }

    /// The columns of a table with these columns: those that `--fields` asks for by code or heading, or
    /// else all.
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

    /// The keys that `--fields` chooses of a response that is no list of records; dots lead into nested
    /// objects.
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

/// The columns that `--fields` asks for.
fn chosen(fields: Vec<Field>) -> Result<Columns, Error> {
    if fields.is_empty() {
        return Err(
            Error::usage("--fields has no field").hint("list the fields with --fields help")
        );
    }
    Ok(Columns { chosen: true, ..Columns::from_fields(fields) })
}

/// The names in lists separated by commas; codes and names of fields may have commas too.
fn split_lists<'l>(lists: &'l [String], fields: &[Field]) -> impl Iterator<Item = &'l str> {
    let known: Vec<&str> = fields.iter().flat_map(|field| [&*field.code, &*field.name]).collect();
    let words = lists.iter().flat_map(|list| names::split_list(list, &known, |word| vec![*word]));
    words.collect::<Vec<_>>().into_iter().map(str::trim).filter(|word| !word.is_empty())
}

/// The columns that `--fields` asks for by code or heading, in its order.
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
    chosen(split_lists(lists, &columns.fields).map(find).collect::<Result<_, _>>()?)
}

//! Which columns are printed: what `--fields` asks for, or what a command has to show.

use super::App;
use crate::error::Failure;
use crate::model::field::{Field, Kind, is_custom_key};
use crate::model::names::{Lookup, Names};
use crate::settings::Settings;
use crate::text;

/// Columns, and whether they were asked for.
#[derive(Clone)]
pub struct Columns {
    pub fields: Vec<Field>,
    pub chosen: bool,
}

impl Columns {
    /// Columns of a list of our own making.
    pub fn fixed(columns: &[(&'static str, &'static str)]) -> Columns {
        let field = |&(code, name)| Field::new(code, name, Kind::Any);
        Columns { fields: columns.iter().map(field).collect(), chosen: false }
    }
}

impl App {
    /// The deal columns that `--fields` asks for, or else these.
    pub async fn deal_columns(&self, default: &[&str]) -> Result<Columns, Failure> {
        let default: Vec<Field> = default.iter().map(|code| Field::of_code(code)).collect();
        let Some(words) = self.chosen()? else {
            return Ok(Columns { fields: default, chosen: false });
        };
        // A word that every company knows costs no look-up; neither does a key, for JSON.
        let own = |word: &String| {
            Field::known(word).is_none() && (!is_custom_key(word) || self.speaks_words())
        };
        let needs: &[Lookup] = if words.iter().any(own) { &[Lookup::Fields] } else { &[] };
        let mut names = self.names(needs).await?;
        let read = |names: &Names| {
            words.iter().map(|word| names.field(word)).collect::<Result<Vec<_>, _>>()
        };
        if read(&names).is_err() && self.refresh(needs).await? {
            names = self.names(needs).await?;
        }
        Ok(Columns { fields: read(&names)?, chosen: true })
    }

    /// The fields of a deal's card: those that `--fields` asks for, or else all.
    pub async fn deal_card(&self) -> Result<Columns, Failure> {
        let all: Vec<Field> = Field::built_in().collect();
        let codes: Vec<&str> = all.iter().map(|field| field.code.as_ref()).collect();
        self.deal_columns(&codes).await
    }

    /// The columns that `--fields` asks for, each word read by `known`, or else `default`.
    pub fn columns(
        &self,
        default: Vec<Field>,
        known: impl Fn(&str) -> Result<Field, Failure>,
    ) -> Result<Columns, Failure> {
        match self.chosen()? {
            None => Ok(Columns { fields: default, chosen: false }),
            Some(words) => {
                let fields = words.iter().map(|word| known(word)).collect::<Result<_, _>>()?;
                Ok(Columns { fields, chosen: true })
            }
        }
    }

    /// The columns of a table of ours, those that `--fields` asks for by code or heading, or else
    /// all.
    pub fn columns_of(
        &self,
        what: &str,
        all: &[(&'static str, &'static str, Kind)],
    ) -> Result<Columns, Failure> {
        let field =
            |&(code, name, kind): &(&'static str, &'static str, Kind)| Field::new(code, name, kind);
        self.columns(all.iter().map(field).collect(), |word| {
            let fits = |(code, name, _): &&(&str, &str, Kind)| {
                *code == word || name.eq_ignore_ascii_case(word)
            };
            all.iter().find(fits).map(field).ok_or_else(|| {
                let codes = all.iter().map(|(code, ..)| *code);
                let hint = text::did_you_mean(word, codes.clone()).unwrap_or_else(|| {
                    format!("there are {}", codes.collect::<Vec<_>>().join(", "))
                });
                Failure::usage(format!("{what} has no field `{word}`")).hint(hint)
            })
        })
    }

    /// What `--fields` narrows an answer itself to that is no list of records: those of its `keys`,
    /// dots leading further in.
    pub fn keys_of(&self, what: &str, keys: &[&str]) -> Result<Columns, Failure> {
        self.columns(Vec::new(), |word| {
            let head = word.split('.').next().unwrap_or_default();
            if keys.contains(&head) {
                return Ok(Field { kind: Kind::Any, ..Field::of_code(word) });
            }
            let hint = text::did_you_mean(word, keys.iter().copied())
                .unwrap_or_else(|| format!("it has {}", keys.join(", ")));
            Err(Failure::usage(format!("{what} in JSON has no key `{word}`")).hint(hint))
        })
    }

    /// The words of `--fields`.
    fn chosen(&self) -> Result<Option<Vec<String>>, Failure> {
        let Some(words) = &self.settings.flags.fields else {
            return Ok(None);
        };
        let words = words.iter().map(|word| word.trim().to_owned());
        let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return Err(
                Failure::usage("--fields names no field").hint("`--fields help` lists them")
            );
        }
        Ok(Some(words))
    }
}

/// The columns that `--fields` asks for by code or heading, in its order.
pub(super) fn narrowed(columns: Columns, settings: &Settings) -> Result<Columns, Failure> {
    let Some(words) = settings.flags.fields.as_ref().filter(|words| *words != &["help"]) else {
        return Ok(columns);
    };
    let find = |word: &String| {
        let fits = |field: &&Field| field.code == *word || field.name.eq_ignore_ascii_case(word);
        columns.fields.iter().find(fits).cloned().ok_or_else(|| {
            let codes: Vec<&str> = columns.fields.iter().map(|field| field.code.as_ref()).collect();
            Failure::usage(format!("there is no column `{word}`"))
                .hint(format!("there are {}", codes.join(", ")))
        })
    };
    Ok(Columns { fields: words.iter().map(find).collect::<Result<_, _>>()?, chosen: true })
}

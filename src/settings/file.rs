//! The settings file: profiles in TOML. Edits change one key at a time and keep comments and
//! formatting.

use super::KEYS;
use crate::error::Error;
use crate::store::files;
use crate::store::lock;
use crate::text;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};
use toml_edit::{DocumentMut, Item, Table};

#[derive(Debug, Default)]
pub struct File {
    path: PathBuf,
    content: Content,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Content {
    profile: Option<String>,
    #[serde(default)]
    profiles: BTreeMap<String, Profile>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Profile {
    company: Option<String>,
    base_url: Option<String>,
    token: Option<String>,
    token_command: Option<String>,
    output: Option<String>,
    color: Option<String>,
    timeout: Option<f64>,
    retries: Option<u32>,
    max_wait: Option<f64>,
    max_tokens: Option<u32>,
    journal_days: Option<u32>,
    home: Option<String>,
}

/// Not derived: a profile may contain a token.
impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Content")
            .field("profile", &self.profile)
            .field("profiles", &self.profiles.keys())
            .finish()
    }
}

impl File {
    /// Reads the file; a missing file counts as empty.
    pub fn read(path: PathBuf) -> Result<File, Error> {
        let source = match files::read(&path).and_then(text::decode) {
            Ok(source) => source,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(read_error(&path, &error)),
        };
        let content = parse(&path, &source)?;
        Ok(File { path, content })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The active profile: the one that the file names, or the only one.
    pub fn active(&self) -> Option<&str> {
        let only =
            || self.content.profiles.keys().next().filter(|_| self.content.profiles.len() == 1);
        self.content.profile.as_ref().or_else(only).map(String::as_str)
    }

    pub fn profiles(&self) -> impl Iterator<Item = &str> {
        self.content.profiles.keys().map(String::as_str)
    }

    /// Fails if the file does not have this profile; the hint has similar names.
    pub fn require_profile(&self, profile: &str) -> Result<(), Error> {
        if self.content.profiles.contains_key(profile) {
            return Ok(());
        }
        let hint = text::did_you_mean(profile, self.profiles()).unwrap_or_else(|| {
            "`deals auth login` creates a profile, `deals auth status` lists them".into()
        });
        Err(Error::not_found(format!("no profile `{profile}` in {}", self.path.display()))
            .hint(hint))
    }

    /// The value of a setting in a profile, as text.
    pub fn value(&self, profile: &str, name: &str) -> Option<String> {
        let profile = self.content.profiles.get(profile)?;
        match name {
            "company" => profile.company.clone(),
            "base_url" => profile.base_url.clone(),
            "token_command" => profile.token_command.clone(),
            "output" => profile.output.clone(),
            "color" => profile.color.clone(),
            "timeout" => profile.timeout.map(|n| n.to_string()),
            "retries" => profile.retries.map(|n| n.to_string()),
            "max_wait" => profile.max_wait.map(|n| n.to_string()),
            "max_tokens" => profile.max_tokens.map(|n| n.to_string()),
            "journal_days" => profile.journal_days.map(|n| n.to_string()),
            "home" => profile.home.clone(),
            _ => None,
        }
    }

    pub fn has_token(&self, profile: &str) -> bool {
        self.content.profiles.get(profile).is_some_and(|profile| profile.token.is_some())
    }

    /// The token of a profile; an error if other users can read the file.
    pub fn token(&self, profile: &str) -> Result<Option<String>, Error> {
        self.check_read_permissions()?;
        Ok(self.content.profiles.get(profile).and_then(|profile| profile.token.clone()))
    }

    /// An error if others can read the file and so a token in it, of any profile.
    pub fn check_read_permissions(&self) -> Result<(), Error> {
        let has_token = self.content.profiles.values().any(|profile| profile.token.is_some());
        if has_token
            && files::is_open_to_others(&self.path)
                .map_err(|error| read_error(&self.path, &error))?
        {
            let path = self.path.display();
            return Err(Error::denied(format!("{path} contains a token, and other users can read it"))
                .hint(format!("run `chmod 600 {path}`; if others may have read the token, create a new one in Pipedrive")));
        }
        Ok(())
    }

    /// Fails if other users can write to the file, as they could change the token command.
    pub fn check_write_permissions(&self) -> Result<(), Error> {
        if files::is_writable_by_others(&self.path)
            .map_err(|error| read_error(&self.path, &error))?
        {
            let path = self.path.display();
            return Err(Error::denied(format!(
                "{path} contains a token_command, and other users can write to it"
            ))
            .hint(format!("check the token_command, then run `chmod 600 {path}`")));
        }
        Ok(())
    }

    /// Sets a setting of a profile.
    pub fn set(&self, profile: &str, name: &str, value: &str) -> Result<(), Error> {
        self.edit(|document| {
            let number = || {
                value
                    .parse::<i64>()
                    .map(toml_edit::value)
                    .or_else(|_| value.parse::<f64>().map(toml_edit::value))
            };
            let is_number =
                matches!(name, "timeout" | "retries" | "max_wait" | "max_tokens" | "journal_days");
            let item = match number() {
                Ok(number) if is_number => number,
                _ => toml_edit::value(value),
            };
            put_item(profile_table(document, profile)?, name, item);
            Some(())
        })
    }

    /// Removes a setting of a profile; returns whether it was set.
    pub fn unset(&self, profile: &str, name: &str) -> Result<bool, Error> {
        self.edit(|document| {
            let profiles = document.get_mut("profiles").and_then(Item::as_table_like_mut);
            let table =
                profiles.and_then(|all| all.get_mut(profile)).and_then(Item::as_table_like_mut);
            Some(table.is_some_and(|table| table.remove(name).is_some()))
        })
    }

    /// Makes `profile` the active one.
    pub fn switch(&self, profile: &str) -> Result<(), Error> {
        self.edit(|document| {
            put_item(document.as_table_mut(), "profile", toml_edit::value(profile));
            Some(())
        })
    }

    /// Reads the file, changes it and replaces it atomically, under a lock. The result is parsed
    /// before it is written.
    fn edit<T>(&self, change: impl FnOnce(&mut DocumentMut) -> Option<T>) -> Result<T, Error> {
        let write_error = |error: io::Error| match error.downcast::<Error>() {
            Ok(failure) => failure,
            Err(error) => {
                Error::usage(format!("{} cannot be written: {error}", self.path.display()))
            }
        };
        let lock = self.path.with_extension("lock");
        let _held = files::acquire_lock(&lock, lock::REQUIRED_TIMEOUT).map_err(write_error)?;
        let source = match files::read(&self.path).and_then(text::decode) {
            Ok(source) => source,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(read_error(&self.path, &error)),
        };
        parse(&self.path, &source)?;
        let layout_error =
            || Error::usage(format!("{} has an unexpected structure", self.path.display()));
        let mut document: DocumentMut = source.parse().map_err(|_| layout_error())?;
        let result = change(&mut document).ok_or_else(layout_error)?;
        let mut new = document.to_string();
        parse(&self.path, &new)?;
        // Keeps the line endings of a file from a Windows editor; `toml_edit` replaces them.
        let lines = |end| source.matches(end).count();
        if lines("\n") > 0 && lines("\n") == lines("\r\n") {
            new = new.replace("\r\n", "\n").replace('\n', "\r\n");
        }
        // Keeps a symbolic link, for example into a repository of dotfiles.
        let target = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        files::replace(&target, new.as_bytes()).map_err(write_error)?;
        Ok(result)
    }
}

/// Sets a value; keeps the comments of an existing one.
fn put_item(table: &mut dyn toml_edit::TableLike, name: &str, mut item: Item) {
    match table.get_mut(name) {
        Some(old) => {
            if let (Some(old), Some(new)) = (old.as_value(), item.as_value_mut()) {
                *new.decor_mut() = old.decor().clone();
            }
            *old = item;
        }
        None => {
            table.insert(name, item);
        }
    }
}

/// The table of a profile, created if needed; `None` if the key has a value of another type.
fn profile_table<'d>(
    document: &'d mut DocumentMut,
    profile: &str,
) -> Option<&'d mut dyn toml_edit::TableLike> {
    let implicit = || {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    };
    let profiles = document.entry("profiles").or_insert_with(implicit).as_table_like_mut()?;
    profiles.entry(profile).or_insert_with(|| Item::Table(Table::new())).as_table_like_mut()
}

/// Start of the TOML parser's message for an unknown key.
const UNKNOWN_FIELD: &str = "unknown field `";

fn parse(path: &Path, source: &str) -> Result<Content, Error> {
    toml::from_str(source).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start.min(source.len()));
        let before = &source[..at];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let what = without_values(error.message());
        let parse_error =
            Error::usage(format!("{}, line {line}, column {column}: {what}", path.display()));
        let word = source[at..]
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .next()
            .unwrap_or_default();
        let known = KEYS.iter().map(|key| key.name).chain(["token", "profile", "profiles"]);
        let is_unknown = error.message().starts_with(UNKNOWN_FIELD);
        match text::did_you_mean(word, known).filter(|_| is_unknown) {
            Some(hint) => parse_error.hint(hint),
            None => parse_error.hint("fix it in an editor; the file was not changed"),
        }
    })
}

/// The parser's message without any text of the file that could be a token: no values, and no keys
/// other than plain words.
fn without_values(message: &str) -> String {
    // The first line only: the rest lists the expected keys.
    let line = message.lines().next().unwrap_or("syntax error");
    let wrong = ["invalid type: ", "invalid value: "];
    if let Some(rest) = wrong.iter().find_map(|wrong| line.strip_prefix(wrong)) {
        let (found, expected) = rest.rsplit_once(", expected ").unwrap_or((rest, "something else"));
        let found = found.split(['`', '"']).next().unwrap_or_default();
        return format!("expected {expected}, found {}", found.trim_end());
    }
    if let Some(rest) = line.strip_prefix(UNKNOWN_FIELD) {
        let word = rest.rsplit_once("`, expected ").map_or(rest, |(word, _)| word);
        let is_plain = word.bytes().all(|b| b.is_ascii_alphabetic() || b"_-".contains(&b));
        return if is_plain { line.to_owned() } else { "unknown field".to_owned() };
    }
    line.to_owned()
}

fn read_error(path: &Path, error: &io::Error) -> Error {
    Error::usage(format!("{} cannot be read: {error}", path.display()))
}

#[cfg(test)]
mod tests;

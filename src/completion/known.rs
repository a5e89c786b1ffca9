//! The cached lists of the account on a command line. Sends no request, opens no socket, and runs no
//! `token_command`.

use crate::api::endpoints::{Endpoint, LIST_DEALS};
use crate::app;
use crate::model::names::{self, Lookup, Names};
use crate::model::record::Record;
use crate::sandbox::{Setup, World};
use crate::settings::{File, Flags, KEYS, Key, Settings};
use crate::store::cache::Cache;
use crate::store::recent_deals::{self, RecentDeal};
use std::sync::Mutex;

/// Number of sandbox deals to offer before the first run.
const FIRST_DEALS: &str = "50";

pub struct Known {
    profiles: Vec<String>,
    cache: Option<Cache>,
    is_sandbox: bool,
    has_deal: bool,
    setting: Option<&'static Key>,
    /// The sandbox, opened when it is first needed.
    world: Mutex<Option<World>>,
}

impl Known {
    /// Finds the account from the words before and after the cursor.
    pub fn from_words(before: &[String], after: &[String]) -> Known {
        let has_deal = before.iter().any(|word| names::parse_deal(word).is_ok());
        let setting = before.iter().rev().find_map(|word| find_setting(word));
        // Profiles are candidates even if the selected one does not exist.
        let file = app::config_file().and_then(File::read).ok();
        let profiles: Vec<String> =
            file.iter().flat_map(File::profiles).map(str::to_owned).collect();
        let nothing = || Known {
            profiles: profiles.clone(),
            cache: None,
            is_sandbox: false,
            has_deal,
            setting,
            world: Mutex::default(),
        };
        let settings = app::config_file()
            .and_then(|file| Settings::resolve(flags(&[before, after].concat()), &app::env, file));
        let Ok(settings) = settings else {
            return nothing();
        };
        Known { cache: app::find_cache(&settings), is_sandbox: settings.sandbox, ..nothing() }
    }

    /// Whether there is a deal argument before the cursor.
    pub fn has_deal(&self) -> bool {
        self.has_deal
    }

    /// The setting before the cursor.
    pub fn setting(&self) -> Option<&'static Key> {
        self.setting
    }

    pub fn profiles(&self) -> &[String] {
        &self.profiles
    }

    /// A cached list of any age; empty if there is none.
    pub fn list(&self, lookup: Lookup) -> Vec<Record> {
        let kept = self.cache.as_ref().and_then(|cache| cache.read_list(lookup.word()));
        kept.unwrap_or_else(|| self.rows_from_sandbox(app::lookup_endpoint(lookup), &[]))
    }

    /// The names in these lists.
    pub fn names(&self, lookups: &[Lookup]) -> Names {
        let mut names = Names::default();
        for lookup in lookups {
            names.learn(*lookup, &self.list(*lookup));
        }
        names
    }

    /// Recent deals, latest first.
    pub fn deals(&self) -> Vec<RecentDeal> {
        let seen = self.cache.as_ref().map(recent_deals::read).unwrap_or_default();
        if !seen.is_empty() {
            return seen;
        }
        let deals = self.rows_from_sandbox(&LIST_DEALS, &[("limit", FIRST_DEALS)]);
        deals.iter().filter_map(RecentDeal::from_record).collect()
    }

    /// A list of the sandbox, if it is the account.
    fn rows_from_sandbox(&self, list: &'static Endpoint, query: &[(&str, &str)]) -> Vec<Record> {
        let Ok(mut world) = self.world.lock() else {
            return Vec::new();
        };
        if self.is_sandbox && world.is_none() {
            *world = app::sandbox_file().ok().and_then(|file| {
                if file.exists() {
                    app::open_world(&file, &Setup::default()).ok()
                } else {
                    Some(World::seed())
                }
            });
        }
        world.as_mut().map(|world| world.list(list, query)).unwrap_or_default()
    }
}

/// Finds a setting by its name in `deals config`.
fn find_setting(word: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == word.replace('-', "_"))
}

/// Parses the flags that select the account, anywhere on the line.
fn flags(words: &[String]) -> Flags {
    let mut flags = Flags::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let (flag, value) = match word.split_once('=') {
            Some((flag, value)) => (flag, Some(value.to_owned())),
            None => (word.as_str(), None),
        };
        match flag {
            "--" => break,
            "--sandbox" => flags.sandbox = true,
            "--profile" | "-p" => flags.profile = value.or_else(|| words.next().cloned()),
            "--base-url" => flags.base_url = value.or_else(|| words.next().cloned()),
            _ => {}
        }
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_choose_the_account_anywhere_on_the_line() {
        let of = |line: &str| flags(&line.split(' ').map(str::to_owned).collect::<Vec<_>>());
        assert!(of("deals get --sandbox 1").sandbox);
        assert!(!of("deals get -- --sandbox").sandbox);
        assert_eq!(of("deals -p acme get").profile.as_deref(), Some("acme"));
        assert_eq!(of("deals get --profile=acme").profile.as_deref(), Some("acme"));
        assert_eq!(of("deals get --profile").profile, None);
    }
}

//! The account of a run, and its journal of writes.

use super::App;
use super::paths::directories;
use super::write::journal::Journal;
use crate::error::Error;
use crate::model::names::Lookup;
use crate::model::record::Record;
use crate::sandbox::Sandbox;
use crate::store::journal::JournalFile;
use std::path::PathBuf;

impl App {
    /// The account name for confirmations.
    pub fn account(&self) -> &str {
        match self.sandbox {
            Some(_) => "the sandbox",
            None => self.client.base().host(),
        }
    }

    /// The IDs of the company and the user, as in the file name of the journal. Costs 2 tokens, once a day.
    pub async fn account_key(&self) -> Result<String, Error> {
        if let Some(sandbox) = &self.sandbox {
            return Ok(sandbox_account_id(sandbox));
        }
        let account = self.current_account().await?;
        Ok(account.first().map(account_id).unwrap_or_default())
    }

    /// The journal of this account; `None` if it is off.
    pub async fn journal(&self) -> Result<Option<Journal>, Error> {
        if !self.settings.keeps_journal {
            return Ok(None);
        }
        let account = self.account_key().await?;
        let journal = Journal::new(JournalFile::new(journal_path(&account)?));
        Ok(Some(match self.settings.journal_days {
            Some(days) => journal.with_retention(days),
            None => journal,
        }))
    }

    /// Opens the journal for reading. The account is looked up if it is not cached, such as after a change of
    /// the token.
    pub async fn find_journal(&self) -> Result<Journal, Error> {
        if let Some(journal) = self.find_cached_journal()? {
            return Ok(journal);
        }
        let account = self.account_key().await.map_err(|failure| {
            let message =
                format!("cannot look up the account, which the journal is for: {failure}");
            Error { message, ..failure }
        })?;
        Ok(Journal::new(JournalFile::new(journal_path(&account)?)))
    }

    /// Opens the journal for reading without a request; `None` if the account is not cached.
    pub fn find_cached_journal(&self) -> Result<Option<Journal>, Error> {
        let id = match &self.sandbox {
            Some(sandbox) => Some(sandbox_account_id(sandbox)),
            None => self
                .cached_at_any_age(Lookup::Account)
                .and_then(|account| account.first().map(account_id)),
        };
        let file = id.map(|id| journal_path(&id)).transpose()?;
        Ok(file.map(|file| Journal::new(JournalFile::new(file))))
    }
}

fn journal_path(account: &str) -> Result<PathBuf, Error> {
    Ok(directories()?.data_dir().join("journal").join(format!("{account}.ndjson")))
}

/// The account ID in the journal of `--sandbox`; each reset starts a new account.
fn sandbox_account_id(sandbox: &Sandbox) -> String {
    match sandbox.world().account() {
        None => "sandbox".to_owned(),
        Some(account) => format!("sandbox-{account}"),
    }
}

/// The account ID in the file name of the journal: company and user, never the token.
pub(super) fn account_id(me: &Record) -> String {
    let me = me.read();
    let part = |key: &str| me.text(key).or_else(|| me.get(key).map(|raw| raw.get().into()));
    let company = part("company_id").or_else(|| part("company_domain")).unwrap_or_default();
    let user = part("id").unwrap_or_default();
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    format!("{company}-{user}").chars().map(safe).collect()
}

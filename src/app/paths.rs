//! Files of the program, environment variables, and the sandbox state file.

use crate::error::Error;
use crate::sandbox::{self, CompanyKind, Setup, World};
use crate::settings::Settings;
use crate::store::cache::Cache;
use directories::ProjectDirs;
use std::env::VarError;
use std::io;
use std::path::{Path, PathBuf};

/// The directories of the program.
pub fn directories() -> Result<ProjectDirs, Error> {
    ProjectDirs::from("", "", "deals").ok_or_else(|| {
        Error::usage("no home directory: set HOME, or XDG_CONFIG_HOME and XDG_DATA_HOME")
    })
}

/// Path of the settings file.
pub fn config_file() -> Result<PathBuf, Error> {
    Ok(directories()?.config_dir().join("config.toml"))
}

/// Path of the state file of `--sandbox`.
pub fn sandbox_file() -> Result<PathBuf, Error> {
    Ok(directories()?.data_dir().join("sandbox.ndjson"))
}

/// An environment variable; an error if it is not UTF-8.
pub fn env(name: &str) -> Result<Option<String>, Error> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => {
            Err(Error::usage(format!("the environment variable {name} is not valid UTF-8"))
                .hint(format!("set it again in a UTF-8 locale, or unset {name}")))
        }
    }
}

/// Opens the state file of a sandbox.
pub fn open_world(file: &Path, setup: &Setup) -> Result<World, Error> {
    let failed = |error: io::Error| {
        match error.kind() {
        // The error names the file and the line.
        io::ErrorKind::InvalidData => Error::usage(error.to_string()).hint(
            "the file was not changed; `deals sandbox reset` renames the state file of --sandbox and creates a new one",
        ),
        _ => Error::usage(format!("cannot use the sandbox state file {}: {error}", file.display())),
    }
    };
    // A lock timeout is already an `Error`.
    World::open_with(file, setup).map_err(|error| error.downcast().unwrap_or_else(failed))
}

/// The account name for the cache of a sandbox: by company, since the port changes.
pub(super) fn sandbox_account(company: CompanyKind) -> &'static str {
    match company {
        CompanyKind::Full => "sandbox",
        CompanyKind::Plain => "sandbox-plain",
    }
}

/// The cache of the account, without running a `token_command`: instead of the token, the pointer that
/// an earlier run stored is used.
pub fn find_cache(settings: &Settings) -> Option<Cache> {
    settings.require_profile().ok()?;
    let root = directories().ok()?.cache_dir().to_owned();
    if let Some(command) = settings.token_command(&env).ok()? {
        return Cache::from_pointer(root, &[settings.base.as_str(), command]);
    }
    let account = if settings.sandbox {
        sandbox_account(sandbox::read_company_kind(&sandbox_file().ok()?))
    } else {
        settings.base.as_str()
    };
    Some(Cache::new(root, account, &settings.token(&env).ok()?.text))
}

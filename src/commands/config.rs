//! `deals config`: the settings file, and the effective settings.

use super::{Coverage, is_dry};
use crate::app::{self, Columns};
use crate::error::Error;
use crate::model::arg::ArgKind;
use crate::model::field::{FieldKind, column};
use crate::settings::{KEYS, Settings};
use crate::text;
use serde_json::{Value, json};

/// View and change settings
///
/// Settings are stored in a profile of the settings file. Flags override environment variables, which
/// override the profile, which overrides the default. `deals help environment` explains all settings.
///
/// Cost: none
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing)]
pub struct ConfigArgs {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(clap::Subcommand, Debug)]
enum ConfigCommand {
    /// Print the value of a setting
    ///
    /// Cost: none
    #[command(
        after_long_help = "Examples:\n  $ deals config get output\n  $ deals config get timeout"
    )]
    Get {
        /// Name of the setting; `deals config list` lists them
        #[arg(add = ArgKind::Setting)]
        key: String,
    },
    /// Change a setting in the profile
    ///
    /// Cost: none
    #[command(
        after_long_help = "Examples:\n  $ deals config set output csv\n  $ deals config set max_tokens 500 --profile acme"
    )]
    Set {
        /// Name of the setting; `deals config list` lists them
        #[arg(add = ArgKind::Setting)]
        key: String,
        /// New value
        #[arg(add = ArgKind::SettingValue)]
        value: String,
    },
    /// Remove a setting from the profile
    ///
    /// Cost: none
    #[command(
        after_long_help = "Examples:\n  $ deals config unset output\n  $ deals config unset max_tokens --profile acme"
    )]
    Unset {
        /// Name of the setting; `deals config list` lists them
        #[arg(add = ArgKind::Setting)]
        key: String,
    },
    /// List all settings, with the source of each value
    ///
    /// Cost: none
    #[command(after_long_help = "Examples:\n  $ deals config list\n  $ deals config list -o json")]
    List,
    /// Print the path of the settings file
    ///
    /// Cost: none
    #[command(
        after_long_help = "Examples:\n  $ deals config path\n  $ deals config path --profile acme"
    )]
    Path,
}

pub fn run(settings: &Settings, args: ConfigArgs) -> anyhow::Result<()> {
    match args.command {
        ConfigCommand::Get { key } => {
            settings.require_profile()?;
            let (value, _) = settings.value(parse_key(&key)?);
            app::print_text(&format!("{value}\n"))
        }
        ConfigCommand::Set { key, value } => {
            let key = parse_key(&key)?;
            settings.check(key, &value)?;
            let profile = &settings.profile;
            if is_dry(settings, format_args!("{key} would be {value} in profile {profile}")) {
                return Ok(());
            }
            Ok(settings.file.set(&settings.profile, key, &value)?)
        }
        ConfigCommand::Unset { key } => {
            let key = parse_key(&key)?;
            let profile = &settings.profile;
            if settings.file.value(profile, key).is_none() {
                return Err(
                    Error::not_found(format!("profile {profile} does not set `{key}`")).into()
                );
            }
            if is_dry(settings, format_args!("{key} would be removed from profile {profile}")) {
                return Ok(());
            }
            settings.file.unset(profile, key)?;
            Ok(())
        }
        ConfigCommand::List => {
            settings.require_profile()?;
            list(settings)
        }
        ConfigCommand::Path => app::print_text(&format!("{}\n", settings.file.path().display())),
    }
}

fn list(settings: &Settings) -> anyhow::Result<()> {
    let row = |key: &str, value: &str, source: String| json!({"key": key, "value": value, "from": source});
    let mut rows: Vec<Value> =
        vec![row("profile", &settings.profile, settings.profile_source.to_string())];
    rows.extend(KEYS.iter().map(|key| {
        let (value, source) = settings.value(key.name);
        row(key.name, value, source.to_string())
    }));
    let token = settings.token_origin(&app::env)?;
    rows.push(row(
        "token",
        if token.is_some() { "(hidden)" } else { "" },
        token.unwrap_or_else(|| "not set".into()),
    ));
    app::print_list(
        settings,
        Columns::new(&[
            column("key", "Key", FieldKind::Any),
            column("value", "Value", FieldKind::Any),
            column("from", "From", FieldKind::Any),
        ]),
        &rows,
    )
}

/// Parses the name of a setting.
fn parse_key(word: &str) -> Result<&'static str, Error> {
    if let Some(key) = KEYS.iter().find(|key| key.name == word.replace('-', "_")) {
        return Ok(key.name);
    }
    let names = KEYS.iter().map(|key| key.name);
    let hint = match word {
        "token" => "use `deals auth login` to save a token".into(),
        "profile" => "use `deals auth switch NAME` to choose the profile".into(),
        _ => text::did_you_mean(word, names.clone())
            .unwrap_or_else(|| format!("valid settings: {}", names.collect::<Vec<_>>().join(", "))),
    };
    Err(Error::usage(format!("no setting `{word}`")).hint(hint))
}

//! The API token: where it comes from, and where it may go. It never stands in a `Debug`.

use super::{Settings, Source, printed_by};
use crate::error::Error;
use crate::model::account_url::BaseUrl;
use std::fmt;

pub struct Token {
    pub text: String,
    pub source: TokenSource,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenSource {
    /// PIPEDRIVE_API_TOKEN
    Env,
    /// The profile's `token_command`
    Command,
    /// The profile's `token`
    File,
    /// The sandbox takes any
    Sandbox,
}

impl Settings {
    /// The first source that answers: the environment, the profile's command, the profile's token.
    pub fn token(&self, env: super::Env) -> Result<Token, Error> {
        if self.sandbox {
            return Ok(Token { text: "sandbox".into(), source: TokenSource::Sandbox });
        }
        if let Some(text) = env("PIPEDRIVE_API_TOKEN")?.filter(|text| !text.is_empty()) {
            return Ok(Token {
                text: check_token(&text, "PIPEDRIVE_API_TOKEN")?,
                source: TokenSource::Env,
            });
        }
        if self.is_home() {
            let command = self.value("token_command").0;
            if !command.is_empty() {
                self.file.must_be_written_by_owner_only()?;
                return Ok(Token { text: printed_by(command)?, source: TokenSource::Command });
            }
            if let Some(text) = self.file.token(&self.profile)? {
                return Ok(Token {
                    text: check_token(&text, "the profile's token")?,
                    source: TokenSource::File,
                });
            }
        }
        if self.base.is_http() {
            // Only loopback is ever http: a sandbox, which takes any token.
            return Ok(Token { text: "sandbox".into(), source: TokenSource::Sandbox });
        }
        if !self.is_home() {
            return Err(Error::denied(format!(
                "the token of profile `{}` is not sent to {}",
                self.profile, self.base
            ))
            .hint(
                "set PIPEDRIVE_API_TOKEN, or make a profile with this address: `deals auth login`",
            ));
        }
        Err(Error::denied("no API token yet").hint(
            "run `deals auth login` or set PIPEDRIVE_API_TOKEN; `deals --sandbox list` needs none",
        ))
    }

    /// The command that [`Settings::token`] would run, which may ask the person for something.
    pub fn token_command(&self, env: super::Env) -> Result<Option<&str>, Error> {
        let from_env = env("PIPEDRIVE_API_TOKEN")?.is_some_and(|text| !text.is_empty());
        let command = self.value("token_command").0;
        let is_run = !self.sandbox && !from_env && self.is_home() && !command.is_empty();
        Ok(is_run.then_some(command))
    }

    /// Where the token would come from, without asking for it; `None` if nowhere.
    pub fn token_origin(&self, env: super::Env) -> Result<Option<String>, Error> {
        if self.sandbox {
            return Ok(Some(TokenSource::Sandbox.to_string()));
        }
        if env("PIPEDRIVE_API_TOKEN")?.is_some_and(|text| !text.is_empty()) {
            return Ok(Some(TokenSource::Env.to_string()));
        }
        let profile = &self.profile;
        Ok(match () {
            () if !self.is_home() => None,
            () if !self.value("token_command").0.is_empty() => {
                Some(format!("profile {profile}, token_command"))
            }
            () if self.file.has_token(profile) => Some(format!("profile {profile}")),
            () => None,
        })
    }

    /// Whether calls go where the profile's token belongs: to the profile's own address, or to
    /// Pipedrive. An address from a flag or the environment must not be able to fetch the token.
    fn is_home(&self) -> bool {
        let from_profile = matches!(self.base_source, Source::Profile(_) | Source::Default);
        let own = self.file.value(&self.profile, "base_url");
        let own = own.and_then(|text| BaseUrl::parse(&text).ok());
        from_profile || own.as_ref() == Some(&self.base) || self.base.is_pipedrive()
    }
}

/// A token without the space around it, if it can be one.
pub fn check_token(text: &str, whose: &str) -> Result<String, Error> {
    // A file or a pipe of Windows may begin with a byte order mark.
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Error::denied(format!(
            "{whose} is not a token: it is empty or has characters that no token has"
        )));
    }
    Ok(text.to_owned())
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({:?}, redacted)", self.source)
    }
}

impl fmt::Display for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TokenSource::Env => "PIPEDRIVE_API_TOKEN",
            TokenSource::Command => "token_command",
            TokenSource::File => "settings file",
            TokenSource::Sandbox => "none needed",
        })
    }
}

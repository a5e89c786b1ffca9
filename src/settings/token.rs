//! The API token: its sources, and the hosts it may be sent to. It is never part of a `Debug`
//! output.

use super::{Settings, Source, run_token_command};
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
    /// The sandbox accepts any token
    Sandbox,
}

impl Settings {
    /// Gets the token from the first source that has one: the environment, the profile's command,
    /// the profile's token.
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
        if self.accepts_profile_token() {
            let command = self.value("token_command").0;
            if !command.is_empty() {
                self.file.check_write_permissions()?;
                self.file.check_read_permissions()?;
                return Ok(Token {
                    text: run_token_command(command)?,
                    source: TokenSource::Command,
                });
            }
            if let Some(text) = self.file.token(&self.profile)? {
                return Ok(Token {
                    text: check_token(&text, "the profile's token")?,
                    source: TokenSource::File,
                });
            }
        }
        if self.base.is_http() {
            // Only a loopback host uses http: a sandbox, which accepts any token.
            return Ok(Token { text: "sandbox".into(), source: TokenSource::Sandbox });
        }
        if !self.accepts_profile_token() {
            return Err(Error::denied(format!(
                "the token of profile `{}` is not sent to {}",
                self.profile, self.base
            ))
            .hint(
                "set PIPEDRIVE_API_TOKEN, or create a profile with this base URL: `deals auth login`",
            ));
        }
        Err(Error::denied("no API token").hint(
            "run `deals auth login` or set PIPEDRIVE_API_TOKEN; `deals --sandbox list` needs no token",
        ))
    }

    /// The command that [`Settings::token`] would run; it may prompt the user.
    pub fn token_command(&self, env: super::Env) -> Result<Option<&str>, Error> {
        let from_env = env("PIPEDRIVE_API_TOKEN")?.is_some_and(|text| !text.is_empty());
        let command = self.value("token_command").0;
        let is_run =
            !self.sandbox && !from_env && self.accepts_profile_token() && !command.is_empty();
        Ok(is_run.then_some(command))
    }

    /// The source of the token, without getting it; `None` if there is none.
    pub fn token_origin(&self, env: super::Env) -> Result<Option<String>, Error> {
        if self.sandbox {
            return Ok(Some(TokenSource::Sandbox.to_string()));
        }
        if env("PIPEDRIVE_API_TOKEN")?.is_some_and(|text| !text.is_empty()) {
            return Ok(Some(TokenSource::Env.to_string()));
        }
        let profile = &self.profile;
        Ok(match () {
            () if !self.accepts_profile_token() => None,
            () if !self.value("token_command").0.is_empty() => {
                Some(format!("profile {profile}, token_command"))
            }
            () if self.file.has_token(profile) => Some(format!("profile {profile}")),
            () => None,
        })
    }

    /// Whether requests go to the profile's own base URL or to Pipedrive. A base URL from a flag or
    /// the environment must not get the profile's token.
    fn accepts_profile_token(&self) -> bool {
        let from_profile = matches!(self.base_source, Source::Profile(_) | Source::Default);
        let own = self.file.value(&self.profile, "base_url");
        let own = own.and_then(|text| BaseUrl::parse(&text).ok());
        from_profile || own.as_ref() == Some(&self.base) || self.base.is_pipedrive()
    }
}

/// Trims and validates a token.
pub fn check_token(text: &str, source: &str) -> Result<String, Error> {
    // On Windows a file or a pipe may start with a byte order mark.
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Error::denied(format!(
            "{source} is not a valid token: it is empty or has characters that are not allowed"
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

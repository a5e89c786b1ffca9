//! `deals auth`: tokens and profiles.

use super::{Coverage, is_dry};
use crate::api::client::Client;
use crate::api::endpoints::GET_ME;
use crate::api::rate_limit::RateLimiter;
use crate::api::request::Request;
use crate::app::{self, Columns};
use crate::error::{self, Error, ErrorKind};
use crate::model::account_url::{BaseUrl, company_name};
use crate::model::arg::ArgKind;
use crate::model::field::{FieldKind, column};
use crate::model::record::Record;
use crate::settings::{Settings, Source, TokenSource};
use crate::text;
use crate::ui::prompt::{Ask, Item, Question};
use crate::ui::stdio;
use serde_json::{Value, json};
use std::io;

/// Log in to Pipedrive, and switch between accounts
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing)]
pub struct AuthArgs {
    #[command(subcommand)]
    command: AuthCommand,
}

#[derive(clap::Subcommand, Debug)]
enum AuthCommand {
    Login(LoginArgs),
    Status(StatusArgs),
    Logout(LogoutArgs),
    Switch(SwitchArgs),
}

/// Check an API token and save it in a profile
///
/// On a terminal, asks for the company, the token (not echoed) and a profile name. Otherwise reads the
/// token from stdin. There is no flag for the token, because other users can see command lines. Find
/// your token in Pipedrive under Personal preferences > API. The profile name is --profile, or else the
/// company.
///
/// Cost: 2 tokens
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals auth login --company acme < token.txt
  $ deals auth login --company acme --token-command \"pass show pipedrive\"")]
struct LoginArgs {
    /// Company domain: `acme` for acme.pipedrive.com
    #[arg(long, value_name = "COMPANY")]
    company: Option<String>,
    /// Save a command that prints the token, instead of the token
    ///
    /// The command runs without stdin, and may prompt on the terminal. It must finish within 30 seconds, or
    /// 120 seconds on a terminal. A settings file that other users can write to is refused.
    #[arg(long, value_name = "COMMAND")]
    token_command: Option<String>,
}

/// List the profiles, and check the active token
///
/// Cost: 2 tokens
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&GET_ME))]
#[command(after_long_help = "\
Examples:
  $ deals auth status
  $ deals auth status -o json")]
struct StatusArgs {}

/// Remove the token from a profile
///
/// The token stays valid until you regenerate it in Pipedrive.
///
/// Cost: none
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals auth logout
  $ deals auth logout --profile acme")]
struct LogoutArgs {}

/// Switch to another profile
///
/// Cost: none
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals auth switch acme
  $ deals auth switch home")]
struct SwitchArgs {
    /// Profile name; `deals auth status` lists them
    #[arg(value_name = "NAME", add = ArgKind::Profile)]
    name: Option<String>,
}

pub async fn run(settings: Settings, args: AuthArgs) -> anyhow::Result<()> {
    match args.command {
        AuthCommand::Login(args) => login(&settings, args).await,
        AuthCommand::Status(StatusArgs {}) => status(&settings).await,
        AuthCommand::Logout(LogoutArgs {}) => logout(&settings),
        AuthCommand::Switch(args) => switch(&settings, args.name),
    }
}

async fn login(settings: &Settings, args: LoginArgs) -> anyhow::Result<()> {
    if settings.sandbox {
        return Err(Error::usage("the sandbox needs no login")
            .hint("leave out --sandbox, or unset DEALS_SANDBOX")
            .into());
    }
    if settings.flags.dry_run {
        return Err(Error::usage("--dry-run does not apply to `deals auth login`")
            .hint("leave it out, or check a token with `deals auth status`")
            .into());
    }
    if args.company.is_some() && settings.base_source == Source::Flag {
        return Err(Error::usage("--company cannot be used with --base-url")
            .hint("use one of them: both name the server")
            .into());
    }
    let ask = app::new_prompt(settings);
    let base = match &args.company {
        Some(company) => BaseUrl::from_company(company)?,
        None if settings.base_source == Source::Default && ask.can_ask() => {
            ask_for_company(settings, &ask)?
        }
        None => settings.base.clone(),
    };
    let is_asked = args.token_command.is_none() && ask.can_ask();
    let (token, me) = if is_asked {
        ask_for_token(settings, &ask, &base).await?
    } else {
        let token = match &args.token_command {
            Some(command) => crate::settings::run_token_command(command)?,
            None => read_token()?,
        };
        let me =
            fetch_me(&app::client_to(&base, &token, settings, RateLimiter::new(None))?).await?;
        (token, me)
    };
    let domain = me.company_domain.clone();
    let profile = match &settings.profile_source {
        Source::Flag | Source::Env(_) => settings.profile.clone(),
        _ => {
            let usual = domain.clone().or(args.company).unwrap_or_else(|| settings.profile.clone());
            if is_asked { ask_for_profile(&ask, &usual)? } else { usual }
        }
    };
    let file = &settings.file;
    match domain.filter(|_| base.is_pipedrive()) {
        Some(domain) => {
            file.set(&profile, "company", &domain)?;
            file.unset(&profile, "base_url")?;
        }
        None => file.set(&profile, "base_url", base.as_str())?,
    }
    let (kept, other) = if args.token_command.is_some() {
        ("token_command", "token")
    } else {
        ("token", "token_command")
    };
    file.set(&profile, kept, args.token_command.as_deref().unwrap_or(&token))?;
    file.unset(&profile, other)?;
    file.switch(&profile)?;
    note(settings, &format!("logged in as {} at {}", me.user(), me.company()));
    note(
        settings,
        &format!(
            "{kept} saved in {}, readable by you only; profile {profile} is now in use",
            file.path().display()
        ),
    );
    if app::env("PIPEDRIVE_API_TOKEN")?.is_some_and(|token| !token.is_empty()) {
        note(settings, "but PIPEDRIVE_API_TOKEN is set, which overrides the profiles");
    }
    Ok(())
}

fn ask_for_company(settings: &Settings, ask: &Ask) -> Result<BaseUrl, Error> {
    let check = |text: &str| match text {
        "" => Ok(()),
        text => company_name(text).map(drop).map_err(|failure| failure.message),
    };
    let question = Question::new("Company", "--company").help(
        "the acme of acme.pipedrive.com, or the URL of a page; an empty line if you do not know it",
    );
    match ask.text(question, check)?.as_str() {
        "" => Ok(settings.base.clone()),
        company => BaseUrl::from_company(company),
    }
}

/// Asks for the token until Pipedrive accepts one: the token and its user.
async fn ask_for_token(
    settings: &Settings,
    ask: &Ask,
    base: &BaseUrl,
) -> anyhow::Result<(String, Me)> {
    let check = |text: &str| {
        crate::settings::check_token(text, "this").map(drop).map_err(|failure| failure.message)
    };
    let mut wrong = String::new();
    loop {
        let question = Question::new("API token", "it on stdin")
            .help("in Pipedrive under Personal preferences, API; paste it here, it is not shown")
            .wrong(&wrong);
        let token = crate::settings::check_token(&ask.secret(question, check)?, "this")?;
        let client = app::client_to(base, &token, settings, RateLimiter::new(None))?;
        match fetch_me(&client).await {
            Ok(me) => return Ok((token, me)),
            Err(error) => match error::from_anyhow(&error) {
                Some(failure) if failure.kind == ErrorKind::Denied => {
                    wrong = failure.message.clone();
                }
                _ => return Err(error),
            },
        }
    }
}

fn ask_for_profile(ask: &Ask, usual: &str) -> Result<String, Error> {
    let check = |text: &str| {
        if text.is_empty() || text.contains(char::is_control) {
            return Err("a profile needs a name".to_owned());
        }
        Ok(())
    };
    let question = Question::new("Profile", "--profile")
        .initial(usual)
        .help("the name of this account for --profile and `deals auth switch`");
    ask.text(question, check)
}

fn read_token() -> anyhow::Result<String> {
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    if line.trim().is_empty() {
        return Err(Error::usage("no API token on stdin")
            .hint("deals auth login --company acme < token.txt")
            .into());
    }
    Ok(crate::settings::check_token(&line, "the input on stdin")?)
}

async fn status(settings: &Settings) -> anyhow::Result<()> {
    settings.require_profile()?;
    if settings.sandbox {
        note(settings, "the sandbox is in use: it needs no token, and its users are fictional");
        return Ok(());
    }
    // A token that does not work is reported after the list.
    let checked = check_token(settings).await;
    let source = match &checked {
        Ok((source, _)) => source.to_string(),
        Err(_) => settings.token_origin(&app::env)?.unwrap_or_else(|| "none".into()),
    };
    let active = |name: &str| name == settings.profile;
    let mut rows: Vec<Value> = Vec::new();
    let row = |name: &str, address: &str, token: &str| json!({"profile": name, "active": active(name), "address": address, "token": token});
    if !settings.file.profiles().any(active) {
        rows.push(row(&settings.profile, settings.base.as_str(), &source));
    }
    for name in settings.file.profiles() {
        let address =
            match (settings.file.value(name, "base_url"), settings.file.value(name, "company")) {
                _ if active(name) => settings.base.to_string(),
                (Some(base), _) => base,
                (None, Some(company)) => {
                    BaseUrl::from_company(&company).map_or(company, |base| base.to_string())
                }
                (None, None) => "https://api.pipedrive.com".into(),
            };
        let kept = match settings.file.value(name, "token_command") {
            _ if active(name) => source.clone(),
            Some(_) => TokenSource::Command.to_string(),
            None if settings.file.has_token(name) => TokenSource::File.to_string(),
            None => "none".into(),
        };
        rows.push(row(name, &address, &kept));
    }
    for row in rows.iter_mut().filter(|row| row["active"] == true) {
        let me = checked.as_ref().ok().map(|(_, me)| me);
        row["user"] = json!(me.map(Me::user));
        row["company"] = json!(me.map(Me::company));
    }
    let columns = [
        column("profile", "Profile", FieldKind::Any),
        column("active", "Active", FieldKind::Any),
        column("address", "Address", FieldKind::Any),
        column("user", "User", FieldKind::Any),
        column("company", "Company", FieldKind::Any),
        column("token", "Token from", FieldKind::Any),
    ];
    app::print_list(settings, Columns::new(&columns), &rows)?;
    checked.map(drop)
}

/// The source of the active token, and its user.
async fn check_token(settings: &Settings) -> anyhow::Result<(TokenSource, Me)> {
    let token = settings.token(&app::env)?;
    let client = app::client_to(&settings.base, &token.text, settings, RateLimiter::new(None))?;
    Ok((token.source, fetch_me(&client).await?))
}

fn logout(settings: &Settings) -> anyhow::Result<()> {
    settings.file.require_profile(&settings.profile)?;
    let profile = &settings.profile;
    if is_dry(settings, format_args!("the token of profile {profile} would be removed")) {
        return Ok(());
    }
    let token = settings.file.unset(&settings.profile, "token")?;
    let command = settings.file.unset(&settings.profile, "token_command")?;
    note(
        settings,
        &if token || command {
            format!(
                "removed the token from profile {}; it stays valid until you replace it in Pipedrive",
                settings.profile
            )
        } else {
            format!("profile {} had no token", settings.profile)
        },
    );
    Ok(())
}

fn switch(settings: &Settings, name: Option<String>) -> anyhow::Result<()> {
    let name = match name {
        Some(name) => name,
        None => pick_profile(settings)?,
    };
    settings.file.require_profile(&name)?;
    if is_dry(settings, format_args!("profile {name} would be in use")) {
        return Ok(());
    }
    settings.file.switch(&name)?;
    note(settings, &format!("profile {name} is now in use"));
    let has_command = settings.file.value(&name, "token_command").is_some();
    if !has_command && !settings.file.has_token(&name) {
        note(settings, &format!("it has no token: deals auth login --profile {name}"));
    }
    if settings.profile_source == Source::Env("DEALS_PROFILE") {
        note(settings, "but DEALS_PROFILE is set, which overrides it");
    }
    Ok(())
}

fn pick_profile(settings: &Settings) -> Result<String, Error> {
    let ask = app::new_prompt(settings);
    if !ask.can_ask() {
        return Err(Error::usage("missing NAME").hint("usage: deals auth switch acme"));
    }
    let names: Vec<&str> = settings.file.profiles().collect();
    if names.is_empty() {
        return Err(Error::usage("there is no profile").hint("create one with `deals auth login`"));
    }
    let items: Vec<Item> = names.iter().map(Item::new).collect();
    let current = names.iter().position(|name| *name == settings.profile);
    let place = ask.pick(Question::new("Profile", "NAME"), &items, current)?;
    Ok(names[place.ok_or_else(Error::canceled)?].to_owned())
}

/// The user of a token.
struct Me {
    name: String,
    email: String,
    company: String,
    company_domain: Option<String>,
}

async fn fetch_me(client: &Client) -> anyhow::Result<Me> {
    let record: Record =
        app::require_record(client.send(&Request::to(&GET_ME)).await.map_err(Error::from)?)?;
    let reading = record.read();
    let words = |code: &str| text::clean(&reading.text(code).unwrap_or_default()).into_owned();
    let domain = words("company_domain");
    Ok(Me {
        name: words("name"),
        email: words("email"),
        company: words("company_name"),
        company_domain: company_name(&domain).ok(),
    })
}

impl Me {
    fn user(&self) -> String {
        format!("{} <{}>", self.name, self.email)
    }

    fn company(&self) -> String {
        match &self.company_domain {
            Some(domain) => format!("{} ({domain})", self.company),
            None => self.company.clone(),
        }
    }
}

fn note(settings: &Settings, line: &str) {
    if !settings.flags.quiet {
        stdio::message(line);
    }
}

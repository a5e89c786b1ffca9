//! `deals completions`

use super::Coverage;
use crate::app;
use crate::completion::{OURS, Shell};
use crate::error::Error;
use crate::settings::Settings;
use crate::store::files;
use crate::text;
use crate::ui::stdio;
use anyhow::Context;
use directories::BaseDirs;
use std::env;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Print or install a shell completion script
///
/// The script asks `deals` for candidates at every TAB: commands, flags, and cached names of stages,
/// pipelines, users, labels, fields, options and saved filters, and deals seen recently, with their
/// titles. Completion makes no request.
///
/// Cost: none
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_long_help = "\
Examples:
  $ deals completions bash
  $ deals completions fish > deals.fish
  $ deals completions install zsh --dry-run"
)]
pub struct CompletionsArgs {
    #[command(subcommand)]
    command: Option<CompletionsCommand>,
    /// Shell
    #[arg(value_name = "SHELL", required = true)]
    shell: Option<Shell>,
}

#[derive(clap::Subcommand, Debug)]
enum CompletionsCommand {
    Install(InstallArgs),
}

/// Install the completion script for your user
///
/// Writes the script to a folder in your home directory, and prints what else to do, if anything. A file
/// that `deals` did not write is replaced only with --yes.
///
/// Cost: none
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals completions install bash
  $ deals completions install fish --dry-run")]
struct InstallArgs {
    /// Shell [default: from $SHELL, or PowerShell on Windows]
    #[arg(value_name = "SHELL")]
    shell: Option<Shell>,
}

pub fn run(settings: &Settings, args: CompletionsArgs) -> anyhow::Result<()> {
    match (args.command, args.shell) {
        (Some(CompletionsCommand::Install(args)), _) => install(settings, args.shell),
        (None, Some(shell)) => app::print_text(shell.script()),
        (None, None) => Err(unknown_shell().into()),
    }
}

fn install(settings: &Settings, shell: Option<Shell>) -> anyhow::Result<()> {
    let shell = match shell {
        Some(shell) => shell,
        None => default_shell(cfg!(windows), app::env("SHELL")?).ok_or_else(unknown_shell)?,
    };
    let home = BaseDirs::new().ok_or_else(|| Error::usage("no home directory: set HOME"))?;
    let file = find_script_file(shell, &home);
    let shown = text::path(&file);
    let there = match fs::read_to_string(&file) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Some(String::new()),
        Err(error) => return Err(error).context(shown),
    };
    let is_current = there.as_deref() == Some(shell.script());
    if there.is_some_and(|text| !text.contains(OURS)) && !settings.flags.yes {
        return Err(Error::usage(format!("{shown} exists, and `deals` did not write it"))
            .hint("use --yes to replace it, or print the script with `deals completions SHELL`")
            .into());
    }
    let done = match (is_current, settings.flags.dry_run) {
        (true, _) => format!("{shown} is up to date"),
        (false, true) => format!("dry run: {shown} would be written"),
        (false, false) => {
            // Keep a link, such as one to a folder of dotfiles.
            let target = fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
            files::replace(&target, shell.script().as_bytes()).context(shown.clone())?;
            format!("wrote {shown}")
        }
    };
    note(settings, format_args!("{done}"));
    note(settings, format_args!("{}", describe_next_step(shell, &file, &home)));
    Ok(())
}

/// The shell in $SHELL; on Windows, only shells such as Git Bash set it.
fn default_shell(is_windows: bool, shell: Option<String>) -> Option<Shell> {
    match shell {
        Some(path) => Shell::from_path(&path),
        None => is_windows.then_some(Shell::PowerShell),
    }
}

/// The folder in which a shell looks for the user's completion scripts.
fn find_script_file(shell: Shell, home: &BaseDirs) -> PathBuf {
    let variable =
        |name: &str| env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
    match shell {
        Shell::Bash => variable("BASH_COMPLETION_USER_DIR")
            .unwrap_or_else(|| data_folder(home).join("bash-completion"))
            .join("completions/deals"),
        Shell::Zsh => data_folder(home).join("zsh/site-functions/_deals"),
        Shell::Fish => config_folder(home).join("fish/completions/deals.fish"),
        Shell::PowerShell if cfg!(windows) => {
            home.home_dir().join("Documents/PowerShell").join(shell.file_name())
        }
        Shell::PowerShell => config_folder(home).join("powershell").join(shell.file_name()),
    }
}

/// The shells use the XDG folders on all systems.
fn data_folder(home: &BaseDirs) -> PathBuf {
    xdg_folder("XDG_DATA_HOME").unwrap_or_else(|| home.home_dir().join(".local/share"))
}

fn config_folder(home: &BaseDirs) -> PathBuf {
    xdg_folder("XDG_CONFIG_HOME").unwrap_or_else(|| home.home_dir().join(".config"))
}

fn xdg_folder(name: &str) -> Option<PathBuf> {
    env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute())
}

/// The steps that remain after the installation.
fn describe_next_step(shell: Shell, file: &Path, home: &BaseDirs) -> String {
    let (dir, file) = (text::path(file.parent().unwrap_or(file)), text::path(file));
    match shell {
        Shell::Bash => format!(
            "new bash sessions load it if bash-completion is installed; otherwise add to ~/.bashrc: source \"{file}\""
        ),
        Shell::Zsh if is_on_fpath(&dir, home) => "new zsh sessions load it".to_owned(),
        Shell::Zsh => format!(
            "add to ~/.zshrc, before compinit: fpath=(\"{dir}\" $fpath)\n\
             if ~/.zshrc does not run compinit, also add: autoload -U compinit && compinit"
        ),
        Shell::Fish => "new fish sessions load it".to_owned(),
        Shell::PowerShell => format!("add to your $PROFILE: . \"{file}\""),
    }
}

/// Whether the folder is on the fpath of zsh, according to $FPATH and .zshrc.
fn is_on_fpath(dir: &str, home: &BaseDirs) -> bool {
    let is_in_variable = env::var_os("FPATH")
        .is_some_and(|path| path.to_string_lossy().split(':').any(|part| part == dir));
    let zdotdir = env::var_os("ZDOTDIR").map_or_else(|| home.home_dir().to_owned(), PathBuf::from);
    let zshrc = fs::read_to_string(zdotdir.join(".zshrc")).unwrap_or_default();
    is_in_variable
        || zshrc.lines().any(|line| !line.trim_start().starts_with('#') && line.contains(dir))
}

fn unknown_shell() -> Error {
    Error::usage("cannot detect your shell from $SHELL")
        .hint("name it: deals completions install bash (or zsh, fish, powershell)")
}

fn note(settings: &Settings, line: fmt::Arguments) {
    if !settings.flags.quiet {
        stdio::lines(line, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_shell_is_from_the_variable_or_the_platform() {
        let bash = || Some("C:\\Program Files\\Git\\usr\\bin\\bash.exe".to_owned());
        assert_eq!(default_shell(true, bash()), Some(Shell::Bash));
        assert_eq!(default_shell(true, None), Some(Shell::PowerShell));
        assert_eq!(default_shell(false, None), None);
        assert_eq!(default_shell(true, Some("/bin/tcsh".into())), None);
    }
}

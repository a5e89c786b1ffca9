//! `deals man`: the manual pages, generated from the help.

use super::{Coverage, is_dry};
use crate::app;
use crate::help_topics::{self, Part};
use crate::model::arg::ArgKind;
use crate::settings::Settings;
use crate::text;
use crate::ui::stdio;
use anyhow::Context;
use clap_mangen::Man;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Print the manual page, or write all pages to a folder
///
/// Without DIR, prints deals(1). `man` finds pages in a folder named man1 of its search path, such as
/// ~/.local/share/man/man1.
///
/// Cost: none
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing)]
#[command(after_long_help = "\
Examples:
  $ deals man
  $ deals man man")]
pub struct ManArgs {
    /// Folder for deals.1 and a page for each command
    #[arg(value_name = "DIR", add = ArgKind::Folder)]
    dir: Option<PathBuf>,
}

pub fn run(settings: &Settings, args: ManArgs, program: clap::Command) -> anyhow::Result<()> {
    let pages = pages(program)?;
    let Some(dir) = args.dir else {
        return app::print_text(&pages[0].1);
    };
    let (count, shown) = (pages.len(), text::path(&dir));
    if is_dry(settings, format_args!("{count} manual pages would be written to {shown}")) {
        return Ok(());
    }
    fs::create_dir_all(&dir).with_context(|| text::path(&dir))?;
    for (name, page) in &pages {
        let file = dir.join(name);
        fs::write(&file, page).with_context(|| text::path(&file))?;
    }
    if !settings.flags.quiet {
        let dir = fs::canonicalize(&dir).unwrap_or(dir);
        let shown = text::path(&dir);
        let is_found =
            is_searched(&dir, app::env("MANPATH")?.as_deref(), app::env("PATH")?.as_deref());
        let next = if is_found {
            "read them with `man deals`".to_owned()
        } else {
            format!(
                "`man deals` does not search this folder: read them with `man {}`, or write them to \
                 ~/.local/share/man/man1",
                text::path(&dir.join("deals.1"))
            )
        };
        stdio::lines(format_args!("wrote {} manual pages to {shown}\n{next}", pages.len()), false);
    }
    Ok(())
}

/// Whether `man` searches a folder: a `man1` below a folder of $MANPATH or, if that is
/// unset or has an empty part, next to a folder of $PATH or in a default location.
fn is_searched(dir: &Path, manpath: Option<&str>, path: Option<&str>) -> bool {
    const USUAL: [&str; 4] =
        ["/usr/share/man", "/usr/local/share/man", "/usr/local/man", "/opt/local/share/man"];
    let Some(root) = dir.parent().filter(|_| dir.ends_with("man1")) else { return false };
    // Either folder may be reached through a symbolic link.
    let is_root = |path: PathBuf| fs::canonicalize(&path).unwrap_or(path) == root;
    let listed = |list: &str| {
        env::split_paths(list).any(|part| !part.as_os_str().is_empty() && is_root(part))
    };
    let beside = |bin: PathBuf| {
        let above = bin.parent().map(Path::to_owned).unwrap_or_default();
        [above.join("share/man"), above.join("man"), bin.join("man")].into_iter().any(is_root)
    };
    let has_defaults =
        manpath.is_none_or(|list| env::split_paths(list).any(|part| part.as_os_str().is_empty()));
    manpath.is_some_and(listed)
        || has_defaults
            && (env::split_paths(path.unwrap_or_default()).any(beside)
                || USUAL.iter().any(|usual| is_root(PathBuf::from(usual))))
}

/// The description of -h and --help.
const HELP: &str = "Show help of a command; -h is short, --help is complete";

/// The release date that pages show. A constant, since a build must not depend on the clock.
const DATE: &str = "2026-11-25";

/// All pages with their file names, `deals.1` first.
pub fn pages(program: clap::Command) -> anyhow::Result<Vec<(String, String)>> {
    let mut program = program;
    program.build();
    let mut pages = Vec::new();
    collect(program, "deals", &mut pages)?;
    Ok(pages)
}

fn collect(
    command: clap::Command,
    name: &str,
    pages: &mut Vec<(String, String)>,
) -> anyhow::Result<()> {
    let children: Vec<clap::Command> = command.get_subcommands().cloned().collect();
    let usage = escape(&super::usage(&command)).replace('\n', "\n.br\n");
    let examples = examples(&command);
    let is_program = !name.contains('-');
    let own = |arg: clap::Arg| match arg.get_id().as_str() {
        "help" if is_program => arg.help(HELP).long_help(HELP),
        id => {
            let is_shared = arg.is_global_set() || id == "help";
            arg.hide(is_shared && !is_program)
        }
    };
    let command = command.display_name(name).mut_args(own);
    let man = Man::new(command.after_long_help(""))
        .title(name.to_uppercase())
        .date(DATE)
        .source(concat!("deals ", env!("CARGO_PKG_VERSION")))
        .manual("Pipedrive deals");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    // No hyphenation, no justification.
    writeln!(page, ".nh\n.ad l")?;
    man.render_name_section(&mut page)?;
    write!(page, ".SH SYNOPSIS\n{usage}\n")?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if !children.is_empty() {
        man.render_subcommands_section(&mut page)?;
    }
    // A single empty line.
    let mut page = String::from_utf8(page)?.replace("\n.br\n\n.br\n", "\n.sp\n");
    if is_program {
        for (heading, part) in [
            ("\"EXIT STATUS\"", help_topics::exit_status()),
            ("ENVIRONMENT", help_topics::environment()),
            ("FILES", help_topics::files()),
        ] {
            write_section(&mut page, heading, &part);
        }
    }
    page.push_str(".SH EXAMPLES\n.nf\n");
    for line in examples {
        page.push_str(&escape(&line));
        page.push('\n');
    }
    page.push_str(".fi\n");
    if !is_program {
        page.push_str(
            ".SH \"SEE ALSO\"\n\\fBdeals\\fR(1): flags that all commands share, exit codes, \
             environment and files\n",
        );
    }
    pages.push((format!("{name}.1"), page));
    for child in children {
        let name = format!("{name}-{}", child.get_name());
        collect(child, &name, pages)?;
    }
    Ok(())
}

/// The examples of the command; for a group, one of each subcommand.
fn examples(command: &clap::Command) -> Vec<String> {
    let help = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
    let own = help.lines().filter_map(|line| line.trim_start().strip_prefix("$ "));
    let own: Vec<String> = own.map(|line| format!("$ {line}")).collect();
    if !own.is_empty() {
        return own;
    }
    command.get_subcommands().filter_map(|child| examples(child).into_iter().next()).collect()
}

/// Writes a section of tagged paragraphs.
fn write_section(page: &mut String, heading: &str, part: &Part) {
    if let Part::Terms(terms) = part {
        let _ = writeln!(page, ".SH {heading}");
        for (term, about) in terms {
            let _ = write!(page, ".TP\n\\fB{}\\fR\n{}\n", escape(term), escape(about));
        }
    }
}

/// Escapes what roff interprets: backslashes, and a dot or a quote at the start of a line.
fn escape(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('~', "\\(ti");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg_attr(windows, ignore = "man is of Unix")]
    fn man_searches_manpath_and_folders_beside_those_of_path() {
        let is = |dir: &str, manpath: Option<&str>, path: &str| {
            is_searched(Path::new(dir), manpath, Some(path))
        };
        let here = "/home/a/.local/share/man/man1";
        assert!(is(here, None, "/bin:/home/a/.local/bin"));
        assert!(!is(here, None, "/bin"));
        assert!(is(here, Some("/x:/home/a/.local/share/man"), "/bin"));
        assert!(!is(here, Some("/x"), "/home/a/.local/bin"));
        assert!(is(here, Some("/x:"), "/home/a/.local/bin"));
        assert!(is("/usr/local/share/man/man1", None, "/bin"));
        assert!(!is("/home/a/.local/share/man", None, "/home/a/.local/bin"));
        assert!(!is("/tmp/pages", Some("/tmp"), "/bin"));
    }
}

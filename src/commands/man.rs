//! `deals man`: the manual, made from the command line's own help.

use crate::app;
use crate::help_topics::{self, Part};
use crate::model::arg::ArgKind;
use crate::text;
use anyhow::Context;
use clap_mangen::Man;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

/// Print the manual page, or write all pages to a folder
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals man
  $ deals man man")]
pub struct ManArgs {
    /// Where to write deals.1 and a page for each command
    #[arg(add = ArgKind::Folder)]
    dir: Option<PathBuf>,
}

pub fn run(args: ManArgs, program: clap::Command) -> anyhow::Result<()> {
    let pages = pages(program)?;
    let Some(dir) = args.dir else {
        return app::print_text(&pages[0].1);
    };
    fs::create_dir_all(&dir).with_context(|| text::path(&dir))?;
    for (name, page) in pages {
        let file = dir.join(name);
        fs::write(&file, page).with_context(|| text::path(&file))?;
    }
    Ok(())
}

/// The day on which the version was made: a page has one, and a build must not look at the clock.
const DATE: &str = "2026-11-25";

/// Every page by its file name, `deals.1` first.
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
    let usage = synopsis(&command);
    let examples = examples(&command);
    // A page has room for what short help leaves out, and examples have a section of their own.
    let command = command.display_name(name).mut_args(|arg| arg.hide_short_help(false));
    let man = Man::new(command.after_long_help(""))
        .title(name.to_uppercase())
        .date(DATE)
        .source(concat!("deals ", env!("CARGO_PKG_VERSION")))
        .manual("Pipedrive deals");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    write!(page, ".SH SYNOPSIS\n{usage}\n")?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if !children.is_empty() {
        man.render_subcommands_section(&mut page)?;
    }
    // One empty line, as roff has it.
    let mut page = String::from_utf8(page)?.replace("\n.br\n\n.br\n", "\n.sp\n");
    for (heading, part) in [
        ("\"EXIT STATUS\"", help_topics::exit_status()),
        ("ENVIRONMENT", help_topics::environment()),
        ("FILES", help_topics::files()),
    ] {
        section(&mut page, heading, &part);
    }
    page.push_str(".SH EXAMPLES\n.nf\n");
    for line in examples {
        page.push_str(&escape(&line));
        page.push('\n');
    }
    page.push_str(".fi\n");
    pages.push((format!("{name}.1"), page));
    for child in children {
        let name = format!("{name}-{}", child.get_name());
        collect(child, &name, pages)?;
    }
    Ok(())
}

/// How the command is called, as its help says it: with twenty flags for all commands, a list of them
/// says nothing.
fn synopsis(command: &clap::Command) -> String {
    let usage = command.clone().render_usage().to_string();
    let lines = usage.trim_start_matches("Usage:").lines().map(|line| escape(line.trim()));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n.br\n")
}

/// The examples of the command, or of those below it one each.
fn examples(command: &clap::Command) -> Vec<String> {
    let help = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
    let own = help.lines().filter_map(|line| line.trim_start().strip_prefix("$ "));
    let own: Vec<String> = own.map(|line| format!("$ {line}")).collect();
    if !own.is_empty() {
        return own;
    }
    command.get_subcommands().filter_map(|child| examples(child).into_iter().next()).collect()
}

/// What all commands have in common: exit codes, environment, files.
fn section(page: &mut String, heading: &str, part: &Part) {
    if let Part::Terms(terms) = part {
        let _ = writeln!(page, ".SH {heading}");
        for (term, about) in terms {
            let _ = write!(page, ".TP\n\\fB{}\\fR\n{}\n", escape(term), escape(about));
        }
    }
}

/// What roff would take for its own: a backslash anywhere, and a dot or a quote that begins a line.
fn escape(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('~', "\\(ti");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}

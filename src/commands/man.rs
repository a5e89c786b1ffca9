//! `deals man`: the manual, made from the command line's own help.

use crate::app;
use crate::topics::{self, Part};
use anyhow::Context;
use clap_mangen::Man;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

/// Print the manual page, or write all pages to a folder
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals man
  $ deals man man")]
pub struct ManArgs {
    /// Where to write deals.1 and a page for each command
    dir: Option<PathBuf>,
}

pub fn run(args: ManArgs, program: clap::Command) -> anyhow::Result<()> {
    let pages = pages(program)?;
    let Some(dir) = args.dir else {
        return app::print_text(&pages[0].1);
    };
    fs::create_dir_all(&dir).with_context(|| dir.display().to_string())?;
    for (name, page) in pages {
        let file = dir.join(name);
        fs::write(&file, page).with_context(|| file.display().to_string())?;
    }
    Ok(())
}

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
    let mut page = Vec::new();
    Man::new(command.display_name(name.to_owned()))
        .title(name)
        .source(concat!("deals ", env!("CARGO_PKG_VERSION")))
        .manual("Pipedrive deals")
        .render(&mut page)?;
    // clap_mangen calls whatever stands below the options EXTRA.
    let mut page = String::from_utf8(page)?
        .replace(".SH EXTRA\nExamples:\n", ".SH EXAMPLES\n")
        .replace("\nExamples:\n", "\n.SH EXAMPLES\n")
        .replace(".SH EXTRA\n", ".SH NOTES\n");
    for (heading, part) in [
        ("\"EXIT STATUS\"", topics::exit_status()),
        ("ENVIRONMENT", topics::environment()),
        ("FILES", topics::files()),
    ] {
        section(&mut page, heading, &part);
    }
    pages.push((format!("{name}.1"), page));
    for child in children {
        let name = format!("{name}-{}", child.get_name());
        collect(child, &name, pages)?;
    }
    Ok(())
}

/// What all commands have in common: exit codes, environment, files.
fn section(page: &mut String, heading: &str, part: &Part) {
    if let Part::Terms(terms) = part {
        let _ = writeln!(page, ".SH {heading}");
        for (term, about) in terms {
            let _ = write!(page, ".TP\n\\fB{}\\fR\n{}\n", escaped(term), escaped(about));
        }
    }
}

/// What roff would take for its own: a backslash anywhere, and a dot or a quote that begins a line.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('~', "\\(ti");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}

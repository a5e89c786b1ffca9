//! `deals man`: the manual, made from the command line's own help.

use crate::app;
use crate::failure::EXIT_STATUS;
use crate::settings::KEYS;
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
    let mut program = program.disable_help_subcommand(true);
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
    if name == "deals" {
        page.push_str(&appendix());
    }
    pages.push((format!("{name}.1"), page));
    for child in children {
        let name = format!("{name}-{}", child.get_name());
        collect(child, &name, pages)?;
    }
    Ok(())
}

/// What the whole program has in common: exit codes, environment, files.
fn appendix() -> String {
    let mut page = String::from(".SH \"EXIT STATUS\"\n");
    for (code, meaning) in EXIT_STATUS {
        let _ = write!(page, ".TP\n\\fB{code}\\fR\n{meaning}.\n");
    }
    page.push_str(".SH ENVIRONMENT\n");
    let others = [
        ("PIPEDRIVE_API_TOKEN", "The API token; goes before any profile."),
        ("DEALS_PROFILE", "The profile to use."),
        ("DEALS_SANDBOX", "1 uses the embedded made-up company instead of an account."),
        ("NO_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM", "Whether to colour."),
    ];
    let keys = KEYS.iter().filter_map(|key| Some((key.env?, format!("{}.", key.about))));
    for (name, about) in
        others.map(|(name, about)| (name, about.to_owned())).into_iter().chain(keys)
    {
        let _ = write!(page, ".TP\n\\fB{name}\\fR\n{about}\n");
    }
    page.push_str(
        ".SH FILES\nWhere a Linux machine has them; `deals config path` tells the first.\n\
         .TP\n\\fI~/.config/deals/config.toml\\fR\nProfiles and settings.\n\
         .TP\n\\fI~/.local/share/deals/sandbox.ndjson\\fR\nThe state of the sandbox.\n",
    );
    page
}

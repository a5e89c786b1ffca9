//! `deals completions`

use crate::app;
use clap_complete::{Shell, generate};

/// Print the completion script for a shell
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals completions bash
  $ deals completions fish")]
pub struct CompletionsArgs {
    shell: Shell,
}

pub fn run(args: CompletionsArgs, mut program: clap::Command) -> anyhow::Result<()> {
    let mut script = Vec::new();
    generate(args.shell, &mut program, "deals", &mut script);
    app::print_text(&String::from_utf8_lossy(&script))
}

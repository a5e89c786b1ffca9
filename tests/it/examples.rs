//! Every `$ deals …` in any help runs as it stands, in a fresh sandbox.

use super::support::Home;
use std::process::Command;

fn examples(command: &clap::Command, path: &str, found: &mut Vec<(String, String)>) {
    let help = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
    let mine: Vec<_> =
        help.lines().filter_map(|line| line.trim_start().strip_prefix("$ ")).collect();
    if command.get_subcommands().next().is_none() && command.get_name() != "help" {
        assert!(mine.len() >= 2, "{path} has fewer than two examples");
    }
    found.extend(mine.into_iter().map(|line| (path.to_owned(), line.to_owned())));
    for child in command.get_subcommands() {
        examples(child, &format!("{path} {}", child.get_name()), found);
    }
}

#[test]
fn every_example_in_the_help_runs() {
    let mut found = Vec::new();
    examples(&deals::command(), "deals", &mut found);
    for (path, line) in found {
        // It serves until it is told to stop, and asks a real account for its user.
        if path.ends_with("sandbox serve") || path.starts_with("deals auth") {
            continue;
        }
        let home = Home::new();
        // What an example presupposes: a profile, a setting, a closed deal, an archived one.
        let before = match path.as_str() {
            "deals config unset" => {
                "deals config set output csv; deals config set max_tokens 5 --profile acme"
            }
            "deals reopen" => "deals win 1 2 --yes",
            "deals convert status" => "deals convert start 3",
            "deals unarchive" => "deals archive 1 2 --yes",
            _ => "true",
        };
        let bin = std::path::Path::new(env!("CARGO_BIN_EXE_deals")).parent().unwrap();
        let ran = Command::new("sh")
            .args(["-c", &format!("{before}\n{line}")])
            .current_dir(home.path())
            .env_clear()
            .envs(super::support::env_of(home.path()))
            .env("PATH", format!("{}:{}", bin.display(), std::env::var("PATH").unwrap()))
            .env("DEALS_SANDBOX", "1")
            .output()
            .unwrap();
        assert!(ran.status.success(), "{line}: {}", String::from_utf8_lossy(&ran.stderr));
    }
}

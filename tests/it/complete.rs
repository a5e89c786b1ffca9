//! Shell completion: candidates come from the cache, never from a request.

use super::support::{Home, sandbox_with};
use deals::sandbox::Sandbox;
use std::fs;
use std::path::Path;

/// bash's own, in an interactive shell.
const BREAKS: &str = " \t\n\"'@><=;|&(:";

/// The candidates for the last of the words, with their descriptions.
fn candidates(home: &Home, env: &[(&str, &str)], line: &str) -> Vec<(String, String)> {
    let words: Vec<&str> = line.split(' ').collect();
    let index = (words.len() - 1).to_string();
    let args = [&["__complete", "zsh", index.as_str()], &words[..]].concat();
    let ran = super::support::Output::from_output(
        home.command(&args).envs(env.iter().copied()).output().unwrap(),
    );
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{line}");
    let row = |row: &str| {
        let (word, about) = row.split_once('\t').unwrap();
        (word.to_owned(), about.to_owned())
    };
    ran.out.lines().map(row).collect()
}

/// The candidates without their descriptions.
fn words(home: &Home, env: &[(&str, &str)], line: &str) -> Vec<String> {
    candidates(home, env, line).into_iter().map(|(word, _)| word).collect()
}

/// The text that bash inserts for the last part of the line.
fn in_bash(home: &Home, line: &str, kind: &str) -> String {
    home.run(&["__complete", "bash", line, BREAKS, kind, "80"]).ok()
}

/// All files below a folder, with their contents.
fn tree(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(tree(&path));
        } else {
            files.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
    files.sort();
    files
}

/// A home whose cache has all lists.
fn home_with_lookups(sandbox: &Sandbox) -> Home {
    let home = Home::new();
    for list in ["fields", "pipelines", "stages", "users", "filters", "currencies"] {
        let _ = home.at(sandbox, &[list]).ok();
    }
    let _ = home.at(sandbox, &["list", "--limit", "20"]).ok();
    home
}

#[test]
fn each_kind_of_argument_has_candidates_from_the_cache() {
    let sandbox = sandbox_with(50);
    let home = home_with_lookups(&sandbox);
    let url = sandbox.url();
    let env = [("DEALS_BASE_URL", url.as_str())];
    let (calls, before) = (sandbox.world().calls(), tree(home.path()));
    for (line, word) in [
        ("deals move 1 Neg", "Negotiation"),
        ("deals move 1 neg", "Negotiation"),
        ("deals move 1 2 --pipeline Sales neg", "Negotiation"),
        ("deals list --stage neg", "Negotiation"),
        ("deals list --pipeline sa", "Sales"),
        ("deals list --owner yuk", "Yuki Tanaka"),
        ("deals list --owner=yuk", "--owner=Yuki Tanaka"),
        ("deals followers add 1 yuk", "Yuki Tanaka"),
        ("deals update 1 --label ho", "Hot"),
        ("deals update 1 --label Hot,wa", "Hot,Warm"),
        ("deals update 1 --set Tier=g", "Tier=Gold"),
        ("deals update 1 --set tier=g", "tier=Gold"),
        ("deals update 1 --set ti", "title="),
        ("deals update 1 --set status=w", "status=won"),
        ("deals update 1 --set stage_id=neg", "stage_id=Negotiation"),
        ("deals update 1 --clear contract", "Contract term"),
        ("deals list --where sta", "status="),
        ("deals list --where stat", "status!="),
        ("deals list --where value", "value>="),
        ("deals list --where tit", "title~"),
        ("deals list --where stage_id=neg", "stage_id=Negotiation"),
        ("deals list --where status!=del", "status!=deleted"),
        ("deals list --where status=open,w", "status=open,won"),
        ("deals list --where Tier=g", "Tier=Gold"),
        ("deals export --to x.db --where Tier=g", "Tier=Gold"),
        ("deals export --to x.db --with part", "participants"),
        ("deals list --where owner_id=m", "owner_id=me"),
        ("deals list --where label_ids=ho", "label_ids=Hot"),
        ("deals list --where update_time>=ye", "update_time>=yesterday"),
        ("deals list --where h", "help"),
        ("deals list --sort-by expected", "expected_close_date"),
        ("deals list --fields id,contract", "id,Contract term"),
        ("deals list --fields own", "owner_id"),
        ("deals list --custom-fields 056df", "056df6b90dbc08086de6d809bff5aab89bc2c1a9"),
        ("deals list --filter open", "Open deals over 10k"),
        ("deals create --currency eu", "EUR"),
        ("deals list --status wo", "won"),
        ("deals fields tie", "Tier"),
        ("deals timeline --field expected", "expected_close_date"),
        ("deals get 2", "20"),
        ("deals merge 1 --into 2", "20"),
        ("deals list --ids 1,2", "1,20"),
        ("deals config get tok", "token_command"),
        ("deals api pat", "PATCH"),
        ("deals api GET /api/v2/deals/s", "/api/v2/deals/search"),
        ("deals help exit", "exit-codes"),
        ("deals help fol", "followers"),
        ("deals fol", "followers"),
        ("deals followers ad", "add"),
        ("deals list --sandb", "--sandbox"),
        ("deals config set output js", "json"),
        ("deals config set color ", "never"),
        ("deals config set timeout ", "30"),
        ("deals list --updated-since ", "-7d"),
        ("deals list --updated-since -", "-3mo"),
        ("deals win 1 --time=y", "--time=yesterday"),
        ("deals create --expected-close-date to", "tomorrow"),
        ("deals create --expected-close-date +", "+1mo"),
    ] {
        let words = words(&home, &env, line);
        assert!(words.iter().any(|offered| offered == word), "{line}: {words:?}");
    }
    let deals = candidates(&home, &env, "deals get ");
    assert_eq!(deals.len(), 20);
    assert_eq!(deals[0], ("1".into(), "Copper roof".into()));
    let stages = candidates(&home, &env, "deals list --stage Qual");
    assert_eq!(stages, [("Qualified".into(), "in Sales, Partners".into())]);
    assert_eq!(sandbox.world().calls(), calls, "a request was made");
    assert_eq!(tree(home.path()), before, "a file was written");
}

#[test]
fn without_a_cache_there_are_no_candidates() {
    let home = Home::new();
    for line in [
        "deals move 1 Neg",
        "deals get 1",
        "deals list --owner ",
        "deals update 1 --label x",
        "deals list -p ",
        "deals nonsense x",
        "deals get -- --",
    ] {
        assert!(words(&home, &[], line).is_empty(), "{line}");
    }
    assert!(tree(home.path()).is_empty(), "a file was written");
    for args in [&["__complete"][..], &["__complete", "bash"], &["__complete", "zsh", "x", "y"]] {
        assert_eq!(home.run(args).ok(), "");
    }
}

#[test]
fn broken_files_give_no_candidates() {
    let sandbox = sandbox_with(20);
    let home = home_with_lookups(&sandbox);
    let url = sandbox.url();
    let env = [("DEALS_BASE_URL", url.as_str())];
    for broken in ["", "[", "{}", "[1]", "\u{0}"] {
        for (file, _) in tree(&home.path().join("cache")) {
            fs::write(file, broken).unwrap();
        }
        for line in ["deals move 1 Neg", "deals get 1", "deals update 1 --set Tier=G"] {
            assert!(words(&home, &env, line).is_empty(), "{line}");
        }
        // The next run that needs them repairs them.
        let _ = home.at(&sandbox, &["get", "1", "-o", "table"]).ok();
        assert_eq!(words(&home, &env, "deals get 1"), ["1"]);
    }
    fs::create_dir_all(home.path().join("config/deals")).unwrap();
    fs::write(home.path().join("config/deals/config.toml"), "[profiles\n").unwrap();
    assert!(words(&home, &env, "deals get 1").is_empty());
    fs::create_dir_all(home.path().join("data/deals")).unwrap();
    fs::write(home.path().join("data/deals/sandbox.ndjson"), "nonsense\n").unwrap();
    assert!(words(&home, &[("DEALS_SANDBOX", "1")], "deals get 1").is_empty());
}

#[test]
fn the_sandbox_has_candidates_before_its_first_run() {
    let home = Home::new();
    for (env, line) in [
        (&[][..], "deals --sandbox move 1 Neg"),
        (&[], "deals move 1 --sandbox Neg"),
        (&[("DEALS_SANDBOX", "1")], "deals move 1 Neg"),
    ] {
        assert_eq!(words(&home, env, line), ["Negotiation"], "{line}");
    }
    assert!(tree(home.path()).is_empty(), "a file was written");
    assert_eq!(candidates(&home, &[], "deals --sandbox get ")[0].1, "Copper roof");
    // A new deal is a candidate, and a deleted one is not.
    let _ = home.run(&["--sandbox", "create", "Slate\u{1b}[31m roof"]).ok();
    let _ = home.run(&["--sandbox", "list", "-o", "ndjson"]).ok();
    let deals = candidates(&home, &[], "deals --sandbox get ");
    assert!(deals.contains(&("335".into(), "Slate roof".into())), "{deals:?}");
    let _ = home.run(&["--sandbox", "delete", "335", "--yes"]).ok();
    assert!(words(&home, &[], "deals --sandbox get 335").is_empty());
    let _ = home.run(&["--sandbox", "search", "Night train"]);
    let _ = home.run(&["--sandbox", "win", "77", "--yes"]).ok();
    assert_eq!(words(&home, &[], "deals --sandbox get ")[0], "77");
}

#[test]
fn each_profile_has_its_own_candidates_and_no_token_command_is_run() {
    let (one, two, home) = (sandbox_with(10), sandbox_with(30), Home::new());
    fs::create_dir_all(home.path().join("config/deals")).unwrap();
    let asked = home.path().join("asked");
    let profile = |name: &str, url: &str| {
        format!(
            "[profiles.{name}]\nbase_url = \"{url}\"\ntoken_command = \"echo {name} | tee -a {}\"\n",
            asked.display()
        )
    };
    let text =
        format!("profile = \"one\"\n{}{}", profile("one", &one.url()), profile("two", &two.url()));
    fs::write(home.path().join("config/deals/config.toml"), text).unwrap();
    assert_eq!(words(&home, &[], "deals -p "), ["one", "two"]);
    assert_eq!(words(&home, &[], "deals auth switch t"), ["two"]);
    // Profiles are offered even if the selected one does not exist.
    let missing = [("DEALS_PROFILE", "three"), ("DEALS_OUTPUT", "bad")];
    assert_eq!(words(&home, &missing, "deals auth switch "), ["one", "two"]);
    assert!(words(&home, &[], "deals auth login --company o").is_empty());
    // The cache of an account is unknown before its first run.
    assert!(words(&home, &[], "deals get ").iter().all(|word| word.starts_with('-')));
    assert!(!asked.exists(), "the token_command was run");
    let _ = home.run(&["get", "10"]).ok();
    let _ = home.run(&["get", "30", "-p", "two"]).ok();
    let runs = fs::read_to_string(&asked).unwrap();
    assert_eq!(words(&home, &[], "deals get "), ["10"]);
    assert_eq!(words(&home, &[], "deals get -p two "), ["30"]);
    assert_eq!(words(&home, &[], "deals --profile=two get "), ["30"]);
    assert_eq!(words(&home, &[("DEALS_PROFILE", "two")], "deals get "), ["30"]);
    assert_eq!(fs::read_to_string(&asked).unwrap(), runs, "the token_command was run");
}

#[test]
fn bash_gets_quoted_words_from_its_last_word_break() {
    let home = Home::new();
    let _ = home.run(&["--sandbox", "fields"]).ok();
    let put = |line: &str| in_bash(&home, line, "9");
    assert_eq!(put("deals --sandbox create --set Contr"), "Contract\\ term=\n");
    assert_eq!(put("deals --sandbox create --set \"Contr"), "Contract term=\n");
    assert_eq!(put("deals --sandbox list --owner yuk"), "Yuki\\ Tanaka\n");
    assert_eq!(put("deals --sandbox list --owner=yuk"), "Yuki\\ Tanaka\n");
    assert_eq!(put("deals --sandbox update 1 --set Tier=g"), "Gold\n");
    assert_eq!(put("deals --sandbox list --filter \"Mara's"), "Mara's open deals\n");
    assert_eq!(put("deals --sandbox list --filter 'Open d"), "Open deals over 10k\n");
    let rest = ["__complete", "bash", "deals move 1 neg", BREAKS, "9", "80", " --sandbox"];
    assert_eq!(home.run(&rest).ok(), "Negotiation\n");
    let rest = ["__complete", "zsh", "3", "deals", "move", "1", "neg", "--sandbox"];
    assert_eq!(home.run(&rest).ok(), "Negotiation\tin Sales\n");
    assert_eq!(put("DEALS_OUTPUT=csv deals --sandbox move 1 neg"), "Negotiation\n");
    // If bash only lists the candidates, they have descriptions.
    let listed = in_bash(&home, "deals --sandbox get 1", "63");
    assert!(listed.starts_with("1   (Copper roof)\n10  (Cedar gutters)\n"), "{listed}");
    assert!(!put("deals --sandbox get 1").contains("Copper"));
}

#[test]
fn the_flags_of_a_command_come_before_the_shared_ones() {
    let home = Home::new();
    let program = deals::command();
    let shared: Vec<String> = program
        .get_arguments()
        .map(|arg| format!("--{}", arg.get_long().unwrap()))
        .chain(["--help".to_owned()])
        .collect();
    for command in ["list", "update", "win", "search", "limits"] {
        let flags = words(&home, &[], &format!("deals {command} --"));
        let own = program.find_subcommand(command).unwrap();
        let own = own.get_arguments().filter(|arg| arg.get_long().is_some()).count();
        let is_shared: Vec<bool> = flags.iter().map(|flag| shared.contains(flag)).collect();
        let first = is_shared.iter().position(|shared| *shared).unwrap();
        assert!(first >= own && is_shared[first..].iter().all(|shared| *shared), "{flags:?}");
    }
}

#[test]
fn a_list_offers_no_value_twice_and_keeps_earlier_values() {
    let home = Home::new();
    let _ = home.run(&["--sandbox", "fields"]).ok();
    let _ = home.run(&["--sandbox", "list", "--limit", "3"]).ok();
    for (line, expected) in [
        ("deals list --status open,", &["open,won", "open,lost", "open,deleted"][..]),
        ("deals list --status open,lost,", &["open,lost,won", "open,lost,deleted"]),
        ("deals list --status=won,d", &["--status=won,deleted"]),
        ("deals export --with files,n", &["files,notes"]),
        ("deals export --with a", &["activities", "all"]),
        ("deals --sandbox update 1 --label hot,", &["hot,Warm", "hot,Cold"]),
        ("deals --sandbox list --ids 1,", &["1,2", "1,3"]),
        ("deals --sandbox list --fields title,valu,titl", &[]),
        ("deals --sandbox list --fields title,titl", &[]),
        ("deals --sandbox list --fields titl", &["title"]),
    ] {
        assert_eq!(words(&home, &[], line), expected, "{line}");
    }
}

#[test]
fn a_script_is_installed_in_the_folder_of_its_shell() {
    let home = Home::new();
    for (shell, file) in [
        ("bash", "data/bash-completion/completions/deals"),
        ("zsh", "data/zsh/site-functions/_deals"),
        ("fish", "config/fish/completions/deals.fish"),
        ("powershell", "config/powershell/_deals.ps1"),
    ] {
        let path = home.path().join(file);
        let install =
            |more: &[&str]| home.run(&[&["completions", "install", shell], more].concat());
        let dry = install(&["--dry-run"]);
        assert!(dry.err.starts_with("dry run: ") && dry.err.contains(file), "{}", dry.err);
        assert!(!path.exists());
        let done = install(&[]);
        assert!(done.err.starts_with("wrote ") && done.err.contains(file), "{}", done.err);
        assert_eq!(done.ok(), "");
        assert_eq!(fs::read_to_string(&path).unwrap(), home.run(&["completions", shell]).ok());
        assert!(install(&[]).err.contains("up to date"));
        // An older script is replaced, another file is not.
        fs::write(&path, "# Written by `deals completions`, long ago\n").unwrap();
        assert!(install(&[]).err.starts_with("wrote "));
        fs::write(&path, "# mine\n").unwrap();
        let refused = install(&[]);
        assert_eq!(refused.code, Some(2));
        assert!(refused.err.contains("--yes"), "{}", refused.err);
        assert_eq!(fs::read_to_string(&path).unwrap(), "# mine\n");
        let _ = install(&["--yes"]).ok();
        assert!(fs::read_to_string(&path).unwrap().contains("__complete"));
    }
    let guess = |shell: &str| {
        let mut command = home.command(&["completions", "install", "--dry-run"]);
        super::support::Output::from_output(command.env("SHELL", shell).output().unwrap())
    };
    assert!(guess("/usr/bin/fish").err.contains("deals.fish"));
    assert_eq!(guess("/bin/dash").code, Some(2));
}

//! Editing a deal in a form and in an editor: only changes are sent, and changes that cannot be sent are not
//! lost.

use super::support::{Home, Output, sandbox_with};
use super::terminal::{BACKSPACE, CTRL_C, DOWN, ENTER, ESC, READING, Terminal, paste};
use deals::sandbox::Sandbox;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::thread;

fn deal(home: &Home, sandbox: &Sandbox, id: &str) -> Value {
    home.at(sandbox, &["get", id, "-o", "json"]).json()
}

/// A terminal on the sandbox of a test.
fn terminal(home: &Home, sandbox: &Sandbox, args: &[&str]) -> Terminal {
    let url = sandbox.url();
    Terminal::start_with_size(home, (80, 24), &[("DEALS_BASE_URL", &url), ("NO_COLOR", "1")], args)
}

/// Whether any of the deals was written to.
fn is_written(home: &Home, sandbox: &Sandbox) -> bool {
    let list = home.at(sandbox, &["list", "--updated-since", "2026-11-02", "-o", "json"]).json();
    !list.as_array().unwrap().is_empty()
}

#[test]
fn a_form_shows_the_changes_and_sends_only_those() {
    let (home, sandbox) = (Home::new(), sandbox_with(40));
    let before = deal(&home, &sandbox, "1");
    let mut asked = terminal(&home, &sandbox, &["update", "1"]);
    asked.wait_for("? What now? ›");
    assert!(!asked.screen().contains("Save the changes"), "nothing has changed yet");
    asked.press(&format!("{DOWN}{ENTER}"));
    asked.answer("Field", "stage");
    asked.answer("Stage", "nego");
    asked.wait_for("Stage           Proposal → Negotiation");
    asked.change(2, "probab");
    asked.answer("Probability", "60");
    asked.wait_for("Probability     nothing → 60");
    // Restoring the old value is no change.
    asked.change(2, "title");
    asked.answer("Title", "x");
    asked.wait_for("Copper roof → Copper roofx");
    asked.change(2, "title");
    asked.answer("Title", BACKSPACE);
    asked.choose("What now?", 1);
    asked.wait_for("deal 1: stage Proposal → Negotiation, probability nothing → 60");
    let (code, out) = asked.wait_for_end();
    assert_eq!(code, Some(0));
    let after: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&after["stage_id"], &after["probability"]), (&json!(4), &json!(60)));
    assert_eq!(after["title"], before["title"]);
}

#[test]
fn a_form_prints_the_command_with_the_same_changes() {
    let (home, sandbox) = (Home::new(), sandbox_with(40));
    let mut asked = terminal(&home, &sandbox, &["update", "1"]);
    asked.change(1, "owner");
    asked.answer("Owner", "priya");
    asked.change(2, "source");
    // Removes both options.
    asked.answer("Source", "\x1b[B \x1b[B\x1b[B ");
    asked.wait_for("→ nothing");
    asked.choose("What now?", 3);
    let (code, line) = asked.wait_for_end();
    let url = sandbox.url();
    let expected = format!("deals --base-url {url} update 1 --owner 'Priya Nair' --clear Source\n");
    assert_eq!((code, line), (Some(0), expected.clone()));
    let after: Value = paste(home.path(), &expected).json();
    assert_eq!(after["owner_id"], 5);
    assert_eq!(after["custom_fields"]["f9fbb62a855220acdc8a975b53d39f6f1230af6e"], Value::Null);
}

#[test]
fn an_outdated_form_is_not_saved() {
    let (home, sandbox) = (Home::new(), sandbox_with(40));
    let mut asked = terminal(&home, &sandbox, &["update", "1"]);
    asked.change(1, "title");
    asked.answer("Title", "x");
    asked.wait_for("? What now? ›");
    home.at(&sandbox, &["update", "1", "--value", "7", "-q"]).ok();
    thread::sleep(READING);
    asked.press(&format!("{DOWN}{ENTER}"));
    asked.wait_for("deal 1 was changed at");
    asked.choose("Not saved. What now?", 4);
    assert_eq!(asked.wait_for_end().0, Some(5));
    assert_eq!(deal(&home, &sandbox, "1")["title"], "Copper roof");
}

#[test]
fn an_outdated_form_is_shown_again_with_the_answers() {
    let (home, sandbox) = (Home::new(), sandbox_with(40));
    let mut asked = terminal(&home, &sandbox, &["update", "1"]);
    asked.change(1, "title");
    asked.answer("Title", &format!("{}Mine", BACKSPACE.repeat("Copper roof".len())));
    asked.change(2, "probab");
    asked.answer("Probability", "60");
    asked.wait_for("? What now? ›");
    home.at(&sandbox, &["update", "1", "--value", "7 EUR", "--probability", "60", "-q"]).ok();
    thread::sleep(READING);
    asked.press(&format!("{DOWN}{ENTER}"));
    asked.choose("Not saved. What now?", 2);
    asked.wait_for("? What now? ›");
    let card = asked.screen();
    assert!(card.contains("Copper roof → Mine") && card.contains("7 EUR"), "{card}");
    assert!(!card.contains("→ 60"), "it is 60 already:\n{card}");
    asked.press(&format!("{DOWN}{ENTER}"));
    asked.wait_for("deal 1: title Copper roof → Mine");
    assert_eq!(asked.wait_for_end().0, Some(0));
    let after = deal(&home, &sandbox, "1");
    assert_eq!((&after["value"], &after["title"]), (&json!(7.0), &json!("Mine")));
}

#[test]
fn a_change_that_fails_keeps_the_answers() {
    let (home, sandbox) = (Home::new(), sandbox_with(40));
    let mut asked = terminal(&home, &sandbox, &["update", "1"]);
    asked.change(1, "title");
    asked.answer("Title", &format!("{}Mine", BACKSPACE.repeat("Copper roof".len())));
    asked.wait_for("? What now? ›");
    sandbox.world().faults(vec!["PATCH#1=400".parse().unwrap(), "PATCH#2=500".parse().unwrap()]);
    thread::sleep(READING);
    asked.press(&format!("{DOWN}{ENTER}"));
    asked.wait_for("Injected fault");
    asked.choose("Not saved. What now?", 1);
    asked.choose("The outcome is unknown. What now?", 3);
    let hint = asked.wait_for(r#""endpoint""#);
    assert_eq!(asked.wait_for_end(), (Some(7), String::new()), "{hint}");
    let command = hint.split("to send them: ").nth(1).unwrap().split('"').next().unwrap();
    assert!(command.contains("update 1 --body"), "{command}");
    assert_eq!(deal(&home, &sandbox, "1")["title"], "Copper roof");
    let after: Value = paste(home.path(), command).json();
    assert_eq!(after["title"], "Mine");
}

/// Runs `deals edit` with a script as the editor.
fn edit(home: &Home, sandbox: &Sandbox, script: &str, args: &[&str]) -> Output {
    let file = home.path().join("editor.sh");
    std::fs::write(&file, script).unwrap();
    let editor = format!("sh {}", file.display());
    let mut command = home.command(&[&["edit"], args].concat());
    command.env("DEALS_BASE_URL", sandbox.url()).env("EDITOR", editor);
    command.env("DEALS", env!("CARGO_BIN_EXE_deals"));
    Output::from_output(command.output().unwrap())
}

/// The files with kept texts.
fn kept_files(home: &Home) -> Vec<PathBuf> {
    let files = std::fs::read_dir(home.path().join("data/deals/edit"));
    files.map(|files| files.map(|file| file.unwrap().path()).collect()).unwrap_or_default()
}

#[test]
fn an_edit_sends_only_the_changes() {
    let (home, sandbox) = (Home::new(), sandbox_with(40));
    let script = r#"cp "$1" "$HOME/seen"
        sed -i -e 's/^Title = "Copper roof"/Title = "Zinc roof"/' -e '/^Owner/d' \
            -e 's/^Value = .*/Value = "99.50 USD"/' -e 's/^Labels = .*/Labels = ["Hot", "Cold"]/' \
            -e 's/^Source = .*/Source = []/' -e 's/^"Contract term" = .*/"Contract term" = "o\\"x"/' "$1""#;
    let ran = edit(&home, &sandbox, script, &["1", "--yes"]);
    let seen = std::fs::read_to_string(home.path().join("seen")).unwrap();
    for line in
        ["[1]", "Stage = \"Proposal\"", "# Sales: Lead in, Qualified,", "# Gold, Silver, Bronze"]
    {
        assert!(seen.contains(line), "{line} in:\n{seen}");
    }
    assert!(ran.err.contains("Title          Copper roof → Zinc roof"), "{}", ran.err);
    let after: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    assert_eq!(
        (&after["title"], &after["value"], &after["currency"], &after["label_ids"]),
        (&json!("Zinc roof"), &json!(99.5), &json!("USD"), &json!([1, 3]))
    );
    assert_eq!(after["custom_fields"]["48f49808ade3e1bc48258fca7e2c121cec3bebbf"], "o\"x");
    assert_eq!(after["owner_id"], 2, "a removed line changes nothing");
    assert!(kept_files(&home).is_empty());
}

#[test]
fn an_unchanged_text_sends_nothing() {
    let (home, sandbox) = (Home::new(), sandbox_with(40));
    let ran = edit(&home, &sandbox, "exit 0", &["1", "2", "--yes"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), "", "nothing changed\n"));
    assert!(!is_written(&home, &sandbox));
}

#[test]
fn a_differently_formatted_amount_is_no_change() {
    let (home, sandbox) = (Home::new(), sandbox_with(40));
    let script = r#"sed -i 's/^Value = .*/Value = "EUR 12500"/' "$1""#;
    let ran = edit(&home, &sandbox, script, &["1", "--yes"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), "", "nothing changed\n"));
    assert!(!is_written(&home, &sandbox));
    let mut asked = terminal(&home, &sandbox, &["update", "1"]);
    asked.change(1, "value");
    asked.answer("Value", &format!("{}EUR 12500", BACKSPACE.repeat("12500 EUR".len())));
    asked.wait_for("? What now? ›");
    let card = asked.screen();
    assert!(!card.contains('→') && !card.contains("Save the changes"), "{card}");
}

#[test]
fn a_mistake_reopens_the_text_with_the_reason_at_the_top() {
    let (home, sandbox) = (Home::new(), sandbox_with(40));
    let script = r#"cp "$1" "$HOME/seen"
        if [ -e "$HOME/again" ]; then sed -i 's/Nowhere/Qualified/; s/^Titel/Title/; s/^x$//' "$1"
        else touch "$HOME/again"; sed -i 's/^Stage = .*/Stage = "Nowhere"/; s/^Title/Titel/' "$1"; fi"#;
    let ran = edit(&home, &sandbox, script, &["1", "--yes"]);
    let seen = std::fs::read_to_string(home.path().join("seen")).unwrap();
    assert!(seen.starts_with("#! 1, Titel: no such field (did you mean `Title` or `Tier`?)\n#! 1, Stage: no stage `Nowhere`"), "{seen}");
    let after: Value = serde_json::from_str(&ran.ok()).unwrap();
    assert_eq!(after["stage_id"], 2);
}

#[test]
fn a_mistake_that_is_not_corrected_ends_the_edit_and_keeps_the_text() {
    let (home, sandbox) = (Home::new(), sandbox_with(40));
    let ran = edit(&home, &sandbox, r#"echo 'Title = ' >>"$1""#, &["1", "--yes"]);
    assert!(ran.code == Some(2) && !is_written(&home, &sandbox), "{}", ran.err);
    let [file] = &kept_files(&home)[..] else { panic!("{}", ran.err) };
    assert!(ran.err.contains(file.to_str().unwrap()), "{}", ran.err);
}

#[test]
fn a_deal_changed_by_another_user_is_not_overwritten() {
    let (home, sandbox) = (Home::new(), sandbox_with(40));
    let script = r#""$DEALS" update 1 --value 7 -q >"$HOME/other"
        sed -i 's/^Title = .*/Title = "Mine"/' "$1""#;
    let ran = edit(&home, &sandbox, script, &["1", "2", "--yes"]);
    assert_eq!(ran.code, Some(8), "{}", ran.err);
    let [file] = &kept_files(&home)[..] else { panic!("{}", ran.err) };
    assert!(
        ran.err.contains("deal 1 was changed at") && ran.err.contains("the text is kept in"),
        "{}",
        ran.err
    );
    assert!(std::fs::read_to_string(file).unwrap().contains("Title = \"Mine\""));
    assert_eq!(deal(&home, &sandbox, "1")["title"], "Copper roof");
    assert_eq!(deal(&home, &sandbox, "2")["title"], "Mine");
}

#[test]
fn a_write_that_fails_keeps_the_text() {
    let (home, sandbox) = (Home::new(), sandbox_with(40));
    sandbox.world().faults(vec!["PATCH#1=502".parse().unwrap()]);
    let ran =
        edit(&home, &sandbox, r#"sed -i 's/^Title = .*/Title = "Mine"/' "$1""#, &["1", "--yes"]);
    assert_eq!(ran.code, Some(7), "{}", ran.err);
    let [file] = &kept_files(&home)[..] else { panic!("{}", ran.err) };
    assert!(std::fs::read_to_string(file).unwrap().contains("Title = \"Mine\""));
}

#[test]
fn an_editor_that_fails_or_leaves_an_empty_text_cancels() {
    let (home, sandbox) = (Home::new(), sandbox_with(40));
    for script in ["exit 1", r#": >"$1""#] {
        let ran = edit(&home, &sandbox, script, &["1", "--yes"]);
        assert!(ran.code == Some(130) && !is_written(&home, &sandbox), "{}", ran.err);
        assert!(ran.err.contains("canceled"), "{}", ran.err);
        assert!(kept_files(&home).is_empty());
    }
}

#[test]
fn an_editor_that_cannot_run_is_reported_with_its_variable() {
    let (home, sandbox) = (Home::new(), sandbox_with(40));
    let file = home.path().join("not-executable");
    std::fs::write(&file, "").unwrap();
    let file = file.to_str().unwrap();
    for (variable, editor, why) in [
        ("EDITOR", "no-such-editor --wait", "command not found"),
        ("VISUAL", "no-such-editor", "command not found"),
        ("VISUAL", file, "permission denied"),
    ] {
        let mut command = home.command(&["edit", "1", "--yes", "-o", "table"]);
        let ran = Output::from_output(
            command.env("DEALS_BASE_URL", sandbox.url()).env(variable, editor).output().unwrap(),
        );
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        let expected = format!(
            "deals: cannot run the editor `{editor}` ({variable}): {why}\n\
             hint: set VISUAL or EDITOR to the command of your editor\n"
        );
        assert!(ran.err.ends_with(&expected), "{}", ran.err);
        assert!(kept_files(&home).is_empty());
    }
}

#[test]
fn line_endings_and_byte_order_marks_are_no_change() {
    let (home, sandbox) = (Home::new(), sandbox_with(40));
    let convert = r#"sed -i -e '1s/^/\xef\xbb\xbf/' -e 's/$/\r/' "$1""#;
    let ran = edit(&home, &sandbox, convert, &["1", "--yes"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), "nothing changed\n"));
    let script = format!(r#"{convert}; sed -i 's/Copper roof/Zinc roof/' "$1""#);
    let after = edit(&home, &sandbox, &script, &["1", "--yes"]).json();
    assert_eq!(after["title"], "Zinc roof");
    // The failing editor has not changed the text.
    let ran = edit(&home, &sandbox, &format!("{convert}; exit 1"), &["1", "--yes"]);
    assert_eq!(ran.code, Some(130), "{}", ran.err);
    assert!(kept_files(&home).is_empty());
}

#[test]
fn a_dry_run_shows_the_requests() {
    let (home, sandbox) = (Home::new(), sandbox_with(40));
    let script = r#"sed -i 's/^Title = .*/Title = "Mine"/' "$1""#;
    // Names come from the cache, because a dry run does not request them.
    edit(&home, &sandbox, "exit 0", &["1", "--yes"]).ok();
    let plan: Value = edit(&home, &sandbox, script, &["1", "--dry-run", "-o", "json"]).json();
    assert_eq!(
        (&plan[1]["method"], &plan[1]["body"]),
        (&json!("PATCH"), &json!({"title": "Mine"}))
    );
    assert!(!is_written(&home, &sandbox));
}

#[test]
fn a_person_sees_the_changes_and_can_edit_again() {
    let (home, sandbox) = (Home::new(), sandbox_with(40));
    let file = home.path().join("editor.sh");
    std::fs::write(&file, r#"sed -i 's/^Title = "\(.*\)"/Title = "\1!"/' "$1""#).unwrap();
    let editor = format!("sh {}", file.display());
    let url = sandbox.url();
    let env = [("DEALS_BASE_URL", url.as_str()), ("NO_COLOR", "1"), ("VISUAL", &editor)];
    let mut asked = Terminal::start_with_size(&home, (80, 24), &env, &["edit", "1"]);
    asked.wait_for("Title  Copper roof → Copper roof!");
    asked.choose("What now?", 2);
    asked.wait_for("Title  Copper roof → Copper roof!!");
    asked.choose("What now?", 1);
    asked.wait_for("deal 1: title Copper roof → Copper roof!!");
    assert_eq!(asked.wait_for_end().0, Some(0));
    let mut asked = Terminal::start_with_size(&home, (80, 24), &env, &["edit", "1"]);
    asked.wait_for("? What now? ›");
    asked.leave_with(ESC);
    assert_eq!(kept_files(&home).len(), 1, "the text is kept");
}

#[test]
fn ctrl_c_in_the_editor_does_not_cancel_the_edit() {
    let (home, sandbox) = (Home::new(), sandbox_with(40));
    let file = home.path().join("editor.sh");
    // Like vim, the editor survives the signal, which the whole process group receives.
    let change = r#"sed -i 's/^Title = "\(.*\)"/Title = "\1!"/' "$1""#;
    let script = format!("trap : INT\nkill -INT 0\nsleep 0.1\nkill -INT 0\n{change}");
    let url = sandbox.url();
    let editor = format!("sh {}", file.display());
    let env = [("DEALS_BASE_URL", url.as_str()), ("NO_COLOR", "1"), ("VISUAL", &editor)];
    std::fs::write(&file, script).unwrap();
    for args in [&["edit", "1"][..], &["edit", "1", "--yes"], &["edit", "1", "--jq", ".id"]] {
        let mut asked = Terminal::start_with_size(&home, (80, 24), &env, args);
        if !args.contains(&"--yes") {
            asked.wait_for("Title  Copper roof");
            asked.choose("What now?", 1);
        }
        asked.wait_for("deal 1: title Copper roof");
        assert_eq!(asked.wait_for_end().0, Some(0), "{args:?}");
    }
    // Ctrl-C still ends the prompt after the editor, and the run if the editor ends by it.
    let mut asked = Terminal::start_with_size(&home, (80, 24), &env, &["edit", "1"]);
    asked.wait_for("? What now? ›");
    asked.leave_with(CTRL_C);
    std::fs::write(&file, format!("{change}\nkill -INT 0\nsleep 9")).unwrap();
    let mut asked = Terminal::start_with_size(&home, (80, 24), &env, &["edit", "1"]);
    asked.wait_for("canceled");
    assert_eq!(asked.wait_for_end().0, Some(130));
}

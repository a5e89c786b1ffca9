//! Questions on a pseudo-terminal: answered as a person answers them, and left as a person leaves.

use super::support::Home;
use rexpect::error::Error;
use rexpect::process::WaitStatus;
use rexpect::session::{PtySession, spawn_command};

fn ask(home: &Home, args: &[&str]) -> Result<PtySession, Error> {
    let mut command = home.command(args);
    command.env("TERM", "xterm-256color").env("DEALS_SANDBOX", "1");
    // The terminal is its stdin too.
    command.stdin(std::process::Stdio::inherit());
    spawn_command(command, Some(10_000))
}

/// Keys that need no Enter.
fn press(asked: &mut PtySession, keys: &str) -> Result<(), Error> {
    asked.send(keys)?;
    asked.flush()
}

fn count(home: &Home) -> usize {
    home.run(&["--sandbox", "list", "-o", "ndjson", "-q"]).ok().lines().count()
}

#[test]
fn a_deal_is_created_by_answering() -> Result<(), Error> {
    let home = Home::new();
    let mut asked = ask(&home, &["create", "--fields", "title,value,stage,owner"])?;
    asked.exp_string("Title")?;
    asked.send_line("Bell tower")?;
    asked.exp_string("Value")?;
    asked.send_line("12x")?;
    asked.exp_string("is not an amount")?;
    // Ctrl-U empties the line.
    press(&mut asked, "\u{15}")?;
    asked.send_line("1200 EUR")?;
    asked.exp_string("Pipeline")?;
    asked.send_line("")?;
    asked.exp_string("Stage")?;
    press(&mut asked, "\x1b[B")?;
    asked.send_line("")?;
    asked.exp_string("Owner")?;
    asked.send_line("")?;
    asked.exp_string("Create this deal in the sandbox?")?;
    press(&mut asked, "y")?;
    asked.exp_string("created deal")?;
    asked.exp_string("Qualified")?;
    asked.exp_string("Mara Lindqvist")?;
    asked.exp_eof()?;
    let found = home.run(&["--sandbox", "search", "Bell tower", "-o", "json"]).json();
    assert_eq!(
        (&found[0]["item"]["value"], &found[0]["item"]["currency"]),
        (&1200.into(), &"EUR".into())
    );
    Ok(())
}

#[test]
fn no_is_no() -> Result<(), Error> {
    let home = Home::new();
    let before = count(&home);
    let mut asked = ask(&home, &["delete", "1"])?;
    asked.exp_string("Delete deal 1 (Copper roof) in the sandbox?")?;
    press(&mut asked, "n")?;
    asked.exp_string("deals: cancelled")?;
    assert!(matches!(asked.process().wait()?, WaitStatus::Exited(_, 130)));
    assert_eq!(count(&home), before);
    Ok(())
}

#[test]
fn ctrl_c_leaves_at_any_question_with_the_cursor_shown() -> Result<(), Error> {
    let home = Home::new();
    let before = count(&home);
    let questions = ["Title", "Value", "Pipeline", "Stage", "Owner", "Create this deal"];
    for last in 0..questions.len() {
        let mut asked = ask(&home, &["create"])?;
        for (at, question) in questions.iter().enumerate() {
            asked.exp_string(question)?;
            match at {
                at if at == last => {
                    asked.send_control('c')?;
                    break;
                }
                0 => asked.send_line("Never")?,
                _ => asked.send_line("")?,
            };
        }
        asked.exp_string("\x1b[?25h")?;
        asked.exp_string("deals: cancelled")?;
        let ended = asked.process().wait()?;
        assert!(matches!(ended, WaitStatus::Exited(_, 130)), "{}: {ended:?}", questions[last]);
    }
    assert_eq!(count(&home), before);
    Ok(())
}

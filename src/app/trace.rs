//! Prints requests and responses to stderr with `-v`.

use crate::api::Event;
use crate::text;
use crate::ui::stdio;

/// Prints an event: a line per response at level 1, headers and bodies at level 2. The token is
/// replaced wherever it stands.
pub fn print(event: &Event, level: u8, token: &str) {
    let print_line = |lines: String| stdio::lines(text::redact(&lines, token), false);
    match event {
        Event::Waiting(wait) if level >= 1 => {
            print_line(format!("waiting {} ms: the burst window is full", wait.as_millis()));
        }
        Event::Sending { method, target, body } if level >= 2 => {
            print_line(format!("> {method} {target}\n> x-api-token: [redacted]"));
            if let Some(body) = body {
                print_line(format!("> {}", body.get()));
            }
        }
        Event::Received { method, target, status, took, cost, headers, body } if level >= 1 => {
            let cost = match cost {
                Some(cost) => text::count(*cost as usize, "token"),
                None => "cost unknown".to_owned(),
            };
            print_line(format!("{method} {target}: {status} in {} ms, {cost}", took.as_millis()));
            if level >= 2 {
                let lines = headers.iter().map(|(name, value)| format!("< {name}: {value:?}\n"));
                let body = String::from_utf8_lossy(body);
                print_line(format!("{}< {body}", lines.collect::<String>()));
            }
        }
        Event::Retrying { error, wait } if level >= 1 => {
            print_line(format!("{error}; retrying in {} ms", wait.as_millis()));
        }
        _ => {}
    }
}

//! What is shown of the requests of a run: lines on stderr for those who asked with `-v`.

use crate::api::Event;
use crate::text;
use crate::ui::stdio;

/// Prints an event. Level 1 has a line for each response, level 2 headers and bodies as well.
pub fn print(event: &Event, level: u8) {
    match event {
        Event::Waiting(wait) if level >= 1 => {
            say(format!("waiting {} ms: the burst window is full", wait.as_millis()));
        }
        Event::Sending { method, target, body } if level >= 2 => {
            say(format!("> {method} {target}\n> x-api-token: [redacted]"));
            if let Some(body) = body {
                say(format!("> {}", body.get()));
            }
        }
        Event::Received { method, target, status, took, cost, headers, body } if level >= 1 => {
            let cost = match cost {
                Some(cost) => text::count(*cost as usize, "token"),
                None => "price unknown".to_owned(),
            };
            say(format!("{method} {target}: {status} in {} ms, {cost}", took.as_millis()));
            if level >= 2 {
                let lines = headers.iter().map(|(name, value)| format!("< {name}: {value:?}\n"));
                let body = String::from_utf8_lossy(body);
                say(format!("{}< {body}", lines.collect::<String>()));
            }
        }
        Event::Retrying { error, wait } if level >= 1 => {
            say(format!("{error}; again in {} ms", wait.as_millis()));
        }
        _ => {}
    }
}

fn say(lines: String) {
    stdio::lines(lines, false);
}

//! Reuse of connections: closed ones are not reused, and all retries are made and counted by the
//! client itself.

use super::support::Home;
use super::terminal::Terminal;
use deals::api::client::{Client, RetryPolicy};
use deals::api::endpoints::{GET_DEAL, UPDATE_DEAL};
use deals::api::rate_limit::RateLimiter;
use deals::api::request::Request;
use serde_json::json;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A server that keeps connections open for a limited time.
struct Server {
    url: String,
    connections: Arc<AtomicUsize>,
    methods: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Closes a connection that is idle for `idle`, and one that has had `responses` requests,
    /// without a response.
    fn new(idle: Duration, responses: usize) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let methods = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::<AtomicUsize>::default();
        let (seen, opened) = (methods.clone(), connections.clone());
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, seen) = (stream.unwrap(), seen.clone());
                opened.fetch_add(1, Ordering::SeqCst);
                stream.set_read_timeout(Some(idle)).unwrap();
                thread::spawn(move || {
                    let mut reader = BufReader::new(stream);
                    for request in 1.. {
                        let Some(method) = read_request(&mut reader) else { return };
                        seen.lock().unwrap().push(method);
                        if request > responses {
                            return;
                        }
                        write_response(reader.get_mut());
                    }
                });
            }
        });
        Server { url, connections, methods }
    }

    fn count(&self, method: &str) -> usize {
        self.methods.lock().unwrap().iter().filter(|seen| *seen == method).count()
    }

    fn client(&self, retries: u32) -> Client {
        let retry_policy = RetryPolicy {
            timeout: Duration::from_secs(10),
            retries,
            max_wait: Duration::from_secs(10),
            max_tokens: None,
            force: false,
        };
        Client::new(
            &deals::BaseUrl::parse(&self.url).unwrap(),
            "token",
            retry_policy,
            RateLimiter::new(None),
            Box::new(|_| {}),
        )
        .unwrap()
    }
}

/// Reads a request to its end and returns its method.
fn read_request(reader: &mut BufReader<TcpStream>) -> Option<String> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    reader.read_exact(&mut body).ok()?;
    Some(head.split(' ').next()?.to_owned())
}

fn write_response(stream: &mut TcpStream) {
    let deal = r#"{"success":true,"data":{"id":1,"title":"Roof","status":"open","update_time":"2026-01-02T10:00:00Z"}}"#;
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{deal}", deal.len());
    stream.write_all(head.as_bytes()).unwrap();
}

fn block_on<T>(run: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(run)
}

fn read() -> Request {
    Request::to(&GET_DEAL).with("id", 1)
}

fn write() -> Request {
    Request::to(&UPDATE_DEAL).with("id", 1).json(&json!({"title": "Zinc"}))
}

#[test]
fn does_not_reuse_a_connection_closed_during_a_prompt() {
    let server = Server::new(Duration::from_millis(300), usize::MAX);
    thread::scope(|scope| {
        for (at, next) in (0..20).flat_map(|at| [(at, write as fn() -> Request), (at, read)]) {
            let server = &server;
            scope.spawn(move || {
                block_on(async {
                    let client = server.client(0);
                    client.send(&read()).await.unwrap();
                    // A prompt blocks the runtime; it ends before or after the maximum idle time.
                    thread::sleep(Duration::from_millis(350 + 40 * at));
                    client.send(&next()).await.unwrap();
                    assert_eq!(client.calls(), 2);
                });
            });
        }
    });
    assert_eq!((server.count("PATCH"), server.count("GET")), (20, 60));
}

#[test]
fn reuses_a_connection_for_a_second() {
    // The server does not close the connection: a NAT device may drop it silently.
    for (wait, connections) in [(0, 1), (200, 1), (1_050, 2)] {
        let server = Server::new(Duration::from_secs(5), usize::MAX);
        let client = server.client(0);
        block_on(async {
            client.send(&read()).await.unwrap();
            thread::sleep(Duration::from_millis(wait));
            client.send(&write()).await.unwrap();
        });
        assert_eq!(server.connections.load(Ordering::SeqCst), connections, "after {wait} ms");
    }
}

#[test]
fn retries_on_an_old_connection_are_counted() {
    for (next, method, retries, sent) in [
        (write as fn() -> Request, "PATCH", 0, 1),
        (write, "PATCH", 1, 1),
        (read, "GET", 0, 2),
        (read, "GET", 1, 3),
    ] {
        // One response per connection, then none.
        let server = Server::new(Duration::from_secs(5), 1);
        let client = server.client(retries);
        let outcome = block_on(async {
            client.send(&read()).await.unwrap();
            client.send(&next()).await.map(drop)
        });
        let counts = (server.count(method), server.methods.lock().unwrap().len());
        let is_answered = method == "GET" && retries == 1;
        assert_eq!((outcome.is_ok(), counts.0), (is_answered, sent), "{method}, {retries} retries");
        assert_eq!(client.calls() as usize, counts.1, "{method}, {retries} retries");
    }
}

#[test]
fn write_succeeds_after_a_long_prompt() {
    for wait in [500, 1_200] {
        let server = Server::new(Duration::from_millis(300), usize::MAX);
        let home = Home::new();
        let env = [("DEALS_BASE_URL", server.url.as_str()), ("NO_COLOR", "1")];
        let mut asked = Terminal::start_with_size(&home, (80, 24), &env, &["delete", "1"]);
        asked.wait_for("(y/n)");
        thread::sleep(Duration::from_millis(wait));
        asked.press("y");
        assert_eq!((asked.wait_for_end().0, server.count("DELETE")), (Some(0), 1));
    }
}

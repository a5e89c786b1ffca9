//! A proxy in front of a sandbox. The test decides whether and when a write reaches the sandbox,
//! and what the client receives. Reads are passed through.

use std::io::{self, Read, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

pub struct Proxy {
    pub url: String,
    received: Arc<AtomicUsize>,
}

/// A write that the proxy has received.
pub struct Write {
    /// The number of earlier writes.
    pub n: usize,
    /// The request body, as it will be forwarded.
    pub body: Vec<u8>,
    head: String,
    client: Option<TcpStream>,
    origin: String,
}

impl Proxy {
    /// A proxy in front of the sandbox at `origin`.
    pub fn new(
        origin: &str,
        handle: impl Fn(Write) -> io::Result<()> + Send + Sync + 'static,
    ) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(AtomicUsize::new(0));
        let (counter, handle) = (received.clone(), Arc::new(handle));
        let origin = origin.strip_prefix("http://").unwrap().to_owned();
        thread::spawn(move || {
            for client in listener.incoming() {
                let (counter, handle, origin) = (counter.clone(), handle.clone(), origin.clone());
                // Errors of killed clients are ignored.
                thread::spawn(move || serve(client?, origin, &counter, &*handle));
            }
        });
        Proxy { url, received }
    }

    /// Number of writes received.
    pub fn received(&self) -> usize {
        self.received.load(Ordering::SeqCst)
    }
}

/// Handles the single request of a connection.
fn serve(
    client: TcpStream,
    origin: String,
    received: &AtomicUsize,
    handle: &dyn Fn(Write) -> io::Result<()>,
) -> io::Result<()> {
    let (head, body) = peek(&client)?;
    let is_read = head.starts_with("GET ");
    let n = if is_read { 0 } else { received.fetch_add(1, Ordering::SeqCst) };
    let mut write = Write { n, body, head, client: Some(client), origin };
    if !is_read {
        return handle(write);
    }
    let answer = write.commit()?;
    write.respond(&answer)
}

/// Head and body of a request, without consuming them: closing the connection then resets it.
fn peek(client: &TcpStream) -> io::Result<(String, Vec<u8>)> {
    let mut bytes = vec![0; 64 * 1024];
    loop {
        let length = client.peek(&mut bytes)?;
        if length == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let end = bytes[..length].windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let size = header(&head, "content-length").map_or(0, |size| size.parse().unwrap());
            if length >= end + 4 + size {
                return Ok((head, bytes[end + 4..end + 4 + size].to_vec()));
            }
        }
        thread::sleep(Duration::from_millis(1));
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut headers = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    headers.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

impl Write {
    /// Forwards the write to the sandbox and returns the whole response.
    pub fn commit(&self) -> io::Result<Vec<u8>> {
        let is_kept = |line: &&str| {
            let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
            !["content-length", "connection"].contains(&&*name)
        };
        let lines: Vec<&str> = self.head.lines().filter(is_kept).collect();
        let head = format!(
            "{}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            lines.join("\r\n"),
            self.body.len()
        );
        let mut sandbox = TcpStream::connect(&self.origin)?;
        sandbox.write_all(&[head.as_bytes(), &self.body].concat())?;
        let mut response = Vec::new();
        sandbox.read_to_end(&mut response)?;
        Ok(response)
    }

    /// Sends these bytes to the client and closes the connection properly.
    pub fn respond(&mut self, response: &[u8]) -> io::Result<()> {
        let Some(mut client) = self.client.take() else { return Ok(()) };
        client.set_nonblocking(true)?;
        let mut request = [0; 4096];
        while matches!(client.read(&mut request), Ok(length) if length > 0) {}
        client.set_nonblocking(false)?;
        client.write_all(response)
    }

    /// Closes the connection without a response.
    pub fn reset(&mut self) {
        drop(self.client.take());
    }
}

//! The HTTP server.

use crate::sandbox::faults::Delivery;
use crate::sandbox::wire::call::{Answer, Body, Call};
use crate::sandbox::world::{Reply, World};
use http_body_util::{BodyExt, Limited};
use hyper::body::{Body as HttpBody, Bytes, Frame, Incoming, SizeHint};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use std::io;
use std::net::TcpListener;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use tokio::sync::oneshot;

/// Maximum size of a request body, in bytes.
const BODY_MAX: usize = 4 << 20;

pub fn run(listener: TcpListener, world: Arc<Mutex<World>>, stop: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("the runtime can be created");
    runtime.block_on(async {
        let listener =
            tokio::net::TcpListener::from_std(listener).expect("the listener is nonblocking");
        tokio::select! {
            () = accept(listener, world) => {}
            _ = stop => {}
        }
    });
}

async fn accept(listener: tokio::net::TcpListener, world: Arc<Mutex<World>>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Probably out of file descriptors: retry after a delay.
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            continue;
        };
        // Responses are small; Nagle's algorithm could delay each by 40 ms.
        let _ = stream.set_nodelay(true);
        let world = Arc::clone(&world);
        tokio::spawn(async move {
            let answer = service_fn(|request| answer(request, Arc::clone(&world)));
            // Errors of a closed connection are ignored.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), answer)
                .await;
        });
    }
}

/// Handles a request; an error closes the connection without a response.
async fn answer(
    request: Request<Incoming>,
    world: Arc<Mutex<World>>,
) -> io::Result<Response<ResponseBody>> {
    let (parts, body) = request.into_parts();
    let Ok(body) = Limited::new(body, BODY_MAX).collect().await else {
        let refusal = Answer::new_refusal(413, "Request entity too large");
        return Ok(response(refusal, Delivery::Whole));
    };
    let query = parts.uri.query().unwrap_or_default();
    let query = form_urlencoded::parse(query.as_bytes()).into_owned();
    let (tokens, query): (Vec<_>, Vec<_>) = query.partition(|(name, _)| name == "api_token");
    let call = Call {
        path: with_api(parts.uri.path()),
        query,
        body: read(&body.to_bytes(), &parts.headers),
        token: token(&parts.headers, tokens),
        method: parts.method,
    };
    let Reply { answer, delivery, wait, at } =
        world.lock().unwrap_or_else(PoisonError::into_inner).receive(&call);
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    if delivery == Delivery::Nothing {
        return Err(io::ErrorKind::ConnectionAborted.into());
    }
    let mut response = response(answer, delivery);
    // Clients use the server's clock to request changes since a time.
    let date = at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    response.headers_mut().extend(date.parse().ok().map(|date| (hyper::header::DATE, date)));
    Ok(response)
}

/// Adds `/api` to v1 paths without it, which work too; v2 paths do not (pipedrive.md P3).
fn with_api(path: &str) -> String {
    if path.starts_with("/v1/") { format!("/api{path}") } else { path.to_owned() }
}

fn read(body: &[u8], headers: &HeaderMap) -> Body {
    let is_json = headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if body.is_empty() && !is_json {
        return Body::Empty;
    }
    serde_json::from_slice(body).map_or(Body::Broken, Body::Json)
}

/// The token in the headers, or else in the query (pipedrive.md P21).
fn token(headers: &HeaderMap, query: Vec<(String, String)>) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let bearer = || text(AUTHORIZATION.as_str())?.strip_prefix("Bearer ");
    let header = text("x-api-token").or_else(bearer).map(str::to_owned);
    header.or_else(|| query.into_iter().next().map(|(_, token)| token)).unwrap_or_default()
}

fn response(answer: Answer, delivery: Delivery) -> Response<ResponseBody> {
    let kind = if answer.is_html() {
        "text/html; charset=utf-8"
    } else {
        "application/json; charset=utf-8"
    };
    let mut response = Response::builder().status(answer.status).header(CONTENT_TYPE, kind);
    for (name, value) in &answer.headers {
        response = response.header(*name, value);
    }
    response.body(ResponseBody::new(answer.text, delivery)).expect("status and headers are valid")
}

/// A response body; with [`Delivery::Half`], the connection is closed after half of it.
struct ResponseBody {
    announced: u64,
    left: Option<Bytes>,
    /// Number of polls until the connection breaks; the first one flushes what was sent.
    breaks_in: Option<u8>,
}

impl ResponseBody {
    fn new(text: String, delivery: Delivery) -> ResponseBody {
        let whole = Bytes::from(text);
        let announced = whole.len() as u64;
        let is_cut = delivery == Delivery::Half;
        let sent = if is_cut { whole.slice(..whole.len() / 2) } else { whole };
        ResponseBody { announced, left: Some(sent), breaks_in: is_cut.then_some(1) }
    }
}

impl HttpBody for ResponseBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Some(bytes) = self.left.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        match self.breaks_in {
            None => Poll::Ready(None),
            Some(0) => Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into()))),
            Some(polls) => {
                self.breaks_in = Some(polls - 1);
                context.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        // The full length, so that the client detects the truncation.
        SizeHint::with_exact(self.announced)
    }
}

#[cfg(test)]
mod tests {
    use crate::sandbox::{Sandbox, World};
    use std::io::{Read, Write};
    use std::net::TcpStream;

    fn sandbox(faults: &[&str]) -> Sandbox {
        let mut world = World::with_deals(5);
        world.faults(faults.iter().map(|spec| spec.parse().unwrap()).collect());
        Sandbox::start(world).unwrap()
    }

    /// The raw response, read until the connection is closed.
    fn exchange(sandbox: &Sandbox, request: &str) -> String {
        let address = sandbox.url().replace("http://", "");
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        // A connection reset also ends the response.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(path: &str) -> String {
        format!("GET {path} HTTP/1.1\r\nhost: x\r\nx-api-token: t\r\nconnection: close\r\n\r\n")
    }

    fn create(title: &str) -> String {
        let body = format!("{{\"title\":\"{title}\"}}");
        let length = body.len();
        format!(
            "POST /api/v2/deals HTTP/1.1\r\nhost: x\r\nauthorization: Bearer t\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        )
    }

    #[test]
    fn serves_http_requests() {
        let sandbox = sandbox(&[]);
        let answer =
            exchange(&sandbox, &get("/api/v2/deals/search?term=Copper+r%6Fof&exact_match=true"));
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.contains("x-ratelimit-limit: 1000000\r\n"), "{answer}");
        assert!(answer.contains("\"title\":\"Copper roof\""), "{answer}");
        let answer = exchange(&sandbox, &create("Over the wire"));
        assert!(answer.contains("x-daily-requests-left: 9999\r\n"), "{answer}");
        assert_eq!(sandbox.world().deal(6).unwrap()["title"], "Over the wire");
        assert_eq!(sandbox.world().calls(), 2);
    }

    #[test]
    fn errors_have_the_format_of_their_source() {
        let sandbox = sandbox(&[]);
        let with_invalid_token =
            get("/api/v2/deals").replace("x-api-token: t", "x-api-token: invalid");
        for (request, status, expected) in [
            (with_invalid_token, 401, "x-401-by-gw: true"),
            (get("/api/v2/users/me"), 404, "<!DOCTYPE html>"),
            (get("/v2/deals"), 404, "<!DOCTYPE html>"),
            (get("/v1/users/me"), 200, "Mara Lindqvist"),
            (get("/v1/users/me?api_token=t").replace("x-api-token: t", "x-no: t"), 200, "Mara"),
            (get("/v1/users/me?api_token=").replace("x-api-token: t", "x-no: t"), 401, "gw"),
            (get("/v1/dealFields?limit=500"), 200, "\"key\":\"user_id\""),
            (get("/v1/personFields"), 200, "\"mandatory_flag\":true"),
            (get("/v1/files?limit=1"), 200, "\"next_start\":1"),
            (get("/api/v2/deals/%31"), 200, "Copper roof"),
            (get("/api/v2/deals?owner_id=1%2C2"), 400, "owner_id"),
            (get("/api/v1/nothing"), 404, "\"success\":false"),
            (get("/api/v2/deals/x"), 400, "ERR_SCHEMA_VALIDATION_FAILED"),
            (get("/api/v1/deals/x/flow"), 400, "\"error\":\"Bad request\""),
            (get("/api/v1/deals/1/merge"), 405, "\"success\":false"),
        ] {
            let answer = exchange(&sandbox, &request);
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{request}{answer}");
            assert!(answer.contains(expected), "{request}{answer}");
        }
    }

    #[test]
    fn breaks_connections_on_request() {
        let sandbox = sandbox(&["POST#1=drop", "POST#2=drop-after", "GET#1=cut"]);
        assert_eq!(exchange(&sandbox, &create("Never")), "");
        assert_eq!(sandbox.world().deal_ids().len(), 5);
        assert_eq!(exchange(&sandbox, &create("Done")), "");
        assert_eq!(sandbox.world().deal(6).unwrap()["title"], "Done");
        let half = exchange(&sandbox, &get("/api/v2/deals"));
        let (head, body) = half.split_once("\r\n\r\n").unwrap();
        let announced: usize = head
            .split("content-length: ")
            .nth(1)
            .and_then(|rest| rest.split("\r\n").next())
            .unwrap()
            .parse()
            .unwrap();
        assert!(body.len() > 100 && body.len() < announced, "{} {announced}", body.len());
    }

    #[test]
    fn frees_its_port_when_dropped() {
        let first = sandbox(&[]);
        let port = first.url().rsplit(':').next().unwrap().parse().unwrap();
        drop(first);
        let second = Sandbox::start_on(World::with_deals(1), port).unwrap();
        assert!(exchange(&second, &get("/api/v2/deals/1")).contains("Copper roof"));
    }
}

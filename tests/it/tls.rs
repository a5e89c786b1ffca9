//! The program against a server with TLS and HTTP/2: certificates that are not to be trusted, and
//! what only HTTP/2 can say.

use super::support::{Home, Output};
use bytes::Bytes;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use rustls::pki_types::PrivateKeyDer;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// A certification authority, and a file with its certificate to trust.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    dir: tempfile::TempDir,
}

impl Authority {
    fn new(name: &str) -> Authority {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("ca.pem"), issuer.pem()).unwrap();
        Authority { issuer, dir }
    }

    fn file(&self) -> PathBuf {
        self.dir.path().join("ca.pem")
    }

    /// A server with a certificate for `host`.
    fn server(&self, host: &str, change: impl FnOnce(&mut CertificateParams)) -> Server {
        let mut params = CertificateParams::new([host.to_owned()]).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Server::new(certificate, key)
    }
}

struct Server {
    url: String,
    connections: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
}

impl Server {
    /// Refuses the first request of all, before it processes it, and answers the others.
    fn new(certificate: rcgen::Certificate, key: KeyPair) -> Server {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider);
        let mut config = config
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
            )
            .unwrap();
        config.alpn_protocols = vec![b"h2".to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let (connections, requests) =
            (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let server = Server { url, connections: connections.clone(), requests: requests.clone() };
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let listener = TcpListener::from_std(listener).unwrap();
                while let Ok((stream, _)) = listener.accept().await {
                    connections.fetch_add(1, Ordering::SeqCst);
                    tokio::spawn(serve(acceptor.clone(), stream, requests.clone()));
                }
            });
        });
        server
    }

    fn run(&self, trusted: &Authority, args: &[&str]) -> Output {
        let home = Home::new();
        let mut command = home.command(args);
        command.env("DEALS_BASE_URL", &self.url).env("PIPEDRIVE_API_TOKEN", "token");
        Output::from_output(
            command
                .env("DEALS_JOURNAL", "off")
                .env("SSL_CERT_FILE", trusted.file())
                .output()
                .unwrap(),
        )
    }

    fn counts(&self) -> (usize, usize) {
        (self.connections.load(Ordering::SeqCst), self.requests.load(Ordering::SeqCst))
    }
}

async fn serve(acceptor: TlsAcceptor, stream: TcpStream, requests: Arc<AtomicUsize>) {
    // A client that does not trust the certificate ends it here.
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let Ok(mut connection) = h2::server::handshake(stream).await else { return };
    while let Some(Ok((_, mut respond))) = connection.accept().await {
        if requests.fetch_add(1, Ordering::SeqCst) == 0 {
            respond.send_reset(h2::Reason::REFUSED_STREAM);
            continue;
        }
        let mut body = respond.send_response(http::Response::new(()), false).unwrap();
        let deal = Bytes::from_static(br#"{"success":true,"data":{"id":1,"title":"Roof"}}"#);
        body.send_data(deal, true).unwrap();
    }
}

/// A write whose look-up does not get in the way.
const WRITE: &[&str] = &["api", "POST", "/api/v2/deals", "-f", "title=Roof", "-v"];
const READ: &[&str] = &["get", "1", "-v"];

#[test]
fn what_the_server_did_not_process_is_sent_again_and_counted() {
    let authority = Authority::new("A");
    for args in [READ, WRITE] {
        let server = authority.server("127.0.0.1", |_| {});
        let ran = server.run(&authority, args);
        assert!(ran.err.contains("before it processed the request; again in"), "{}", ran.err);
        assert!(ran.err.contains("2 requests, "), "{}", ran.err);
        assert_eq!(server.counts().1, 2);
        assert!(ran.ok().contains("Roof"));
    }
    let server = authority.server("127.0.0.1", |_| {});
    let ran = server.run(&authority, &[WRITE, &["--retries", "0"]].concat());
    assert_eq!((ran.code, server.counts().1), (Some(7), 1), "{}", ran.err);
    assert!(!ran.err.contains(r#""outcome":"unknown""#), "{}", ran.err);
}

#[test]
fn a_certificate_that_is_not_to_be_trusted_is_an_error_of_its_own() {
    let authority = Authority::new("A");
    let self_signed = |is_ca| {
        let mut params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
        params.is_ca = is_ca;
        let key = KeyPair::generate().unwrap();
        Server::new(params.self_signed(&key).unwrap(), key)
    };
    let expired = authority.server("127.0.0.1", |params| {
        params.not_after = date_time_ymd(2020, 2, 29);
    });
    let early = authority.server("127.0.0.1", |params| {
        params.not_before = date_time_ymd(2090, 1, 1);
    });
    // One of the same name, as after a CA was set up again.
    let (stranger, twin) = (Authority::new("B"), Authority::new("A"));
    let trust_store = if cfg!(target_os = "linux") { "SSL_CERT_FILE" } else { "the system's" };
    for (server, what, hint) in [
        (self_signed(IsCa::NoCa), "its issuer is not trusted", trust_store),
        (self_signed(IsCa::Ca(BasicConstraints::Unconstrained)), "it is self-signed", trust_store),
        (stranger.server("127.0.0.1", |_| {}), "its issuer is not trusted", trust_store),
        (twin.server("127.0.0.1", |_| {}), "its issuer did not sign it", trust_store),
        (
            authority.server("acme.example", |_| {}),
            "for another host (acme.example)",
            "config list",
        ),
        (expired, "it expired on 2020-02-29", "date and time"),
        (early, "it is not valid yet, only from 2090-01-01", "date and time"),
    ] {
        for (at, args) in [READ, WRITE].into_iter().enumerate() {
            let ran = server.run(&authority, args);
            assert_eq!((ran.code, ran.out.as_str()), (Some(7), ""), "{}", ran.err);
            let host = server.url.strip_prefix("https://").unwrap();
            let message = format!("cannot trust the TLS certificate of {host}: ");
            assert!(ran.err.contains(&message) && ran.err.contains(what), "{what}: {}", ran.err);
            assert!(ran.err.contains(hint), "{hint}: {}", ran.err);
            assert!(
                !ran.err.contains("again in") && !ran.err.contains(r#""outcome":"unknown""#),
                "{}",
                ran.err
            );
            assert_eq!(server.counts(), (at + 1, 0), "{what}");
        }
    }
}

#[test]
fn a_machine_without_ca_certificates_is_told_so() {
    let authority = Authority::new("A");
    let server = authority.server("127.0.0.1", |_| {});
    std::fs::write(authority.file(), "").unwrap();
    let ran = server.run(&authority, READ);
    assert_eq!((ran.code, server.counts().0), (Some(7), 0), "{}", ran.err);
    assert!(ran.err.contains("No CA certificates were loaded"), "{}", ran.err);
    assert!(!ran.err.contains("again in"), "{}", ran.err);
}

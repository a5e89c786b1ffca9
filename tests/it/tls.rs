//! TLS and HTTP/2: untrusted certificates, and errors that only HTTP/2 has.

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

/// A certificate authority, and a file with its certificate.
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
    /// Rejects the first request without processing it, and responds to the others.
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
    // Fails if the client rejects the certificate.
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

/// A write that is not verified.
const WRITE: &[&str] = &["api", "POST", "/api/v2/deals", "-f", "title=Roof", "-v"];
const READ: &[&str] = &["get", "1", "-v"];

#[test]
fn retries_and_counts_an_unprocessed_request() {
    let authority = Authority::new("A");
    for args in [READ, WRITE] {
        let server = authority.server("127.0.0.1", |_| {});
        let output = server.run(&authority, args);
        assert!(
            output.err.contains("before it processed the request; retrying in"),
            "{}",
            output.err
        );
        assert!(output.err.contains("2 requests, "), "{}", output.err);
        assert_eq!(server.counts().1, 2);
        assert!(output.ok().contains("Roof"));
    }
    let server = authority.server("127.0.0.1", |_| {});
    let output = server.run(&authority, &[WRITE, &["--retries", "0"]].concat());
    assert_eq!((output.code, server.counts().1), (Some(7), 1), "{}", output.err);
    assert!(!output.err.contains(r#""outcome":"unknown""#), "{}", output.err);
}

#[test]
fn explains_an_untrusted_certificate() {
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
    // A CA with the same name but another key.
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
            let output = server.run(&authority, args);
            assert_eq!((output.code, output.out.as_str()), (Some(7), ""), "{}", output.err);
            let host = server.url.strip_prefix("https://").unwrap();
            let message = format!("cannot trust the TLS certificate of {host}: ");
            assert!(
                output.err.contains(&message) && output.err.contains(what),
                "{what}: {}",
                output.err
            );
            assert!(output.err.contains(hint), "{hint}: {}", output.err);
            assert!(
                !output.err.contains("retrying in")
                    && !output.err.contains(r#""outcome":"unknown""#),
                "{}",
                output.err
            );
            assert_eq!(server.counts(), (at + 1, 0), "{what}");
        }
    }
}

#[test]
fn explains_missing_ca_certificates() {
    let authority = Authority::new("A");
    let server = authority.server("127.0.0.1", |_| {});
    std::fs::write(authority.file(), "").unwrap();
    let output = server.run(&authority, READ);
    assert_eq!((output.code, server.counts().0), (Some(7), 0), "{}", output.err);
    assert!(output.err.contains("No CA certificates were loaded"), "{}", output.err);
    assert!(!output.err.contains("retrying in"), "{}", output.err);
    if cfg!(target_os = "linux") {
        let name = authority.file().display().to_string();
        let expected = format!("SSL_CERT_FILE is `{name}`: no PEM certificates");
        assert!(output.err.contains(&expected), "{}", output.err);
        std::fs::remove_file(authority.file()).unwrap();
        let output = server.run(&authority, READ);
        let expected = format!("SSL_CERT_FILE is `{name}`: No such file or directory");
        assert!(output.err.contains(&expected), "{}", output.err);
    }
}

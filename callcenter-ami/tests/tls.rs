//! The client over TLS, on loopback.
#![cfg(feature = "tls")]

mod peer;

use std::path::PathBuf;
use std::sync::Arc;

use callcenter_ami::{Client, Config, Link, LinkError, Tls};
use callcenter_core::action::Action;
use peer::*;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;

/// A certificate that a switch shows, and its key.
struct Shown {
    pem: String,
    acceptor: TlsAcceptor,
}

impl Shown {
    fn new(certificate: &rcgen::Certificate, key: &KeyPair) -> Self {
        let chain = vec![certificate.der().clone()];
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key made here is good");
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring has the usual versions")
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .expect("key and certificate belong together");
        Self { pem: certificate.pem(), acceptor: TlsAcceptor::from(Arc::new(config)) }
    }

    /// As `openssl req -x509` makes it: self-signed, allowed to issue others, without a host name.
    fn self_signed() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("keys can be made");
        Self::new(&params.self_signed(&key).expect("a certificate can be made"), &key)
    }

    async fn accept(&self, port: &Port) -> std::io::Result<Peer<TlsStream<TcpStream>>> {
        let stream = port.accept_raw().await;
        soon(self.acceptor.accept(stream)).await.map(Peer::new)
    }
}

/// An authority, and a certificate that it issued to `name`.
fn issued(name: &str) -> (String, Shown) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().expect("keys can be made"))
        .expect("a certificate can be made");
    let key = KeyPair::generate().expect("keys can be made");
    let params = CertificateParams::new(vec![name.into()]).expect("a good name");
    let certificate = params.signed_by(&key, &authority).expect("a certificate can be made");
    (authority.pem(), Shown::new(&certificate, &key))
}

/// A PEM file that goes away with the test.
struct File(PathBuf);

impl File {
    fn new(test: &str, pem: &str) -> Self {
        let path = std::env::temp_dir().join(format!("callcenter-{}-{test}.pem", std::process::id()));
        std::fs::write(&path, pem).expect("the folder for temporary files can be written");
        Self(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn config(port: &Port, trusted: &File, server_name: Option<&str>) -> Config {
    let mut config = port.config();
    config.tls = Some(Tls { trusted: trusted.0.clone(), server_name: server_name.map(Into::into) });
    config
}

async fn refusal(config: Config) -> LinkError {
    let (client, _feed) = Client::connect(config).expect("a good file");
    soon(client.ready()).await.expect_err("not trusted")
}

#[tokio::test]
async fn a_self_signed_certificate_in_the_file_is_trusted_as_it_is() {
    let (port, shown) = (Port::open().await, Shown::self_signed());
    let file = File::new("self_signed", &shown.pem);
    let (client, _feed) = Client::connect(config(&port, &file, None)).expect("a good file");
    let mut peer = shown.accept(&port).await.expect("trusted");
    peer.let_in().await;
    assert_eq!(soon(client.ready()).await, Ok(1));
    let switch = async {
        let (id, _) = peer.hears("Ping").await;
        peer.answer(&id, PONG).await;
    };
    let (pong, ()) = soon(async { tokio::join!(client.request(Action::Ping), switch) }).await;
    assert!(pong.expect("an answer").ok());
}

#[tokio::test]
async fn a_certificate_issued_by_one_in_the_file_is_trusted_for_its_name_only() {
    let (port, (authority, shown)) = (Port::open().await, issued("pbx.example.com"));
    let file = File::new("issued", &authority);
    let (client, _feed) =
        Client::connect(config(&port, &file, Some("pbx.example.com"))).expect("a good file");
    let mut peer = shown.accept(&port).await.expect("trusted");
    peer.let_in().await;
    assert_eq!(soon(client.ready()).await, Ok(1));

    let (refused, _) = tokio::join!(refusal(config(&port, &file, None)), shown.accept(&port));
    assert!(matches!(&refused, LinkError::Tls { reason } if reason.contains("127.0.0.1")), "{refused}");
}

#[tokio::test]
async fn a_certificate_that_is_not_in_the_file_is_refused_before_the_secret_is_told() {
    let (port, shown) = (Port::open().await, Shown::self_signed());
    let file = File::new("other", &Shown::self_signed().pem);
    let (refused, accepted) = tokio::join!(refusal(config(&port, &file, None)), shown.accept(&port));
    assert!(matches!(refused, LinkError::Tls { .. }) && refused.is_lasting(), "{refused}");
    assert!(accepted.is_err(), "the handshake fails on this side too");
}

#[tokio::test]
async fn a_port_without_tls_is_told_apart() {
    let (port, shown) = (Port::open().await, Shown::self_signed());
    let file = File::new("plain", &shown.pem);
    let (client, _feed) = Client::connect(config(&port, &file, None)).expect("a good file");
    let mut peer = port.accept().await;
    peer.say(GREETING).await;
    let status = until(&client, |status| matches!(status.link, Link::Down { .. })).await;
    assert!(matches!(status.link, Link::Down { why: LinkError::Tls { .. }, .. }), "{status:?}");
}

#[tokio::test]
async fn a_file_that_is_none_is_an_error_at_once() {
    let port = Port::open().await;
    for pem in ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let file = File::new("bad", pem);
        let error = Client::connect(config(&port, &file, None)).expect_err("no certificate in it");
        assert!(matches!(&error, LinkError::Tls { reason } if reason.contains("callcenter-")), "{error}");
    }
    let error =
        Client::connect(config(&port, &File("/nonexistent.pem".into()), None)).expect_err("no such file");
    assert!(matches!(error, LinkError::Tls { .. }), "{error}");
}

//! Encryption: a link that trusts one file and nothing else.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    ClientConfig, DigitallySignedStruct, Error as TlsError, RootCertStore, SignatureScheme,
};

use crate::error::LinkError;

/// Whom to trust when the manager interface speaks TLS (`tlsenable`, port 5039 by default).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// A PEM file. A certificate in it is trusted as an issuer, and as it is: a switch may show the very certificate,
    /// self-signed, without its host name in it, expired. No other authority is trusted.
    pub trusted: PathBuf,
    /// The name that an issued certificate must be made out to; absent: the host connected to.
    pub server_name: Option<String>,
}

/// What is ready to encrypt connections.
#[derive(Clone)]
pub(super) struct Encryption {
    connector: TlsConnector,
    name: ServerName<'static>,
}

impl Encryption {
    pub(super) fn new(tls: &Tls, host: &str) -> Result<Self, LinkError> {
        let name = tls.server_name.as_deref().unwrap_or(host).to_owned();
        let name = ServerName::try_from(name).map_err(|error| failed(&error))?;
        let provider = Arc::new(ring::default_provider());
        let trusted = Arc::new(Trusted::read(&tls.trusted, &provider)?);
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| failed(&error))?
            .dangerous()
            .with_custom_certificate_verifier(trusted)
            .with_no_client_auth();
        Ok(Self { connector: TlsConnector::from(Arc::new(config)), name })
    }

    pub(super) async fn encrypt(&self, stream: TcpStream) -> Result<TlsStream<TcpStream>, LinkError> {
        self.connector.connect(self.name.clone(), stream).await.map_err(|error| failed(&error))
    }
}

fn failed(error: &dyn std::error::Error) -> LinkError {
    LinkError::Tls { reason: error.to_string() }
}

/// Trusts the certificates of a file, and those that they issued.
#[derive(Debug)]
struct Trusted {
    certificates: Vec<CertificateDer<'static>>,
    issued: Arc<WebPkiServerVerifier>,
}

impl Trusted {
    fn read(path: &Path, provider: &Arc<CryptoProvider>) -> Result<Self, LinkError> {
        let wrong = |what: String| LinkError::Tls { reason: format!("{}: {what}", path.display()) };
        let certificates = CertificateDer::pem_file_iter(path)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| wrong(error.to_string()))?;
        let mut roots = RootCertStore::empty();
        for certificate in &certificates {
            roots.add(certificate.clone()).map_err(|error| wrong(error.to_string()))?;
        }
        let issued = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
            .build()
            .map_err(|error| wrong(error.to_string()))?;
        Ok(Self { certificates, issued })
    }
}

impl ServerCertVerifier for Trusted {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        if self.certificates.contains(certificate) {
            return Ok(ServerCertVerified::assertion());
        }
        self.issued.verify_server_cert(certificate, others, name, ocsp, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.issued.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.issued.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.issued.supported_verify_schemes()
    }
}

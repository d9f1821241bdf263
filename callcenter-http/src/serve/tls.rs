//! Certificates: read, checked, and read again when their files change.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use thiserror::Error;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tracing::{error, info};
use zeroize::Zeroizing;

/// How often it is looked whether the files changed.
pub(super) const LOOKED_EVERY: Duration = Duration::from_secs(10);

/// The files of TLS, both PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The server's certificate, and behind it those that vouch for it.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// Why TLS cannot be spoken.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TlsError {
    /// A file cannot be read.
    #[error("{}: {why}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        why: std::io::Error,
    },
    /// A file has not in it what it should have.
    #[error("{}: {why}", path.display())]
    Content {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
}

/// A certificate that is in use.
#[derive(Debug, Clone)]
pub(super) struct Certificate {
    inner: Arc<Inner>,
}

struct Inner {
    files: TlsFiles,
    provider: Arc<CryptoProvider>,
    key: RwLock<Arc<CertifiedKey>>,
}

/// Ends with what it belongs to.
#[derive(Debug)]
pub(super) struct Watching(JoinHandle<()>);

impl Drop for Watching {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Certificate {
    pub(super) fn open(files: TlsFiles) -> Result<Self, TlsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = RwLock::new(Arc::new(read(&files, &provider)?));
        Ok(Self { inner: Arc::new(Inner { files, provider, key }) })
    }

    /// Takes connections with whatever certificate is in use then.
    pub(super) fn acceptor(&self) -> TlsAcceptor {
        let mut config = ServerConfig::builder_with_provider(self.inner.provider.clone())
            .with_safe_default_protocol_versions()
            .expect("the provider has the suites of both versions")
            .with_no_client_auth()
            .with_cert_resolver(self.inner.clone());
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        TlsAcceptor::from(Arc::new(config))
    }

    /// Looks again and again whether the files changed, and at once when somebody says that they did.
    pub(super) fn watch(&self, every: Duration, look: Arc<Notify>) -> Watching {
        let certificate = self.clone();
        Watching(tokio::spawn(async move {
            let mut told = None;
            loop {
                tokio::select! {
                    () = tokio::time::sleep(every) => {}
                    () = look.notified() => told = None,
                }
                match certificate.look() {
                    Ok(changed) => {
                        told = None;
                        if changed {
                            info!(file = %certificate.inner.files.certificate.display(), "the new certificate is in use");
                        }
                    }
                    Err(why) => {
                        let why = why.to_string();
                        if told.as_ref() != Some(&why) {
                            error!(%why, "the new certificate is no good; the old one stays in use");
                            told = Some(why);
                        }
                    }
                }
            }
        }))
    }

    /// Reads the files, and says whether they have another certificate.
    fn look(&self) -> Result<bool, TlsError> {
        let found = read(&self.inner.files, &self.inner.provider)?;
        let mut key = self.inner.key.write().unwrap_or_else(PoisonError::into_inner);
        let changed = found.cert != key.cert;
        if changed {
            *key = Arc::new(found);
        }
        Ok(changed)
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner").field("files", &self.files).finish_non_exhaustive()
    }
}

impl ResolvesServerCert for Inner {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.key.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

fn read(files: &TlsFiles, provider: &CryptoProvider) -> Result<CertifiedKey, TlsError> {
    let wrong = |path: &Path, why: &str| TlsError::Content { path: path.to_owned(), why: why.to_owned() };
    let text = |path: &Path| {
        std::fs::read(path).map(Zeroizing::new).map_err(|why| TlsError::File { path: path.to_owned(), why })
    };
    let certificates = CertificateDer::pem_slice_iter(&text(&files.certificate)?)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|why| wrong(&files.certificate, &format!("no PEM: {why}")))?;
    if certificates.is_empty() {
        return Err(wrong(&files.certificate, "there is no certificate in it (-----BEGIN CERTIFICATE-----)"));
    }
    let key = PrivateKeyDer::from_pem_slice(&text(&files.key)?)
        .map_err(|why| wrong(&files.key, &format!("there is no private key in it: {why}")))?;
    CertifiedKey::from_der(certificates, key, provider).map_err(|why| {
        wrong(&files.key, &format!("it is not the key of {}: {why}", files.certificate.display()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str) -> TlsFiles {
        let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).expect("it can be made");
        let files = TlsFiles { certificate: folder.join("cert.pem"), key: folder.join("key.pem") };
        std::fs::write(&files.certificate, made.cert.pem()).expect("it can be written");
        std::fs::write(&files.key, made.signing_key.serialize_pem()).expect("it can be written");
        files
    }

    #[tokio::test]
    async fn f_291_a_new_certificate_is_used_as_soon_as_somebody_says_that_there_is_one() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let certificate = Certificate::open(write(folder.path(), "one.example.com")).expect("it is good");
        let look = Arc::<Notify>::default();
        let _watching = certificate.watch(Duration::from_secs(86_400), Arc::clone(&look));
        let in_use = || certificate.inner.key.read().expect("nobody failed").cert.clone();
        let first = in_use();
        write(folder.path(), "two.example.com");
        look.notify_one();
        // The next look by itself would be tomorrow.
        let changed = async {
            while in_use() == first {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), changed).await.expect("the new one is in use");
    }

    #[test]
    fn f_291_a_new_certificate_is_used_and_a_bad_one_is_not() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let files = write(folder.path(), "one.example.com");
        let certificate = Certificate::open(files.clone()).expect("it is good");
        let in_use = || certificate.inner.key.read().expect("nobody failed").cert.clone();
        let first = in_use();
        assert!(!certificate.look().expect("it is good"));
        let one_key = std::fs::read(&files.key).expect("it is there");
        write(folder.path(), "two.example.com");
        assert!(certificate.look().expect("it is good"));
        let second = in_use();
        assert_ne!(first, second);
        std::fs::write(&files.key, one_key).expect("it can be written");
        let why = certificate.look().expect_err("the key is another one's").to_string();
        assert!(why.contains("key.pem") && why.contains("cert.pem"), "{why}");
        std::fs::write(&files.certificate, "nothing").expect("it can be written");
        let why = certificate.look().expect_err("there is none").to_string();
        assert!(why.contains("cert.pem: there is no certificate"), "{why}");
        assert_eq!(in_use(), second);
    }
}

//! Serving: HTTP/1.1 and HTTP/2, with TLS or without, until it is told to end.

mod tls;

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tower::Service as _;
use tracing::{debug, warn};

use self::tls::{Certificate, LOOKED_EVERY};
pub use self::tls::{TlsError, TlsFiles};
use crate::access::Secured;

/// Connections at a time; whoever comes next waits until one ends.
pub const CONNECTIONS_MAX: usize = 10_000;

/// How long a client may take for the head of a request, also between two of one connection.
pub const HEAD_WITHIN: Duration = Duration::from_secs(30);

/// How long a client may take for the handshake of TLS.
pub const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);

/// Bytes of a request's head.
pub const HEAD_BYTES_MAX: usize = 64 << 10;

/// Requests at a time in one connection of HTTP/2.
pub const STREAMS_MAX: u32 = 128;

/// How long requests may take to end when the server is told to; then they are cut off.
pub const DRAIN_WITHIN: Duration = Duration::from_secs(10);

/// After so long it is tried again to take a connection, when there are no more files.
const ACCEPT_AGAIN: Duration = Duration::from_millis(200);

/// Serves until `stop` is over, lets what is under way end, and returns.
///
/// The files of TLS are looked at again and again: a new certificate is used from the next connection on; one that is no good
/// is said in the log, and the old one stays.
///
/// # Errors
/// [`TlsError`] when the files of TLS are no good at the begin.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    tls: Option<TlsFiles>,
    stop: impl Future<Output = ()>,
) -> Result<(), TlsError> {
    serve_looking(listener, router, tls, Arc::default(), stop).await
}

/// As [`serve`], and looks at the files of TLS at once whenever `look` is notified.
///
/// # Errors
/// As [`serve`].
pub async fn serve_looking(
    listener: TcpListener,
    router: Router,
    tls: Option<TlsFiles>,
    look: Arc<Notify>,
    stop: impl Future<Output = ()>,
) -> Result<(), TlsError> {
    let certificate = tls.map(Certificate::open).transpose()?;
    let watched = certificate.as_ref().map(|certificate| certificate.watch(LOOKED_EVERY, look));
    let acceptor = certificate.as_ref().map(Certificate::acceptor);
    let free = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let next = async {
            let place = free.clone().acquire_owned().await.expect("the places are never closed");
            (accept(&listener).await, place)
        };
        let ((stream, address), place) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        let (router, acceptor, watcher) = (router.clone(), acceptor.clone(), graceful.watcher());
        tokio::spawn(async move {
            match acceptor {
                None => connection(stream, address, Way::Plain, router, watcher, place).await,
                Some(acceptor) => match tokio::time::timeout(HANDSHAKE_WITHIN, acceptor.accept(stream)).await
                {
                    Ok(Ok(stream)) => connection(stream, address, Way::Tls, router, watcher, place).await,
                    Ok(Err(why)) => debug!(%address, %why, "no handshake"),
                    Err(_) => debug!(%address, "no handshake in time"),
                },
            }
        });
    }
    drop(listener);
    drop(watched);
    if tokio::time::timeout(DRAIN_WITHIN, graceful.shutdown()).await.is_err() {
        debug!("requests that did not end are cut off");
    }
    Ok(())
}

/// How a connection came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Plain,
    Tls,
}

/// The next connection. That there are no more files passes.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, address)) => {
                if let Err(why) = stream.set_nodelay(true) {
                    debug!(%why, "small packets wait");
                }
                return (stream, address);
            }
            // Whoever broke off before we came is no matter.
            Err(why) if why.kind() == std::io::ErrorKind::ConnectionAborted => {}
            Err(why) => {
                warn!(%why, "no connection can be taken; it is tried again");
                tokio::time::sleep(ACCEPT_AGAIN).await;
            }
        }
    }
}

async fn connection<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    address: SocketAddr,
    way: Way,
    router: Router,
    watcher: Watcher,
    place: OwnedSemaphorePermit,
) {
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(address));
        if way == Way::Tls {
            request.extensions_mut().insert(Secured);
        }
        let answer = router.clone().call(request);
        async move { Ok::<Response<_>, Infallible>(answer.await.unwrap_or_else(|never| match never {})) }
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(HEAD_BYTES_MAX)
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS_MAX)
        .max_header_list_size(u32::try_from(HEAD_BYTES_MAX).expect("it is small"))
        .keep_alive_interval(HEAD_WITHIN)
        .enable_connect_protocol();
    let served = builder.serve_connection_with_upgrades(TokioIo::new(stream), service).into_owned();
    if let Err(why) = watcher.watch(served).await {
        debug!(%address, %why, "a connection broke off");
    }
    drop(place);
}

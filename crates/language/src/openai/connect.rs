//! A connection to the server: straight or by way of a proxy, plain or with TLS.

pub mod get;

use std::io;

use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;

use super::target::{Proxy, Target};

/// Whatever bytes go over.
pub trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// What moves the bytes of a connection; it ends with whoever waits for them.
pub struct Driver(JoinHandle<()>);

impl Driver {
    pub fn spawn(connection: impl Future + Send + 'static) -> Self {
        Self(tokio::spawn(async move {
            // What goes wrong here is seen by whoever waits for the answer.
            let _ = connection.await;
        }))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Longest answer of a proxy, bytes.
const LONGEST_ANSWER: usize = 8 << 10;

/// Opens a connection.
///
/// # Errors
/// No way to the server or proxy, a proxy that says no, a certificate that is not trusted.
pub async fn connect(target: &Target) -> io::Result<TokioIo<Box<dyn Wire>>> {
    let first = target.proxy.as_ref().map_or(&target.address, |proxy| &proxy.address);
    let mut stream = TcpStream::connect((first.host.as_str(), first.port)).await?;
    stream.set_nodelay(true)?;
    let Some(tls) = &target.tls else { return Ok(TokioIo::new(Box::new(stream))) };
    if let Some(proxy) = &target.proxy {
        open_tunnel(&mut stream, proxy, &target.address.authority()).await?;
    }
    let stream = TlsConnector::from(tls.config.clone()).connect(tls.name.clone(), stream).await?;
    Ok(TokioIo::new(Box::new(stream)))
}

/// Asks a proxy to pass everything on to `authority`.
async fn open_tunnel(stream: &mut TcpStream, proxy: &Proxy, authority: &str) -> io::Result<()> {
    let mut question = format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n");
    if let Some(authorization) = &proxy.authorization {
        question.push_str(&format!("Proxy-Authorization: {}\r\n", authorization.expose()));
    }
    question.push_str("\r\n");
    stream.write_all(question.as_bytes()).await?;
    // Byte by byte, so that nothing of what follows the answer is taken.
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        if answer.len() == LONGEST_ANSWER {
            return Err(io::Error::other("the proxy's answer has no end"));
        }
        let closed = |_| io::Error::other("the proxy closed the connection within its answer");
        answer.push(stream.read_u8().await.map_err(closed)?);
    }
    let line = String::from_utf8_lossy(answer.split(|byte| *byte == b'\r').next().unwrap_or_default());
    match line.split_whitespace().nth(1) {
        Some(status) if status.starts_with('2') => Ok(()),
        _ => Err(io::Error::other(format!("the proxy answered {line:?}"))),
    }
}

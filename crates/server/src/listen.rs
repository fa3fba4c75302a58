//! Listening: loopback only, and a stop that lets running requests finish.

use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs as _};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use plant::Problem;
use tokio::sync::watch;

use crate::{App, routes};

/// How long running requests may go on after the server was told to stop.
const GRACE: Duration = Duration::from_secs(10);
/// How far the catalogue may be behind samples that arrive live.
const CATCH_UP_EVERY: Duration = Duration::from_secs(2);

/// An address that is ours and not yet served.
#[derive(Debug)]
pub struct Listening {
    listener: TcpListener,
    address: SocketAddr,
}

/// Takes an address: `127.0.0.1:8080`, `localhost:0`, `[::1]:8080`.
///
/// # Errors
/// `PW7002` when others than this machine could reach it, `PW7001` when another
/// program has it, `PW7008` when it is no address or cannot be had.
pub fn bind(address: &str) -> Result<Listening, Problem> {
    let found = address.to_socket_addrs().map_err(|error| no_address(address, &error))?;
    let found: Vec<SocketAddr> = found.collect();
    if let Some(open) = found.iter().find(|found| !found.ip().is_loopback()) {
        return Err(Problem::new("PW7002", format!("{open} can be reached from other machines"))
            .help("bind to 127.0.0.1, [::1] or localhost; accounts for others do not exist yet"));
    }
    let listener = TcpListener::bind(found.as_slice()).map_err(|error| cannot_bind(address, &error))?;
    let address = listener.local_addr().map_err(|error| cannot_bind(address, &error))?;
    Ok(Listening { listener, address })
}

fn no_address(address: &str, error: &io::Error) -> Problem {
    Problem::new("PW7008", format!("{address:?} is not an address to listen on: {error}"))
        .help("write HOST:PORT, for example 127.0.0.1:8080; port 0 takes any that is free")
}

fn cannot_bind(address: &str, error: &io::Error) -> Problem {
    if error.kind() == io::ErrorKind::AddrInUse {
        return Problem::new("PW7001", format!("another program listens on {address} already")).help(
            "stop it, or choose another port with --bind 127.0.0.1:PORT (port 0 takes any that is free)",
        );
    }
    Problem::new("PW7008", format!("{address} cannot be listened on: {error}"))
        .help("choose another port with --bind 127.0.0.1:PORT; ports below 1024 need special rights")
}

impl Listening {
    /// The address, with the port that was taken.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until SIGINT or SIGTERM; `ready` is called once requests are answered.
    ///
    /// # Errors
    /// `PW7008` when the machine gives no more threads or the listener fails.
    pub fn serve(self, app: Arc<App>, ready: impl FnOnce(SocketAddr)) -> Result<(), Problem> {
        let failed = |error: io::Error| {
            Problem::new("PW7008", format!("the server stopped: {error}")).help("start it again")
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(failed)?;
        let outcome = runtime.block_on(self.run(app, ready));
        // A question that still computes must not hold the process.
        runtime.shutdown_timeout(Duration::from_secs(1));
        outcome.map_err(failed)
    }

    async fn run(self, app: Arc<App>, ready: impl FnOnce(SocketAddr)) -> io::Result<()> {
        self.listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        let stop = stop_signal()?;
        let (told, mut stopping) = watch::channel(false);
        let router = routes::router(Arc::clone(&app));
        let stopped = Arc::clone(&app);
        let serving = axum::serve(listener, router).with_graceful_shutdown(async move {
            stop.await;
            stopped.stopping.store(true, Ordering::Relaxed);
            told.send_replace(true);
        });
        let catching_up = tokio::spawn(catch_up(Arc::clone(&app)));
        ready(self.address);
        let outcome = tokio::select! {
            served = serving => served,
            // Ends also when the sender is gone, which is when serving has ended.
            () = async {
                let _ = stopping.wait_for(|told| *told).await;
                tokio::time::sleep(GRACE).await;
            } => Ok(()),
        };
        catching_up.abort();
        outcome
    }
}

/// Keeps the catalogue near what arrives live.
async fn catch_up(app: Arc<App>) {
    let mut tick = tokio::time::interval(CATCH_UP_EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        let behind = Arc::clone(&app);
        if let Err(problem) = app.pool.run(move || behind.catch_up()).await.flatten() {
            tracing::warn!(%problem, "the catalogue is behind the store");
        }
    }
}

/// Ends when this process is told to stop.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn refused(address: &str, code: &str) {
        assert_eq!(bind(address).unwrap_err().code, code, "{address}");
    }

    #[test]
    fn only_this_machine_may_be_listened_for() {
        refused("0.0.0.0:0", "PW7002");
        refused("[::]:0", "PW7002");
        refused("192.0.2.1:8080", "PW7002");
        refused("nonsense", "PW7008");
        refused("127.0.0.1:99999", "PW7008");
        assert_ne!(bind("127.0.0.1:0").unwrap().address().port(), 0);
    }

    #[test]
    fn a_port_that_is_taken_is_said_to_be() {
        let first = bind("127.0.0.1:0").unwrap();
        refused(&first.address().to_string(), "PW7001");
    }
}

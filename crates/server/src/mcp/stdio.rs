//! The protocol over standard input and output: a message a line.

use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::sync::mpsc as blocking;
use std::time::Duration;

use plant::Problem;
use serde_json::Value as Json;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::{Connection, PARSE_ERROR, RpcError};
use crate::App;

/// Messages that may wait to be taken; the client then waits with its next.
const WAITING: usize = 256;
/// How long requests may go on after the client has ended its side.
const GRACE: Duration = Duration::from_secs(60);

/// Answers messages until the input ends and what was asked is answered.
///
/// # Errors
/// `PW7008` when the machine gives no threads, or the output cannot be written.
pub fn serve<I, O>(app: Arc<App>, input: I, output: O) -> Result<(), Problem>
where
    I: BufRead + Send + 'static,
    O: Write + Send + 'static,
{
    let failed = |error: io::Error| {
        Problem::new("PW7008", format!("the connection stopped: {error}")).help("start it again")
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(failed)?;
    let (lines, taken) = mpsc::channel(WAITING);
    // Ends with the input, or with the next line after nobody listens any more.
    std::thread::spawn(move || read(input, &lines));
    let (responses, written) = blocking::channel();
    let writer = std::thread::spawn(move || write(output, &written));
    runtime.block_on(answer(app, taken, responses));
    // A call that still computes must not hold the process.
    runtime.shutdown_timeout(Duration::from_secs(1));
    writer.join().unwrap_or_else(|_| Err(io::Error::other("the writer failed"))).map_err(failed)
}

fn read(mut input: impl BufRead, lines: &mpsc::Sender<Vec<u8>>) {
    loop {
        let mut line = Vec::new();
        match input.read_until(b'\n', &mut line) {
            // What cannot be read is taken for the end.
            Ok(0) | Err(_) => return,
            Ok(_) if line.trim_ascii().is_empty() => {}
            Ok(_) => {
                if lines.blocking_send(line).is_err() {
                    return;
                }
            }
        }
    }
}

fn write(mut output: impl Write, responses: &blocking::Receiver<Json>) -> io::Result<()> {
    while let Ok(response) = responses.recv() {
        // JSON text holds no line break.
        writeln!(output, "{response}")?;
        output.flush()?;
    }
    Ok(())
}

async fn answer(app: Arc<App>, mut lines: mpsc::Receiver<Vec<u8>>, responses: blocking::Sender<Json>) {
    let connection = Arc::new(Connection::default());
    let mut running = JoinSet::new();
    while let Some(line) = lines.recv().await {
        let Ok(message) = serde_json::from_slice::<Json>(&line) else {
            let error = RpcError::new(PARSE_ERROR, "a line is to be one JSON message in UTF-8");
            // Nobody reads any more: the input ends soon as well.
            let _ = responses.send(error.response(None));
            continue;
        };
        let (app, connection, responses) = (Arc::clone(&app), Arc::clone(&connection), responses.clone());
        running.spawn(async move {
            if let Some(response) = connection.take(&app, message).await {
                let _ = responses.send(response);
            }
        });
        while running.try_join_next().is_some() {}
    }
    let all = async { while running.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, all).await.is_err() {
        tracing::warn!("requests were still running when the client was gone");
    }
}

//! A server that is a process of ours: messages are lines of its standard input and output.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use super::lines::{Line, Lines};
use super::patience::{Patience, Silent};
use super::rpc::{self, Incoming, RpcError};
use super::session::Wire;
use super::settings::ServerSettings;
use super::{Fault, one_line};

/// Variables that every process is given where they are set.
const COMMON: &[&str] =
    &["PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ", "SystemRoot", "TEMP"];

/// Lines of a server that are no messages, before it is given up.
const MOST_GARBAGE: usize = 50;
/// What a message may have beside its result, bytes.
const AROUND: usize = 4 << 10;
/// How much of what it writes to standard error is kept, bytes.
const LAST_WORDS: usize = 2 << 10;
/// How long a server may take to end by itself.
const FAREWELL: Duration = Duration::from_millis(500);
/// Messages that wait to be written; a server that reads none of them is stuck.
const QUEUE: usize = 16;

/// What the thread that reads has to tell.
enum Event {
    Response(Result<Json, RpcError>),
    TooLong,
    Garbage(String),
}

/// A process and the threads that read and write for it.
pub struct Pipe {
    child: Child,
    /// Gone when the process is to end.
    to: Option<SyncSender<Vec<u8>>>,
    from: Receiver<Event>,
    /// Number of the request whose response is waited for; 0 for none.
    awaited: Arc<AtomicU64>,
    last_words: Arc<Mutex<Vec<u8>>>,
    most_bytes: usize,
}

impl Pipe {
    /// Starts the process.
    ///
    /// # Errors
    /// [`Fault::Start`].
    pub fn open(settings: &ServerSettings, command: &str, folder: &Path) -> Result<Self, Fault> {
        // A path counts from the folder; a bare name is looked for on the search path.
        let program = if command.contains('/') { folder.join(command) } else { command.into() };
        let passed = COMMON.iter().copied().chain(settings.env.iter().map(String::as_str));
        let environment = passed.filter_map(|name| Some((name.to_owned(), std::env::var_os(name)?)));
        let failed = |error: std::io::Error| Fault::Start(format!("{}: {error}", one_line(command, 200)));
        let mut child = Command::new(program)
            .args(&settings.args)
            .env_clear()
            .envs(environment)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let (to, outgoing) = sync_channel::<Vec<u8>>(QUEUE);
        let (events, from) = sync_channel(QUEUE);
        let awaited = Arc::new(AtomicU64::new(0));
        let last_words = Arc::new(Mutex::new(Vec::new()));
        if let Some(mut stdin) = child.stdin.take() {
            std::thread::spawn(move || {
                while let Ok(message) = outgoing.recv() {
                    if stdin.write_all(&message).and_then(|()| stdin.flush()).is_err() {
                        return;
                    }
                }
            });
        }
        if let Some(stdout) = child.stdout.take() {
            let (awaited, to, most) = (Arc::clone(&awaited), to.clone(), settings.max_result_bytes + AROUND);
            std::thread::spawn(move || Reader { awaited, to, events, garbage: 0 }.read(stdout, most));
        }
        if let Some(stderr) = child.stderr.take() {
            let last_words = Arc::clone(&last_words);
            std::thread::spawn(move || keep_last_words(stderr, &last_words));
        }
        Ok(Self { child, to: Some(to), from, awaited, last_words, most_bytes: settings.max_result_bytes })
    }

    fn write(&self, message: &Json) -> Result<(), Fault> {
        let mut line = message.to_string().into_bytes();
        line.push(b'\n');
        let sent = self.to.as_ref().is_some_and(|to| to.try_send(line).is_ok());
        if sent { Ok(()) } else { Err(Fault::Ended("it reads nothing any more".to_owned())) }
    }

    /// Why it says nothing any more.
    fn end(&mut self) -> Fault {
        let until = Instant::now() + FAREWELL;
        let status = loop {
            match self.child.try_wait() {
                Ok(Some(status)) => break status.to_string(),
                Ok(None) if Instant::now() < until => std::thread::park_timeout(Duration::from_millis(5)),
                _ => break "it closed its output".to_owned(),
            }
        };
        let words = self.last_words.lock().map(|words| words.clone()).unwrap_or_default();
        let words = String::from_utf8_lossy(&words);
        let last = words.lines().rev().find(|line| !line.trim().is_empty()).map(|line| one_line(line, 200));
        Fault::Ended(last.map_or(status.clone(), |last| format!("{status}; its last words: {last}")))
    }
}

impl Wire for Pipe {
    fn ask(
        &mut self,
        id: u64,
        request: &Json,
        patience: &Patience<'_>,
    ) -> Result<Result<Json, RpcError>, Fault> {
        // What came too late for the request before is of no use.
        while let Ok(event) = self.from.try_recv() {
            if let Event::Garbage(text) = event {
                return Err(Fault::Garbage(text));
            }
        }
        self.awaited.store(id, Ordering::SeqCst);
        let outcome = self.write(request).and_then(|()| match patience.next(&self.from)? {
            Ok(Event::Response(outcome)) => Ok(outcome),
            Ok(Event::TooLong) => Err(Fault::TooLarge(self.most_bytes)),
            Ok(Event::Garbage(text)) => Err(Fault::Garbage(text)),
            Err(Silent) => Err(Fault::Ended(String::new())),
        });
        self.awaited.store(0, Ordering::SeqCst);
        outcome.map_err(|fault| if matches!(fault, Fault::Ended(_)) { self.end() } else { fault })
    }

    fn tell(&mut self, notification: &Json, _patience: &Patience<'_>) -> Result<(), Fault> {
        self.write(notification)
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        // The end of its input tells a server to end.
        self.to = None;
        self.awaited.store(u64::MAX, Ordering::SeqCst);
        while self.from.try_recv().is_ok() {}
        let until = Instant::now() + FAREWELL;
        while Instant::now() < until {
            match self.child.try_wait() {
                Ok(None) => std::thread::park_timeout(Duration::from_millis(5)),
                _ => return,
            }
        }
        // It ended in between, or cannot be ended by us.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads what a server says, and answers what it asks.
struct Reader {
    awaited: Arc<AtomicU64>,
    to: SyncSender<Vec<u8>>,
    events: SyncSender<Event>,
    garbage: usize,
}

impl Reader {
    fn read(mut self, mut stdout: ChildStdout, most_bytes: usize) {
        let mut lines = Lines::new(most_bytes);
        let (mut piece, mut found) = (vec![0; 16 << 10], Vec::new());
        while let Ok(count @ 1..) = stdout.read(&mut piece) {
            lines.push(&piece[..count], &mut found);
            for line in found.drain(..) {
                if self.take(&line).is_err() {
                    return;
                }
            }
        }
    }

    /// # Errors
    /// Nobody listens any more.
    fn take(&mut self, line: &Line) -> Result<(), ()> {
        let awaited = self.awaited.load(Ordering::SeqCst);
        if awaited == u64::MAX {
            return Err(());
        }
        let Line::Whole(line) = line else {
            return if awaited == 0 { Ok(()) } else { self.events.send(Event::TooLong).map_err(|_| ()) };
        };
        match rpc::read(line) {
            Ok(Incoming::Response { id, outcome }) if id == awaited => {
                self.events.send(Event::Response(outcome)).map_err(|_| ())
            }
            Ok(Incoming::Unreadable(error)) if awaited != 0 => {
                self.events.send(Event::Response(Err(error))).map_err(|_| ())
            }
            Ok(Incoming::Request { id, method }) => {
                let mut message = rpc::response(&id, &method).to_string().into_bytes();
                message.push(b'\n');
                // A server that asks and does not read gets no answer.
                let _ = self.to.try_send(message);
                Ok(())
            }
            Ok(_) => Ok(()),
            Err(_) => {
                self.garbage += 1;
                if self.garbage < MOST_GARBAGE {
                    return Ok(());
                }
                let text = one_line(&String::from_utf8_lossy(&line[..line.len().min(400)]), 80);
                // Told or not, this is the end.
                let _ = self.events.send(Event::Garbage(text));
                Err(())
            }
        }
    }
}

fn keep_last_words(mut stderr: ChildStderr, kept: &Mutex<Vec<u8>>) {
    let mut piece = vec![0; 4 << 10];
    while let Ok(count @ 1..) = stderr.read(&mut piece) {
        let Ok(mut kept) = kept.lock() else { return };
        kept.extend_from_slice(&piece[..count]);
        let over = kept.len().saturating_sub(LAST_WORDS);
        kept.drain(..over);
    }
}

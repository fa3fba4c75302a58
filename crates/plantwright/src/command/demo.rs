//! `plantwright demo`: a plant to try, living on in real time while it is served.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::Result;
use jiff::Timestamp;
use plant::{Problem, Quality, Sample, Value};
use server::App;
use twin::TwinError;
use twin::demo::{DemoOptions, Live, LiveOptions, write_plant};

use crate::terminal::number::count;
use crate::terminal::progress;
use crate::{opening, place};

/// How often the living plant is asked for new samples, and how often its state is kept.
const TICK: Duration = Duration::from_secs(1);
const CHECKPOINT_EVERY: Duration = Duration::from_secs(60);

/// Make a demo plant, serve it, and let it live on
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of the demo plant; by default in the user's data folder
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Days of history to make
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=3660))]
    days: u32,
    /// Loopback address to listen on; port 0 takes any that is free
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8420")]
    bind: String,
    /// Only make the plant and import it
    #[arg(long)]
    no_serve: bool,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let folder = args.dir.clone().or_else(place::demo_folder).ok_or_else(|| {
        Problem::new("PW7025", "there is no home folder to keep the demo plant in")
            .help("name a folder with --dir DIR")
    })?;
    let listening = if args.no_serve { None } else { Some(server::bind(&args.bind)?) };
    if !folder.join(plant::PLANT_FILE).is_file() {
        make(&folder, args.days)?;
    }
    let engines = opening::open_current(&folder)?;
    let Some(listening) = listening else {
        eprintln!("the demo plant is in {}", folder.display());
        return Ok(ExitCode::SUCCESS);
    };
    let app = Arc::new(App::new(engines));
    let life = Life::begin(&folder, Arc::clone(&app))?;
    let served = super::serve::serve(listening, app);
    life.end();
    served
}

/// Writes a demo plant whose history ends now.
fn make(folder: &Path, days: u32) -> Result<()> {
    // Only a folder of ours, or none: files of somebody else's are not mixed with the demo's.
    if std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
        && !folder.join(".twin").is_dir()
    {
        let problem = Problem::new("PW7026", format!("{} holds other files", folder.display()));
        return Err(problem.help("name an empty or a new folder with --dir DIR").into());
    }
    let bar = progress::busy(format!("making {days} days of a demo plant"));
    let started = Instant::now();
    let options = DemoOptions { days, ..DemoOptions::ending_at(Timestamp::now()) };
    let made = write_plant(folder, &options).map_err(problem);
    bar.finish_and_clear();
    let made = made?;
    eprintln!(
        "made a demo plant in {}: {} tags, {} samples, {:.1} s",
        folder.display(),
        made.tags,
        count(made.samples),
        started.elapsed().as_secs_f64()
    );
    Ok(())
}

/// The simulator's error as a user sees it.
fn problem(error: TwinError) -> Problem {
    let full =
        matches!(&error, TwinError::Write { source, .. } if source.kind() == std::io::ErrorKind::StorageFull);
    let chain = anyhow::Error::from(error);
    let message = format!("the demo plant cannot be made or continued: {chain:#}");
    if full {
        return Problem::new("PW4002", message).help("free some disk space and try again");
    }
    Problem::new("PW7028", message)
        .help("see that the folder can be written to; when it was made by another version, delete it and start again")
}

/// The thread in which the demo plant lives on.
struct Life {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Life {
    /// Takes the plant up where it was left, catches up with the clock, and goes on from there.
    fn begin(folder: &Path, app: Arc<App>) -> Result<Self> {
        let mut live = Live::resume(folder, LiveOptions::default()).map_err(problem)?;
        let (stop, stopped) = channel();
        let thread = thread::Builder::new().name("demo plant".to_owned()).spawn(move || {
            let mut kept = Instant::now();
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(TICK) {
                if let Err(problem) = advance(&mut live, &app) {
                    eprintln!("the demo plant stands still: {problem}");
                    return;
                }
                if kept.elapsed() >= CHECKPOINT_EVERY {
                    kept = Instant::now();
                    keep(&live);
                }
            }
            keep(&live);
        })?;
        Ok(Self { stop, thread })
    }

    fn end(self) {
        // The thread may have ended by itself.
        let _ = self.stop.send(());
        let _ = self.thread.join();
    }
}

/// Appends what the plant did up to now.
fn advance(live: &mut Live, app: &App) -> Result<(), Problem> {
    loop {
        let lived = live.advance(Timestamp::now());
        if lived.is_empty() {
            return Ok(());
        }
        let samples: Vec<Sample> = lived
            .iter()
            .map(|sample| Sample {
                tag: sample.tag.into(),
                time: sample.time,
                value: Value::Float(sample.value),
                quality: Quality::GOOD,
            })
            .collect();
        app.append(&samples)?;
    }
}

/// Keeps where the plant stands. Failing is no harm: it is then taken up from earlier, and
/// the same samples are written again.
fn keep(live: &Live) {
    if let Err(error) = live.checkpoint() {
        tracing::warn!(%error, "the demo plant's state was not kept");
    }
}

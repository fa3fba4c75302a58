//! Where work that computes is done: a bounded number at a time, a bounded
//! number waiting, never inside an async task.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Weak};

use plant::Problem;
use tokio::sync::Semaphore;

/// Held by whoever waits for work; see [`waiting`].
#[derive(Debug)]
pub struct Waiter(#[allow(dead_code, reason = "counted, not read")] Arc<()>);

/// Tells work whether somebody still waits for it.
#[derive(Debug)]
pub struct Wanted(Weak<()>);

impl Wanted {
    pub fn is_wanted(&self) -> bool {
        self.0.strong_count() > 0
    }
}

/// A pair of which one is kept where the work is waited for and the other goes with the work.
pub fn waiting() -> (Waiter, Wanted) {
    let held = Arc::new(());
    let wanted = Wanted(Arc::downgrade(&held));
    (Waiter(held), wanted)
}

/// A gate before tokio's blocking threads.
#[derive(Debug)]
pub struct Pool {
    running: Arc<Semaphore>,
    waiting: AtomicUsize,
    queue: usize,
}

/// Takes one off the count of those waiting, also when the caller goes away.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Pool {
    /// `width` at a time; up to `queue` more wait their turn.
    pub fn new(width: usize, queue: usize) -> Self {
        Self { running: Arc::new(Semaphore::new(width.max(1))), waiting: AtomicUsize::new(0), queue }
    }

    /// As wide as the machine, with room for 64 to wait for each core.
    pub fn for_this_machine() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self::new(cores, cores * 64)
    }

    /// How many wait now.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Runs `work` on a thread of its own when there is room.
    ///
    /// # Errors
    /// `PW7006` when too many wait already; `PW9001` when `work` panicked.
    pub async fn run<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= self.queue {
            drop(Waiting(&self.waiting));
            return Err(Problem::new("PW7006", "more is being asked than this machine can answer now")
                .help("try again in a moment"));
        }
        let waiting = Waiting(&self.waiting);
        let permit = Arc::clone(&self.running).acquire_owned().await.map_err(|_| stopped())?;
        drop(waiting);
        // The permit goes with the work: when the caller goes away, the work still counts as running.
        let job = move || {
            let _permit = permit;
            work()
        };
        tokio::task::spawn_blocking(job).await.map_err(|_| {
            Problem::new("PW9001", "a fault inside Plantwright stopped this request")
                .help("the log has the report; please pass it on")
        })
    }
}

fn stopped() -> Problem {
    Problem::new("PW7006", "the server is stopping").help("start it again with `plantwright serve`")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use std::sync::mpsc;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn no_more_run_at_once_than_the_width_and_a_full_queue_refuses() {
        let pool = Arc::new(Pool::new(1, 1));
        let (started, has_started) = mpsc::channel();
        let (release, gate) = mpsc::channel::<()>();
        let first = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move {
                pool.run(move || {
                    started.send(()).unwrap();
                    gate.recv().unwrap();
                })
                .await
            }
        });
        tokio::task::spawn_blocking(move || has_started.recv().unwrap()).await.unwrap();
        let second = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move { pool.run(|| 2).await }
        });
        while pool.waiting() == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(pool.run(|| 3).await.unwrap_err().code, "PW7006");
        release.send(()).unwrap();
        first.await.unwrap().unwrap();
        assert_eq!(second.await.unwrap().unwrap(), 2);
        assert_eq!(pool.waiting(), 0);
    }

    #[tokio::test]
    async fn a_panic_is_an_error_of_that_request_alone() {
        let pool = Pool::new(1, 4);
        let failed: Result<(), Problem> = pool.run(|| panic!("on purpose")).await;
        assert_eq!(failed.unwrap_err().code, "PW9001");
        assert_eq!(pool.run(|| 7).await.unwrap(), 7);
    }
}

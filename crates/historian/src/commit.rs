//! Group commit: what many threads append at the same time shares one sync.

use std::sync::Arc;

use parking_lot::{Condvar, Mutex};
use plant::Sample;

use crate::error::{HistorianError, Result};

/// Threads queue their samples; one of them leads and writes all that are queued.
#[derive(Default)]
pub(crate) struct Commit {
    queue: Mutex<Queue>,
    done: Condvar,
}

#[derive(Default)]
struct Queue {
    pending: Vec<Arc<[Sample]>>,
    /// Tickets given out and tickets settled; a batch is a range of tickets.
    issued: u64,
    settled: u64,
    leading: bool,
    failed: Vec<(u64, HistorianError)>,
}

impl Commit {
    /// Queues the samples and returns when `write` has taken them. `write` is
    /// called by one thread at a time, with batches in the order of queueing.
    pub fn submit(
        &self,
        samples: Arc<[Sample]>,
        write: impl Fn(&[Arc<[Sample]>]) -> Result<()>,
    ) -> Result<()> {
        let mut queue = self.queue.lock();
        queue.issued += 1;
        let ticket = queue.issued;
        queue.pending.push(samples);
        loop {
            if queue.settled >= ticket {
                let failed = queue.failed.iter().position(|(failed, _)| *failed == ticket);
                return failed.map_or(Ok(()), |at| Err(queue.failed.swap_remove(at).1));
            }
            if queue.leading {
                self.done.wait(&mut queue);
                continue;
            }
            queue.leading = true;
            let batch = std::mem::take(&mut queue.pending);
            let (first, last) = (queue.settled + 1, queue.issued);
            drop(queue);
            let written = write(&batch);
            queue = self.queue.lock();
            queue.leading = false;
            queue.settled = last;
            if let Err(error) = written {
                queue.failed.extend((first..=last).map(|ticket| (ticket, error.copy())));
            }
            self.done.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use plant::{Quality, Value};

    #[test]
    fn every_thread_hears_what_became_of_its_own_samples() {
        let commit = Commit::default();
        let written = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for thread in 0..8_i64 {
                let (commit, written) = (&commit, &written);
                scope.spawn(move || {
                    for step in 0..50 {
                        let time = thread * 1000 + step;
                        let sample = Sample {
                            tag: "a".into(),
                            time,
                            value: Value::Integer(time),
                            quality: Quality::GOOD,
                        };
                        let result = commit.submit([sample].into(), |batch| {
                            if batch.iter().any(|samples| samples[0].time % 7 == 0) {
                                return Err(HistorianError::Invalid("seven".to_owned()));
                            }
                            written.lock().extend(batch.iter().map(|samples| samples[0].time));
                            Ok(())
                        });
                        assert_eq!(result.is_ok(), written.lock().contains(&time));
                    }
                });
            }
        });
        assert!(commit.queue.lock().failed.is_empty());
        let mut times = written.into_inner();
        times.sort_unstable();
        let before = times.len();
        times.dedup();
        assert_eq!(times.len(), before);
    }
}

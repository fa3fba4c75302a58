//! Counters and a latency histogram, written in Prometheus' text format 0.0.4.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tool::Status;

/// The time over which the rate of ingest is taken.
const RATE_OVER: Duration = Duration::from_secs(60);

/// Upper bounds of the latency buckets, seconds.
const BOUNDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

const STATUSES: [(Status, &str); 4] = [
    (Status::Answered, "answered"),
    (Status::Clarify, "clarify"),
    (Status::Abstained, "abstained"),
    (Status::Error, "error"),
];

/// What is counted since the start.
#[derive(Debug, Default)]
pub struct Metrics {
    questions: [AtomicU64; STATUSES.len()],
    buckets: [AtomicU64; BOUNDS.len()],
    latency_count: AtomicU64,
    latency_ns: AtomicU64,
    appended: AtomicU64,
    recent: Mutex<Recent>,
    append_requests: AtomicU64,
    queries: AtomicU64,
    responses: [AtomicU64; 5],
}

/// Samples by the second in which they arrived, for a minute.
#[derive(Debug, Default)]
struct Recent(VecDeque<(Instant, u64)>);

impl Recent {
    fn add(&mut self, now: Instant, samples: u64) {
        self.forget(now);
        match self.0.back_mut() {
            Some((begun, sum)) if now.duration_since(*begun) < Duration::from_secs(1) => *sum += samples,
            _ => self.0.push_back((now, samples)),
        }
    }

    fn per_second(&mut self, now: Instant) -> f64 {
        self.forget(now);
        self.0.iter().map(|(_, samples)| *samples).sum::<u64>() as f64 / RATE_OVER.as_secs_f64()
    }

    fn forget(&mut self, now: Instant) {
        while self.0.front().is_some_and(|(begun, _)| now.duration_since(*begun) >= RATE_OVER) {
            self.0.pop_front();
        }
    }
}

/// What is read at the moment of asking.
#[derive(Debug, Clone, Copy, Default)]
pub struct Gauges {
    pub tags: u64,
    pub samples: u64,
    pub store_bytes: u64,
    pub waiting: u64,
    pub uptime_s: f64,
}

impl Metrics {
    pub fn question(&self, status: Status, took: Duration) {
        if let Some(at) = STATUSES.iter().position(|(known, _)| *known == status) {
            self.questions[at].fetch_add(1, Ordering::Relaxed);
        }
        let seconds = took.as_secs_f64();
        if let Some(at) = BOUNDS.iter().position(|bound| seconds <= *bound) {
            self.buckets[at].fetch_add(1, Ordering::Relaxed);
        }
        self.latency_count.fetch_add(1, Ordering::Relaxed);
        self.latency_ns.fetch_add(u64::try_from(took.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    pub fn append(&self, samples: u64) {
        self.append_requests.fetch_add(1, Ordering::Relaxed);
        self.appended.fetch_add(samples, Ordering::Relaxed);
        self.recent.lock().add(Instant::now(), samples);
    }

    /// Samples a second that arrived live, over the last minute.
    pub fn ingest_per_s(&self) -> f64 {
        self.recent.lock().per_second(Instant::now())
    }

    pub fn query(&self) {
        self.queries.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a response by the hundreds of its status.
    pub fn response(&self, status: u16) {
        if let Some(counter) = self.responses.get(usize::from(status / 100).wrapping_sub(1)) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The exposition.
    pub fn render(&self, gauges: Gauges) -> String {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let mut page = Page::default();
        page.head("plantwright_questions_total", "counter", "Questions by how they ended.");
        for ((_, name), counter) in STATUSES.iter().zip(&self.questions) {
            page.line("plantwright_questions_total", &format!("{{status=\"{name}\"}}"), read(counter));
        }
        page.head("plantwright_question_seconds", "histogram", "Time to answer a question.");
        let mut below = 0;
        for (bound, counter) in BOUNDS.iter().zip(&self.buckets) {
            below += read(counter);
            page.line("plantwright_question_seconds_bucket", &format!("{{le=\"{bound}\"}}"), below);
        }
        let count = read(&self.latency_count).max(below);
        page.line("plantwright_question_seconds_bucket", "{le=\"+Inf\"}", count);
        page.line("plantwright_question_seconds_sum", "", read(&self.latency_ns) as f64 / 1e9);
        page.line("plantwright_question_seconds_count", "", count);
        page.head("plantwright_http_responses_total", "counter", "HTTP responses by class of status.");
        for (class, counter) in (1..).zip(&self.responses) {
            let label = format!("{{status=\"{class}xx\"}}");
            page.line("plantwright_http_responses_total", &label, read(counter));
        }
        for (name, help, value) in [
            ("plantwright_appended_samples_total", "Samples that arrived live.", read(&self.appended)),
            ("plantwright_appends_total", "Appends of such samples.", read(&self.append_requests)),
            ("plantwright_sql_queries_total", "SQL queries through the API.", read(&self.queries)),
        ] {
            page.head(name, "counter", help);
            page.line(name, "", value);
        }
        for (name, help, value) in [
            ("plantwright_tags", "Tags that have samples.", gauges.tags),
            ("plantwright_samples", "Samples in the store.", gauges.samples),
            ("plantwright_store_bytes", "Bytes of the store on disk.", gauges.store_bytes),
            ("plantwright_waiting", "Requests that wait for a core.", gauges.waiting),
        ] {
            page.head(name, "gauge", help);
            page.line(name, "", value);
        }
        page.head("plantwright_uptime_seconds", "gauge", "Seconds since the start.");
        page.line("plantwright_uptime_seconds", "", gauges.uptime_s);
        page.0
    }
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a string does not fail.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn line(&mut self, name: &str, labels: &str, value: impl std::fmt::Display) {
        let _ = writeln!(self.0, "{name}{labels} {value}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_histogram_is_cumulative_and_ends_at_its_count() {
        let metrics = Metrics::default();
        for ms in [1, 4, 4, 30, 20_000] {
            metrics.question(Status::Answered, Duration::from_millis(ms));
        }
        let text = metrics.render(Gauges::default());
        for expected in [
            "plantwright_questions_total{status=\"answered\"} 5\n",
            "plantwright_questions_total{status=\"error\"} 0\n",
            "plantwright_question_seconds_bucket{le=\"0.001\"} 1\n",
            "plantwright_question_seconds_bucket{le=\"0.005\"} 3\n",
            "plantwright_question_seconds_bucket{le=\"0.05\"} 4\n",
            "plantwright_question_seconds_bucket{le=\"10\"} 4\n",
            "plantwright_question_seconds_bucket{le=\"+Inf\"} 5\n",
            "plantwright_question_seconds_count 5\n",
            "plantwright_question_seconds_sum 20.039\n",
        ] {
            assert!(text.contains(expected), "no {expected:?} in\n{text}");
        }
    }

    #[test]
    fn the_rate_forgets_after_a_minute() {
        let (mut recent, start) = (Recent::default(), Instant::now());
        let at = |s: u64| start + Duration::from_secs(s);
        for second in 0..30 {
            recent.add(at(second), 20);
        }
        assert_eq!(recent.per_second(at(30)), 10.0);
        assert_eq!(recent.per_second(at(74)), 5.0);
        assert_eq!(recent.per_second(at(200)), 0.0);
    }

    #[test]
    fn every_family_has_help_and_type_once() {
        let text = Metrics::default().render(Gauges::default());
        let mut names: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")).collect();
        let before = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), before);
        assert_eq!(text.matches("# HELP ").count(), before);
    }
}

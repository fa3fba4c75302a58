//! When a request is sent again.

use std::time::{Duration, SystemTime};

use rand::Rng;

use crate::chat::ChatError;
use crate::settings::Retries;

/// What `Retry-After` says: seconds, or a time (RFC 9110, section 10.2.3).
pub fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u32>() {
        return Some(Duration::from_secs(seconds.into()));
    }
    let time = httpdate::parse_http_date(value).ok()?;
    Some(time.duration_since(now).unwrap_or_default())
}

/// How long to wait before a request is sent once more, or that it is not to be: `sent` is how often it was.
///
/// Only what was refused before the model began: another attempt at an output costs as much as the first, and its
/// beginning has been read already.
pub fn wait(retries: &Retries, sent: u32, error: &ChatError, random: &mut impl Rng) -> Option<Duration> {
    let asked = match error {
        ChatError::Busy { retry_after, .. } => *retry_after,
        ChatError::Unreachable(_) => None,
        _ => return None,
    };
    if sent >= retries.attempts {
        return None;
    }
    let longest = Duration::from_secs_f64(retries.longest_wait_s);
    let own = retries.first_wait_s * 2f64.powi(i32::try_from(sent).map_or(i32::MAX, |sent| sent - 1));
    let own = Duration::from_secs_f64(own.min(retries.longest_wait_s));
    let jittered = own.mul_f64(random.random_range(0.5..=1.0));
    match asked {
        Some(asked) if asked > longest => None,
        // Never earlier than the server wants, and not all at the same moment.
        Some(asked) => Some(asked + jittered.min(longest - asked)),
        None => Some(jittered),
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    fn busy(seconds: Option<u64>) -> ChatError {
        let retry_after = seconds.map(Duration::from_secs);
        ChatError::Busy { status: 429, detail: String::new(), retry_after }
    }

    #[test]
    fn retry_after_is_seconds_or_a_time() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_700);
        assert_eq!(retry_after(" 7 ", now), Some(Duration::from_secs(7)));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now), Some(Duration::from_secs(77)));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:00:00 GMT", now), Some(Duration::ZERO));
        assert_eq!(retry_after("soon", now), None);
        assert_eq!(retry_after("-1", now), None);
    }

    #[test]
    fn waits_double_within_bounds_and_keep_to_what_the_server_asks() {
        let retries = Retries { attempts: 9, first_wait_s: 1.0, longest_wait_s: 10.0 };
        let mut random = StdRng::seed_from_u64(1);
        for _ in 0..500 {
            let mut seconds = |sent, error: &ChatError| {
                wait(&retries, sent, error, &mut random).map(|wait| wait.as_secs_f64())
            };
            let unreachable = ChatError::Unreachable(String::new());
            for (sent, most) in [(1, 1.0), (2, 2.0), (3, 4.0), (4, 8.0), (5, 10.0), (8, 10.0)] {
                let wait = seconds(sent, &unreachable).unwrap();
                assert!((most / 2.0..=most).contains(&wait), "{sent}: {wait}");
            }
            let wait = seconds(2, &busy(Some(5))).unwrap();
            assert!((6.0..=7.0).contains(&wait), "{wait}");
            assert_eq!(seconds(1, &busy(Some(10))), Some(10.0));
            assert_eq!(seconds(1, &busy(Some(11))), None);
        }
    }

    #[test]
    fn nothing_is_sent_without_end_or_after_a_beginning() {
        let retries = Retries { attempts: 2, ..Retries::default() };
        let mut random = StdRng::seed_from_u64(1);
        assert!(wait(&retries, 1, &busy(None), &mut random).is_some());
        assert!(wait(&retries, 2, &busy(None), &mut random).is_none());
        for error in [ChatError::Cut, ChatError::Server(String::new()), ChatError::Cancelled] {
            assert!(wait(&retries, 1, &error, &mut random).is_none(), "{error}");
        }
    }
}

//! Samples sent to us.

use std::sync::Arc;

use ::plant::{Problem, Quality, Sample, Value};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

use crate::wire::time;

/// Samples to keep.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Append {
    pub samples: Vec<SampleIn>,
}

/// One sample.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SampleIn {
    #[schema(example = "pump-1.flow")]
    pub tag: String,
    /// RFC 3339 with an offset, plant-local without one, or milliseconds since
    /// the epoch; without it, the time of arrival.
    #[serde(default)]
    #[schema(value_type = Option<Value>, example = "2026-03-01T08:00:00+01:00")]
    pub time: Option<Json>,
    /// A number, boolean or text.
    #[schema(value_type = Value, example = 41.5)]
    pub value: Json,
    /// `good`, `uncertain`, `bad` or an OPC status code; good without it.
    #[serde(default)]
    #[schema(value_type = Option<Value>, example = "good")]
    pub quality: Option<Json>,
}

/// What was kept: all of it, on disk.
#[derive(Debug, Serialize, ToSchema)]
pub struct Appended {
    pub accepted: usize,
}

/// The samples of a request, or the first thing wrong with it: one request is
/// kept whole or not at all, so that sending it again is always right.
///
/// # Errors
/// `PW7012` with the sample's position.
pub fn samples(request: Append, zone: &TimeZone, now: i64) -> Result<Vec<Sample>, Problem> {
    let read = |(at, sample): (usize, SampleIn)| {
        let wrong = |what: &str| wrong(&format!("sample {}", at + 1), what);
        let tag = tag(&sample.tag).ok_or_else(|| wrong("has no usable tag"))?;
        let instant = match sample.time {
            None | Some(Json::Null) => now,
            Some(Json::String(text)) => time::read(&text, zone).map_err(|problem| wrong(&problem.message))?,
            Some(Json::Number(number)) => number
                .as_i64()
                .and_then(|ms| ms.checked_mul(1_000_000))
                .ok_or_else(|| wrong("has no usable time"))?,
            Some(_) => return Err(wrong("has no usable time")),
        };
        let value = match sample.value {
            Json::Bool(value) => Value::Boolean(value),
            Json::String(text) => Value::Text(text.into()),
            Json::Number(number) => match number.as_i64() {
                Some(value) => Value::Integer(value),
                None => Value::Float(number.as_f64().ok_or_else(|| wrong("has no usable value"))?),
            },
            _ => return Err(wrong("has no usable value")),
        };
        let quality = match sample.quality {
            None | Some(Json::Null) => Some(Quality::GOOD),
            Some(Json::String(text)) => Quality::parse(&text),
            Some(other) => Quality::parse(&other.to_string()),
        };
        let quality = quality.ok_or_else(|| wrong("has no usable quality"))?;
        Ok(Sample { tag, time: instant, value, quality })
    };
    request.samples.into_iter().enumerate().map(read).collect()
}

/// A tag id that may be written: not empty, no control characters, not endless.
pub fn tag(id: &str) -> Option<Arc<str>> {
    let id = id.trim();
    let usable = !id.is_empty() && id.len() <= 512 && !id.chars().any(char::is_control);
    usable.then(|| id.into())
}

/// The problem of a sample that cannot be kept.
pub fn wrong(place: &str, what: &str) -> Problem {
    Problem::new("PW7012", format!("{place}: {what}; nothing of this request was kept"))
        .help("mend it and send the request again")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn check(json: &str, expected: Result<(&str, i64, Value, Quality), &str>) {
        let request: Append = serde_json::from_str(&format!(r#"{{"samples": [{json}]}}"#)).unwrap();
        let got = samples(request, &TimeZone::UTC, 7).map(|samples| {
            let Sample { tag, time, value, quality } = samples[0].clone();
            (tag.to_string(), time, value, quality)
        });
        match (got, expected) {
            (Ok((tag, time, value, quality)), Ok(want)) => {
                assert_eq!((tag.as_str(), time, value, quality), want, "{json}");
            }
            (Err(problem), Err(part)) => assert!(problem.message.contains(part), "{json}: {problem}"),
            (got, want) => panic!("{json}: {got:?} instead of {want:?}"),
        }
    }

    #[test]
    fn samples_are_read_with_their_kinds() {
        let second = 1_000_000_000;
        check(
            r#"{"tag":"a","time":"1970-01-01T00:00:01Z","value":1}"#,
            Ok(("a", second, Value::Integer(1), Quality::GOOD)),
        );
        check(r#"{"tag":"a","time":1000,"value":1.5}"#, Ok(("a", second, Value::Float(1.5), Quality::GOOD)));
        check(
            r#"{"tag":"a","value":true,"quality":"bad"}"#,
            Ok(("a", 7, Value::Boolean(true), Quality::BAD)),
        );
        check(
            r#"{"tag":"a","value":"open","quality":192}"#,
            Ok(("a", 7, Value::Text("open".into()), Quality::GOOD)),
        );
    }

    #[test]
    fn one_wrong_sample_names_its_place() {
        check(r#"{"tag":" ","value":1}"#, Err("sample 1: has no usable tag"));
        check(r#"{"tag":"a","value":null}"#, Err("no usable value"));
        check(r#"{"tag":"a","value":1,"time":"soon"}"#, Err("\"soon\" is not a time"));
        check(r#"{"tag":"a","value":1,"time":9223372036854775807}"#, Err("no usable time"));
        check(r#"{"tag":"a","value":1,"quality":"fine"}"#, Err("no usable quality"));
    }
}

//! Curves for a chart: as many points as it has pixels, no spike lost.

use ::plant::{Problem, TimeRange, Unit, time::local_rfc3339};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use tool::Catalogue;
use utoipa::ToSchema;

use crate::wire::plant::QualityClass;
use crate::wire::time;

/// Most points a curve is given in, and what it is given in when nothing is said.
const MOST_PIXELS: usize = 20_000;
const USUAL_PIXELS: usize = 1_000;
/// Most tags in one request.
const MOST_TAGS: usize = 64;

/// Curves of tags over a window.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeriesOut {
    /// Half-open, plant-local RFC 3339.
    pub window: [String; 2],
    pub series: Vec<Curve>,
}

/// One tag's curve.
#[derive(Debug, Serialize, ToSchema)]
pub struct Curve {
    pub tag: String,
    pub name: String,
    /// UCUM code of the values.
    pub unit: Option<String>,
    pub symbol: Option<String>,
    /// Samples behind the points.
    pub samples: u64,
    pub points: Vec<CurvePoint>,
    /// Stretches with samples that are not good, in order; bad ones are in no point.
    pub flagged: Vec<Flagged>,
}

/// A stretch of time with samples that are not good.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Flagged {
    /// Milliseconds since the epoch, half-open.
    pub from: i64,
    pub to: i64,
    /// `bad` where one of them is bad, else `uncertain`.
    pub quality: QualityClass,
}

/// Stretches of buckets, `(begin ns, end ns, uncertain, bad)` each, that hold samples which are not
/// good; neighbours of one quality are one stretch.
pub fn flagged(buckets: impl Iterator<Item = (i64, i64, u64, u64)>) -> Vec<Flagged> {
    let mut found: Vec<Flagged> = Vec::new();
    let mut before = None;
    for (at, (begin, end, uncertain, bad)) in buckets.enumerate() {
        let quality = match (bad, uncertain) {
            (0, 0) => continue,
            (0, _) => QualityClass::Uncertain,
            _ => QualityClass::Bad,
        };
        let (from, to) = (begin.div_euclid(1_000_000), end.div_euclid(1_000_000));
        match found.last_mut() {
            Some(last) if before == at.checked_sub(1) && last.quality == quality => last.to = to,
            _ => found.push(Flagged { from, to, quality }),
        }
        before = Some(at);
    }
    found
}

/// A stretch of a curve as wide as a pixel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CurvePoint {
    /// Begin of the stretch, milliseconds since the epoch.
    pub t: i64,
    pub min: f64,
    pub max: f64,
    pub mean: f64,
}

/// What is asked for: `tags=a,b&start=…&end=…&pixels=800&unit=Cel`. Without
/// `start` and `end`, everything recorded of these tags.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesQuery {
    pub tags: Vec<String>,
    pub range: TimeRange,
    pub pixels: usize,
    pub unit: Option<Unit>,
}

impl SeriesQuery {
    /// Reads the pairs of the address. `tags` may come several times; one that holds
    /// commas and is no tag itself is a list.
    ///
    /// # Errors
    /// `PW3101` for a tag that is not there, `PW7013` for a time, `PW7004` for the rest.
    pub fn read(pairs: &[(String, String)], catalogue: &Catalogue) -> Result<Self, Problem> {
        let zone = &catalogue.plant.timezone;
        let (mut tags, mut start, mut end, mut pixels, mut unit) =
            (Vec::new(), None, None, USUAL_PIXELS, None);
        for (key, value) in pairs {
            match key.as_str() {
                "tag" | "tags" if catalogue.profile(value).is_some() => tags.push(value.clone()),
                "tag" | "tags" => {
                    tags.extend(value.split(',').map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()));
                }
                "start" if !value.is_empty() => start = Some(time::read(value, zone)?),
                "end" if !value.is_empty() => end = Some(time::read(value, zone)?),
                "pixels" => {
                    pixels =
                        value.parse().map_err(|_| wrong(format!("pixels={value} is not a whole number")))?;
                }
                "unit" if !value.is_empty() => {
                    unit = Some(Unit::parse(value).ok_or_else(|| wrong(format!("{value:?} is not a unit")))?);
                }
                "start" | "end" | "unit" => {}
                other => return Err(wrong(format!("there is no parameter {other:?}"))),
            }
        }
        if tags.is_empty() || tags.len() > MOST_TAGS {
            return Err(wrong(format!("name 1 to {MOST_TAGS} tags")));
        }
        let profiles = tags.iter().map(|tag| catalogue.profile(tag).ok_or_else(|| unknown_tag(tag)));
        let profiles: Vec<_> = profiles.collect::<Result<_, _>>()?;
        let first = profiles.iter().filter_map(|profile| profile.first).min().unwrap_or(0);
        let last = profiles.iter().filter_map(|profile| profile.last).max().unwrap_or(0);
        let range = TimeRange::new(start.unwrap_or(first), end.unwrap_or(last.saturating_add(1)));
        if range.is_empty() {
            return Err(wrong("the window is empty: start is not before end".to_owned()));
        }
        Ok(Self { tags, range, pixels: pixels.clamp(1, MOST_PIXELS), unit })
    }

    /// The curve of one tag from its buckets; `(begin ns, count, min, max, mean)` each.
    ///
    /// # Errors
    /// `PW3202` when the tag's unit does not convert to the one asked for.
    pub fn curve(
        &self,
        tag: &str,
        catalogue: &Catalogue,
        buckets: impl Iterator<Item = (i64, u64, [f64; 3])>,
    ) -> Result<Curve, Problem> {
        let known = catalogue.plant.tag(tag);
        let own = known.and_then(|tag| tag.unit.clone());
        let convert = |value: f64| match (&own, &self.unit) {
            (Some(own), Some(wanted)) => own.convert(value, wanted),
            (None, Some(_)) => None,
            (_, None) => Some(value),
        };
        let mut samples = 0;
        let mut points = Vec::new();
        for (begin, count, [min, max, mean]) in buckets {
            let (Some(min), Some(max), Some(mean)) = (convert(min), convert(max), convert(mean)) else {
                return Err(does_not_convert(tag, own.as_ref(), self.unit.as_ref()));
            };
            samples += count;
            points.push(CurvePoint { t: begin.div_euclid(1_000_000), min, max, mean });
        }
        let unit = self.unit.clone().or(own);
        Ok(Curve {
            tag: tag.to_owned(),
            name: known.map_or(tag, |tag| &tag.name).to_owned(),
            symbol: unit.as_ref().map(Unit::symbol),
            unit: unit.map(|unit| unit.code().to_owned()),
            samples,
            points,
            flagged: Vec::new(),
        })
    }

    /// The window as it is sent.
    pub fn window(&self, zone: &TimeZone) -> [String; 2] {
        [local_rfc3339(self.range.start, zone), local_rfc3339(self.range.end, zone)]
    }
}

fn wrong(message: String) -> Problem {
    Problem::new("PW7004", message)
        .help("for example /api/series?tags=pump-1.flow&start=2026-03-01&pixels=800")
}

fn unknown_tag(tag: &str) -> Problem {
    Problem::new("PW3101", format!("there is no tag {tag:?}"))
        .help("GET /api/search?q= finds tags by their names")
}

fn does_not_convert(tag: &str, own: Option<&Unit>, wanted: Option<&Unit>) -> Problem {
    let own = own.map_or("no unit", Unit::code);
    let wanted = wanted.map_or("", Unit::code);
    Problem::new("PW3202", format!("{tag} is in {own}, which does not convert to {wanted}"))
        .help("leave `unit` out to get the tag's own unit")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_of_one_quality_are_one_stretch() {
        let ms = 1_000_000;
        let bucket = |at: i64, uncertain, bad| (at * 10 * ms, (at + 1) * 10 * ms, uncertain, bad);
        let buckets = [
            bucket(0, 0, 0),
            bucket(1, 2, 0),
            bucket(2, 1, 0),
            bucket(3, 1, 4),
            bucket(4, 0, 0),
            bucket(5, 0, 1),
        ];
        let stretch = |from, to, quality| Flagged { from, to, quality };
        assert_eq!(
            flagged(buckets.into_iter()),
            [
                stretch(10, 30, QualityClass::Uncertain),
                stretch(30, 40, QualityClass::Bad),
                stretch(50, 60, QualityClass::Bad),
            ]
        );
    }
}

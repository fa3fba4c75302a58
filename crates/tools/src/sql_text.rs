//! The SQL that gives the same as a tool did, for a reader to run again.

use plant::{Plant, Shift, TimeRange};

use crate::period::By;
use crate::support::recurring::Recurring;
use crate::support::time::{sql_window, sql_windows};

/// Samples that tools compute with: numbers, not of bad quality.
const USABLE: &str = "NOT is_bad(quality) AND value IS NOT NULL";

/// A text as a literal.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// `tag = 'a'`, or `tag IN ('a', 'b')`.
pub fn of_tags<'t>(tags: impl IntoIterator<Item = &'t str>) -> String {
    let quoted: Vec<String> = tags.into_iter().map(quoted).collect();
    match quoted.as_slice() {
        [one] => format!("tag = {one}"),
        all => format!("tag IN ({})", all.join(", ")),
    }
}

/// `FROM samples WHERE …`: the usable samples of tags in a window.
pub fn from_samples<'t>(tags: impl IntoIterator<Item = &'t str>, window: TimeRange) -> String {
    let mut conditions = vec![of_tags(tags)];
    conditions.extend(sql_window("time", window));
    conditions.push(USABLE.to_owned());
    format!("FROM samples WHERE {}", conditions.join(" AND "))
}

/// Samples of a tag with the seconds that each holds for, as `held`: until the next one, at most two steps.
pub fn held_samples(tag: &str, window: TimeRange, step_ns: i64) -> String {
    let (step, longest) = (step_ns as f64 / 1e9, step_ns as f64 / 5e8);
    let until_next =
        "(CAST(lead(time) OVER (PARTITION BY tag ORDER BY time) AS BIGINT) - CAST(time AS BIGINT)) / 1e9";
    format!(
        "SELECT tag, time, value, least(coalesce({until_next}, {step}), {longest}) AS held {}",
        from_samples([tag], window)
    )
}

/// A statistic over samples, for each tag and, if asked for, each period.
#[derive(Debug, Clone, Copy)]
pub struct Aggregation<'a> {
    pub tags: &'a [&'a str],
    pub window: TimeRange,
    pub by: Option<By>,
    pub shift: Option<&'a Shift>,
    /// Only samples in these stretches of the window.
    pub within: Option<&'a [TimeRange]>,
    /// The usual step, ns, for a statistic that weighs by time.
    pub held: Option<i64>,
}

impl Aggregation<'_> {
    /// `statistic` is a column over `value`, `time` and, where held, `held`.
    pub fn sql(&self, statistic: &str, plant: &Plant) -> String {
        let mut keys: Vec<String> = Vec::new();
        if self.tags.len() != 1 {
            keys.push("tag".to_owned());
        }
        let period = self.by.map(|by| bucket(by, plant));
        let mut columns = keys.clone();
        columns.extend(period.iter().map(|period| format!("{period} AS period")));
        keys.extend(period.iter().map(|_| "period".to_owned()));
        columns.push(format!("{statistic} AS value"));
        let mut sql = format!("SELECT {} ", columns.join(", "));
        let shift = self.shift.map(|shift| in_shift(shift, "time"));
        let within = self.within.map(|within| sql_windows("time", within));
        let parts: Vec<String> = shift.into_iter().chain(within).collect();
        match (self.held, self.tags) {
            (Some(step), [tag]) => {
                sql.push_str(&format!("FROM ({})", held_samples(tag, self.window, step)));
                if !parts.is_empty() {
                    sql.push_str(&format!(" WHERE {}", parts.join(" AND ")));
                }
            }
            (_, tags) => {
                sql.push_str(&from_samples(tags.iter().copied(), self.window));
                sql.extend(parts.iter().map(|part| format!(" AND {part}")));
            }
        }
        if !keys.is_empty() {
            sql.push_str(&format!(" GROUP BY {0} ORDER BY {0}", keys.join(", ")));
        }
        sql
    }
}

/// The start of the period that a sample lies in; for a shift, its date and name.
fn bucket(by: By, plant: &Plant) -> String {
    match by {
        By::Hour => "time_bucket('1 hour', time)".to_owned(),
        By::Day => "time_bucket('1 day', time)".to_owned(),
        By::Week => "time_bucket('7 days', time)".to_owned(),
        By::Month => "time_bucket('1 month', time)".to_owned(),
        By::Weekday => Recurring::Weekday.sql("time", plant),
        By::HourOfDay => Recurring::HourOfDay.sql("time", plant),
        By::Shift => {
            let cases: Vec<String> = plant
                .shifts
                .iter()
                .map(|shift| {
                    let date = format!("CAST(local_time(time) - INTERVAL '{}' AS DATE)", hours(shift.start));
                    let name = quoted(&format!(" {}", shift.name));
                    format!("WHEN {} THEN CAST({date} AS VARCHAR) || {name}", in_shift(shift, "time"))
                })
                .collect();
            format!("CASE {} END", cases.join(" "))
        }
    }
}

/// Whether a column of times lies in a shift.
pub fn in_shift(shift: &Shift, time: &str) -> String {
    let clock = format!("CAST(local_time({time}) AS TIME)");
    let (start, end) = (shift.start.strftime("%H:%M:%S"), shift.end.strftime("%H:%M:%S"));
    let both = if shift.end <= shift.start { "OR" } else { "AND" };
    format!("({clock} >= TIME '{start}' {both} {clock} < TIME '{end}')")
}

fn hours(time: jiff::civil::Time) -> String {
    format!("{} hours {} minutes {} seconds", time.hour(), time.minute(), time.second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_doubled() {
        assert_eq!(of_tags(["a'b"]), "tag = 'a''b'");
        assert_eq!(of_tags(["a", "b"]), "tag IN ('a', 'b')");
    }

    #[test]
    fn open_windows_have_no_condition() {
        assert_eq!(
            from_samples(["a"], TimeRange::ALL),
            "FROM samples WHERE tag = 'a' AND NOT is_bad(quality) AND value IS NOT NULL"
        );
    }
}

//! Writes a plant as a `plant.toml` to edit; what it writes reads back as the same plant.

use std::fmt::Write as _;

use jiff::tz::TimeZone;
use toml_edit::{Key, Value};

use crate::{
    Asset, DateOrder, FileFormat, HistoryLayout, HistorySource, Language, Plant, RecordKind, RecordsSource,
    Shift, Tag,
};

/// The plant as the text of a `plant.toml`, with comments that say what may be edited.
///
/// Zones without an IANA name (a fixed offset) are written as UTC: `plant.toml` has no other.
pub fn to_toml(plant: &Plant) -> String {
    let mut out = String::from("# What the plant is: edit freely. Every key: docs/plant-toml.md\n[plant]\n");
    text(&mut out, "name", &plant.name);
    out.push_str("# IANA name; times without an offset in the files are local to it\n");
    text(&mut out, "timezone", zone_name(&plant.timezone));
    let language = match plant.language {
        Language::English => "en",
        Language::Chinese => "zh",
    };
    text(&mut out, "language", language);
    if let Some(now) = plant.now {
        out.push_str("# what \"today\" means; take it out once data comes in live\n");
        let local = crate::time::local_rfc3339(now, &plant.timezone);
        // Offsets of the nineteenth century have seconds, which RFC 3339 cannot say.
        let exact = local.parse().is_ok_and(|time| crate::time::nanos(time) == now);
        text(&mut out, "now", &if exact { local } else { crate::time::timestamp(now).to_string() });
    }
    banner(&mut out, "Assets: machines and what they stand in", plant.assets.len());
    plant.assets.iter().for_each(|asset| write_asset(&mut out, asset));
    let about = "Tags: what is measured. unit is a UCUM code; low_low, low, high, high_high are limits";
    banner(&mut out, about, plant.tags.len());
    plant.tags.iter().for_each(|tag| write_tag(&mut out, tag));
    banner(&mut out, "Measured values", plant.history.len());
    plant.history.iter().for_each(|source| write_history(&mut out, source));
    banner(&mut out, "Things that happened or are known", plant.records.len());
    plant.records.iter().for_each(|source| write_records(&mut out, source));
    banner(&mut out, "Shifts", plant.shifts.len());
    plant.shifts.iter().for_each(|shift| write_shift(&mut out, shift));
    out
}

fn banner(out: &mut String, about: &str, sections: usize) {
    if sections > 0 {
        let _ = write!(out, "\n# {about}\n");
    }
}

fn zone_name(zone: &TimeZone) -> &str {
    zone.iana_name().unwrap_or("UTC")
}

fn text(out: &mut String, key: &str, value: &str) {
    let _ = writeln!(out, "{key} = {}", Value::from(value));
}

fn text_unless_empty(out: &mut String, key: &str, value: &str) {
    if !value.is_empty() {
        text(out, key, value);
    }
}

fn optional(out: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        text(out, key, value);
    }
}

fn texts(out: &mut String, key: &str, values: &[String]) {
    if !values.is_empty() {
        let values: Vec<String> =
            values.iter().map(|value| Value::from(value.as_str()).to_string()).collect();
        let _ = writeln!(out, "{key} = [{}]", values.join(", "));
    }
}

fn write_asset(out: &mut String, asset: &Asset) {
    out.push_str("\n[[asset]]\n");
    text(out, "id", &asset.id);
    text(out, "name", &asset.name);
    optional(out, "kind", asset.kind.as_deref());
    optional(out, "parent", asset.parent.as_deref());
    text_unless_empty(out, "description", &asset.description);
    texts(out, "aliases", &asset.aliases);
}

fn write_tag(out: &mut String, tag: &Tag) {
    out.push_str("\n[[tag]]\n");
    text(out, "id", &tag.id);
    optional(out, "asset", tag.asset.as_deref());
    text(out, "name", &tag.name);
    optional(out, "quantity", tag.quantity.as_deref());
    optional(out, "unit", tag.unit.as_ref().map(|unit| unit.code()));
    text_unless_empty(out, "description", &tag.description);
    texts(out, "aliases", &tag.aliases);
    let limits = [
        ("low_low", tag.limits.low_low),
        ("low", tag.limits.low),
        ("high", tag.limits.high),
        ("high_high", tag.limits.high_high),
    ];
    for (key, limit) in limits {
        if let Some(limit) = limit {
            let _ = writeln!(out, "{key} = {limit:?}");
        }
    }
}

fn write_history(out: &mut String, source: &HistorySource) {
    out.push_str("\n[[history]]\n");
    text(out, "files", &source.files);
    let layout = if matches!(source.layout, HistoryLayout::Wide { .. }) { "wide" } else { "long" };
    text(out, "layout", layout);
    optional(out, "time", source.time.as_deref());
    match &source.layout {
        HistoryLayout::Wide { columns } if columns.is_empty() => {}
        HistoryLayout::Wide { columns } => {
            let columns: Vec<String> = columns
                .iter()
                .map(|(column, tag)| {
                    format!("{} = {}", Key::new(column.as_str()).display_repr(), Value::from(tag.as_str()))
                })
                .collect();
            let _ = writeln!(out, "columns = {{ {} }}", columns.join(", "));
        }
        HistoryLayout::Long { tag, value, quality } => {
            text(out, "tag", tag);
            text(out, "value", value);
            optional(out, "quality", quality.as_deref());
        }
    }
    write_format(out, &source.format);
}

fn write_format(out: &mut String, format: &FileFormat) {
    let dates = format.dates.map(|order| match order {
        DateOrder::DayFirst => "day-first",
        DateOrder::MonthFirst => "month-first",
    });
    optional(out, "dates", dates);
    optional(out, "decimal", format.decimal.map(String::from).as_deref());
    let delimiter = format.delimiter.map(|c| if c == '\t' { "tab".to_owned() } else { c.to_string() });
    optional(out, "delimiter", delimiter.as_deref());
    optional(out, "timezone", format.timezone.as_ref().map(zone_name));
}

fn write_records(out: &mut String, source: &RecordsSource) {
    out.push_str("\n[[records]]\n");
    text(out, "table", &source.table);
    text(out, "files", &source.files);
    let kind = match source.kind {
        RecordKind::WorkOrder => "work_order",
        RecordKind::Alarm => "alarm",
        RecordKind::Event => "event",
        RecordKind::Downtime => "downtime",
        RecordKind::FailureMode => "failure_mode",
        RecordKind::Inspection => "inspection",
        RecordKind::Batch => "batch",
        RecordKind::Table => "table",
    };
    text(out, "kind", kind);
    optional(out, "time", source.time.as_deref());
    optional(out, "asset", source.asset.as_deref());
    text_unless_empty(out, "description", &source.description);
    write_format(out, &source.format);
    if !source.describe.is_empty() {
        out.push_str("[records.describe]\n");
        for (column, about) in &source.describe {
            text(out, &Key::new(column.as_str()).display_repr(), about);
        }
    }
}

fn write_shift(out: &mut String, shift: &Shift) {
    out.push_str("\n[[shift]]\n");
    text(out, "name", &shift.name);
    texts(out, "aliases", &shift.aliases);
    text(out, "start", &shift.start.to_string());
    text(out, "end", &shift.end.to_string());
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::*;
    use crate::{Limits, Unit};

    /// Made-up plants from a seed (xorshift; Marsaglia 2003).
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, sides: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 % sides as u64) as usize
        }

        fn word(&mut self) -> String {
            const BITS: [&str; 12] =
                ["pump", "泵 ", "a.b", "\"", "\\", "#", "'", "\n", "=", "[x]", "\t", "é"];
            let text: String = (0..=self.roll(4)).map(|_| BITS[self.roll(BITS.len())]).collect();
            format!("w{}{}", text, self.roll(1000))
        }

        fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
            (self.roll(2) == 0).then(|| make(self))
        }

        fn words(&mut self) -> Vec<String> {
            (0..self.roll(3)).map(|_| self.word()).collect()
        }

        fn format(&mut self) -> FileFormat {
            FileFormat {
                dates: self.maybe(|d| [DateOrder::DayFirst, DateOrder::MonthFirst][d.roll(2)]),
                decimal: self.maybe(|d| ['.', ','][d.roll(2)]),
                delimiter: self.maybe(|d| [',', ';', '|', '\t'][d.roll(4)]),
                timezone: self.maybe(|d| TimeZone::get(["UTC", "Asia/Shanghai"][d.roll(2)]).unwrap()),
            }
        }

        fn plant(&mut self) -> Plant {
            let mut limits = [0, 1, 2, 3].map(|step| (step * 100 + self.roll(100)) as f64 / 7.0 - 20.0);
            limits.sort_by(f64::total_cmp);
            let assets: Vec<Asset> = (0..self.roll(4))
                .map(|index| Asset {
                    id: format!("a{index}{}", self.word()),
                    name: self.word(),
                    kind: self.maybe(Self::word),
                    parent: None,
                    description: self.word(),
                    aliases: self.words(),
                })
                .collect();
            let tags: Vec<Tag> = (0..self.roll(5))
                .map(|index| Tag {
                    id: format!("t{index}{}", self.word()),
                    asset: assets.first().map(|asset| asset.id.clone()),
                    name: self.word(),
                    quantity: self.maybe(Self::word),
                    unit: self.maybe(|d| Unit::new(["kW", "bar{gauge}", "{TR}", "[degF]"][d.roll(4)])),
                    description: String::new(),
                    aliases: self.words(),
                    limits: Limits {
                        low_low: self.maybe(|_| limits[0]),
                        low: self.maybe(|_| limits[1]),
                        high: self.maybe(|_| limits[2]),
                        high_high: self.maybe(|_| limits[3]),
                    },
                })
                .collect();
            let columns: BTreeMap<String, String> =
                tags.iter().map(|tag| (self.word(), tag.id.clone())).collect::<BTreeMap<_, _>>();
            let long =
                HistoryLayout::Long { tag: self.word(), value: self.word(), quality: self.maybe(Self::word) };
            let layouts = [HistoryLayout::Wide { columns }, long];
            let history = layouts.map(|layout| HistorySource {
                files: self.word(),
                time: self.maybe(Self::word),
                layout,
                format: self.format(),
            });
            let records = (0..self.roll(3))
                .map(|index| RecordsSource {
                    table: format!("r{index}{}", self.word()),
                    files: self.word(),
                    kind: [RecordKind::Alarm, RecordKind::Table, RecordKind::FailureMode][self.roll(3)],
                    time: self.maybe(Self::word),
                    asset: self.maybe(Self::word),
                    description: self.word(),
                    describe: (0..self.roll(3)).map(|_| (self.word(), self.word())).collect(),
                    format: self.format(),
                })
                .collect();
            let shift = Shift {
                name: self.word(),
                aliases: self.words(),
                start: jiff::civil::time(22, 30, 0, 0),
                end: jiff::civil::time(6, 0, 0, 0),
            };
            Plant {
                root: "made-up".into(),
                name: self.word(),
                timezone: TimeZone::get("America/New_York").unwrap(),
                language: Language::Chinese,
                now: self.maybe(|d| 1_600_000_000_000_000_000 + d.roll(1_000_000_000) as i64 * 1_000_000),
                assets,
                tags,
                history: history.into(),
                records,
                shifts: vec![shift],
            }
        }
    }

    #[test]
    fn what_is_written_reads_back_as_the_same_plant() {
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        for _ in 0..300 {
            let plant = dice.plant();
            let written = to_toml(&plant);
            match crate::parse(Path::new("made-up"), &written) {
                Ok((read, _)) => assert_eq!(read, plant, "{written}"),
                Err(problems) => panic!("{problems:?}\n{written}"),
            }
        }
    }
}

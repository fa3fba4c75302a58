//! The sections of `plant.toml`, one function each.

use std::path::Path;

use jiff::tz::TimeZone;
use toml_edit::Item;

use super::check::Places;
use super::fields::{Fields, Source};
use super::report::Report;
use crate::{
    Asset, DateOrder, FileFormat, HistoryLayout, HistorySource, Language, Limits, Plant, RecordKind,
    RecordsSource, Shift, Tag, Unit,
};

mod times;

const PLANT_KEYS: &[&str] = &["name", "timezone", "language", "now"];
const ASSET_KEYS: &[&str] = &["id", "name", "kind", "parent", "description", "aliases"];
const TAG_KEYS: &[&str] = &[
    "id",
    "asset",
    "name",
    "quantity",
    "unit",
    "description",
    "aliases",
    "low_low",
    "low",
    "high",
    "high_high",
];
const HISTORY_KEYS: &[&str] = &[
    "files",
    "layout",
    "time",
    "columns",
    "tag",
    "value",
    "quality",
    "dates",
    "decimal",
    "delimiter",
    "timezone",
];
const RECORDS_KEYS: &[&str] = &[
    "table",
    "files",
    "kind",
    "time",
    "asset",
    "description",
    "describe",
    "dates",
    "decimal",
    "delimiter",
    "timezone",
];
const SHIFT_KEYS: &[&str] = &["name", "aliases", "start", "end"];

const LANGUAGES: &[(&str, Language)] = &[("en", Language::English), ("zh", Language::Chinese)];
const KINDS: &[(&str, RecordKind)] = &[
    ("work_order", RecordKind::WorkOrder),
    ("alarm", RecordKind::Alarm),
    ("event", RecordKind::Event),
    ("downtime", RecordKind::Downtime),
    ("failure_mode", RecordKind::FailureMode),
    ("inspection", RecordKind::Inspection),
    ("batch", RecordKind::Batch),
    ("table", RecordKind::Table),
];
/// Tables that the store fills itself.
const OWN_TABLES: [&str; 3] = ["samples", "tags", "assets"];

/// `[plant]`; a plant without one is named after its folder and keeps UTC.
pub(super) fn header(root: &Path, item: Option<&Item>, report: &mut Report) -> Plant {
    let folder = root.file_name().map(|name| name.to_string_lossy().into_owned());
    let mut plant = Plant {
        root: root.to_owned(),
        name: folder.unwrap_or_else(|| "plant".to_owned()),
        timezone: TimeZone::UTC,
        language: Language::English,
        now: None,
        assets: Vec::new(),
        tags: Vec::new(),
        history: Vec::new(),
        records: Vec::new(),
        shifts: Vec::new(),
    };
    let Some(table) = item.and_then(Item::as_table_like) else {
        match item {
            Some(item) => report.error(
                "PW1004",
                item.span(),
                "\"plant\" must be a section".to_owned(),
                "write [plant] with single brackets and its keys on the lines below",
            ),
            None => report.warning(
                "PW1005",
                Some(0..0),
                "there is no [plant] section; times without an offset are read as UTC".to_owned(),
                "begin the file with [plant], name = \"...\" and timezone = \"Europe/Berlin\"",
            ),
        }
        return plant;
    };
    let span = item.and_then(Item::span);
    let fields = Fields::of(table, span, "[plant]", PLANT_KEYS, report);
    if let Some(name) = fields.text("name", report).filter(|name| !name.is_empty()) {
        plant.name = name;
    }
    if fields.has("timezone") {
        plant.timezone = times::zone(&fields, report).unwrap_or(TimeZone::UTC);
    } else {
        report.warning(
            "PW1005",
            fields.span.clone(),
            "[plant] has no \"timezone\"; times without an offset are read as UTC".to_owned(),
            "add a line such as timezone = \"Europe/Berlin\"",
        );
    }
    plant.language = fields.one_of("language", LANGUAGES, report).unwrap_or_default();
    plant.now = times::instant(&fields, "now", &plant.timezone, report);
    plant
}

pub(super) fn asset(source: Source, report: &mut Report, plant: &mut Plant, places: &mut Places) {
    let fields = Fields::new(&source, "[[asset]]", ASSET_KEYS, report);
    let Some(id) = fields.required("id", "pump-1", report) else { return };
    if !places.asset_ids.insert(id.clone()) {
        duplicate(&fields, "id", "asset", &id, report);
        return;
    }
    let (aliases, spans) = fields.texts("aliases", report).into_iter().unzip();
    plant.assets.push(Asset {
        name: name_or_id(&fields, &id, report),
        kind: fields.text("kind", report).filter(|kind| !kind.is_empty()),
        parent: fields.text("parent", report).filter(|parent| !parent.is_empty()),
        description: fields.text("description", report).unwrap_or_default(),
        aliases,
        id,
    });
    places.parents.push(fields.span_of("parent"));
    places.asset_aliases.push(spans);
}

pub(super) fn tag(source: Source, report: &mut Report, plant: &mut Plant, places: &mut Places) {
    let fields = Fields::new(&source, "[[tag]]", TAG_KEYS, report);
    let Some(id) = fields.required("id", "pump-1.flow", report) else { return };
    if !places.tag_ids.insert(id.clone()) {
        duplicate(&fields, "id", "tag", &id, report);
        return;
    }
    let (aliases, spans) = fields.texts("aliases", report).into_iter().unzip();
    plant.tags.push(Tag {
        asset: fields.text("asset", report).filter(|asset| !asset.is_empty()),
        name: name_or_id(&fields, &id, report),
        quantity: fields.text("quantity", report).filter(|quantity| !quantity.is_empty()),
        unit: unit(&fields, report),
        description: fields.text("description", report).unwrap_or_default(),
        aliases,
        limits: limits(&fields, report),
        id,
    });
    places.tag_assets.push(fields.span_of("asset"));
    places.tag_aliases.push(spans);
}

/// A UCUM code; else what people write, with a warning; else a unit of the plant's own.
fn unit(fields: &Fields, report: &mut Report) -> Option<Unit> {
    let text = fields.text("unit", report).filter(|text| !text.is_empty())?;
    if let Some(unit) = Unit::from_code(&text) {
        return Some(unit);
    }
    let span = fields.span_of("unit");
    if let Some(unit) = Unit::from_code_or_text(&text) {
        let message = format!("unit \"{text}\" is no UCUM code; it is read as \"{unit}\"");
        report.warning("PW1009", span, message, &format!("write unit = \"{unit}\""));
        return Some(unit);
    }
    let help = match Unit::nearest(&text) {
        Some(near) => format!("did you mean \"{near}\"? Codes: https://ucum.org"),
        None => "write a UCUM code (https://ucum.org) to have it converted; {pieces} in braces is a unit of your own"
            .to_owned(),
    };
    let own = Unit::own(&text);
    let message = match &own {
        Some(_) => {
            format!("unit \"{text}\" is no unit known here; it is shown as written and never converted")
        }
        None => format!("unit \"{text}\" is no unit known here; the tag is left without one"),
    };
    report.warning("PW1009", span, message, &help);
    own
}

fn limits(fields: &Fields, report: &mut Report) -> Limits {
    let mut number = |key| fields.number(key, report);
    let limits = Limits {
        low_low: number("low_low"),
        low: number("low"),
        high: number("high"),
        high_high: number("high_high"),
    };
    let given: Vec<(&str, f64)> = [
        ("low_low", limits.low_low),
        ("low", limits.low),
        ("high", limits.high),
        ("high_high", limits.high_high),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((key, value?)))
    .collect();
    for pair in given.windows(2) {
        if let [(lower, a), (upper, b)] = pair
            && a > b
        {
            report.error(
                "PW1011",
                fields.span_of(upper),
                format!("{lower} = {a} stands above {upper} = {b}"),
                "limits go up: low_low, low, high, high_high",
            );
        }
    }
    limits
}

pub(super) fn history(source: Source, report: &mut Report, plant: &mut Plant, places: &mut Places) {
    let fields = Fields::new(&source, "[[history]]", HISTORY_KEYS, report);
    let Some(files) = fields.required("files", "history/*.csv", report) else { return };
    let long_keys = ["tag", "value", "quality"];
    let guess = long_keys.iter().any(|key| fields.has(key)) && !fields.has("columns");
    let long = match fields.has("layout") {
        true => fields.one_of("layout", &[("wide", false), ("long", true)], report).unwrap_or(guess),
        false => guess,
    };
    let misplaced: &[&str] = if long { &["columns"] } else { &long_keys };
    for key in misplaced.iter().filter(|key| fields.has(key)) {
        let (is, other) = if long { ("long", "wide") } else { ("wide", "long") };
        report.warning(
            "PW1003",
            fields.span_of(key),
            format!("\"{key}\" is not used in a {is} layout"),
            &format!("take it out, or write layout = \"{other}\""),
        );
    }
    let mut spans = std::collections::BTreeMap::new();
    let layout = if long {
        let mut column = |key: &str| fields.text(key, report).filter(|name| !name.is_empty());
        HistoryLayout::Long {
            tag: column("tag").unwrap_or_else(|| "tag".to_owned()),
            value: column("value").unwrap_or_else(|| "value".to_owned()),
            quality: column("quality"),
        }
    } else {
        let mapped = fields.text_map("columns", report);
        spans = mapped.iter().map(|(column, (_, span))| (column.clone(), span.clone())).collect();
        HistoryLayout::Wide { columns: mapped.into_iter().map(|(column, (tag, _))| (column, tag)).collect() }
    };
    places.files.push((files.clone(), fields.span_of("files")));
    places.columns.push(spans);
    let time = fields.text("time", report).filter(|time| !time.is_empty());
    plant.history.push(HistorySource { files, time, layout, format: format(&fields, report) });
}

pub(super) fn records(source: Source, report: &mut Report, plant: &mut Plant, places: &mut Places) {
    let fields = Fields::new(&source, "[[records]]", RECORDS_KEYS, report);
    let table = fields.required("table", "work_orders", report);
    let files = fields.required("files", "records/work_orders.csv", report);
    let (Some(table), Some(files)) = (table, files) else { return };
    if OWN_TABLES.iter().any(|own| own.eq_ignore_ascii_case(&table)) {
        report.error(
            "PW1006",
            fields.span_of("table"),
            format!("table \"{table}\" is one that plantwright keeps itself"),
            "give the records another name",
        );
        return;
    }
    if plant.records.iter().any(|other| other.table.eq_ignore_ascii_case(&table)) {
        duplicate(&fields, "table", "table", &table, report);
        return;
    }
    places.files.push((files.clone(), fields.span_of("files")));
    let mut column = |key: &str| fields.text(key, report).filter(|name| !name.is_empty());
    let (time, asset) = (column("time"), column("asset"));
    plant.records.push(RecordsSource {
        table,
        files,
        kind: fields.one_of("kind", KINDS, report).unwrap_or(RecordKind::Table),
        time,
        asset,
        description: fields.text("description", report).unwrap_or_default(),
        describe: fields
            .text_map("describe", report)
            .into_iter()
            .map(|(column, (text, _))| (column, text))
            .collect(),
        format: format(&fields, report),
    });
}

fn format(fields: &Fields, report: &mut Report) -> FileFormat {
    let dates = [("day-first", DateOrder::DayFirst), ("month-first", DateOrder::MonthFirst)];
    let decimals = [(".", '.'), (",", ',')];
    let delimiters = [(",", ','), (";", ';'), ("|", '|'), ("tab", '\t')];
    FileFormat {
        dates: fields.one_of("dates", &dates, report),
        decimal: fields.one_of("decimal", &decimals, report),
        delimiter: fields.one_of("delimiter", &delimiters, report),
        timezone: if fields.has("timezone") { times::zone(fields, report) } else { None },
    }
}

pub(super) fn shift(source: Source, report: &mut Report, plant: &mut Plant) {
    let fields = Fields::new(&source, "[[shift]]", SHIFT_KEYS, report);
    let name = fields.required("name", "night", report);
    let start = times::of_day(&fields, "start", report);
    let end = times::of_day(&fields, "end", report);
    let (Some(name), Some(start), Some(end)) = (name, start, end) else { return };
    if plant.shifts.iter().any(|other| other.name == name) {
        duplicate(&fields, "name", "shift", &name, report);
        return;
    }
    if start == end {
        report.error(
            "PW1016",
            fields.span_of("end"),
            format!("shift \"{name}\" starts and ends at the same time"),
            "a shift that runs over midnight ends earlier than it starts: start = \"22:00\", end = \"06:00\"",
        );
        return;
    }
    let aliases = fields.texts("aliases", report).into_iter().map(|(alias, _)| alias).collect();
    plant.shifts.push(Shift { name, aliases, start, end });
}

fn name_or_id(fields: &Fields, id: &str, report: &mut Report) -> String {
    fields.text("name", report).filter(|name| !name.is_empty()).unwrap_or_else(|| id.to_owned())
}

fn duplicate(fields: &Fields, key: &str, what: &str, id: &str, report: &mut Report) {
    report.error(
        "PW1006",
        fields.span_of(key),
        format!("there is a second {what} \"{id}\""),
        "give it another name, or take one of the two out",
    );
}

//! `plant.toml` of the demo plant, written to be read by people.

use std::fmt::Write;

use super::assets::ASSETS;
use super::clock::{SHIFTS, TIMEZONE};
use super::records::TABLES;
use super::tags::{GROUPS, TagSpec};

/// The whole file. `now` (plant-local time) is given for a plant that does not live on.
pub fn plant_toml(now: Option<&str>) -> String {
    let mut text = String::from(
        "# The demo plant: a bottling works with its own cooling water, compressed air and power.\n\
         # Made by a simulator; nothing in it is measured anywhere.\n\n[plant]\n",
    );
    line(&mut text, "name", "Riverside Works");
    line(&mut text, "timezone", TIMEZONE);
    line(&mut text, "language", "en");
    if let Some(now) = now {
        line(&mut text, "now", now);
    }
    for shift in SHIFTS {
        text.push_str("\n[[shift]]\n");
        line(&mut text, "name", shift.name);
        list(&mut text, "aliases", shift.aliases);
        line(&mut text, "start", &format!("{:02}:00", shift.start_h));
        line(&mut text, "end", &format!("{:02}:00", shift.end_h));
    }
    text.push_str("\n# ---- assets\n");
    for asset in ASSETS {
        text.push_str("\n[[asset]]\n");
        line(&mut text, "id", asset.id);
        line(&mut text, "name", asset.name);
        line(&mut text, "kind", asset.kind);
        if !asset.parent.is_empty() {
            line(&mut text, "parent", asset.parent);
        }
        line(&mut text, "description", asset.description);
        list(&mut text, "aliases", asset.aliases);
    }
    for group in GROUPS {
        let _ = write!(text, "\n# ---- tags: {}\n", group.about);
        for tag in group.tags() {
            describe_tag(&mut text, tag);
        }
    }
    text.push_str("\n# ---- history: the columns carry the loop names of the control system\n");
    for group in GROUPS {
        text.push_str("\n[[history]]\n");
        line(&mut text, "files", &format!("history/{}/*.csv.gz", group.name));
        line(&mut text, "layout", "wide");
        line(&mut text, "time", "time");
        text.push_str("[history.columns]\n");
        for tag in group.tags() {
            let _ = writeln!(text, "{} = {}", quoted(tag.loop_name), quoted(tag.id));
        }
    }
    text.push_str("\n# ---- records\n");
    for table in TABLES {
        text.push_str("\n[[records]]\n");
        line(&mut text, "table", table.name);
        line(&mut text, "files", &format!("records/{}.csv", table.name));
        line(&mut text, "kind", table.kind);
        if let Some(time) = table.time {
            line(&mut text, "time", time);
        }
        if let Some(asset) = table.asset {
            line(&mut text, "asset", asset);
        }
        line(&mut text, "description", table.description);
        text.push_str("[records.describe]\n");
        for (column, meaning) in table.columns {
            line(&mut text, column, meaning);
        }
    }
    text
}

fn describe_tag(text: &mut String, tag: &TagSpec) {
    text.push_str("\n[[tag]]\n");
    line(text, "id", tag.id);
    line(text, "asset", tag.asset());
    line(text, "name", tag.name);
    line(text, "quantity", tag.quantity);
    line(text, "unit", tag.unit);
    if !tag.about.is_empty() {
        line(text, "description", tag.about);
    }
    let aliases: Vec<&str> = std::iter::once(tag.loop_name).chain(tag.aliases.iter().copied()).collect();
    list(text, "aliases", &aliases);
    for (key, limit) in ["low_low", "low", "high", "high_high"].into_iter().zip(tag.limits) {
        if !limit.is_nan() {
            let _ = writeln!(text, "{key} = {limit:?}");
        }
    }
}

fn line(text: &mut String, key: &str, value: &str) {
    let _ = writeln!(text, "{key} = {}", quoted(value));
}

fn list(text: &mut String, key: &str, values: &[&str]) {
    let quoted: Vec<String> = values.iter().map(|value| quoted(value)).collect();
    let _ = writeln!(text, "{key} = [{}]", quoted.join(", "));
}

/// A basic TOML string.
fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

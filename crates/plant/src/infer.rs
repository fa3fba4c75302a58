//! Guesses at what columns measure, by their headers alone: for a plant that has no
//! `plant.toml` yet. Everything guessed is written out to be edited.

mod words;

use std::collections::HashSet;

use crate::{Asset, Tag, Unit};

/// What a header tells.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Column {
    /// Readable: `Supply temperature`.
    pub name: String,
    pub unit: Option<Unit>,
    pub quantity: Option<&'static str>,
    /// Name of the asset it stands on: `Chiller 6`, `P101`.
    pub asset: Option<String>,
}

/// Reads a header such as `Temp (°C)`, `Flow [m3/h]`, `power_kW`, `P101.PV`,
/// `chiller 6 supply temp`. `unit` is that of a row of units, where the file has one.
pub fn column(header: &str, unit: Option<&str>) -> Column {
    column_of(header, unit, false)
}

/// As [`column()`]; in a file that is `owned` by one machine, a part of it such as the condenser
/// stays in the name, and only a numbered machine is one of its own.
fn column_of(header: &str, unit: Option<&str>, owned: bool) -> Column {
    let (rest, bracketed) = bracketed_unit(header);
    let unit_text = unit.map(str::trim).filter(|unit| !unit.is_empty()).or(bracketed);
    let (path, last) = split_path(rest);
    let mut tokens = tokens(last);
    let told = words::quantity(&tokens);
    let mut unit = unit_text.and_then(|text| unit_near(text, told));
    if unit.is_none()
        && let Some(found) = suffix_unit(&tokens, told)
    {
        let (count, code) = found;
        tokens.truncate(tokens.len() - count);
        unit = Some(code);
    }
    let mut asset = path.map(asset_name);
    if asset.is_none()
        && let Some(length) = asset_prefix(&tokens, owned)
    {
        asset = Some(sentence(&tokens[..length]));
        tokens.drain(..length);
    }
    let words: Vec<String> = tokens.iter().map(|token| words::spelled_out(token).to_owned()).collect();
    let name = if words.is_empty() { header.trim().to_owned() } else { sentence(&words) };
    let quantity = told.or_else(|| unit.as_ref().and_then(words::quantity_of_unit));
    Column { name, unit, quantity, asset }
}

/// Assets and tags as columns are added to them.
#[derive(Debug, Clone, Default)]
pub struct Naming {
    pub assets: Vec<Asset>,
    pub tags: Vec<Tag>,
    ids: HashSet<String>,
}

impl Naming {
    /// Adds a column and gives its tag's id. `owner` is the asset of the whole file, where the
    /// file is one machine's.
    pub fn add(&mut self, header: &str, unit: Option<&str>, owner: Option<&str>) -> String {
        let column = column_of(header, unit, owner.is_some());
        let asset = column.asset.as_deref().or(owner).map(|name| self.asset(name));
        let slug = slug(&column.name);
        let wanted = match &asset {
            Some(asset) => format!("{asset}.{slug}"),
            None => slug,
        };
        let mut id = wanted.clone();
        let mut number = 2;
        while !self.ids.insert(id.clone()) {
            id = format!("{wanted}_{number}");
            number += 1;
        }
        let aliases = if header.trim() == column.name { Vec::new() } else { vec![header.trim().to_owned()] };
        self.tags.push(Tag {
            id: id.clone(),
            asset,
            name: column.name,
            quantity: column.quantity.map(str::to_owned),
            unit: column.unit,
            aliases,
            ..Tag::default()
        });
        id
    }

    /// The id of the asset with this name, which is made when it is new.
    pub fn asset(&mut self, name: &str) -> String {
        let id = slug(name).replace('_', "-");
        if !self.assets.iter().any(|asset| asset.id == id) {
            self.ids.insert(id.clone());
            let words: Vec<String> = tokens(name);
            self.assets.push(Asset {
                id: id.clone(),
                name: name.to_owned(),
                kind: words.iter().find_map(|word| words::kind(word)).map(str::to_owned),
                ..Asset::default()
            });
        }
        id
    }
}

/// Whether a name is that of one machine: `chiller 6`, `Pump`, `1号泵`.
pub fn is_machine(name: &str) -> bool {
    let words = tokens(name);
    words.len() <= 3 && words.iter().any(|word| words::kind(word).is_some())
}

/// Lower-case letters and digits of any script, `_` between.
pub fn slug(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.is_empty() { "unnamed".to_owned() } else { words.join("_") }
}

/// `Temp (°C)` is `Temp` and `°C`.
fn bracketed_unit(header: &str) -> (&str, Option<&str>) {
    let header = header.trim();
    for (open, close) in [('(', ')'), ('[', ']'), ('{', '}'), ('（', '）'), ('【', '】')] {
        let Some(inner) = header.strip_suffix(close) else { continue };
        // `bar(g)` within `[bar(g)]` closes its own bracket first.
        let at = if open == '[' { inner.find(open) } else { inner.rfind(open) };
        if let Some(at) = at {
            return (inner[..at].trim_end(), Some(inner[at + open.len_utf8()..].trim()));
        }
    }
    if let Some((name, unit)) = header.rsplit_once(',')
        && Unit::from_code_or_text(unit).is_some()
    {
        return (name.trim_end(), Some(unit.trim()));
    }
    (header, None)
}

/// A unit's text, where `C` and `F` are degrees unless they are of charge and capacity.
fn unit_near(text: &str, quantity: Option<&str>) -> Option<Unit> {
    let text = text.trim_start_matches("in ");
    match (text, quantity) {
        ("C" | "°" | "deg", Some("temperature") | None) => Some(Unit::new("Cel")),
        ("F", Some("temperature") | None) => Some(Unit::new("[degF]")),
        ("-" | "bool" | "none" | "", _) => None,
        _ => Unit::from_code_or_text(text).or_else(|| Unit::own(text)),
    }
}

/// A unit at the end of a name without brackets, and how many tokens it takes. One letter is
/// a unit only beside its quantity: `current_A`, `temp_C`.
fn suffix_unit(tokens: &[String], quantity: Option<&str>) -> Option<(usize, Unit)> {
    let (last, rest) = tokens.split_last().filter(|(_, rest)| !rest.is_empty())?;
    if let Some(before) = rest.last().filter(|_| rest.len() > 1) {
        for joined in [format!("{before}/{last}"), format!("{before} {last}")] {
            let known = words::SUFFIXES.contains(&joined.to_lowercase().as_str());
            if let Some(unit) = known.then(|| Unit::from_code_or_text(&joined)).flatten() {
                return Some((2, unit));
            }
        }
    }
    let single = match (last.as_str(), quantity) {
        ("C", Some("temperature")) => Some("Cel"),
        ("F", Some("temperature")) => Some("[degF]"),
        ("K", Some("temperature")) => Some("K"),
        ("A", Some("electric current")) => Some("A"),
        ("V", Some("voltage")) => Some("V"),
        ("W", Some("power")) => Some("W"),
        _ => None,
    };
    if let Some(code) = single {
        return Some((1, Unit::new(code)));
    }
    let known = words::SUFFIXES.contains(&last.to_lowercase().as_str());
    known.then(|| Unit::from_code_or_text(last).or_else(|| Unit::parse(last))).flatten().map(|unit| (1, unit))
}

/// `plant/P101.PV` is the path `plant/P101` and `PV`.
fn split_path(name: &str) -> (Option<&str>, &str) {
    let cut = name.rfind(['.', '/', '\\', ':', '|']).filter(|at| *at > 0 && at + 1 < name.len());
    match cut {
        Some(at)
            if !name[..at].ends_with(|c: char| c.is_ascii_digit()) || !starts_with_digit(&name[at + 1..]) =>
        {
            (Some(&name[..at]), &name[at + 1..])
        }
        _ => (None, name),
    }
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// The last part of a path is the asset.
fn asset_name(path: &str) -> String {
    let last = path.rsplit(['.', '/', '\\', ':', '|']).next().unwrap_or(path);
    let words = tokens(last);
    if words.is_empty() { path.to_owned() } else { sentence(&words) }
}

/// Words of a name: cut at blanks, `_`, `-` and where letter case rises.
fn tokens(name: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    for part in name.split(|c: char| c.is_whitespace() || matches!(c, '_' | '-')).filter(|p| !p.is_empty()) {
        let letters: Vec<char> = part.chars().collect();
        let mut word = String::new();
        for (at, letter) in letters.iter().enumerate() {
            let previous = at.checked_sub(1).and_then(|before| letters.get(before));
            let next = letters.get(at + 1);
            let rises = letter.is_uppercase() && previous.is_some_and(|p| p.is_lowercase());
            let new_word = letter.is_uppercase()
                && previous.is_some_and(|p| p.is_uppercase())
                && next.is_some_and(|n| n.is_lowercase());
            // `kW`, `mA`, `pH` are one word; so is everything short.
            let unit_like = at <= 1 && letters.len() <= 4;
            if (rises || new_word) && !unit_like {
                tokens.push(std::mem::take(&mut word));
            }
            word.push(*letter);
        }
        tokens.push(word);
    }
    tokens
}

/// How many of the first words name an asset: `P101`, `pump 1`, `chiller 6`, `boiler`.
fn asset_prefix(tokens: &[String], owned: bool) -> Option<usize> {
    let (first, rest) = tokens.split_first()?;
    let second = rest.first()?;
    if words::NOT_ASSETS.contains(&first.to_lowercase().as_str()) {
        return None;
    }
    let is_number = |token: &str| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
    let letters = first.trim_end_matches(|c: char| c.is_ascii_digit());
    let numbered = letters.len() < first.len() && !letters.is_empty();
    if numbered && !words::NOT_ASSETS.contains(&letters.to_lowercase().as_str()) && !is_instrument(letters) {
        return Some(1);
    }
    let kind = words::kind(first).is_some();
    if is_number(second) && rest.len() > 1 && (kind || first.chars().count() > 2) {
        return Some(2);
    }
    (kind && !owned).then_some(1)
}

/// `TI`, `FIC`, `PT`: the letters of an instrument (ISA-5.1), not of a machine.
fn is_instrument(letters: &str) -> bool {
    let mut letters = letters.chars();
    let first = letters.next().is_some_and(|c| matches!(c, 'T' | 'P' | 'F' | 'L' | 'A' | 'V' | 'S'));
    let rest = letters.as_str();
    first
        && !rest.is_empty()
        && rest.chars().all(|c| matches!(c, 'I' | 'T' | 'C' | 'E' | 'S' | 'A' | 'H' | 'L'))
}

/// Words as a name: the first letter large.
fn sentence(words: &[String]) -> String {
    let joined = words.join(" ");
    let mut letters = joined.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => joined,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: &str, name: &str, unit: Option<&str>, quantity: Option<&str>, asset: Option<&str>) {
        let got = column(header, None);
        let shown = (
            got.name.as_str(),
            got.unit.as_ref().map(|unit| unit.code()),
            got.quantity,
            got.asset.as_deref(),
        );
        assert_eq!(shown, (name, unit, quantity, asset), "{header}");
    }

    #[test]
    fn headers_tell_name_unit_quantity_and_asset() {
        check("Temp (°C)", "Temperature", Some("Cel"), Some("temperature"), None);
        check("Temp [C]", "Temperature", Some("Cel"), Some("temperature"), None);
        check("Flow [m3/h]", "Flow", Some("m3/h"), Some("flow"), None);
        check("power_kW", "Power", Some("kW"), Some("power"), None);
        check("P101.PV", "Process value", None, None, Some("P101"));
        check("P101_pressure", "Pressure", None, Some("pressure"), Some("P101"));
        check("pump1.flow", "Flow", None, Some("flow"), Some("Pump1"));
        check("chiller 6 supply temp", "Supply temperature", None, Some("temperature"), Some("Chiller 6"));
        check("chiller_6_power_kW", "Power", Some("kW"), Some("power"), Some("Chiller 6"));
        check("boiler_press_bar", "Pressure", Some("bar"), Some("pressure"), Some("Boiler"));
        check("Pressure [bar(g)]", "Pressure", Some("bar{gauge}"), Some("pressure"), None);
        check("current_A", "Current", Some("A"), Some("electric current"), None);
        check("VolumeFlowRateRMS", "Volume Flow Rate RMS", None, Some("flow"), None);
        check("Accelerometer1RMS", "Accelerometer1RMS", None, None, None);
        check("TI101", "TI101", None, None, None);
        check("xmeas_1", "Xmeas 1", None, None, None);
        check("sensor 1 value", "Sensor 1 value", None, None, None);
        check("温度（℃）", "温度", Some("Cel"), Some("temperature"), None);
        check("Humidity, %", "Humidity", Some("%"), Some("humidity"), None);
        check("count (pcs)", "Count", Some("{pcs}"), None, None);
        check("", "", None, None, None);
    }

    #[test]
    fn ids_are_unique_and_assets_are_shared() {
        let mut naming = Naming::default();
        let ids: Vec<String> = ["Pump 1 flow", "Pump 1 Flow", "Pump 1 power (kW)", "泵"]
            .iter()
            .map(|header| naming.add(header, None, None))
            .collect();
        assert_eq!(ids, ["pump-1.flow", "pump-1.flow_2", "pump-1.power", "泵"]);
        assert_eq!(naming.assets.len(), 1);
        assert_eq!(naming.assets[0].kind.as_deref(), Some("pump"));
        assert_eq!(naming.add("flow", None, Some("Line 2")), "line-2.flow");
        assert_eq!(naming.add("condenser_flow", None, Some("Line 2")), "line-2.condenser_flow");
        assert_eq!(naming.add("condenser_level", None, None), "condenser.level");
        for (name, machine) in [("chiller 6", true), ("pump1", true), ("1号泵", true), ("data", false)] {
            assert_eq!(is_machine(name), machine, "{name}");
        }
    }
}

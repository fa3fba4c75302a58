//! InfluxDB line protocol, read into samples.
//!
//! `measurement[,key=value…] field=value[,field=value…] [time]`. The tag of a
//! field is `measurement.field`, or `measurement` alone where the field is
//! named `value`; keys after the measurement do not name a tag and are passed over,
//! but for `quality`. Times are nanoseconds since the epoch; without one, the time of
//! arrival. Escapes: `\,`, `\ `, `\=` in names, `\"` and `\\` in quoted text.

use ::plant::{Problem, Quality, Sample, Value};

use super::append::{tag, wrong};

/// The samples of a body, or the first line that is wrong.
///
/// # Errors
/// `PW7012` with the line's number.
pub fn samples(body: &str, now: i64) -> Result<Vec<Sample>, Problem> {
    let mut samples = Vec::new();
    for (at, line) in body.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        read_line(line, now, &mut samples).map_err(|what| wrong(&format!("line {}", at + 1), what))?;
    }
    Ok(samples)
}

fn read_line(line: &str, now: i64, samples: &mut Vec<Sample>) -> Result<(), &'static str> {
    let mut parts = split(line, ' ').into_iter().filter(|part| !part.is_empty());
    let (Some(series), Some(fields)) = (parts.next(), parts.next()) else {
        return Err("needs a measurement and a field");
    };
    let time = match parts.next() {
        Some(text) => text.parse().map_err(|_| "the time is not a whole number of nanoseconds")?,
        None => now,
    };
    if parts.next().is_some() {
        return Err("has more than three parts; a space in a name is written `\\ `");
    }
    let mut keys = split(series, ',').into_iter();
    let measurement = unescape(keys.next().unwrap_or_default());
    let mut quality = Quality::GOOD;
    for pair in keys {
        let (key, value) = pair_of(pair).ok_or("a key of the measurement has no value")?;
        if key == "quality" {
            quality = Quality::parse(&unescape(value)).ok_or("the quality is not known")?;
        }
    }
    for pair in split(fields, ',') {
        let (field, value) = pair_of(pair).ok_or("a field has no value")?;
        let field = unescape(field);
        let id = if field == "value" { measurement.clone() } else { format!("{measurement}.{field}") };
        let tag = tag(&id).ok_or("has no usable name")?;
        let value = read_value(value).ok_or("a field's value is not a number, boolean or quoted text")?;
        samples.push(Sample { tag, time, value, quality });
    }
    Ok(())
}

fn pair_of(pair: &str) -> Option<(&str, &str)> {
    let mut halves = split(pair, '=').into_iter();
    let key = halves.next().filter(|key| !key.is_empty())?;
    // What follows the first bare `=` is the value, whatever it holds.
    let value = pair.get(key.len() + 1..).filter(|value| !value.is_empty())?;
    Some((key, value))
}

fn read_value(text: &str) -> Option<Value> {
    if let Some(inner) = text.strip_prefix('"') {
        let inner = inner.strip_suffix('"')?;
        return Some(Value::Text(inner.replace("\\\"", "\"").replace("\\\\", "\\").into()));
    }
    match text {
        "t" | "T" | "true" | "True" | "TRUE" => return Some(Value::Boolean(true)),
        "f" | "F" | "false" | "False" | "FALSE" => return Some(Value::Boolean(false)),
        _ => {}
    }
    if let Some(digits) = text.strip_suffix(['i', 'u']) {
        return digits.parse().ok().map(Value::Integer);
    }
    text.parse::<f64>().ok().filter(|value| value.is_finite()).map(Value::Float)
}

/// Splits at bare separators: not those behind a backslash, not those in quotes.
fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut from, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            c if c == separator && !quoted => {
                parts.push(&text[from..at]);
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

fn unescape(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut characters = name.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => plain.extend(characters.next()),
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn check(line: &str, expected: &[(&str, i64, Value)]) {
        let got: Vec<_> =
            samples(line, 7).unwrap().into_iter().map(|s| (s.tag.to_string(), s.time, s.value)).collect();
        let want: Vec<_> = expected.iter().cloned().map(|(t, n, v)| (t.to_owned(), n, v)).collect();
        assert_eq!(got, want, "{line}");
    }

    fn refused(body: &str, part: &str) {
        let problem = samples(body, 7).unwrap_err();
        assert!(problem.code == "PW7012" && problem.message.contains(part), "{body}: {problem}");
    }

    #[test]
    fn fields_become_tags() {
        check(
            "pump-1 flow=4.5,running=t,mode=\"auto, eco\" 12",
            &[
                ("pump-1.flow", 12, Value::Float(4.5)),
                ("pump-1.running", 12, Value::Boolean(true)),
                ("pump-1.mode", 12, Value::Text("auto, eco".into())),
            ],
        );
        check("pump-1.flow,site=a value=3i", &[("pump-1.flow", 7, Value::Integer(3))]);
        check(r#"room\ 1 t\=x="a\"b" 5"#, &[("room 1.t=x", 5, Value::Text("a\"b".into()))]);
        check("# note\n\n泵.流量 value=1e3 -5", &[("泵.流量", -5, Value::Float(1000.0))]);
    }

    #[test]
    fn quality_comes_with_the_measurement() {
        let read = samples("p,quality=bad value=1", 0).unwrap();
        assert!(read[0].quality.is_bad());
    }

    #[test]
    fn a_wrong_line_names_itself_and_nothing_is_kept() {
        refused("a value=1\nb", "line 2");
        refused("a value=", "no value");
        refused("a value=nan", "not a number");
        refused("a value=1 soon", "nanoseconds");
        refused("a b c=1 4 5", "line 1");
        refused("a value=\"open", "line 1");
    }

    #[test]
    fn no_text_breaks_the_reader() {
        // Every string over a small alphabet of the characters that mean something.
        let alphabet = ['a', ' ', ',', '=', '"', '\\', '1', '泵'];
        let mut texts = vec![String::new()];
        for _ in 0..5 {
            texts = texts.iter().flat_map(|t| alphabet.iter().map(move |c| format!("{t}{c}"))).collect();
            for text in &texts {
                for sample in samples(text, 0).unwrap_or_default() {
                    assert!(!sample.tag.is_empty());
                }
            }
        }
    }
}

//! What people write instead of UCUM codes. Whole strings only; letter case is folded
//! except where it tells units apart (`mW` and `MW`).

use super::Unit;

/// Reads what people write; `None` when it is nothing known here.
pub(super) fn read(text: &str) -> Option<Unit> {
    let text = text.trim();
    if text.is_empty() || text.len() > 64 {
        return None;
    }
    if let Some(code) = exact(text).or_else(|| folded(text)) {
        return Some(Unit::new(code));
    }
    let (base, annotation) = pressure_reference(text)?;
    let code = exact(base).or_else(|| folded(base))?;
    PRESSURES.contains(&code).then(|| Unit::new(&format!("{code}{{{annotation}}}")))
}

const PRESSURES: [&str; 6] = ["bar", "mbar", "Pa", "kPa", "MPa", "[psi]"];

/// `barg`, `bar(g)`, `kPa (abs)`, `psi gauge`: the unit and what its zero is.
fn pressure_reference(text: &str) -> Option<(&str, &'static str)> {
    let bare = text.strip_suffix(')').map_or(text, str::trim_end);
    for (ending, annotation) in
        [("gauge", "gauge"), ("absolute", "absolute"), ("abs", "absolute"), ("g", "gauge"), ("a", "absolute")]
    {
        let Some(cut) = bare.len().checked_sub(ending.len()) else { continue };
        if bare.is_char_boundary(cut) && bare[cut..].eq_ignore_ascii_case(ending) {
            let base = bare[..cut].trim_end();
            let base = base.strip_suffix(['(', '_']).unwrap_or(base).trim_end();
            return Some((base, annotation));
        }
    }
    None
}

/// Where the letter case decides.
fn exact(text: &str) -> Option<&'static str> {
    Some(match text {
        "mW" => "mW",
        "mPa" => "mPa",
        "mV" => "mV",
        "mA" => "mA",
        "mWh" => "mW.h",
        "C" => "Cel",
        "F" => "[degF]",
        _ => return None,
    })
}

fn folded(text: &str) -> Option<&'static str> {
    let folded = text.to_lowercase().replace('³', "3").replace('²', "2").replace('·', ".");
    Some(match folded.as_str() {
        "°c" | "℃" | "ºc" | "degc" | "deg c" | "deg_c" | "celsius" | "centigrade" | "degrees celsius"
        | "摄氏度" | "摄氏" => "Cel",
        "°f" | "℉" | "ºf" | "degf" | "deg f" | "deg_f" | "fahrenheit" | "degrees fahrenheit" | "华氏度"
        | "华氏" => "[degF]",
        "kelvin" | "degk" | "°k" | "开尔文" => "K",
        "psi" | "[psi]" => "[psi]",
        "bar" | "bars" | "巴" => "bar",
        "mbar" | "millibar" => "mbar",
        "kpa" | "kilopascal" | "kilopascals" | "千帕" => "kPa",
        "mpa" | "megapascal" | "megapascals" | "兆帕" => "MPa",
        "pa" | "pascal" | "pascals" | "帕" => "Pa",
        "kw" | "kilowatt" | "kilowatts" | "千瓦" => "kW",
        "mw" | "megawatt" | "megawatts" | "兆瓦" => "MW",
        "watt" | "watts" | "w" | "瓦" => "W",
        "kva" => "kV.A",
        "kwh" | "kw.h" | "kw*h" | "kw-h" | "kilowatt hour" | "kilowatt hours" | "千瓦时" | "度电" => {
            "kW.h"
        }
        "mwh" | "mw.h" | "megawatt hour" | "megawatt hours" | "兆瓦时" => "MW.h",
        "lpm" | "l/min" | "l/m" | "liters per minute" | "litres per minute" | "升/分" | "升/分钟"
        | "升每分钟" => "L/min",
        "l/s" | "lps" => "L/s",
        "l/h" | "lph" | "l/hr" | "升/小时" => "L/h",
        "m3/h"
        | "m3/hr"
        | "m^3/h"
        | "cmh"
        | "cbm/h"
        | "cubic meters per hour"
        | "cubic metres per hour"
        | "立方米/小时"
        | "立方米每小时" => "m3/h",
        "m3/min" | "m^3/min" => "m3/min",
        "m3/s" | "m^3/s" => "m3/s",
        "gpm" | "gal/min" => "[gal_us]/min",
        "l" | "litre" | "litres" | "liter" | "liters" | "升" => "L",
        "m3" | "m^3" | "cubic metres" | "cubic meters" | "立方米" | "立方" => "m3",
        "m2" | "m^2" => "m2",
        "mm" | "millimeter" | "millimeters" | "毫米" => "mm",
        "m" | "meter" | "meters" | "metre" | "metres" | "米" => "m",
        "amp" | "amps" | "ampere" | "amperes" | "安" | "安培" | "a" => "A",
        "volt" | "volts" | "v" | "伏" | "伏特" => "V",
        "percent" | "pct" | "%" | "％" | "百分之" => "%",
        "ppm" => "[ppm]",
        "rpm" | "r/min" | "rev/min" | "转/分" | "转/分钟" => "{rpm}",
        "hz" | "hertz" | "赫兹" => "Hz",
        "mm/s" => "mm/s",
        "m/s" => "m/s",
        "tr" | "ton of refrigeration" | "tons of refrigeration" | "冷吨" => "{TR}",
        "tonne" | "tonnes" | "t" | "吨" => "t",
        "kg" | "kilogram" | "kilograms" | "公斤" | "千克" => "kg",
        "kg/h" | "kg/hr" | "公斤/小时" | "千克/小时" => "kg/h",
        "kg/s" => "kg/s",
        "t/h" | "tph" | "吨/小时" => "t/h",
        "ms" | "milliseconds" | "毫秒" => "ms",
        "s" | "sec" | "secs" | "second" | "seconds" | "秒" | "秒钟" => "s",
        "min" | "mins" | "minute" | "minutes" | "分钟" => "min",
        "h" | "hr" | "hrs" | "hour" | "hours" | "小时" => "h",
        "d" | "day" | "days" | "天" => "d",
        _ => return None,
    })
}

/// The codes of this table, to suggest from.
pub(super) const CODES: &[&str] = &[
    "Cel",
    "[degF]",
    "K",
    "[psi]",
    "bar",
    "mbar",
    "kPa",
    "MPa",
    "Pa",
    "mPa",
    "kW",
    "MW",
    "W",
    "mW",
    "kV.A",
    "kW.h",
    "MW.h",
    "L/min",
    "L/s",
    "L/h",
    "m3/h",
    "m3/min",
    "m3/s",
    "[gal_us]/min",
    "L",
    "m3",
    "m2",
    "mm",
    "m",
    "A",
    "mA",
    "V",
    "mV",
    "%",
    "[ppm]",
    "{rpm}",
    "Hz",
    "mm/s",
    "m/s",
    "{TR}",
    "t",
    "kg",
    "kg/h",
    "kg/s",
    "t/h",
    "ms",
    "s",
    "min",
    "h",
    "d",
    "[g]",
    "[pH]",
    "N.m",
    "kJ",
    "J",
];

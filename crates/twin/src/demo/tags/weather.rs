//! Tags of the weather station.

use super::{TagSpec, tag};

pub const WEATHER: &[TagSpec] = &[
    tag(
        "WS-001.dry_bulb",
        "TT-001",
        "Outdoor temperature",
        &["outside temperature", "ambient temperature", "dry bulb temperature", "室外温度", "环境温度"],
        "temperature",
        "Cel",
        1,
        0.05,
        |s| s.weather.dry_bulb,
    ),
    tag(
        "WS-001.relative_humidity",
        "MT-001",
        "Outdoor relative humidity",
        &["outside humidity", "humidity", "室外湿度", "相对湿度"],
        "relative humidity",
        "%",
        1,
        0.3,
        |s| s.weather.relative_humidity,
    ),
    tag(
        "WS-001.wet_bulb",
        "TY-001",
        "Outdoor wet-bulb temperature",
        &["wet bulb temperature", "wet bulb", "湿球温度"],
        "temperature",
        "Cel",
        1,
        0.05,
        |s| s.weather.wet_bulb,
    )
    .about("Computed by the station from temperature and humidity (Stull 2011)"),
];

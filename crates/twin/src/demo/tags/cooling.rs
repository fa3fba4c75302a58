//! Tags of the cooling tower and the heat exchanger.

use super::{NO, TagSpec, tag};

pub const TOWER: &[TagSpec] = &[
    tag(
        "CT-101.return_temperature",
        "TT-1101",
        "Return temperature",
        &["cooling water return temperature", "hot water temperature", "回水温度"],
        "temperature",
        "Cel",
        1,
        0.06,
        |s| s.tower.return_c,
    )
    .limits(NO, NO, 36.0, 40.0)
    .about("Water to the top of the tower"),
    tag(
        "CT-101.basin_temperature",
        "TT-1102",
        "Basin temperature",
        &["cold water temperature", "水池温度", "冷水温度"],
        "temperature",
        "Cel",
        1,
        0.05,
        |s| s.basin.temperature,
    )
    .limits(4.0, 8.0, 27.0, 31.0)
    .about("Cold water in the basin; the fan holds 23 °C as long as the weather lets it"),
    tag(
        "CT-101.basin_level",
        "LT-1103",
        "Basin level",
        &["water level", "水池液位", "液位"],
        "level",
        "%",
        1,
        0.08,
        |s| s.basin.level_seen,
    )
    .limits(25.0, 40.0, 88.0, 97.0)
    .about("100 % are 28 m³ and the overflow"),
    tag(
        "CT-101.fan_speed",
        "SC-1104",
        "Fan speed command",
        &["fan speed", "风机转速", "风机频率"],
        "speed",
        "%",
        1,
        0.0,
        |s| s.tower.fan_percent,
    )
    .about("Output of the basin temperature controller to the frequency converter"),
    tag(
        "CT-101.fan_power",
        "JI-1104",
        "Fan power",
        &["tower fan power", "风机功率"],
        "power",
        "kW",
        2,
        0.0,
        |s| s.meters.fan.mean,
    )
    .limits(NO, NO, 11.8, 12.5)
    .about("Mean of the interval; follows the cube of speed"),
    tag(
        "CT-101.fan_vibration",
        "VT-1105",
        "Fan vibration",
        &["tower fan vibration", "风机振动"],
        "vibration",
        "mm/s",
        2,
        0.07,
        |s| s.tower.fan_vibration_mm_s,
    )
    .limits(NO, NO, 4.5, 7.1),
    tag(
        "CT-101.makeup_flow",
        "FT-1106",
        "Make-up flow",
        &["make-up water flow", "makeup water", "补水流量"],
        "flow",
        "m3/h",
        2,
        0.01,
        |s| s.basin.makeup.mean,
    )
    .limits(NO, NO, 7.0, NO)
    .about("Town water into the basin, mean of the interval"),
    tag(
        "CT-101.makeup_total",
        "FQ-1106",
        "Make-up water counter",
        &["make-up water meter", "make-up total", "补水总量", "补水表"],
        "volume",
        "m3",
        2,
        0.0,
        |s| s.basin.makeup.total,
    )
    .about("Counts up"),
    tag(
        "CT-101.blowdown_flow",
        "FT-1107",
        "Blow-down flow",
        &["blowdown", "bleed flow", "排污流量"],
        "flow",
        "m3/h",
        2,
        0.01,
        |s| s.basin.blowdown.mean,
    )
    .about("Opens at 1800 µS/cm and closes at 1660 µS/cm; mean of the interval"),
    tag(
        "CT-101.conductivity",
        "AT-1108",
        "Basin conductivity",
        &["conductivity", "water conductivity", "电导率"],
        "conductivity",
        "uS/cm",
        0,
        4.0,
        |s| s.basin.conductivity,
    )
    .limits(NO, 900.0, 2000.0, 2300.0)
    .about("Make-up water has about 440 µS/cm; the ratio is the cycles of concentration"),
    tag("CT-101.ph", "AT-1109", "Basin pH", &["pH", "酸碱度"], "pH", "[pH]", 2, 0.01, |s| s.basin.ph)
        .limits(6.5, 7.0, 8.9, 9.2),
];

pub const EXCHANGER: &[TagSpec] = &[
    tag(
        "HX-101.hot_inlet_temperature",
        "TT-1011",
        "Hot inlet temperature",
        &["process inlet temperature", "process loop return temperature", "热侧进口温度", "工艺侧进口温度"],
        "temperature",
        "Cel",
        1,
        0.06,
        |s| s.exchanger.hot_in,
    )
    .limits(NO, NO, 42.0, 46.0)
    .about("Process loop, coming from the filler and tunnel"),
    tag(
        "HX-101.hot_outlet_temperature",
        "TT-1013",
        "Hot outlet temperature",
        &["process outlet temperature", "process temperature", "热侧出口温度", "工艺侧出口温度"],
        "temperature",
        "Cel",
        1,
        0.06,
        |s| s.exchanger.hot_out + s.transmitter_drift,
    )
    .limits(NO, NO, 31.0, 34.0)
    .about("Process loop, controlled to 28 °C by the cooling water valve"),
    tag(
        "HX-101.hot_flow",
        "FT-1012",
        "Hot side flow",
        &["process loop flow", "热侧流量", "工艺侧流量"],
        "flow",
        "m3/h",
        1,
        0.15,
        |s| s.exchanger.hot_flow,
    ),
    tag(
        "HX-101.cold_inlet_temperature",
        "TT-1014A",
        "Cold inlet temperature",
        &["冷侧进口温度"],
        "temperature",
        "Cel",
        1,
        0.06,
        |s| s.exchanger.cold_in,
    ),
    tag(
        "HX-101.cold_outlet_temperature",
        "TT-1015",
        "Cold outlet temperature",
        &["冷侧出口温度"],
        "temperature",
        "Cel",
        1,
        0.06,
        |s| s.exchanger.cold_out,
    ),
    tag(
        "HX-101.cold_flow",
        "FT-1016",
        "Cold side flow",
        &["cooling water flow through the exchanger", "冷侧流量"],
        "flow",
        "m3/h",
        1,
        0.25,
        |s| s.exchanger.cold_flow,
    ),
    tag(
        "HX-101.cold_pressure_drop",
        "PDT-1017",
        "Cold side pressure drop",
        &["exchanger pressure drop", "exchanger dp", "冷侧压降", "换热器压差"],
        "differential pressure",
        "kPa",
        1,
        0.15,
        |s| s.exchanger.cold_dp_kpa(s.exchanger_fault),
    )
    .limits(NO, NO, 110.0, 140.0),
    tag(
        "HX-101.valve_position",
        "TV-1013",
        "Cooling water valve position",
        &["valve position", "valve opening", "阀门开度", "调节阀开度"],
        "position",
        "%",
        1,
        0.0,
        |s| 100.0 * s.exchanger.valve,
    ),
];

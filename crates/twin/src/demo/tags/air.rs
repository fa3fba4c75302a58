//! Tags of the compressor, the dryer and the receiver.

use super::{NO, TagSpec, When, tag};
use crate::compressor::CompressorState;

pub const COMPRESSED_AIR: &[TagSpec] = &[
    tag(
        "C-201.running",
        "YS-201",
        "Compressor running",
        &["run status", "运行状态"],
        "status",
        "1",
        0,
        0.0,
        |s| f64::from(u8::from(s.compressor.state != CompressorState::Standby)),
    )
    .about("1 while the motor turns, loaded or unloaded"),
    tag("C-201.loaded", "YL-201", "Loaded", &["load status", "加载状态"], "status", "1", 0, 0.0, |s| {
        f64::from(u8::from(s.compressor.state == CompressorState::Loaded))
    })
    .about("1 while air is delivered, 0 while unloaded or standing by"),
    tag(
        "C-201.power",
        "JI-201",
        "Compressor power",
        &["power", "power consumption", "空压机功率", "功率"],
        "power",
        "kW",
        2,
        0.0,
        |s| s.meters.compressor.mean,
    )
    .limits(NO, NO, 86.0, 92.0)
    .about("Electrical input of the package, mean of the interval"),
    tag(
        "C-201.motor_current",
        "II-201",
        "Motor current",
        &["current", "电机电流", "电流"],
        "current",
        "A",
        1,
        0.4,
        |s| s.meters.compressor.mean * 1000.0 / (1.732 * 400.0 * 0.87),
    )
    .limits(NO, NO, 145.0, 155.0),
    tag(
        "C-201.discharge_temperature",
        "TT-2011",
        "Discharge temperature",
        &["element outlet temperature", "air end temperature", "排气温度"],
        "temperature",
        "Cel",
        1,
        0.2,
        |s| s.compressor.discharge_c,
    )
    .limits(NO, NO, 98.0, 108.0)
    .about("Air and oil leaving the screw element; the package trips at 108 °C"),
    tag(
        "C-201.discharge_pressure",
        "PT-2012",
        "Discharge pressure",
        &["outlet pressure", "排气压力", "出口压力"],
        "pressure",
        "bar",
        2,
        0.012,
        |s| s.compressor.discharge_bar(),
    )
    .limits(NO, NO, 7.8, 8.2),
    tag(
        "C-201.oil_pressure",
        "PT-2013",
        "Oil pressure",
        &["lube oil pressure", "油压"],
        "pressure",
        "bar",
        2,
        0.015,
        |s| s.compressor.oil_bar(),
    )
    .limits(1.2, 1.5, NO, NO)
    .when(When::Compressor),
    tag(
        "C-201.separator_dp",
        "PDT-2014",
        "Oil separator differential pressure",
        &["separator dp", "separator pressure drop", "油分离器压差", "油分压差"],
        "differential pressure",
        "kPa",
        1,
        0.25,
        |s| {
            if s.compressor.state == CompressorState::Loaded {
                s.compressor.separator_dp_kpa
            } else {
                0.3 * s.compressor.separator_dp_kpa
            }
        },
    )
    .limits(NO, NO, 70.0, 100.0)
    .about("Renew the element at 70 kPa loaded"),
    tag(
        "C-201.inlet_filter_dp",
        "PDT-2015",
        "Inlet filter differential pressure",
        &["inlet filter dp", "air filter dp", "进气滤芯压差", "空滤压差"],
        "differential pressure",
        "kPa",
        2,
        0.02,
        |s| {
            if s.compressor.state == CompressorState::Loaded { s.compressor.inlet_filter_dp_kpa } else { 0.0 }
        },
    )
    .limits(NO, NO, 5.0, 6.5),
    tag(
        "C-201.cooling_water_outlet_temperature",
        "TT-2016",
        "Cooling water outlet temperature",
        &["cooler outlet temperature", "冷却水出口温度"],
        "temperature",
        "Cel",
        1,
        0.08,
        |s| s.cooler_out_c,
    )
    .limits(NO, NO, 38.0, 43.0),
    tag(
        "C-201.run_hours",
        "KQI-201",
        "Run hours",
        &["operating hours", "运行小时", "运行时间"],
        "operating hours",
        "h",
        1,
        0.0,
        |s| s.compressor.run_hours,
    ),
    tag(
        "C-201.load_hours",
        "KQL-201",
        "Load hours",
        &["loaded hours", "加载小时", "加载时间"],
        "operating hours",
        "h",
        1,
        0.0,
        |s| s.compressor.load_hours,
    ),
    tag(
        "D-201.dew_point",
        "MT-2101",
        "Pressure dew point",
        &["dew point", "露点", "压力露点"],
        "dew point",
        "Cel",
        1,
        0.06,
        |s| s.compressor.dew_point,
    )
    .limits(NO, NO, 7.0, 10.0)
    .about("After the dryer, at network pressure"),
    tag(
        "V-201.pressure",
        "PT-2101",
        "Receiver pressure",
        &["air pressure", "compressed air pressure", "network pressure", "储气罐压力", "压缩空气压力"],
        "pressure",
        "bar",
        2,
        0.008,
        |s| s.compressor.receiver_bar,
    )
    .limits(5.4, 6.2, 7.7, 8.2)
    .about("Gauge pressure; the line stops below 5.2 bar"),
    tag(
        "V-201.outlet_flow",
        "FT-2102",
        "Compressed air flow",
        &["air flow", "air consumption", "air demand", "压缩空气流量", "用气量"],
        "flow",
        "m3/h",
        0,
        1.5,
        |s| s.compressor.delivered.mean,
    )
    .limits(NO, NO, 700.0, 780.0)
    .about("Free air to the network, mean of the interval"),
    tag(
        "V-201.air_total",
        "FQ-2102",
        "Compressed air counter",
        &["air total", "用气总量"],
        "volume",
        "m3",
        0,
        0.0,
        |s| s.compressor.delivered.total,
    )
    .about("Free air; counts up"),
];

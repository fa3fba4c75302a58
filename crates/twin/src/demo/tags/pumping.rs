//! Tags of the two pumps and the header.

use super::{NO, TagSpec, When, tag};
use crate::pump::COOLING_WATER_PUMP;

macro_rules! pump_tags {
    ($asset:literal, $number:literal, $n:literal) => {
        [
            tag(
                concat!($asset, ".running"),
                concat!("YS-", $number),
                "Running",
                &["run status", "运行状态"],
                "status",
                "1",
                0,
                0.0,
                |s| f64::from(u8::from(s.pumps[$n].running)),
            )
            .about("1 while the pump runs, 0 while it stands by"),
            tag(
                concat!($asset, ".speed"),
                concat!("SI-", $number),
                "Speed",
                &["pump speed", "转速"],
                "speed",
                "{rpm}",
                0,
                1.0,
                |s| s.pumps[$n].ratio * COOLING_WATER_PUMP.rated_rpm,
            )
            .limits(NO, NO, 2960.0, 3010.0)
            .when(When::Pump($n))
            .about("Set by the header pressure controller; rated speed is 2940 rpm"),
            tag(
                concat!($asset, ".flow"),
                concat!("FIT-", $number),
                "Flow",
                &["flow rate", "discharge flow", "流量"],
                "flow",
                "m3/h",
                1,
                0.35,
                |s| s.pumps[$n].flow,
            )
            .limits(12.0, 18.0, 105.0, 112.0)
            .when(When::Pump($n))
            .about("Magnetic flow meter in the discharge line"),
            tag(
                concat!($asset, ".suction_pressure"),
                concat!("PT-", $number, "1"),
                "Suction pressure",
                &["inlet pressure", "吸入压力", "入口压力"],
                "pressure",
                "bar",
                3,
                0.003,
                |s| s.pumps[$n].suction_bar,
            )
            .limits(-0.25, -0.05, NO, NO)
            .when(When::Pump($n))
            .about("Gauge pressure after the suction strainer"),
            tag(
                concat!($asset, ".discharge_pressure"),
                concat!("PT-", $number, "2"),
                "Discharge pressure",
                &["outlet pressure", "出口压力", "排出压力"],
                "pressure",
                "bar",
                2,
                0.012,
                |s| s.pumps[$n].discharge_bar,
            )
            .limits(2.2, 2.7, 3.9, 4.4)
            .when(When::Pump($n))
            .about("Gauge pressure at the discharge flange"),
            tag(
                concat!($asset, ".strainer_dp"),
                concat!("PDT-", $number, "3"),
                "Strainer differential pressure",
                &["strainer dp", "suction strainer dp", "滤网压差", "过滤器压差"],
                "differential pressure",
                "kPa",
                1,
                0.12,
                |s| s.pumps[$n].strainer_dp_kpa,
            )
            .limits(NO, NO, 25.0, 45.0)
            .when(When::Pump($n))
            .about("Over the suction strainer; clean about 4 kPa at 75 m³/h, grows with the square of flow"),
            tag(
                concat!($asset, ".power"),
                concat!("JI-", $number),
                "Motor power",
                &["power", "power consumption", "功率", "电机功率"],
                "power",
                "kW",
                2,
                0.0,
                |s| s.meters.pumps[$n].mean,
            )
            .limits(NO, NO, 17.5, 18.5)
            .when(When::Pump($n))
            .about("Electrical input of the frequency converter, mean of the interval"),
            tag(
                concat!($asset, ".motor_current"),
                concat!("II-", $number),
                "Motor current",
                &["current", "电流", "电机电流"],
                "current",
                "A",
                1,
                0.08,
                |s| s.pumps[$n].current_a(s.meters.pumps[$n].mean),
            )
            .limits(NO, NO, 32.0, 35.0)
            .when(When::Pump($n))
            .about("RMS current of the motor"),
            tag(
                concat!($asset, ".bearing_temperature"),
                concat!("TT-", $number, "4"),
                "Bearing temperature",
                &["drive end bearing temperature", "轴承温度"],
                "temperature",
                "Cel",
                1,
                0.12,
                |s| s.pumps[$n].bearing_c,
            )
            .limits(NO, NO, 70.0, 85.0)
            .about("Drive-end bearing"),
            tag(
                concat!($asset, ".vibration"),
                concat!("VT-", $number, "5"),
                "Vibration",
                &["vibration velocity", "bearing vibration", "振动"],
                "vibration",
                "mm/s",
                2,
                0.06,
                |s| s.pumps[$n].vibration_mm_s,
            )
            .limits(NO, NO, 4.5, 7.1)
            .about("RMS velocity at the drive-end bearing; the pump trips at 7.1 mm/s"),
            tag(
                concat!($asset, ".run_hours"),
                concat!("KQI-", $number),
                "Run hours",
                &["operating hours", "运行小时", "运行时间"],
                "operating hours",
                "h",
                1,
                0.0,
                |s| s.pumps[$n].hours,
            )
            .about("Counter of operating hours"),
        ]
    };
}

pub const PUMP_1: &[TagSpec] = &pump_tags!("P-101", "101", 0);
pub const PUMP_2: &[TagSpec] = &pump_tags!("P-102", "102", 1);

pub const HEADER: &[TagSpec] = &[
    tag(
        "CWH-100.pressure",
        "PT-100",
        "Header pressure",
        &["supply pressure", "cooling water pressure", "母管压力", "供水压力"],
        "pressure",
        "bar",
        2,
        0.01,
        |s| s.header.pressure,
    )
    .limits(2.3, 2.8, 3.6, 4.0)
    .about("Gauge pressure of the cooling water supply header"),
    tag(
        "CWH-100.pressure_setpoint",
        "PIC-100.SP",
        "Header pressure setpoint",
        &["pressure setpoint", "母管压力设定值", "压力设定"],
        "pressure",
        "bar",
        2,
        0.0,
        |s| s.header.setpoint,
    ),
    tag(
        "CWH-100.flow",
        "FT-100",
        "Cooling water flow",
        &["header flow", "total cooling water flow", "circulation flow", "循环水流量", "冷却水流量"],
        "flow",
        "m3/h",
        1,
        0.3,
        |s| s.header.flow,
    )
    .limits(12.0, 18.0, NO, NO)
    .about("Sum of all consumers"),
    tag(
        "CWH-100.temperature",
        "TT-100",
        "Cooling water supply temperature",
        &["supply temperature", "供水温度", "冷却水供水温度"],
        "temperature",
        "Cel",
        1,
        0.06,
        |s| s.basin.temperature + 0.1,
    ),
];

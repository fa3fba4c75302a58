//! The tags of the demo plant, one line each: what it is, how it is measured, where in the
//! station it is read.

use super::station::{AIR, BUILDING, COOLING, PACKAGING, PUMPING, Station};
use crate::compressor::CompressorState;
use crate::packaging::{CAPPER, CASE_PACKER, FILLER, LABELLER, LineState};
use crate::pump::COOLING_WATER_PUMP;

/// When a tag's alarms count: a stopped pump has no low flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    Always,
    Pump(usize),
    Compressor,
    Line,
}

#[derive(Debug, Clone, Copy)]
pub struct TagSpec {
    /// `asset.quantity`.
    pub id: &'static str,
    /// Loop name after ISA-5.1, the column's name in the history files.
    pub loop_name: &'static str,
    pub name: &'static str,
    /// In Chinese, and other names.
    pub aliases: &'static [&'static str],
    pub quantity: &'static str,
    /// UCUM.
    pub unit: &'static str,
    /// Digits after the point that the instrument gives.
    pub decimals: u8,
    /// Standard deviation of the instrument's noise.
    pub noise: f64,
    pub read: fn(&Station) -> f64,
    pub about: &'static str,
    /// Low-low, low, high, high-high; NaN for none.
    pub limits: [f64; 4],
    pub when: When,
}

const NO: f64 = f64::NAN;

impl TagSpec {
    const fn limits(mut self, low_low: f64, low: f64, high: f64, high_high: f64) -> Self {
        self.limits = [low_low, low, high, high_high];
        self
    }

    const fn when(mut self, when: When) -> Self {
        self.when = when;
        self
    }

    const fn about(mut self, about: &'static str) -> Self {
        self.about = about;
        self
    }

    /// The asset's id.
    pub fn asset(&self) -> &'static str {
        self.id.split('.').next().unwrap_or(self.id)
    }
}

#[allow(clippy::too_many_arguments, reason = "a row of a table")]
const fn tag(
    id: &'static str,
    loop_name: &'static str,
    name: &'static str,
    aliases: &'static [&'static str],
    quantity: &'static str,
    unit: &'static str,
    decimals: u8,
    noise: f64,
    read: fn(&Station) -> f64,
) -> TagSpec {
    TagSpec {
        id,
        loop_name,
        name,
        aliases,
        quantity,
        unit,
        decimals,
        noise,
        read,
        about: "",
        limits: [NO; 4],
        when: When::Always,
    }
}

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

const WEATHER: &[TagSpec] = &[
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

const PUMP_1: &[TagSpec] = &pump_tags!("P-101", "101", 0);
const PUMP_2: &[TagSpec] = &pump_tags!("P-102", "102", 1);

const HEADER: &[TagSpec] = &[
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

const TOWER: &[TagSpec] = &[
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

const EXCHANGER: &[TagSpec] = &[
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

const AIR_TAGS: &[TagSpec] = &[
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

const fn shows(state: LineState) -> f64 {
    state as u8 as f64
}

const LINE: &[TagSpec] = &[
    tag(
        "PL-301.state",
        "XI-301",
        "Line state",
        &["status", "产线状态", "状态"],
        "state",
        "1",
        0,
        0.0,
        |s| shows(s.line.state),
    )
    .about("0 off, 1 running, 2 stopped by a fault, 3 starved, 4 blocked, 5 changeover, 6 break"),
    tag(
        "PL-301.speed",
        "SI-301",
        "Line speed",
        &["speed", "bottles per minute", "线速度", "车速"],
        "speed",
        "{bottle}/min",
        0,
        0.8,
        |s| s.line.speed,
    )
    .about("Bottles a minute at the filler; 220 to 340 by product"),
    tag(
        "PL-301.good_count",
        "CQ-301",
        "Good bottles",
        &["production", "output", "good count", "bottles produced", "良品数", "产量"],
        "count",
        "{bottle}",
        0,
        0.0,
        |s| s.line.good.floor(),
    )
    .about("Counter of good bottles; counts up and is never reset"),
    tag(
        "PL-301.reject_count",
        "CQ-302",
        "Rejected bottles",
        &["rejects", "reject count", "scrap", "废品数", "剔除数"],
        "count",
        "{bottle}",
        0,
        0.0,
        |s| s.line.rejected_total(),
    )
    .about("Counter: the sum of the rejects of filler, capper and labeller"),
    tag(
        "PL-301.power",
        "JI-301",
        "Line power",
        &["power", "power consumption", "产线功率", "功率"],
        "power",
        "kW",
        2,
        0.0,
        |s| s.meters.line.mean,
    )
    .about("All machines of the line, mean of the interval"),
    tag(
        "PL-301.water_flow",
        "FT-303",
        "Rinse water flow",
        &["water flow", "water use", "冲洗水流量", "用水量"],
        "flow",
        "m3/h",
        2,
        0.01,
        |s| s.meters.line_water.mean,
    ),
    tag(
        "PL-301.bottle_size",
        "XI-304",
        "Bottle size",
        &["format", "瓶型", "瓶容量"],
        "volume",
        "mL",
        0,
        0.0,
        |s| s.line.product().bottle_ml,
    )
    .about("Of the product being filled"),
    tag("F-311.state", "XI-311", "Filler state", &["status", "灌装机状态"], "state", "1", 0, 0.0, |s| {
        shows(s.line.machines[FILLER])
    })
    .about("As PL-301.state"),
    tag(
        "F-311.fill_deviation",
        "QI-311",
        "Fill volume deviation",
        &["fill deviation", "overfill", "灌装偏差"],
        "volume",
        "mL",
        2,
        0.25,
        |s| if s.line.state == LineState::Running { 0.8 } else { 0.0 },
    )
    .limits(-3.0, -2.0, 3.0, 4.0)
    .when(When::Line)
    .about("Mean over all valves against the nominal volume"),
    tag(
        "F-311.reject_count",
        "CQ-311",
        "Filler rejects",
        &["rejects", "灌装机剔除数"],
        "count",
        "{bottle}",
        0,
        0.0,
        |s| s.line.rejected[FILLER].floor(),
    ),
    tag("K-312.state", "XI-312", "Capper state", &["status", "旋盖机状态"], "state", "1", 0, 0.0, |s| {
        shows(s.line.machines[CAPPER])
    })
    .about("As PL-301.state"),
    tag(
        "K-312.torque",
        "WI-312",
        "Closing torque",
        &["cap torque", "旋盖扭矩", "扭矩"],
        "torque",
        "N.m",
        2,
        0.03,
        |s| if s.line.state == LineState::Running { 1.8 } else { 0.0 },
    )
    .limits(1.3, 1.5, 2.1, 2.3)
    .when(When::Line),
    tag(
        "K-312.reject_count",
        "CQ-312",
        "Capper rejects",
        &["rejects", "旋盖机剔除数"],
        "count",
        "{bottle}",
        0,
        0.0,
        |s| s.line.rejected[CAPPER].floor(),
    ),
    tag(
        "L-313.state",
        "XI-313",
        "Labeller state",
        &["status", "贴标机状态"],
        "state",
        "1",
        0,
        0.0,
        |s| shows(s.line.machines[LABELLER]),
    )
    .about("As PL-301.state"),
    tag(
        "L-313.web_tension",
        "WT-313",
        "Label web tension",
        &["web tension", "标签张力", "张力"],
        "force",
        "N",
        1,
        0.1,
        |s| s.web_tension,
    )
    .limits(8.0, 11.0, 24.0, 28.0)
    .when(When::Line)
    .about("Of the label web at the unwinder; 18 N when running"),
    tag(
        "L-313.reject_count",
        "CQ-313",
        "Labeller rejects",
        &["rejects", "贴标机剔除数"],
        "count",
        "{bottle}",
        0,
        0.0,
        |s| s.line.rejected[LABELLER].floor(),
    ),
    tag(
        "CP-314.state",
        "XI-314",
        "Case packer state",
        &["status", "装箱机状态"],
        "state",
        "1",
        0,
        0.0,
        |s| shows(s.line.machines[CASE_PACKER]),
    )
    .about("As PL-301.state"),
    tag(
        "CP-314.case_count",
        "CQ-314",
        "Cases packed",
        &["cases", "case count", "装箱数"],
        "count",
        "{case}",
        0,
        0.0,
        |s| s.line.cases.floor(),
    )
    .about("Counter"),
    tag(
        "CP-314.glue_temperature",
        "TT-314",
        "Glue temperature",
        &["hot melt temperature", "热熔胶温度", "胶温"],
        "temperature",
        "Cel",
        1,
        0.3,
        |s| s.line.glue_c,
    )
    .limits(140.0, 150.0, 175.0, 185.0)
    .when(When::Line),
];

macro_rules! feeder_tags {
    ($asset:literal, $n:expr) => {
        [
            tag(
                concat!($asset, ".power"),
                concat!("JI-", $asset),
                "Active power",
                &["power", "demand", "有功功率", "功率"],
                "power",
                "kW",
                1,
                0.0,
                |s| s.meters.feeders[$n].mean,
            )
            .about("Mean of the interval"),
            tag(
                concat!($asset, ".energy"),
                concat!("JQ-", $asset),
                "Energy counter",
                &["energy", "meter reading", "电量", "电能"],
                "energy",
                "kW.h",
                1,
                0.0,
                |s| s.meters.feeders[$n].total,
            )
            .about("Counts up; the difference of two readings is the energy between them"),
        ]
    };
}

const MAIN: &[TagSpec] = &[
    tag(
        "EM-400.power",
        "JI-400",
        "Total power",
        &["power", "plant power", "total power demand", "总功率", "全厂功率"],
        "power",
        "kW",
        1,
        0.0,
        Station::main_kw,
    )
    .limits(NO, NO, 260.0, 290.0)
    .about("Active power of the works, mean of the interval"),
    tag(
        "EM-400.energy",
        "JQ-400",
        "Total energy counter",
        &["energy", "plant energy", "total energy", "总电量", "全厂电量"],
        "energy",
        "kW.h",
        1,
        0.0,
        Station::main_kwh,
    )
    .about("Counts up; the difference of two readings is the energy between them"),
];
const FEEDER_1: &[TagSpec] = &feeder_tags!("EM-410", PUMPING);
const FEEDER_2: &[TagSpec] = &feeder_tags!("EM-420", COOLING);
const FEEDER_3: &[TagSpec] = &feeder_tags!("EM-430", AIR);
const FEEDER_4: &[TagSpec] = &feeder_tags!("EM-440", PACKAGING);
const FEEDER_5: &[TagSpec] = &feeder_tags!("EM-450", BUILDING);

/// Tags that one controller or logger delivers together: one folder of history files.
pub struct Group {
    pub name: &'static str,
    pub about: &'static str,
    tags: &'static [&'static [TagSpec]],
}

pub const GROUPS: &[Group] = &[
    Group { name: "weather", about: "Weather station", tags: &[WEATHER] },
    Group { name: "pumping", about: "Controller of the pumping station", tags: &[PUMP_1, PUMP_2, HEADER] },
    Group { name: "cooling", about: "Controller of tower and exchanger", tags: &[TOWER, EXCHANGER] },
    Group { name: "air", about: "Controller of the compressor room", tags: &[AIR_TAGS] },
    Group { name: "packaging", about: "Line controller", tags: &[LINE] },
    Group {
        name: "power",
        about: "Energy logger",
        tags: &[MAIN, FEEDER_1, FEEDER_2, FEEDER_3, FEEDER_4, FEEDER_5],
    },
];

impl Group {
    pub fn tags(&self) -> impl Iterator<Item = &'static TagSpec> + use<> {
        self.tags.iter().flat_map(|tags| tags.iter())
    }
}

/// Every tag, group by group.
pub fn all_tags() -> Vec<&'static TagSpec> {
    GROUPS.iter().flat_map(Group::tags).collect()
}

#[cfg(test)]
mod tests {
    use super::super::assets::ASSETS;
    use super::*;

    #[test]
    fn ids_and_loops_are_unique_and_belong_to_assets() {
        let tags = all_tags();
        assert!((60..=100).contains(&tags.len()), "{}", tags.len());
        for (index, tag) in tags.iter().enumerate() {
            assert!(tags[..index].iter().all(|other| other.id != tag.id), "{}", tag.id);
            assert!(tags[..index].iter().all(|other| other.loop_name != tag.loop_name), "{}", tag.loop_name);
            assert!(ASSETS.iter().any(|asset| asset.id == tag.asset()), "{}", tag.id);
            assert!(tag.aliases.iter().any(|alias| !alias.is_ascii()), "{} has no Chinese name", tag.id);
        }
    }

    #[test]
    fn limits_stand_in_order() {
        for tag in all_tags() {
            let given: Vec<f64> = tag.limits.into_iter().filter(|limit| !limit.is_nan()).collect();
            assert!(given.is_sorted(), "{}", tag.id);
        }
    }
}

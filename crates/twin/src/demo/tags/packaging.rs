//! Tags of the packaging line and its machines.

use super::{TagSpec, When, tag};
use crate::packaging::{CAPPER, CASE_PACKER, FILLER, LABELLER, LineState};

const fn shows(state: LineState) -> f64 {
    state as u8 as f64
}

pub const LINE: &[TagSpec] = &[
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

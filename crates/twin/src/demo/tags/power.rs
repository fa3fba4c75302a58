//! Tags of the power meters.

use super::super::station::{AIR, BUILDING, COOLING, PACKAGING, PUMPING, Station};
use super::{NO, TagSpec, tag};

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

pub const MAIN: &[TagSpec] = &[
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
pub const FEEDER_1: &[TagSpec] = &feeder_tags!("EM-410", PUMPING);
pub const FEEDER_2: &[TagSpec] = &feeder_tags!("EM-420", COOLING);
pub const FEEDER_3: &[TagSpec] = &feeder_tags!("EM-430", AIR);
pub const FEEDER_4: &[TagSpec] = &feeder_tags!("EM-440", PACKAGING);
pub const FEEDER_5: &[TagSpec] = &feeder_tags!("EM-450", BUILDING);

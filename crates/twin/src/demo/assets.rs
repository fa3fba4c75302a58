//! The asset tree of the demo plant.

pub struct AssetSpec {
    pub id: &'static str,
    pub name: &'static str,
    pub kind: &'static str,
    pub parent: &'static str,
    pub description: &'static str,
    pub aliases: &'static [&'static str],
}

const fn asset(
    id: &'static str,
    name: &'static str,
    kind: &'static str,
    parent: &'static str,
    aliases: &'static [&'static str],
    description: &'static str,
) -> AssetSpec {
    AssetSpec { id, name, kind, parent, description, aliases }
}

pub const ASSETS: &[AssetSpec] = &[
    asset(
        "riverside",
        "Riverside Works",
        "site",
        "",
        &["the plant", "site", "河畔工厂", "工厂", "全厂"],
        "A bottling works with its own cooling water, compressed air and power distribution",
    ),
    asset(
        "pumping-station",
        "Pumping station",
        "area",
        "riverside",
        &["pump house", "泵站", "泵房"],
        "Draws cooling water from the tower basin and feeds the header",
    ),
    asset(
        "cooling-system",
        "Cooling water system",
        "area",
        "riverside",
        &["cooling system", "冷却水系统", "循环水系统"],
        "Cooling tower with basin, and the exchanger to the process loop",
    ),
    asset(
        "compressed-air",
        "Compressed air system",
        "area",
        "riverside",
        &["air system", "compressor room", "压缩空气系统", "空压站"],
        "Screw compressor, dryer, receiver and network at 7 bar",
    ),
    asset(
        "packaging-hall",
        "Packaging hall",
        "area",
        "riverside",
        &["packaging", "bottling hall", "包装车间", "灌装车间"],
        "Filling and packing of bottles in three shifts",
    ),
    asset(
        "power-distribution",
        "Power distribution",
        "area",
        "riverside",
        &["electrical distribution", "electricity", "配电系统", "配电室"],
        "400 V main incomer and its five feeders",
    ),
    asset(
        "WS-001",
        "Weather station",
        "weather station",
        "riverside",
        &["outdoor weather", "气象站", "室外气象"],
        "On the roof of the packaging hall",
    ),
    asset(
        "P-101",
        "Cooling water pump 1",
        "centrifugal pump",
        "pumping-station",
        &["pump 1", "pump A", "P101", "1号泵", "一号泵", "1号冷却水泵", "一号冷却水泵"],
        "Single-stage centrifugal pump, 90 m³/h at 36 m, 18.5 kW with frequency converter; duty and standby change every Monday at 07:00",
    ),
    asset(
        "P-102",
        "Cooling water pump 2",
        "centrifugal pump",
        "pumping-station",
        &["pump 2", "pump B", "P102", "2号泵", "二号泵", "2号冷却水泵", "二号冷却水泵"],
        "Same as P-101, in the other weeks",
    ),
    asset(
        "CWH-100",
        "Cooling water header",
        "header",
        "pumping-station",
        &["supply header", "header", "冷却水母管", "供水母管"],
        "Supply header; the running pump's speed holds its pressure at 3.2 bar",
    ),
    asset(
        "CT-101",
        "Cooling tower",
        "cooling tower",
        "cooling-system",
        &["tower", "CT101", "冷却塔", "凉水塔"],
        "Induced-draught cell of 470 kW with belt-driven 11 kW fan on a frequency converter, and a 28 m³ basin",
    ),
    asset(
        "HX-101",
        "Process heat exchanger",
        "plate heat exchanger",
        "cooling-system",
        &["heat exchanger", "plate exchanger", "HX101", "板式换热器", "换热器", "板换"],
        "Gasketed plate exchanger: process loop of the filler on the hot side, cooling water on the cold side",
    ),
    asset(
        "C-201",
        "Screw compressor",
        "screw compressor",
        "compressed-air",
        &["compressor", "air compressor", "C201", "空压机", "螺杆空压机", "压缩机"],
        "Oil-injected, water-cooled, 75 kW, 13.2 m³/min, load/unload control between 6.7 and 7.4 bar",
    ),
    asset(
        "D-201",
        "Air dryer",
        "refrigerant dryer",
        "compressed-air",
        &["dryer", "干燥机", "冷干机"],
        "Refrigerant dryer, pressure dew point 3 °C",
    ),
    asset(
        "V-201",
        "Air receiver",
        "air receiver",
        "compressed-air",
        &["receiver", "air tank", "储气罐", "缓冲罐"],
        "Receiver and network, 12 m³ together",
    ),
    asset(
        "PL-301",
        "Packaging line 1",
        "packaging line",
        "packaging-hall",
        &["packaging line", "bottling line", "line 1", "the line", "包装线", "灌装线", "一号线", "1号线"],
        "Line of filler, capper, labeller and case packer, 300 bottles a minute",
    ),
    asset(
        "F-311",
        "Filler",
        "filler",
        "PL-301",
        &["filling machine", "灌装机"],
        "Rotary filler with 60 valves",
    ),
    asset(
        "K-312",
        "Capper",
        "capper",
        "PL-301",
        &["capping machine", "旋盖机", "封盖机"],
        "Rotary capper with 15 heads",
    ),
    asset(
        "L-313",
        "Labeller",
        "labeller",
        "PL-301",
        &["labelling machine", "labeler", "贴标机"],
        "Wrap-around labeller with two reels",
    ),
    asset(
        "CP-314",
        "Case packer",
        "case packer",
        "PL-301",
        &["packer", "carton packer", "装箱机"],
        "Wrap-around case packer with hot-melt glue",
    ),
    asset(
        "EM-400",
        "Main power meter",
        "power meter",
        "power-distribution",
        &["main meter", "main incomer", "总电表", "总表"],
        "400 V incomer: the sum of EM-410 to EM-450",
    ),
    asset(
        "EM-410",
        "Pumping feeder meter",
        "power meter",
        "power-distribution",
        &["pumping meter", "泵站电表"],
        "Both cooling water pumps",
    ),
    asset(
        "EM-420",
        "Cooling tower feeder meter",
        "power meter",
        "power-distribution",
        &["tower meter", "冷却塔电表"],
        "Tower fan",
    ),
    asset(
        "EM-430",
        "Compressed air feeder meter",
        "power meter",
        "power-distribution",
        &["air meter", "空压站电表"],
        "Compressor and dryer",
    ),
    asset(
        "EM-440",
        "Packaging feeder meter",
        "power meter",
        "power-distribution",
        &["packaging meter", "包装车间电表"],
        "Packaging line and process loop pump",
    ),
    asset(
        "EM-450",
        "Building feeder meter",
        "power meter",
        "power-distribution",
        &["building meter", "建筑电表"],
        "Light, heating, cooling and offices",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_hangs_together() {
        for (index, asset) in ASSETS.iter().enumerate() {
            assert!(ASSETS[..index].iter().all(|other| other.id != asset.id), "{}", asset.id);
            let has_parent = ASSETS[..index].iter().any(|other| other.id == asset.parent);
            assert!(has_parent || asset.parent.is_empty(), "{} hangs under nothing", asset.id);
            assert!(asset.aliases.iter().any(|alias| !alias.is_ascii()), "{} has no Chinese name", asset.id);
        }
    }

    #[test]
    fn no_alias_means_two_assets() {
        for asset in ASSETS {
            for alias in asset.aliases {
                let owners = ASSETS.iter().filter(|other| {
                    other.id == *alias
                        || other.name.eq_ignore_ascii_case(alias)
                        || other.aliases.contains(alias)
                });
                assert_eq!(owners.filter(|other| other.id != asset.id).count(), 0, "{alias}");
            }
        }
    }
}

//! The tags of the demo plant: what each is, how it is measured, where in the station it is
//! read. One table a part of the plant, one entry a tag.

mod air;
mod cooling;
mod packaging;
mod power;
mod pumping;
mod weather;

use super::station::Station;

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

/// Tags that one controller or logger delivers together: one folder of history files.
pub struct Group {
    pub name: &'static str,
    pub about: &'static str,
    tags: &'static [&'static [TagSpec]],
}

pub const GROUPS: &[Group] = &[
    Group { name: "weather", about: "Weather station", tags: &[weather::WEATHER] },
    Group {
        name: "pumping",
        about: "Controller of the pumping station",
        tags: &[pumping::PUMP_1, pumping::PUMP_2, pumping::HEADER],
    },
    Group {
        name: "cooling",
        about: "Controller of tower and exchanger",
        tags: &[cooling::TOWER, cooling::EXCHANGER],
    },
    Group { name: "air", about: "Controller of the compressor room", tags: &[air::COMPRESSED_AIR] },
    Group { name: "packaging", about: "Line controller", tags: &[packaging::LINE] },
    Group {
        name: "power",
        about: "Energy logger",
        tags: &[
            power::MAIN,
            power::FEEDER_1,
            power::FEEDER_2,
            power::FEEDER_3,
            power::FEEDER_4,
            power::FEEDER_5,
        ],
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

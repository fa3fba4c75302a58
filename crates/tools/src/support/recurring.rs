//! Times that come again: the shift, the weekday, the hour of the day that an instant lies in.

use jiff::civil::Weekday;
use plant::time::timestamp;
use plant::{Plant, Shift};

use crate::sql_text::in_shift;

/// What comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recurring {
    Shift,
    Weekday,
    HourOfDay,
}

impl Recurring {
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "shift" => Self::Shift,
            "weekday" => Self::Weekday,
            "hour_of_day" => Self::HourOfDay,
            _ => return None,
        })
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Shift => "shift",
            Self::Weekday => "weekday",
            Self::HourOfDay => "hour_of_day",
        }
    }

    /// The place of an instant among those that come again: of a shift in the order in which the plant describes them, of a
    /// weekday from Monday. `None` where it lies in no shift.
    pub fn place(self, ns: i64, plant: &Plant) -> Option<usize> {
        let at = timestamp(ns).to_zoned_datetime(plant.timezone.clone());
        match self {
            Self::Shift => plant.shifts.iter().position(|shift| on(shift, at.time())),
            Self::Weekday => usize::try_from(at.date().weekday().since(Weekday::Monday)).ok(),
            Self::HourOfDay => usize::try_from(at.hour()).ok(),
        }
    }

    /// How the one of a place is written: `night`, `Monday`, `14:00`.
    pub fn label(self, place: usize, plant: &Plant) -> String {
        const DAYS: [&str; 7] =
            ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
        match self {
            Self::Shift => plant.shifts.get(place).map(|shift| shift.name.clone()).unwrap_or_default(),
            Self::Weekday => DAYS.get(place).copied().unwrap_or_default().to_owned(),
            Self::HourOfDay => format!("{place:02}:00"),
        }
    }

    /// The same in SQL, of a column of times.
    pub fn sql(self, time: &str, plant: &Plant) -> String {
        let local = format!("local_time({time})");
        match self {
            Self::Weekday => format!("date_part('isodow', {local})"),
            Self::HourOfDay => format!("date_part('hour', {local})"),
            Self::Shift => {
                let when = |shift: &Shift| {
                    format!("WHEN {} THEN {}", in_shift(shift, time), super::records::literal(&shift.name))
                };
                let cases: Vec<String> = plant.shifts.iter().map(when).collect();
                format!("CASE {} END", cases.join(" "))
            }
        }
    }
}

/// Whether a time of day lies in a shift, which may run over midnight.
pub fn on(shift: &Shift, time: jiff::civil::Time) -> bool {
    if shift.end <= shift.start {
        time >= shift.start || time < shift.end
    } else {
        shift.start <= time && time < shift.end
    }
}

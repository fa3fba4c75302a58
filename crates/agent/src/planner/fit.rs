//! How well a meaning fits what a question names.

use super::bound::Bound;
use crate::meaning::{Slot, SlotKind};

/// How well a meaning's slots are those that the question fills: what the question says and the meaning leaves out.
pub(super) struct Fit {
    /// The meaning has a window and the question names none.
    pub unsaid: bool,
    unused: [usize; 7],
}

impl Fit {
    /// What a question is less likely to mean by, for each thing of a kind that it names in vain: set by hand; on
    /// the calibration voices other values changed nothing measurable.
    const COST: [(SlotKind, f32); 7] = [
        (SlotKind::Records, 0.5),
        (SlotKind::Tag, 0.45),
        (SlotKind::Window, 0.3),
        (SlotKind::Instant, 0.25),
        (SlotKind::Number, 0.5),
        (SlotKind::Record, 0.5),
        (SlotKind::Value, 0.2),
    ];

    /// The same for a window that the question leaves out.
    pub const UNSAID: f32 = 0.5;

    /// The same for a condition on records whose value nothing fills, which is then asked back.
    pub const UNKNOWN_VALUE: f32 = 0.3;

    /// `None` where a slot of the meaning is filled by nothing.
    pub fn of(slots: &[Slot], bound: &Bound) -> Option<Self> {
        // Values, fields and shifts have other ways to be told; a shift on a day is one window of its own.
        let told = |kind: SlotKind| matches!(kind, SlotKind::Field | SlotKind::Value | SlotKind::Shift);
        let filled = |kind: SlotKind| match bound.filled(kind) {
            Some(count) if !told(kind) => count,
            None if kind == SlotKind::Count => usize::from(bound.count.is_some()),
            _ => usize::MAX,
        };
        let used = |kind: SlotKind| {
            slots.iter().filter(|slot| slot.kind == kind).map(|slot| slot.place).max().unwrap_or(0)
        };
        // A window that is left unsaid is all that is recorded; of two, both must be said.
        let no_window = bound.windows.is_empty() && used(SlotKind::Window) == 1;
        let unsaid = |slot: &Slot| no_window && slot.kind == SlotKind::Window;
        if slots.iter().any(|slot| slot.place > filled(slot.kind) && !unsaid(slot)) {
            return None;
        }
        Some(Self {
            unsaid: no_window,
            unused: Self::COST.map(|(kind, _)| {
                let there = if kind == SlotKind::Value { bound.values.len() } else { filled(kind) };
                // A code is a value, too.
                let taken =
                    if kind == SlotKind::Value { used(kind) + used(SlotKind::Code) } else { used(kind) };
                there.saturating_sub(taken).min(2)
            }),
        })
    }

    pub fn factor(&self) -> f32 {
        let unsaid = if self.unsaid { Self::UNSAID } else { 1.0 };
        let costs = Self::COST.iter().zip(self.unused);
        costs.map(|((_, cost), unused)| cost.powi(unused as i32)).product::<f32>() * unsaid
    }
}

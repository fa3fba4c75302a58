//! Tags that measure the same on other machines.

use plant::{Plant, Tag};

use crate::link::token::canonical;

/// A tag with what tells its like on other machines.
pub struct Original<'p> {
    tag: &'p Tag,
    tail: &'p str,
    words: Vec<String>,
}

impl<'p> Original<'p> {
    pub fn new(tag: &'p Tag) -> Self {
        Self { tag, tail: tail(&tag.id), words: canonical(&tag.name) }
    }

    /// How much another tag is like this one; `None` where it measures something else.
    pub fn likeness(&self, other: &Tag) -> Option<f32> {
        let same_tail = tail(&other.id) == self.tail;
        if !same_tail && (other.quantity.is_none() || other.quantity != self.tag.quantity) {
            return None;
        }
        // The hours that a machine ran are no energy, whatever both are called.
        let comparable = match (&other.unit, &self.tag.unit) {
            (Some(other), Some(own)) => other.is_comparable(own),
            _ => true,
        };
        if !comparable {
            return None;
        }
        let alike = if other.name == self.tag.name {
            1.0
        } else {
            let words = canonical(&other.name);
            let shared = words.iter().filter(|word| self.words.contains(word)).count() as f32;
            shared / words.len().max(self.words.len()).max(1) as f32
        };
        Some(alike + f32::from(u8::from(same_tail)))
    }
}

/// The last part of an id: `flow` of `P-101.flow`.
fn tail(id: &str) -> &str {
    id.rsplit('.').next().unwrap_or(id)
}

/// The tag most like `original` on a machine that is found by its id, or by that of one of its tags; the machine's own before
/// those below it.
pub fn on_machine<'p>(plant: &'p Plant, original: &Tag, found: &str) -> Option<&'p Tag> {
    let asset = match plant.asset(found) {
        Some(asset) => asset.id.as_str(),
        None => plant.tag(found)?.asset.as_deref()?,
    };
    let original = Original::new(original);
    let best = |asset: &str| {
        let mut best: Option<(f32, &'p Tag)> = None;
        for tag in plant.tags.iter().filter(|tag| tag.asset.as_deref() == Some(asset)) {
            if let Some(likeness) = original.likeness(tag)
                && best.is_none_or(|(most, _)| likeness > most)
            {
                best = Some((likeness, tag));
            }
        }
        best.map(|(_, tag)| tag)
    };
    plant.subtree(asset).into_iter().find_map(|asset| best(&asset.id))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn plant() -> Plant {
        let text = r#"
            [plant]
            name = "Works"
            timezone = "UTC"
            [[asset]]
            id = "P-1"
            kind = "pump"
            [[asset]]
            id = "P-2"
            kind = "pump"
            [[asset]]
            id = "P-2-M"
            parent = "P-2"
            [[tag]]
            id = "P-1.flow"
            asset = "P-1"
            quantity = "flow"
            [[tag]]
            id = "P-1.power"
            asset = "P-1"
            quantity = "power"
            [[tag]]
            id = "P-2.seal_flow"
            asset = "P-2"
            quantity = "flow"
            [[tag]]
            id = "P-2.flow"
            asset = "P-2"
            quantity = "flow"
            [[tag]]
            id = "P-2-M.input"
            asset = "P-2-M"
            quantity = "power"
        "#;
        plant::parse(std::path::Path::new("."), text).unwrap().0
    }

    #[test]
    fn the_like_is_found_on_the_machine_or_below_it() {
        let plant = plant();
        for (original, found, expected) in [
            ("P-1.flow", "P-2", Some("P-2.flow")),
            ("P-1.flow", "P-2.seal_flow", Some("P-2.flow")),
            ("P-1.power", "P-2", Some("P-2-M.input")),
            ("P-2.flow", "P-1", Some("P-1.flow")),
            ("P-1.flow", "P-9", None),
        ] {
            let tag = on_machine(&plant, plant.tag(original).unwrap(), found);
            assert_eq!(tag.map(|tag| tag.id.as_str()), expected, "{original} on {found}");
        }
    }
}

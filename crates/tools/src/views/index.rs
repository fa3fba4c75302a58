//! A plant's assets and tags by id and by place in the tree, for lookups that must stay quick
//! with thousands of both.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use plant::Plant;

use super::search::Names;

/// Places (indices into [`Plant::assets`] and [`Plant::tags`]) by id and by parent.
pub struct PlantIndex {
    plant: Arc<Plant>,
    assets: HashMap<String, usize>,
    tags: HashMap<String, usize>,
    children: Vec<Vec<usize>>,
    tags_of: Vec<Vec<usize>>,
    tops: Vec<usize>,
    names: OnceLock<Names>,
}

impl PlantIndex {
    pub fn new(plant: Arc<Plant>) -> Self {
        let by_id = |ids: Vec<&String>| -> HashMap<String, usize> {
            // Of two with one id the first counts, as in `Plant::asset`.
            ids.into_iter().enumerate().rev().map(|(at, id)| (id.clone(), at)).collect()
        };
        let assets = by_id(plant.assets.iter().map(|asset| &asset.id).collect());
        let tags = by_id(plant.tags.iter().map(|tag| &tag.id).collect());
        let (mut children, mut tops) = (vec![Vec::new(); plant.assets.len()], Vec::new());
        for (at, asset) in plant.assets.iter().enumerate() {
            match asset.parent.as_ref().and_then(|parent| assets.get(parent)) {
                Some(parent) => children[*parent].push(at),
                None => tops.push(at),
            }
        }
        let mut tags_of = vec![Vec::new(); plant.assets.len()];
        for (at, tag) in plant.tags.iter().enumerate() {
            if let Some(owner) = tag.asset.as_ref().and_then(|asset| assets.get(asset)) {
                tags_of[*owner].push(at);
            }
        }
        Self { plant, assets, tags, children, tags_of, tops, names: OnceLock::new() }
    }

    pub fn plant(&self) -> &Arc<Plant> {
        &self.plant
    }

    pub fn asset(&self, id: &str) -> Option<usize> {
        self.assets.get(id).copied()
    }

    pub fn tag(&self, id: &str) -> Option<usize> {
        self.tags.get(id).copied()
    }

    /// Assets without a parent, or whose parent is not described.
    pub fn tops(&self) -> &[usize] {
        &self.tops
    }

    pub fn children(&self, asset: usize) -> &[usize] {
        &self.children[asset]
    }

    /// Tags on the asset itself.
    pub fn tags_of(&self, asset: usize) -> &[usize] {
        &self.tags_of[asset]
    }

    /// The asset and everything below it, depth first, in the order of `plant.toml`.
    pub fn subtree(&self, asset: usize) -> Vec<usize> {
        let mut seen = vec![false; self.children.len()];
        let (mut found, mut next) = (Vec::new(), vec![asset]);
        while let Some(at) = next.pop() {
            // A cycle in a hand-written file must not hang us.
            if !std::mem::replace(&mut seen[at], true) {
                found.push(at);
                next.extend(self.children[at].iter().rev());
            }
        }
        found
    }

    /// Tags of the asset and of everything below it, in the order of the tree.
    pub fn tags_below(&self, asset: usize) -> Vec<usize> {
        self.subtree(asset).into_iter().flat_map(|at| self.tags_of[at].iter().copied()).collect()
    }

    /// From the asset's parent up to the top.
    pub fn above(&self, asset: usize) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        let mut at = asset;
        while let Some(parent) = self.plant.assets[at].parent.as_ref().and_then(|id| self.asset(id)) {
            if parent == asset || found.contains(&parent) {
                break;
            }
            found.push(parent);
            at = parent;
        }
        found
    }

    /// The words of all names, made when they are first searched.
    pub fn names(&self) -> &Names {
        self.names.get_or_init(|| Names::new(self))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use plant::{Asset, Tag};

    fn index(assets: &[(&str, &str)], tags: &[(&str, &str)]) -> PlantIndex {
        let mut plant = plant::parse(std::path::Path::new("plant"), "[plant]\nname = \"Test\"\n").unwrap().0;
        plant.assets = assets
            .iter()
            .map(|(id, parent)| Asset {
                id: (*id).to_owned(),
                parent: (!parent.is_empty()).then(|| (*parent).to_owned()),
                ..Asset::default()
            })
            .collect();
        plant.tags = tags
            .iter()
            .map(|(id, asset)| Tag {
                id: (*id).to_owned(),
                asset: Some((*asset).to_owned()),
                ..Tag::default()
            })
            .collect();
        PlantIndex::new(Arc::new(plant))
    }

    #[test]
    fn the_tree_is_walked_depth_first_in_the_order_described() {
        let index = index(
            &[("site", ""), ("a", "site"), ("b", "site"), ("a1", "a"), ("stray", "no such")],
            &[("t3", "b"), ("t2", "a1"), ("t1", "a")],
        );
        let ids = |places: &[usize]| -> Vec<String> {
            places.iter().map(|at| index.plant().assets[*at].id.clone()).collect()
        };
        assert_eq!(ids(&index.subtree(0)), ["site", "a", "a1", "b"]);
        assert_eq!(ids(index.tops()), ["site", "stray"]);
        assert_eq!(ids(&index.above(3)), ["a", "site"]);
        let tags: Vec<&str> =
            index.tags_below(0).into_iter().map(|at| index.plant().tags[at].id.as_str()).collect();
        assert_eq!(tags, ["t1", "t2", "t3"]);
    }

    #[test]
    fn a_cycle_ends() {
        let index = index(&[("a", "b"), ("b", "a")], &[]);
        assert_eq!(index.subtree(0), [0, 1]);
        assert_eq!(index.above(0), [1]);
        assert!(index.tops().is_empty());
    }
}

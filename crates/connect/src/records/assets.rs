//! From what a record calls an asset to the asset's id.

use std::collections::{BTreeMap, HashMap};

use arrow::array::{StringArray, StringBuilder};
use plant::Plant;

/// Ids, names and aliases of all assets, letter case and blanks aside.
pub(super) struct AssetNames<'p> {
    by_id: HashMap<&'p str, &'p str>,
    /// `None` where two assets share the word.
    folded: HashMap<String, Option<&'p str>>,
}

impl<'p> AssetNames<'p> {
    pub fn new(plant: &'p Plant) -> Self {
        let by_id = plant.assets.iter().map(|asset| (asset.id.as_str(), asset.id.as_str())).collect();
        let mut folded: HashMap<String, Option<&'p str>> = HashMap::new();
        // An id outranks a name, a name an alias.
        let ids = plant.assets.iter().map(|asset| vec![(&asset.id, &asset.id)]);
        let names = plant.assets.iter().map(|asset| vec![(&asset.name, &asset.id)]);
        let aliases =
            plant.assets.iter().map(|asset| asset.aliases.iter().map(|alias| (alias, &asset.id)).collect());
        for rank in [ids.collect::<Vec<Vec<_>>>(), names.collect(), aliases.collect()] {
            let mut of_rank: HashMap<String, Option<&'p str>> = HashMap::new();
            for (word, id) in rank.into_iter().flatten() {
                of_rank
                    .entry(fold(word))
                    .and_modify(|known| {
                        if *known != Some(id.as_str()) {
                            *known = None;
                        }
                    })
                    .or_insert(Some(id));
            }
            for (word, id) in of_rank {
                folded.entry(word).or_insert(id);
            }
        }
        Self { by_id, folded }
    }

    fn resolve(&self, text: &str) -> Option<&'p str> {
        let exact = self.by_id.get(text.trim()).copied();
        exact.or_else(|| self.folded.get(&fold(text)).copied().flatten())
    }

    /// The id for each text, and the texts that name none with how often.
    pub fn resolve_all(&self, texts: &StringArray) -> (StringArray, BTreeMap<String, u64>) {
        let mut known: HashMap<&str, Option<&'p str>> = HashMap::new();
        let mut unknown = BTreeMap::new();
        let mut ids = StringBuilder::new();
        for text in texts {
            let id = text.and_then(|text| *known.entry(text).or_insert_with(|| self.resolve(text)));
            if let (Some(text), None) = (text, id) {
                *unknown.entry(text.to_owned()).or_default() += 1;
            }
            ids.append_option(id);
        }
        (ids.finish(), unknown)
    }
}

fn fold(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

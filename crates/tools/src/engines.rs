//! The engines of one plant, held together.

use std::path::Path;
use std::sync::Arc;

use historian::{Historian, Options};
use parking_lot::RwLock;
use plant::{Plant, Problem};
use tool::Catalogue;

/// The engines over one plant; shared behind `Arc`, every method takes `&self`.
pub struct Engines {
    historian: Historian,
    plant: RwLock<Arc<Plant>>,
    catalogue: RwLock<Arc<Catalogue>>,
}

impl Engines {
    pub fn historian(&self) -> &Historian {
        &self.historian
    }

    /// The plant: what is described, and what only occurs in the data.
    pub fn plant(&self) -> Arc<Plant> {
        self.plant.read().clone()
    }

    /// What there is to ask about, as of now.
    pub fn current_catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.read().clone()
    }
}

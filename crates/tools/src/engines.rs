//! The engines of one plant, held together.

use std::path::Path;
use std::sync::Arc;

use historian::{Historian, Options};
use parking_lot::{Mutex, RwLock};
use plant::{Plant, Problem};
use tool::Catalogue;

use crate::catalogue;
use crate::import::sources;

/// How stale the catalogue's "now" may be where the clock is the plant's "now", ns.
const NOW_STALE_NS: i64 = 1_000_000_000;

/// The engines over one plant; shared behind `Arc`, every method takes `&self`.
/// Calls are synchronous and use the processor: never from inside an async task.
pub struct Engines {
    historian: Historian,
    /// As `plant.toml` says it, or as it was inferred from the files.
    described: RwLock<Plant>,
    catalogue: RwLock<Arc<Catalogue>>,
    /// One import at a time.
    pub(crate) importing: Mutex<()>,
}

impl Engines {
    /// Opens the plant in the folder `root`: reads its `plant.toml`, or infers the plant from the
    /// files where there is none, and opens the store under `.plantwright/store`. Beside the
    /// engines come warnings, with which the plant can still be used. Imports nothing.
    ///
    /// # Errors
    /// The first problem that `plant.toml` has (PW1xxx; [`plant::read`] lists all), or that the
    /// store has (PW4001 when another process holds it).
    pub fn open(root: &Path) -> Result<(Self, Vec<Problem>), Problem> {
        let (described, warnings) = sources::describe(root)?;
        let historian = Historian::open(&described.state_dir().join("store"), Options::default())?;
        let now = catalogue::now(&described);
        let empty =
            Catalogue { plant: Arc::new(described.clone()), now, tags: Vec::new(), tables: Vec::new() };
        let engines = Self {
            historian,
            described: RwLock::new(described),
            catalogue: RwLock::new(Arc::new(empty)),
            importing: Mutex::new(()),
        };
        engines.refresh_catalogue()?;
        Ok((engines, warnings))
    }

    pub fn historian(&self) -> &Historian {
        &self.historian
    }

    /// The plant: what is described, and the tags and assets that only occur in the data.
    pub fn plant(&self) -> Arc<Plant> {
        self.catalogue.read().plant.clone()
    }

    /// The plant as its description alone has it, with the sources of data.
    pub(crate) fn described(&self) -> Plant {
        let mut plant = self.described.read().clone();
        sources::add_kept(&mut plant, &self.historian);
        plant
    }

    /// Reads `plant.toml` again after it was edited.
    ///
    /// # Errors
    /// As for [`Engines::open`]; the plant then stays as it was.
    pub fn reread(&self) -> Result<Vec<Problem>, Problem> {
        let root = self.described.read().root.clone();
        let (described, warnings) = sources::describe(&root)?;
        *self.described.write() = described;
        self.refresh_catalogue()?;
        Ok(warnings)
    }

    /// What there is to ask about, as of now.
    pub fn current_catalogue(&self) -> Arc<Catalogue> {
        let current = self.catalogue.read().clone();
        let now = catalogue::now(&current.plant);
        if (now - current.now).abs() < NOW_STALE_NS {
            return current;
        }
        let fresh = Arc::new(Catalogue { now, ..(*current).clone() });
        *self.catalogue.write() = fresh.clone();
        fresh
    }

    /// Looks through the store again: which tags have data and how much, what the tables hold.
    /// To be called after an import, and now and then while data arrives live.
    ///
    /// # Errors
    /// PW4xxx when the store cannot be read.
    pub fn refresh_catalogue(&self) -> Result<(), Problem> {
        let fresh = Arc::new(catalogue::build(&self.historian, self.described())?);
        self.historian.set_plant(fresh.plant.clone());
        *self.catalogue.write() = fresh;
        Ok(())
    }
}

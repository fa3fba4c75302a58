//! The engines of one plant, held together.

use std::path::Path;
use std::sync::Arc;

use historian::{Historian, Options};
use logbook::Logbook;
use parking_lot::{Mutex, RwLock};
use plant::{Plant, Problem};
use tool::Catalogue;

use crate::Tool;
use crate::catalogue;
use crate::import::sources;
use crate::toolbox::Registry;
use crate::views::PlantIndex;

/// How stale the catalogue's "now" may be where the clock is the plant's "now", ns.
const NOW_STALE_NS: i64 = 1_000_000_000;

/// The file of the logbook, below the plant's state folder.
pub const LOGBOOK_FILE: &str = "logbook.jsonl";

/// The engines over one plant; shared behind `Arc`, every method takes `&self`.
/// Calls are synchronous and use the processor: never from inside an async task.
pub struct Engines {
    pub(crate) registry: Registry,
    historian: Historian,
    logbook: Logbook,
    /// As `plant.toml` says it, or as it was inferred from the files.
    described: RwLock<Plant>,
    catalogue: RwLock<Arc<Catalogue>>,
    /// Of the plant as it was when somebody last looked.
    index: Mutex<Option<Arc<PlantIndex>>>,
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
        let empty = Catalogue { plant: Arc::new(described.clone()), now, tags: [].into(), tables: [].into() };
        let engines = Self {
            registry: Registry::built_in(),
            logbook: Logbook::new(described.state_dir().join(LOGBOOK_FILE)),
            historian,
            described: RwLock::new(described),
            catalogue: RwLock::new(Arc::new(empty)),
            index: Mutex::new(None),
            importing: Mutex::new(()),
        };
        engines.refresh_catalogue()?;
        Ok((engines, warnings))
    }

    /// The same engines with tools beside those of [`crate::TOOLS`].
    #[must_use]
    pub fn with_tools(mut self, more: &[&'static dyn Tool]) -> Self {
        self.registry.add(more);
        self
    }

    pub fn historian(&self) -> &Historian {
        &self.historian
    }

    /// What people confirmed, and what waits for their word.
    pub fn logbook(&self) -> &Logbook {
        &self.logbook
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
    /// To be called after an import; [`Engines::catch_up`] is enough after samples that arrive live.
    ///
    /// # Errors
    /// PW4xxx when the store cannot be read.
    pub fn refresh_catalogue(&self) -> Result<(), Problem> {
        let mut fresh = catalogue::build(&self.historian, self.described())?;
        let known = self.plant();
        if *known == *fresh.plant {
            // What others made of the plant stays good.
            fresh.plant = known;
        }
        let tables = self.catalogue.read().tables.clone();
        if tables == fresh.tables {
            fresh.tables = tables;
        }
        self.historian.set_plant(fresh.plant.clone());
        *self.catalogue.write() = Arc::new(fresh);
        Ok(())
    }

    /// Counts and times of the tags as the store has them now; plant and tables stay as they are
    /// unless there is a new tag.
    ///
    /// # Errors
    /// PW4xxx when the store cannot be read.
    pub fn catch_up(&self) -> Result<(), Problem> {
        let before = self.catalogue.read().clone();
        match catalogue::caught_up(&self.historian, &before)? {
            Some(fresh) => *self.catalogue.write() = Arc::new(fresh),
            None => self.refresh_catalogue()?,
        }
        Ok(())
    }

    /// What there is, and its assets and tags by id and place; the latter is made again only when
    /// the plant is another.
    pub fn indexed(&self) -> (Arc<Catalogue>, Arc<PlantIndex>) {
        let catalogue = self.current_catalogue();
        let mut index = self.index.lock();
        let current = match &*index {
            Some(known) if Arc::ptr_eq(known.plant(), &catalogue.plant) => known.clone(),
            _ => index.insert(Arc::new(PlantIndex::new(catalogue.plant.clone()))).clone(),
        };
        (catalogue, current)
    }
}

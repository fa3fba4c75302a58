//! A plant in a temporary folder, with samples put straight into its store.

use plant::{Problem, Sample};
use serde_json::Value as Json;
use tool::{Evidence, Toolbox};
use tools::Engines;

pub struct Rig {
    pub engines: Engines,
    _folder: tempfile::TempDir,
}

impl Rig {
    pub fn new(plant_toml: &str, samples: &[Sample]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("plant.toml"), plant_toml).unwrap();
        let (engines, warnings) = Engines::open(folder.path()).unwrap();
        assert!(warnings.is_empty(), "{warnings:?}");
        engines.historian().append(samples).unwrap();
        engines.refresh_catalogue().unwrap();
        Self { engines, _folder: folder }
    }

    pub fn call(&self, tool: &str, arguments: Json) -> Result<Evidence, Problem> {
        let arguments = arguments.as_object().cloned().unwrap_or_default();
        self.engines.call(tool, &arguments)
    }
}

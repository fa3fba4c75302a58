//! Python with the packages of `bench/requirements.txt`, in an environment of its own below the
//! folder of the bench.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The folder with the other engines' side.
pub fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bench")
}

/// A Python that has the packages.
#[derive(Debug)]
pub struct Python {
    program: PathBuf,
}

impl Python {
    /// Makes the environment below `dir`, or takes the one that stands there when it was made of
    /// the same requirements. Takes `python3` (or what `PYTHON` names) and needs its `venv`.
    pub fn prepare(dir: &Path) -> Result<Self> {
        let requirements = scripts().join("requirements.txt");
        let wanted =
            std::fs::read_to_string(&requirements).with_context(|| requirements.display().to_string())?;
        let environment = std::path::absolute(dir)?.join("python");
        let made_of = environment.join("requirements.txt");
        let program = environment.join("bin/python");
        if std::fs::read_to_string(&made_of).is_ok_and(|made_of| made_of == wanted) {
            return Ok(Self { program });
        }
        println!("making a Python environment in {}", environment.display());
        let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let run = |command: &mut Command| -> Result<()> {
            let status = command.status().with_context(|| format!("{command:?} cannot be run"))?;
            if !status.success() {
                bail!("{command:?} failed: the other engines need Python 3 with venv and pip");
            }
            Ok(())
        };
        run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&environment))?;
        run(Command::new(&program).args(["-m", "pip", "install", "--quiet", "-r"]).arg(&requirements))?;
        std::fs::write(&made_of, wanted)?;
        Ok(Self { program })
    }

    /// Runs a script of `bench/` with a job and reads what it found. Both pass through files in `dir`.
    pub fn run<T: DeserializeOwned>(&self, script: &str, dir: &Path, job: &impl Serialize) -> Result<T> {
        let (job_file, result_file) = (dir.join("job.json"), dir.join("result.json"));
        std::fs::write(&job_file, serde_json::to_vec_pretty(job)?)?;
        let status = Command::new(&self.program)
            .arg(scripts().join(script))
            .args([&job_file, &result_file])
            .status()
            .with_context(|| format!("{} cannot be run", self.program.display()))?;
        if !status.success() {
            bail!("{script} failed");
        }
        let result = std::fs::read(&result_file).with_context(|| result_file.display().to_string())?;
        Ok(serde_json::from_slice(&result)?)
    }
}

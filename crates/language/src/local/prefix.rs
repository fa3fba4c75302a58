//! The state of the cache after a long fixed beginning of prompts, kept on disk: instructions and the list of tools are the
//! same for every question, and reading them anew takes seconds on a machine without a graphics card.
//!
//! A file's name holds a key, made of the model, what changes its states, and the tokens; and a checksum of the file. A file
//! whose checksum or tokens differ is removed. Files are written beside and renamed, so that a half written one has no name.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::token::LlamaToken;

use super::settings::LocalSettings;

/// Files that are kept; the oldest go first.
const MOST_FILES: usize = 4;
const ENDING: &str = "prefix";
/// Places of a model file that its fingerprint looks at, and bytes at each.
const SAMPLES: u64 = 64;
const SAMPLE: usize = 64 << 10;
/// Changes when llama.cpp, and so perhaps the layout of a state, changes.
const LAYOUT: &str = "llama-cpp-2 0.1.160";

/// States of one model.
pub struct Prefixes {
    folder: PathBuf,
    model: u64,
}

impl Prefixes {
    /// A folder for states; made when it is missing.
    ///
    /// # Errors
    /// A folder that cannot be made, or a model file that cannot be read.
    pub fn open(folder: &Path, settings: &LocalSettings) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let mut hasher = DefaultHasher::new();
        LAYOUT.hash(&mut hasher);
        fingerprint(&settings.model, &mut hasher)?;
        if let Some(adapter) = &settings.adapter {
            fingerprint(&adapter.path, &mut hasher)?;
            adapter.scale.to_bits().hash(&mut hasher);
        }
        Ok(Self { folder: folder.to_owned(), model: hasher.finish() })
    }

    /// Whether a state after the tokens is kept.
    pub fn has(&self, tokens: &[LlamaToken]) -> bool {
        self.find(tokens).is_some()
    }

    /// Fills a sequence with the state after the tokens; whether that went well.
    pub fn restore(&self, context: &mut LlamaContext<'_>, sequence: i32, tokens: &[LlamaToken]) -> bool {
        let Some((path, checksum)) = self.find(tokens) else {
            return false;
        };
        let restored = checksum_of(&path).is_ok_and(|found| found == checksum)
            && context
                .state_seq_load_file(&path, sequence, tokens.len())
                .is_ok_and(|(found, _)| found == tokens);
        if !restored {
            tracing::warn!(path = %path.display(), "a kept prefix is damaged and is removed");
            // It may be gone already.
            let _ = fs::remove_file(&path);
        }
        restored
    }

    /// Keeps the state of a sequence that holds exactly these tokens.
    ///
    /// # Errors
    /// A disk that is full or cannot be written.
    pub fn save(&self, context: &LlamaContext<'_>, sequence: i32, tokens: &[LlamaToken]) -> io::Result<()> {
        if self.find(tokens).is_some() {
            return Ok(());
        }
        let key = self.key(tokens);
        let partial = self.folder.join(format!("{key}.partial"));
        let saved = context.state_seq_save_file(&partial, sequence, tokens).map_err(io::Error::other);
        let named = saved.and_then(|_| {
            let checksum = checksum_of(&partial)?;
            fs::rename(&partial, self.folder.join(format!("{key}-{checksum:08x}.{ENDING}")))
        });
        if named.is_err() {
            // What is left of it has no use.
            let _ = fs::remove_file(&partial);
        }
        named?;
        self.forget_oldest()
    }

    fn key(&self, tokens: &[LlamaToken]) -> String {
        let mut hasher = DefaultHasher::new();
        tokens.iter().for_each(|token| token.0.hash(&mut hasher));
        format!("{:016x}{:016x}", self.model, hasher.finish())
    }

    fn find(&self, tokens: &[LlamaToken]) -> Option<(PathBuf, u32)> {
        let key = self.key(tokens);
        self.files().ok()?.into_iter().find_map(|path| {
            let stem = path.file_stem()?.to_str()?;
            let checksum = stem.strip_prefix(&key)?.strip_prefix('-')?;
            Some((path.clone(), u32::from_str_radix(checksum, 16).ok()?))
        })
    }

    fn files(&self) -> io::Result<Vec<PathBuf>> {
        let entries = fs::read_dir(&self.folder)?.map(|entry| Ok(entry?.path()));
        let paths = entries.collect::<io::Result<Vec<_>>>()?;
        Ok(paths.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == ENDING)).collect())
    }

    fn forget_oldest(&self) -> io::Result<()> {
        let mut files = self.files()?;
        files.sort_by_key(|path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok());
        let surplus = files.len().saturating_sub(MOST_FILES);
        files.iter().take(surplus).try_for_each(fs::remove_file)
    }
}

/// Length and samples of a file: enough to tell two trainings of one model apart without reading gigabytes.
fn fingerprint(path: &Path, hasher: &mut impl Hasher) -> io::Result<()> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    length.hash(hasher);
    let mut sample = vec![0; SAMPLE];
    for place in 0..SAMPLES {
        file.seek(SeekFrom::Start(length / SAMPLES * place))?;
        let mut filled = 0;
        while filled < SAMPLE {
            match file.read(&mut sample[filled..])? {
                0 => break,
                read => filled += read,
            }
        }
        sample[..filled].hash(hasher);
    }
    Ok(())
}

fn checksum_of(path: &Path) -> io::Result<u32> {
    let mut file = File::open(path)?;
    let mut hasher = crc32fast::Hasher::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.finalize()),
            read => hasher.update(&buffer[..read]),
        }
    }
}

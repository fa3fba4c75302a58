//! Where a model's file is to come from.

use std::path::PathBuf;

use plant::Problem;

/// Whose files `hf:` means, unless `HF_ENDPOINT` names a mirror, as the tools of that place have it.
const HUB: &str = "https://huggingface.co";

/// A place that was named on the command line.
#[derive(Debug, PartialEq, Eq)]
pub enum From {
    File(PathBuf),
    Network {
        url: String,
        /// As it is written into models.toml: without what an address may carry for one time only.
        named: String,
    },
}

impl From {
    /// Reads what was named.
    ///
    /// # Errors
    /// `PW6208`: a place on the hub that is not whole.
    pub fn read(text: &str) -> Result<Self, Problem> {
        let hub = std::env::var("HF_ENDPOINT").ok().filter(|address| !address.is_empty());
        Self::read_with(text, hub.as_deref().unwrap_or(HUB))
    }

    fn read_with(text: &str, hub: &str) -> Result<Self, Problem> {
        if let Some(place) = text.strip_prefix("hf:") {
            let url = on_hub(place, hub).ok_or_else(|| {
                Problem::new("PW6208", format!("{text} is no place of a file"))
                    .help("write hf:OWNER/REPO/FILE, or hf:OWNER/REPO@REVISION/FILE")
            })?;
            return Ok(Self::Network { url, named: text.to_owned() });
        }
        if text.starts_with("http://") || text.starts_with("https://") {
            let named = text.split(['?', '#']).next().unwrap_or(text).to_owned();
            return Ok(Self::Network { url: text.to_owned(), named });
        }
        Ok(Self::File(PathBuf::from(text)))
    }
}

/// `OWNER/REPO[@REVISION]/FILE`, where the hub gives it out.
fn on_hub(place: &str, hub: &str) -> Option<String> {
    let mut parts = place.splitn(3, '/');
    let (owner, repo, file) = (parts.next()?, parts.next()?, parts.next()?);
    let (repo, revision) = repo.split_once('@').unwrap_or((repo, "main"));
    let plain =
        |part: &str| !part.is_empty() && !part.contains(['?', '#', ' ', '\\']) && part != "." && part != "..";
    let all = [owner, repo, revision].into_iter().chain(file.split('/'));
    if !all.into_iter().all(plain) {
        return None;
    }
    Some(format!("{}/{owner}/{repo}/resolve/{revision}/{file}", hub.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn places_are_read() {
        let read = |text: &str| From::read_with(text, "https://hub.example/").unwrap();
        let network = |url: &str, named: &str| From::Network { url: url.to_owned(), named: named.to_owned() };
        assert_eq!(read("own.gguf"), From::File(PathBuf::from("own.gguf")));
        assert_eq!(
            read("hf:Qwen/Qwen3-0.6B-GGUF/sub/q8.gguf"),
            network(
                "https://hub.example/Qwen/Qwen3-0.6B-GGUF/resolve/main/sub/q8.gguf",
                "hf:Qwen/Qwen3-0.6B-GGUF/sub/q8.gguf"
            )
        );
        let revision = read("hf:o/r@v1.2/f.gguf");
        assert_eq!(revision, network("https://hub.example/o/r/resolve/v1.2/f.gguf", "hf:o/r@v1.2/f.gguf"));
        assert_eq!(
            read("http://a/f.gguf?token=secret"),
            network("http://a/f.gguf?token=secret", "http://a/f.gguf")
        );
    }

    #[test]
    fn half_a_place_is_refused() {
        for text in ["hf:", "hf:o/r", "hf:o//f", "hf:o/r/", "hf:o/r@/f", "hf:o/../f", "hf:o/r/f?x"] {
            assert_eq!(From::read(text).unwrap_err().code, "PW6208", "{text}");
        }
    }
}

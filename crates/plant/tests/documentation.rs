//! The examples of `docs/plant-toml.md` are one good file, and every key is in it.

use std::path::Path;

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/plant-toml.md");
    std::fs::read_to_string(path).expect("the page is there")
}

fn examples(page: &str) -> String {
    page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_examples_are_read_without_a_problem() {
    let text = examples(&page());
    let (plant, warnings) = plant::parse(Path::new("works"), &text).expect("the examples are good");
    assert_eq!(warnings, []);
    assert_eq!((plant.assets.len(), plant.tags.len(), plant.history.len()), (2, 2, 2));
    let (again, _) =
        plant::parse(Path::new("works"), &plant::to_toml(&plant)).expect("what is written reads back");
    assert_eq!(again, plant);
}

#[test]
fn every_problem_of_the_reader_has_a_page() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = vec![crates.join("src/read.rs")];
    let mut folders = vec![crates.join("src/read")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { sources.push(path) }
        }
    }
    let mut codes = std::collections::BTreeSet::new();
    for source in sources {
        let text = std::fs::read_to_string(source).expect("a source file");
        codes.extend(
            text.split("\"PW1").skip(1).filter_map(|rest| rest.get(..3)).map(|end| format!("PW1{end}")),
        );
    }
    assert!(codes.len() > 10);
    for code in codes {
        let page = crates.join(format!("../../docs/problems/{code}.md"));
        let text = std::fs::read_to_string(&page).unwrap_or_default();
        assert!(text.starts_with(&format!("# {code}: ")), "{}", page.display());
    }
}

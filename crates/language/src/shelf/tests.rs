#![allow(clippy::unwrap_used)]
use super::*;

/// SHA-256 of "abc" (FIPS 180-4, example).
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn set_up() -> (tempfile::TempDir, Shelf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::new(folder.path().join("models"));
    let from = folder.path().join("from.gguf");
    fs::write(&from, "abc").unwrap();
    (folder, shelf, from)
}

fn names(shelf: &Shelf) -> Vec<String> {
    let Ok(entries) = fs::read_dir(shelf.folder()) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_copy_has_its_name_when_it_is_whole() {
    let (_folder, shelf, from) = set_up();
    let mut told = Vec::new();
    let (path, sum) =
        shelf.copy(&from, "own", Some(&ABC.to_uppercase()), &mut |done, all| told.push((done, all))).unwrap();
    assert_eq!((sum.as_str(), fs::read(&path).unwrap().as_slice()), (ABC, b"abc".as_slice()));
    assert_eq!((names(&shelf), told), (vec!["own.gguf".to_owned()], vec![(3, 3)]));
    assert!(shelf.holds(&path) && !shelf.holds(&from));
    assert!(matches!(shelf.copy(&from, "own", None, &mut |_, _| {}), Err(ShelfError::Taken(_))));
    fs::remove_file(&from).unwrap();
    shelf.remove(&path).unwrap();
    shelf.remove(&path).unwrap();
    assert!(names(&shelf).is_empty());
}

#[test]
fn what_is_not_the_file_expected_leaves_nothing() {
    let (folder, shelf, from) = set_up();
    let wrong = shelf.copy(&from, "own", Some(&"0".repeat(64)), &mut |_, _| {}).unwrap_err();
    assert!(wrong.to_string().contains(ABC), "{wrong}");
    let gone = folder.path().join("gone");
    assert!(matches!(
        shelf.copy(&gone, "own", None, &mut |_, _| {}),
        Err(ShelfError::Io { what: "read", .. })
    ));
    assert!(shelf.link(&from, "own", Some(&"0".repeat(64)), &mut |_, _| {}).is_err());
    assert!(names(&shelf).is_empty());
}

#[cfg(unix)]
#[test]
fn a_link_goes_without_what_it_leads_to() {
    let (_folder, shelf, from) = set_up();
    let (path, sum) = shelf.link(&from, "own", None, &mut |_, _| {}).unwrap();
    assert_eq!((sum.as_str(), names(&shelf)), (ABC, vec!["own.gguf".to_owned()]));
    assert!(path.is_symlink() && fs::read(&path).unwrap() == b"abc" && shelf.holds(&path));
    shelf.remove(&path).unwrap();
    assert!(from.exists() && names(&shelf).is_empty());
}

#[test]
fn one_process_writes_a_file_and_the_next_goes_on() {
    let (_folder, shelf, _) = set_up();
    let mut first = shelf.begin("own", Some(ABC)).unwrap();
    assert!(matches!(shelf.begin("own", Some(ABC)), Err(ShelfError::Busy(_))));
    first.write(b"ab").unwrap();
    drop(first);
    assert_eq!(shelf.begin("own", Some(&"0".repeat(64))).unwrap().length().unwrap(), 0, "another file");
    let mut second = shelf.begin("own", Some(ABC)).unwrap();
    assert_eq!(second.length().unwrap(), 2);
    second.write(b"c").unwrap();
    let sum = second.sum(&mut |_, _| {}).unwrap();
    assert_eq!(sum, ABC);
    let (path, _) = second.name_it(sum, Some(ABC)).unwrap();
    assert_eq!(fs::read(path).unwrap(), b"abc");
    assert_eq!(names(&shelf), ["own.gguf", "own.gguf.000000000000.partial"]);
    shelf.begin("own-2", None).unwrap();
    shelf.remove_begun("own").unwrap();
    assert_eq!(names(&shelf), ["own-2.gguf.partial", "own.gguf"]);
}

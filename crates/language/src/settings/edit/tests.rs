#![allow(clippy::unwrap_used)]
use super::*;

const OWN: &str = "# Our models. Ask Kim before you change this.\n\n# The one in the hall; slow at night.\n[[model]]\nname = \"hall\"   # as people say\nkind = \"openai\"\nbase_url = \"http://127.0.0.1:8000/v1\"\nmodel = \"qwen3-8b\"\ncontext_tokens = 32_768\n\n[model.timeouts_s]\nwhole = 60.0\n\n# Kept for a test.\n[[model]]\nname = \"old\"\nkind = \"gguf\"\nfile = \"old.gguf\"\n# The end.\n";

fn folder_with(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("models.toml");
    if !text.is_empty() {
        fs::write(&path, text).unwrap();
    }
    (folder, path)
}

fn edited(text: &str, edit: impl FnOnce(&mut Editor) -> Result<(), EditError>) -> String {
    let (_folder, path) = folder_with(text);
    let mut editor = Editor::open(&path).unwrap();
    edit(&mut editor).unwrap();
    editor.save().unwrap();
    fs::read_to_string(path).unwrap()
}

fn tiny(name: &str) -> NewModel {
    NewModel::gguf(name, "models/t.gguf", &"ab".repeat(32)).with_some("source", Some("/media/t.gguf"))
}

#[test]
fn an_entry_is_added_behind_everything_that_was_there() {
    let text = edited(OWN, |editor| editor.add(&tiny("own")));
    // The last comment stays where it is, before what is new.
    let added = format!(
        "\n[[model]]\nname = \"own\"\nkind = \"gguf\"\nfile = \"models/t.gguf\"\nsha256 = \"{}\"\nsource = \"/media/t.gguf\"\n",
        "ab".repeat(32)
    );
    assert!(text.starts_with(OWN.trim_end_matches("# The end.\n")), "{text}");
    assert!(text.contains(&added) && text.contains("# The end.\n"), "{text}");
    let settings = Settings::parse(&text, Path::new("")).unwrap();
    assert_eq!(settings.models.len(), 3);
}

#[test]
fn a_file_is_made_with_its_first_entry() {
    let text = edited("", |editor| {
        editor.add(
            &NewModel::openai("hall", "http://127.0.0.1:1/v1", "q\"8", 4096)
                .with_some("api_key_env", None::<&str>),
        )
    });
    assert_eq!(
        text,
        "[[model]]\nname = \"hall\"\nkind = \"openai\"\nbase_url = \"http://127.0.0.1:1/v1\"\nmodel = 'q\"8'\ncontext_tokens = 4096\n"
    );
    let text = edited("[budget]\nsteps = 3\n", |editor| editor.add(&tiny("own")));
    assert!(text.starts_with("[budget]\nsteps = 3\n\n[[model]]\n"), "{text}");
}

#[test]
fn an_entry_goes_with_its_own_comment_and_no_other() {
    let without_first = edited(OWN, |editor| editor.remove("hall"));
    assert_eq!(
        without_first,
        "# Our models. Ask Kim before you change this.\n\n# Kept for a test.\n[[model]]\nname = \"old\"\nkind = \"gguf\"\nfile = \"old.gguf\"\n# The end.\n"
    );
    let without_second = edited(OWN, |editor| editor.remove("old"));
    assert_eq!(without_second, format!("{}# The end.\n", OWN.split("\n# Kept").next().unwrap()));
    let none = edited(OWN, |editor| editor.remove("hall").and_then(|()| editor.remove("old")));
    assert_eq!(none, "# Our models. Ask Kim before you change this.\n# The end.\n");
    assert_eq!(Settings::parse(&none, Path::new("")).unwrap(), Settings::default());
}

#[test]
fn added_and_removed_the_file_is_as_it_was() {
    for text in [OWN, "", "# nothing yet\n", "[budget]\nsteps = 3\n"] {
        let back = edited(text, |editor| editor.add(&tiny("own")).and_then(|()| editor.remove("own")));
        assert_eq!(back, text);
    }
}

#[test]
fn what_cannot_be_done_changes_nothing() {
    let (_folder, path) = folder_with(OWN);
    let mut editor = Editor::open(&path).unwrap();
    assert!(matches!(editor.add(&tiny("hall")), Err(EditError::Taken(name)) if name == "hall"));
    assert!(matches!(editor.remove("hal"), Err(EditError::Unknown(_))));
    let wrong = NewModel::gguf("own", "f", "12");
    assert!(matches!(editor.add(&wrong), Err(EditError::Settings(_))));
    editor.save().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), OWN);
    let (_folder, inline) = folder_with("model = [{name = \"a\", kind = \"gguf\", file = \"f\"}]\n");
    let error = Editor::open(&inline).unwrap().add(&tiny("own")).unwrap_err();
    assert!(error.to_string().contains("inline list"), "{error}");
    let (_folder, broken) = folder_with("[[model]\n");
    assert!(matches!(Editor::open(&broken), Err(EditError::Settings(_))));
}

#[test]
fn two_who_edit_at_once_lose_nothing() {
    let (_folder, path) = folder_with(OWN);
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let path = &path;
            scope.spawn(move || {
                let mut editor = Editor::open(path).unwrap();
                editor.add(&tiny(&format!("own-{writer}"))).unwrap();
                editor.save().unwrap();
            });
        }
    });
    let settings = Settings::parse(&fs::read_to_string(&path).unwrap(), Path::new("")).unwrap();
    assert_eq!(settings.models.len(), 10);
}

#[cfg(unix)]
#[test]
fn a_link_and_its_permissions_stay() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, real) = folder_with(OWN);
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let link = elsewhere.path().join("models.toml");
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let mut editor = Editor::open(&link).unwrap();
    editor.add(&tiny("own")).unwrap();
    editor.save().unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
}

//! `servers.toml`.

use std::path::Path;

use crate::foreign::ServersSettings;

fn parse(text: &str) -> Result<ServersSettings, String> {
    ServersSettings::parse(text, Path::new("/plant")).map_err(|error| error.to_string())
}

#[test]
fn the_example_can_be_read() {
    let text = include_str!("../../../../../docs/servers.example.toml");
    let settings = parse(text).unwrap();
    assert_eq!(settings.servers.len(), 2);
    assert!(settings.servers.iter().all(|server| !server.allow.is_empty()));
    assert_eq!(parse("").unwrap().servers, []);
}

#[test]
fn nothing_is_allowed_that_is_not_named() {
    let settings = parse("[[server]]\nname = \"a\"\ncommand = \"b\"\n").unwrap();
    assert!(settings.servers[0].allow.is_empty());
}

#[test]
fn what_cannot_be_meant_is_told_with_its_place() {
    let check = |text: &str, expected: &str| {
        let error = parse(text).unwrap_err();
        assert!(error.contains(expected), "{error}");
    };
    check("[[server]]\nname = \"a\"\ncomand = \"b\"\n", "3:1: unknown field `comand`");
    check("[[server]]\ncommand = \"b\"\n", "missing field `name`");
    let with = |more: &str| format!("[[server]]\nname = \"a\"\n{more}\n");
    check(&with(""), "either a `command` or a `url`");
    check(&with("command = \"b\"\nurl = \"http://c\""), "either a `command` or a `url`");
    check(&with("command = \" \""), "`command` is empty");
    check(&with("command = \"b\"\ntoken_env = \"T\""), "belong to a `url`");
    check(&with("url = \"http://c\"\nargs = [\"x\"]"), "belong to a `command`");
    check(&with("url = \"ftp://c\""), "scheme");
    check(&with("url = \"http://me:pw@c\""), "user or password");
    check(&with("url = \"http://c\"\ntoken_env = \"T\"\ntoken_file = \"t\""), "not both");
    check(&with("command = \"b\"\nmax_result_bytes = 0"), "max_result_bytes");
    check(&with("command = \"b\"\nshown_chars = 0"), "shown_chars");
    check(&with("command = \"b\"\ntimeouts_s = { call = 0 }"), "timeouts_s");
    check(&with("command = \"b\"\ntimeouts_s = { call = nan }"), "timeouts_s");
    for name in ["", "A", "a_b", "a__b", "a b", "ä", "a/b", "abcdefghijklmnopqrstuvwxyz"] {
        check(&format!("[[server]]\nname = \"{name}\"\ncommand = \"b\"\n"), "a name is 1 to 24");
    }
    check(&format!("{}{}", with("command = \"b\""), with("command = \"c\"")), "two servers have this name");
}

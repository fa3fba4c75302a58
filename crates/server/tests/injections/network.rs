//! Runs a test where there is no network, and sees whether anything tried to use one.

use std::fs;
use std::net::TcpStream;
use std::process::Command;

/// Set in the process that has no network.
const INSIDE: &str = "PLANTWRIGHT_INJECTIONS_INSIDE";

/// What no answer may hold; stands in the environment of that process.
pub const TOKEN: &str = "tok-env-seven-9c2e";

/// Runs `work` in a network namespace of its own, which has no way out, and asserts that nothing tried to find one. `test`
/// is the name of the test that calls this. Where the system has no such namespaces, `work` is run here, and this is said.
pub fn isolated(test: &str, work: impl FnOnce()) {
    if std::env::var_os(INSIDE).is_some() {
        work();
        assert_eq!(attempts(), 0, "something tried to reach the network");
        // The counters do count.
        assert!(TcpStream::connect("192.0.2.1:9").is_err());
        assert!(TcpStream::connect("127.0.0.1:9").is_err());
        assert!(attempts() >= 2, "attempts are not counted here");
        println!("{test}: no attempt to reach the network");
        return;
    }
    let able = Command::new("unshare").args(["-rn", "true"]).status().is_ok_and(|status| status.success());
    if !able {
        println!(
            "{test}: NOT ASSERTED: no network namespaces here, so attempts to reach a network are not seen"
        );
        work();
        return;
    }
    let ran = Command::new("unshare")
        .arg("-rn")
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, "1")
        .env("PLANTWRIGHT_TOKEN", TOKEN)
        .output()
        .unwrap();
    let text = [ran.stdout, ran.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(ran.status.success(), "{text}");
    assert!(text.contains("1 passed"), "{text}");
    println!("{text}");
}

/// Connections and datagrams for which there was no way, and those that went out, in this process's namespace.
fn attempts() -> u64 {
    let old = fs::read_to_string("/proc/net/snmp").unwrap();
    let counted = |group: &str, name: &str| {
        let mut lines = old.lines().filter_map(|line| line.strip_prefix(group)?.strip_prefix(": "));
        let (names, values) = (lines.next().unwrap(), lines.next().unwrap());
        let at = names.split(' ').position(|other| other == name).unwrap();
        values.split(' ').nth(at).unwrap().parse::<u64>().unwrap()
    };
    let new = fs::read_to_string("/proc/net/snmp6").unwrap_or_default();
    let no_way_6 =
        new.lines().find_map(|line| line.strip_prefix("Ip6OutNoRoutes")?.trim().parse::<u64>().ok());
    counted("Ip", "OutNoRoutes")
        + counted("Tcp", "ActiveOpens")
        + counted("Udp", "OutDatagrams")
        + no_way_6.unwrap_or(0)
}

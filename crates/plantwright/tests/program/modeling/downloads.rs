//! Models from a server on loopback: whole, cut, wrong, and from nowhere.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use language::local::tiny;
use language::shelf::sha256_of;

use super::{kept, model, refused, settings};
use crate::support::bare;

/// Gives out a file; the first connections no more than so many bytes of it each.
struct Host {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Host {
    fn new(file: Vec<u8>, mut cuts: Vec<usize>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = asked.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let most = if cuts.is_empty() { usize::MAX } else { cuts.remove(0) };
                answer(stream, &file, most, &heard);
            }
        });
        Self { address, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn answer(mut stream: TcpStream, file: &[u8], most: usize, heard: &Mutex<Vec<String>>) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let head: Vec<String> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
    let range = head.iter().find_map(|line| line.to_lowercase().strip_prefix("range: ").map(str::to_owned));
    let from =
        range.as_deref().and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok());
    let line = head.first().cloned().unwrap_or_default();
    heard.lock().unwrap().push(format!("{line} {}", range.unwrap_or_default()).trim().to_owned());
    let start: usize = from.unwrap_or(0);
    let rest = &file[start.min(file.len())..];
    let (status, length) = (if start > 0 { "206 Partial Content" } else { "200 OK" }, rest.len());
    let place = format!("Content-Range: bytes {start}-{}/{}\r\n", file.len() - 1, file.len());
    let place = if start > 0 { place.as_str() } else { "" };
    // A client that has enough closes first.
    let _ =
        write!(stream, "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n{place}\r\n")
            .and_then(|()| stream.write_all(&rest[..rest.len().min(most)]));
}

fn tiny_model() -> (Vec<u8>, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = tiny::write(folder.path(), 7);
    (std::fs::read(&path).unwrap(), sha256_of(&path, &mut |_, _| {}).unwrap())
}

#[test]
fn a_download_that_is_cut_goes_on_and_is_checked() {
    let plant = bare();
    let (file, sum) = tiny_model();
    let host = Host::new(file.clone(), vec![5_000, 5_000]);
    let address = format!("http://{}/files/own.gguf?for=once", host.address);
    let added = model(&plant, &["add", "own", &address, "--sha256", &sum.to_uppercase()]).ok();
    assert!(added.contains(&sum), "{added}");
    assert_eq!(std::fs::read(plant.path().join("models/own.gguf")).unwrap(), file);
    let line = "GET /files/own.gguf?for=once HTTP/1.1";
    assert_eq!(
        host.asked(),
        [line.to_owned(), format!("{line} bytes=5000-"), format!("{line} bytes=10000-")]
    );
    assert!(settings(&plant).contains(&format!("source = \"http://{}/files/own.gguf\"\n", host.address)));
    model(&plant, &["check", "own"]).ok();
    model(&plant, &["rm", "own", "--file"]).ok();
    assert!(kept(&plant).is_empty());
}

#[test]
fn a_later_run_goes_on_where_an_earlier_one_was_ended() {
    let plant = bare();
    let (file, sum) = tiny_model();
    // What a run that was killed leaves.
    std::fs::create_dir(plant.path().join("models")).unwrap();
    let partial = plant.path().join(format!("models/own.gguf.{}.partial", &sum[..12]));
    std::fs::write(&partial, &file[..7_000]).unwrap();
    let host = Host::new(file.clone(), Vec::new());
    let address = format!("http://{}/own.gguf", host.address);
    model(&plant, &["add", "own", &address, "--sha256", &sum]).ok();
    assert_eq!(host.asked(), ["GET /own.gguf HTTP/1.1 bytes=7000-"]);
    assert_eq!((std::fs::read(plant.path().join("models/own.gguf")).unwrap(), kept(&plant).len()), (file, 1));
}

#[test]
fn what_is_not_the_file_that_was_meant_is_thrown_away() {
    let plant = bare();
    let (mut file, sum) = tiny_model();
    let zeros = "0".repeat(64);
    let host = Host::new(file.clone(), Vec::new());
    let address = format!("http://{}/own.gguf", host.address);
    assert!(refused(&plant, &["add", "own", &address], "PW6207").contains("--sha256"));
    assert!(host.asked().is_empty(), "nothing is asked for before it is known what it must be");
    assert!(refused(&plant, &["add", "own", &address, "--sha256", &zeros], "PW6207").contains(&sum));
    // The right sum of what is no model.
    file.truncate(200);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("f"), &file).unwrap();
    let sum = sha256_of(&folder.path().join("f"), &mut |_, _| {}).unwrap();
    let host = Host::new(file, Vec::new());
    let address = format!("http://{}/own.gguf", host.address);
    refused(&plant, &["add", "own", &address, "--sha256", &sum], "PW6206");
    assert_eq!((settings(&plant), kept(&plant)), (String::new(), Vec::<String>::new()));
}

#[test]
fn without_a_network_that_is_said() {
    let plant = bare();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let zeros = "0".repeat(64);
    let address = format!("http://{nobody}/own.gguf");
    let line = refused(&plant, &["add", "own", &address, "--sha256", &zeros], "PW6208");
    assert!(line.contains("127.0.0.1 cannot be reached") && line.contains("is there a network"), "{line}");
    for place in ["hf:owner", "http://", "https://user:secret@a/b"] {
        let line = refused(&plant, &["add", "own", place, "--sha256", &zeros], "PW6208");
        assert!(!line.contains("secret"), "{line}");
    }
    assert_eq!(settings(&plant), "");
}

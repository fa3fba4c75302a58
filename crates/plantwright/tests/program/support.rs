//! Plants to try on, and the program as a child process.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use language::scripted::{Exchange, ScriptedServer};
use serde_json::Value as Json;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use twin::demo::{DemoOptions, write_plant};

/// Instant at which the history of the test plant ends, and its "now".
pub const END: &str = "2026-03-15T23:00:00Z";

/// A plant in a folder of its own, removed at the end of the test.
pub struct Folder(TempDir);

impl Folder {
    pub fn path(&self) -> PathBuf {
        self.0.path().join("plant")
    }

    pub fn text(&self) -> String {
        self.path().display().to_string()
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

/// Two weeks of the demo plant at five minutes.
pub fn demo() -> Folder {
    let folder = Folder(tempfile::tempdir().unwrap());
    write_plant(&folder.path(), &DemoOptions::small(END.parse().unwrap())).unwrap();
    folder
}

/// Two bare CSV files without a `plant.toml`: flow rises by 1 an hour from 10, pressure stays at 3.5.
pub fn bare() -> Folder {
    let folder = Folder(tempfile::tempdir().unwrap());
    let (mut flow, mut pressure) = (String::from("time,flow\n"), String::from("time;pressure\n"));
    for hour in 0..24 {
        flow.push_str(&format!("2026-03-01 {hour:02}:00:00,{}\n", 10 + hour));
        pressure.push_str(&format!("2026-03-01 {hour:02}:00:00;3,5\n"));
    }
    folder.write("pump_flow.csv", &flow);
    folder.write("pump_pressure.csv", &pressure);
    folder
}

/// How a run of the program ended.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Standard output of a run that went well.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }

    #[track_caller]
    pub fn json(self) -> Json {
        serde_json::from_str(&self.ok()).unwrap()
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plantwright"));
    // No plant of this machine's user is in the way.
    let nowhere = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nowhere");
    command
        .args(arguments)
        .env_remove("PLANTWRIGHT_PLANT")
        .env_remove("PLANTWRIGHT_TOKEN")
        .env_remove("PLANTWRIGHT_TOKEN_FILE")
        .env("XDG_DATA_HOME", nowhere)
        .env("NO_COLOR", "1")
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .stdin(Stdio::null());
    command
}

pub fn run(arguments: &[&str]) -> Ran {
    ran(command(arguments).output().unwrap())
}

/// Runs it with a text on standard input, which then ends.
pub fn run_with_input(arguments: &[&str], input: &str) -> Ran {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    ran(child.wait_with_output().unwrap())
}

fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs what must fail: exit 1, nothing on standard output, and on standard error one line
/// with the code and, in brackets, what to do.
#[track_caller]
pub fn fails(arguments: &[&str], code: &str) -> String {
    let ran = run(arguments);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{ran:?}");
    let lines: Vec<&str> = ran.err.lines().collect();
    assert_eq!(lines.len(), 1, "{ran:?}");
    assert!(lines[0].starts_with(code) && lines[0].ends_with(')'), "{ran:?}");
    ran.err
}

/// The answer to a question as JSON.
#[track_caller]
pub fn ask(plant: &Folder, question: &str) -> Json {
    run(&["ask", "--json", "--plant", &plant.text(), question]).json()
}

/// The server of a larger model, which follows a script, and what keeps it going.
pub struct Served {
    pub server: ScriptedServer,
    _runtime: Runtime,
}

impl Served {
    pub fn new(exchanges: Vec<Exchange>) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let server = runtime.block_on(ScriptedServer::start(exchanges)).unwrap();
        Self { server, _runtime: runtime }
    }

    /// Its entry in `models.toml`, as `hall`.
    pub fn entry(&self) -> String {
        format!(
            "[[model]]\nname = \"hall\"\nkind = \"openai\"\nbase_url = {:?}\nmodel = \"m\"\ncontext_tokens = 16000\n",
            self.server.base_url()
        )
    }
}

/// A server on a free port; stopped at the end of the test.
pub struct Server {
    child: Child,
    pub address: String,
}

/// Serves a plant, and waits for the line with the address.
pub fn serve(plant: &Folder) -> Server {
    serve_with(plant, &[])
}

/// The same with further arguments.
pub fn serve_with(plant: &Folder, arguments: &[&str]) -> Server {
    let mut child = command(&["serve", "--plant", &plant.text(), "--bind", "127.0.0.1:0"])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().rsplit("http://").next().unwrap().to_owned();
    assert!(address.starts_with("127.0.0.1:"), "{line:?}");
    Server { child, address }
}

impl Server {
    /// Asks it to stop, as a service manager does, and waits until it has.
    pub fn stop(mut self) -> Option<i32> {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
        let deadline = Instant::now() + Duration::from_secs(30);
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("the server goes on");
    }

    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Response {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request.push_str(&format!("Host: {}\r\n", self.address));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        stream.write_all(request.as_bytes()).unwrap();
        let mut raw = Vec::new();
        stream.read_to_end(&mut raw).unwrap();
        Response::read(&raw)
    }

    /// What is sent for an address, as it is on the wire.
    pub fn bytes(&self, path: &str) -> Vec<u8> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nConnection: close\r\nHost: {}\r\n\r\n", self.address).unwrap();
        let mut raw = Vec::new();
        stream.read_to_end(&mut raw).unwrap();
        raw
    }

    /// Stops it as a power cut does.
    pub fn kill(&self) {
        let told = Command::new("kill").args(["-KILL", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    /// A request to a server that may go away meanwhile.
    pub fn try_post(&self, path: &str, body: &Json) -> Option<Response> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        let (host, body) = (&self.address, body.to_string());
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nConnection: close\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .ok()?;
        let mut raw = Vec::new();
        stream.read_to_end(&mut raw).ok()?;
        raw.windows(4).any(|end| end == b"\r\n\r\n").then(|| Response::read(&raw))
    }

    pub fn get(&self, path: &str) -> Response {
        self.request("GET", path, &[], "")
    }

    pub fn post(&self, path: &str, body: &Json) -> Response {
        self.request("POST", path, &[("Content-Type", "application/json")], &body.to_string())
    }
}

impl Server {
    /// Processor time used so far, in ticks of a hundredth of a second.
    pub fn cpu_ticks(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        // The name in brackets may hold spaces; user and system time are the 12th and 13th after it.
        let rest = stat.rsplit_once(") ").unwrap().1;
        rest.split(' ').skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have been stopped already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Response {
    fn read(raw: &[u8]) -> Self {
        let text = String::from_utf8_lossy(raw);
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let chunked = head.to_lowercase().contains("transfer-encoding: chunked");
        let body = if chunked { joined_chunks(body) } else { body.to_owned() };
        Self { status, head: head.to_owned(), body }
    }

    #[track_caller]
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

fn joined_chunks(mut body: &str) -> String {
    let mut joined = String::new();
    while let Some((length, rest)) = body.split_once("\r\n") {
        let length = usize::from_str_radix(length.trim(), 16).unwrap();
        joined.push_str(&rest[..length]);
        body = rest[length..].trim_start_matches("\r\n");
    }
    joined
}

//! Writes the demo plant: `cargo run --release -p twin --example demo_plant -- DIR [DAYS [STEP_S]]`.

use std::path::Path;
use std::time::Instant;

use jiff::Timestamp;
use twin::demo::{DemoOptions, Live, LiveOptions, write_plant};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let Some(dir) = arguments.get(1) else { return Err("which folder?".into()) };
    let mut options = DemoOptions::ending_at("2026-11-23T12:00:00Z".parse::<Timestamp>()?);
    if let Some(days) = arguments.get(2) {
        options.days = days.parse()?;
    }
    if let Some(step_s) = arguments.get(3) {
        options.step_s = step_s.parse()?;
    }
    let began = Instant::now();
    let summary = write_plant(Path::new(dir), &options)?;
    println!("{summary:#?}\nwritten in {:.2} s", began.elapsed().as_secs_f64());
    let began = Instant::now();
    let mut live = Live::resume(Path::new(dir), LiveOptions::default())?;
    let samples = live.advance("2026-11-23T13:00:00Z".parse()?);
    println!("an hour live: {} samples in {:.3} s", samples.len(), began.elapsed().as_secs_f64());
    Ok(())
}

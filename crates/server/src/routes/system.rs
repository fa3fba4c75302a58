//! How the program, its store and its machine stand.

use std::sync::Arc;

use ::plant::Problem;
use axum::Json;
use axum::extract::State;
use tool::Toolbox as _;
use tools::health;

use super::health::bytes_below;
use crate::App;
use crate::error::{ApiError, ErrorBody};
use crate::wire::system::{CheckOut, MachineOut, StoreOut, SystemOut};

/// How the program, its store and its machine stand.
#[utoipa::path(
    get, path = "/api/system", tag = "service",
    responses(
        (status = 200, description = "As of now", body = SystemOut),
        (status = 500, description = "The store cannot be read", body = ErrorBody),
    )
)]
pub async fn system(State(app): State<Arc<App>>) -> Result<Json<SystemOut>, ApiError> {
    let read = Arc::clone(&app);
    let work = move || -> Result<SystemOut, Problem> {
        let catalogue = read.engines.catalogue();
        let plant = &catalogue.plant;
        let tags = read.engines.historian().tags()?;
        let memory = health::machine_memory();
        Ok(SystemOut {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            plant: plant.name.clone(),
            folder: plant.root.display().to_string(),
            uptime_s: read.started.elapsed().as_secs_f64(),
            store: store(&read)?,
            tags: tags.len(),
            samples: tags.iter().map(|tag| tag.count).sum(),
            ingest_per_s: read.metrics.ingest_per_s(),
            waiting: read.pool.waiting(),
            machine: MachineOut {
                cores: std::thread::available_parallelism().map_or(1, usize::from),
                resident_bytes: health::resident_memory(),
                memory_bytes: memory.map(|(total, _)| total),
                memory_free_bytes: memory.map(|(_, free)| free),
                disk_free_bytes: health::disk_free(&plant.root),
            },
            checks: health::of_plant(&read.engines, &catalogue).into_iter().map(CheckOut::from).collect(),
        })
    };
    Ok(Json(app.pool.run(work).await??))
}

fn store(app: &App) -> Result<StoreOut, Problem> {
    let state_dir = app.engines.catalogue().plant.state_dir();
    let footprint = app.engines.historian().footprint()?;
    let (total_bytes, answer_bytes) = (bytes_below(&state_dir), bytes_below(&state_dir.join("answers")));
    let named = footprint.segment_bytes + footprint.log_bytes + footprint.records_bytes + answer_bytes;
    Ok(StoreOut {
        segments: footprint.segments,
        segment_bytes: footprint.segment_bytes,
        log_bytes: footprint.log_bytes,
        records_bytes: footprint.records_bytes,
        answer_bytes,
        other_bytes: total_bytes.saturating_sub(named),
        total_bytes,
    })
}

//! SQL over the store through DataFusion: `samples`, `tags`, `assets`, `latest`,
//! every records table, and functions of the plant's own. Reads only.
//!
//! A query sees one instant of the store (`view`), runs on the historian's own
//! threads with its own memory and time (`engine`), and fails with a problem that
//! names the place (`problem`). `samples` is read sorted by tag and time and split
//! by tag (`samples`, `scan`, `prune`), so that queries stated in that order do not
//! sort and conditions on tag and time are answered by the store.
//!
//! When you change a table or a function, also touch `docs/sql.md` and `tests/sql/`.

mod bucketing;
mod computed;
mod engine;
mod functions;
mod guard;
mod instants;
mod limits;
mod problem;
mod prune;
mod samples;
mod scan;
mod steps;
mod tables;
mod view;
mod yielding;

use std::sync::Arc;

use plant::Plant;

use crate::error::Result;
use crate::store::Historian;

pub(crate) use engine::Engine;
pub use limits::{SqlLimits, SqlResult};
use view::View;

impl Historian {
    /// Tells SQL the plant: what `tags` and `assets` show, and the time zone in which times are
    /// shown, read and bucketed (UTC without a plant).
    pub fn set_plant(&self, plant: Arc<Plant>) {
        *self.plant.write() = Some(plant);
    }

    /// Runs one statement that reads and waits for its rows. May be called on any thread.
    ///
    /// # Errors
    /// PW5001 when it is not SQL or asks for what is not there, PW5002 when it would change
    /// something, PW5003 when it takes too long or too much memory, PW3101 for an unknown tag.
    pub fn sql(&self, query: &str, limits: SqlLimits) -> Result<SqlResult> {
        self.sql_while(query, limits, &|| true)
    }

    /// As [`Historian::sql`], and stops the query soon after `wanted` says no, which it is asked
    /// now and then.
    ///
    /// # Errors
    /// PW5003 also when nobody wanted the rows any more.
    pub fn sql_while(&self, query: &str, limits: SqlLimits, wanted: &dyn Fn() -> bool) -> Result<SqlResult> {
        let view = View::new(self.snapshot(), self.plant.read().clone(), self.records.all())?;
        Ok(self.engine.run(view, query, &limits, wanted)?)
    }
}

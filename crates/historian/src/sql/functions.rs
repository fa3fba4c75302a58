//! The plant's own SQL functions.
//!
//! Scalars: `time_bucket`, `local_time`, `is_good`, `is_uncertain`, `is_bad`. Aggregates:
//! `duration_above`, `duration_below`, `time_weighted_mean`. Tables: `episodes`, `gaps`, `buckets`.
//!
//! When you add one, also touch `docs/sql.md` and `tests/sql/`.

mod arguments;
mod buckets;
mod episodes;
mod gaps;
mod held;
mod local_time;
mod quality;
mod time_bucket;
mod zone;

use std::sync::Arc;

use datafusion::catalog::TableFunctionImpl;
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::{AggregateUDF, ScalarUDF};

pub(crate) use zone::Zone;

use super::view::View;

/// Makes the plant's functions known to a session that reads `view`.
pub(super) fn register(session: &SessionContext, view: &Arc<View>) {
    let zone = view.zone();
    session.register_udf(ScalarUDF::from(time_bucket::TimeBucket::new(zone.clone())));
    session.register_udf(ScalarUDF::from(local_time::LocalTime::new(zone.clone())));
    for question in quality::QualityIs::all() {
        session.register_udf(ScalarUDF::from(question));
    }
    for aggregate in held::Held::all(zone) {
        session.register_udaf(AggregateUDF::from(aggregate));
    }
    let tables: [(&str, Arc<dyn TableFunctionImpl>); 3] = [
        ("episodes", Arc::new(episodes::Episodes::new(Arc::clone(view)))),
        ("gaps", Arc::new(gaps::Gaps::new(Arc::clone(view)))),
        ("buckets", Arc::new(buckets::Buckets::new(Arc::clone(view)))),
    ];
    for (name, function) in tables {
        session.register_udtf(name, function);
    }
}

/// Names of the table functions, for suggestions.
pub(super) const TABLE_FUNCTIONS: [&str; 3] = ["episodes", "gaps", "buckets"];

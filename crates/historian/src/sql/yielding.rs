//! Lets a query be stopped while a join makes rows.
//!
//! A task is stopped where it waits. DataFusion's joins give back every batch that one batch of
//! their input makes without waiting once, which for a join of many with many is hours.

use std::sync::Arc;

use datafusion::common::Result;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::coop::CooperativeExec;

/// Operators that can make many batches of one.
const MAKE_MANY: [&str; 5] =
    ["HashJoinExec", "NestedLoopJoinExec", "CrossJoinExec", "SortMergeJoinExec", "UnnestExec"];

/// Puts a place to wait behind every operator that can make many batches of one.
#[derive(Debug)]
pub(super) struct Yielding;

impl PhysicalOptimizerRule for Yielding {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        plan.transform_up(|plan| {
            Ok(match MAKE_MANY.contains(&plan.name()) {
                true => Transformed::yes(Arc::new(CooperativeExec::new(plan)) as Arc<dyn ExecutionPlan>),
                false => Transformed::no(plan),
            })
        })
        .data()
    }

    fn name(&self) -> &'static str {
        "yielding"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

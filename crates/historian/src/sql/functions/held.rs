//! Aggregates over how long samples hold: `duration_above(value, time, threshold)`,
//! `duration_below(value, time, threshold)` in seconds, `time_weighted_mean(value, time)`.
//!
//! Which sample follows which is only known once a group is complete, so the state keeps the
//! group's points and merging joins them; rows may arrive in any order and from any partition.

use std::mem::size_of;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{
    DataType, Field, FieldRef, Float64Type, Int64Type, TimeUnit, TimestampNanosecondType,
};
use datafusion::common::{Result, ScalarValue, exec_datafusion_err, not_impl_err, plan_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::{AggregateOrderSensitivity, format_state_name};
use datafusion::logical_expr::{Accumulator, AggregateUDFImpl, Signature, Volatility};

use super::zone::Zone;
use crate::sql::steps;

const NS_PER_SECOND: f64 = 1e9;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum What {
    Above,
    Below,
    Mean,
}

/// One of the three aggregates.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Held {
    what: What,
    zone: Zone,
    signature: Signature,
}

impl Held {
    pub(super) fn all(zone: &Zone) -> [Self; 3] {
        [What::Above, What::Below, What::Mean].map(|what| Self {
            what,
            zone: zone.clone(),
            signature: Signature::user_defined(Volatility::Immutable),
        })
    }
}

impl AggregateUDFImpl for Held {
    fn name(&self) -> &str {
        match self.what {
            What::Above => "duration_above",
            What::Below => "duration_below",
            What::Mean => "time_weighted_mean",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let wanted = if self.what == What::Mean { 2 } else { 3 };
        if given.len() != wanted {
            return match self.what {
                What::Mean => {
                    plan_err!("{} takes a value and its time: {}(value, time)", self.name(), self.name())
                }
                _ => plan_err!(
                    "{} takes a value, its time and a threshold: {}(value, time, 50)",
                    self.name(),
                    self.name()
                ),
            };
        }
        let number = |kind: &DataType, what: &str| {
            if kind.is_numeric() || matches!(kind, DataType::Null | DataType::Boolean) {
                return Ok(DataType::Float64);
            }
            plan_err!("{}'s {what} is a number, not {kind}", self.name())
        };
        let time = match &given[1] {
            DataType::Timestamp(_, zone) => DataType::Timestamp(TimeUnit::Nanosecond, zone.clone()),
            DataType::Utf8 | DataType::Utf8View | DataType::Null => {
                DataType::Timestamp(TimeUnit::Nanosecond, Some(self.zone.name()))
            }
            other => {
                return plan_err!("{}'s second argument is the time of the value, not {other}", self.name());
            }
        };
        let mut types = vec![number(&given[0], "value")?, time];
        if let Some(threshold) = given.get(2) {
            types.push(number(threshold, "threshold")?);
        }
        Ok(types)
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn state_fields(&self, args: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        let list = |name: &str, item: DataType| {
            let item = Arc::new(Field::new_list_field(item, false));
            Arc::new(Field::new(format_state_name(args.name, name), DataType::List(item), true))
        };
        Ok(vec![list("times", DataType::Int64), list("values", DataType::Float64)])
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }

    fn accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        if args.is_distinct {
            return not_impl_err!("{}(DISTINCT …)", self.name());
        }
        Ok(Box::new(Points { what: self.what, times: Vec::new(), values: Vec::new(), sorted: true }))
    }
}

/// The points of one group. For durations `values` holds 1 where the condition is met, 0 where it
/// is not and NaN where there is no number, which holds nothing but ends what was before.
#[derive(Debug)]
struct Points {
    what: What,
    times: Vec<i64>,
    values: Vec<f64>,
    sorted: bool,
}

impl Points {
    fn push(&mut self, time: i64, value: f64) {
        self.sorted &= self.times.last().is_none_or(|last| *last <= time);
        self.times.push(time);
        self.values.push(value);
    }

    fn sort(&mut self) {
        if self.sorted {
            return;
        }
        let mut points: Vec<(i64, f64)> =
            self.times.iter().copied().zip(self.values.iter().copied()).collect();
        // Values decide between equal times, so that the order of arrival never shows.
        points.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        (self.times, self.values) = points.into_iter().unzip();
        self.sorted = true;
    }
}

impl Accumulator for Points {
    fn update_batch(&mut self, columns: &[ArrayRef]) -> Result<()> {
        let values = columns[0].as_primitive::<Float64Type>();
        let times = columns[1].as_primitive::<TimestampNanosecondType>();
        let thresholds = columns.get(2).map(|column| column.as_primitive::<Float64Type>());
        self.times.reserve(times.len());
        self.values.reserve(times.len());
        for row in 0..times.len() {
            if times.is_null(row) {
                continue;
            }
            let value = if values.is_null(row) { f64::NAN } else { values.value(row) };
            let value = match (self.what, thresholds) {
                (What::Mean, _) | (_, None) => value,
                (_, Some(thresholds)) if thresholds.is_null(row) || !value.is_finite() => f64::NAN,
                (What::Above, Some(thresholds)) => f64::from(u8::from(value > thresholds.value(row))),
                (What::Below, Some(thresholds)) => f64::from(u8::from(value < thresholds.value(row))),
            };
            self.push(times.value(row), value);
        }
        Ok(())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.sort();
        if !self.values.iter().any(|value| value.is_finite()) {
            return Ok(ScalarValue::Float64(None));
        }
        let result = match self.what {
            What::Mean => steps::time_weighted_mean(&self.times, &self.values),
            What::Above | What::Below => {
                let held = steps::duration_where(&self.times, |row| self.values[row] == 1.0, None);
                Some(held as f64 / NS_PER_SECOND)
            }
        };
        Ok(ScalarValue::Float64(result))
    }

    fn size(&self) -> usize {
        size_of::<Self>()
            + self.times.capacity() * size_of::<i64>()
            + self.values.capacity() * size_of::<f64>()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let times = arrow::array::Int64Array::from(std::mem::take(&mut self.times));
        let values = arrow::array::Float64Array::from(std::mem::take(&mut self.values));
        let list = |items: ArrayRef| {
            let field = Arc::new(Field::new_list_field(items.data_type().clone(), false));
            let offsets = OffsetBuffer::from_lengths([items.len()]);
            ScalarValue::List(Arc::new(ListArray::new(field, offsets, items, None)))
        };
        Ok(vec![list(Arc::new(times)), list(Arc::new(values))])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let times = states[0].as_list_opt::<i32>();
        let values = states[1].as_list_opt::<i32>();
        let (Some(times), Some(values)) = (times, values) else {
            return Err(exec_datafusion_err!("the state of an aggregate is lists"));
        };
        for row in 0..times.len() {
            if times.is_null(row) {
                continue;
            }
            let (times, values) = (times.value(row), values.value(row));
            let times = times.as_primitive::<Int64Type>().values();
            let values = values.as_primitive::<Float64Type>().values();
            for (time, value) in times.iter().zip(values.iter()) {
                self.push(*time, *value);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use arrow::array::{Float64Array, TimestampNanosecondArray};
    use rand::rngs::StdRng;
    use rand::seq::SliceRandom;
    use rand::{Rng, SeedableRng};

    const THRESHOLD: f64 = 5.0;

    fn points(what: What) -> Points {
        Points { what, times: Vec::new(), values: Vec::new(), sorted: true }
    }

    fn update(points: &mut Points, rows: &[(i64, Option<f64>)]) {
        let values: ArrayRef = Arc::new(rows.iter().map(|row| row.1).collect::<Float64Array>());
        let times: ArrayRef =
            Arc::new(rows.iter().map(|row| Some(row.0)).collect::<TimestampNanosecondArray>());
        let thresholds: ArrayRef = Arc::new(Float64Array::from(vec![THRESHOLD; rows.len()]));
        points.update_batch(&[values, times, thresholds]).unwrap();
    }

    fn result(points: &mut Points) -> Option<f64> {
        match points.evaluate().unwrap() {
            ScalarValue::Float64(value) => value,
            other => panic!("{other}"),
        }
    }

    /// Straight from the definition, second by second of nothing but the sorted rows.
    fn brute_force(what: What, rows: &[(i64, Option<f64>)]) -> Option<f64> {
        let mut rows = rows.to_vec();
        rows.sort_by_key(|row| row.0);
        let mut steps: Vec<i64> = rows.windows(2).map(|w| w[1].0 - w[0].0).filter(|s| *s > 0).collect();
        steps.sort_unstable();
        let step = if steps.is_empty() { 0 } else { steps[(steps.len() - 1) / 2] };
        let (mut time, mut weighted, mut total, mut numbers) = (0, 0.0, 0.0, vec![]);
        for (i, row) in rows.iter().enumerate() {
            let held = rows.get(i + 1).map_or(step, |next| (next.0 - row.0).min(2 * step));
            let Some(value) = row.1 else { continue };
            numbers.push(value);
            weighted += held as f64 * value;
            total += held as f64;
            let counts = if what == What::Above { value > THRESHOLD } else { value < THRESHOLD };
            time += if counts { held } else { 0 };
        }
        if numbers.is_empty() {
            return None;
        }
        Some(match what {
            What::Mean if total == 0.0 => numbers.iter().sum::<f64>() / numbers.len() as f64,
            What::Mean => weighted / total,
            _ => time as f64 / NS_PER_SECOND,
        })
    }

    #[test]
    fn any_order_and_any_split_into_partitions_gives_the_same() {
        let mut random = StdRng::seed_from_u64(7);
        for case in 0..200 {
            let count = random.random_range(0..60);
            let mut time = 0;
            let mut rows: Vec<(i64, Option<f64>)> = (0..count)
                .map(|_| {
                    time += [1, 10, 10, 10, 11, 500][random.random_range(0..6)] * 1_000_000_000;
                    (time, (random.random_range(0..10) > 0).then(|| f64::from(random.random_range(0..10))))
                })
                .collect();
            for what in [What::Above, What::Below, What::Mean] {
                let expected = brute_force(what, &rows);
                rows.shuffle(&mut random);
                let mut merged = points(what);
                for part in rows.chunks(random.random_range(1..20)) {
                    let mut partial = points(what);
                    for batch in part.chunks(3) {
                        update(&mut partial, batch);
                    }
                    let state: Vec<ArrayRef> =
                        partial.state().unwrap().iter().map(|s| s.to_array().unwrap()).collect();
                    merged.merge_batch(&state).unwrap();
                }
                let got = result(&mut merged);
                let close = match (got, expected) {
                    (Some(got), Some(expected)) => (got - expected).abs() < 1e-9,
                    (got, expected) => got == expected,
                };
                assert!(close, "case {case} {what:?}: {got:?} != {expected:?} of {rows:?}");
            }
        }
    }

    #[test]
    fn a_group_without_numbers_has_no_duration() {
        let mut above = points(What::Above);
        update(&mut above, &[(0, None), (10, None)]);
        assert_eq!(result(&mut above), None);
    }
}

//! `sum` for exact decimals that fails instead of wrapping around.
//!
//! DataFusion adds decimals and integers with wrapping arithmetic. This replaces its `sum` under the same name: the
//! same signature and result types (`DECIMAL(p, s)` sums to `DECIMAL(min(38, p + 10), s)`), but leaving the range of the
//! result type is an error. Other types (floats, durations, intervals) and `sum(DISTINCT ...)` go to the original.

use arrow::array::{Array, ArrayRef, ArrowNativeTypeOp, AsArray, BooleanArray, PrimitiveArray};
use arrow::compute::{sum, sum_checked};
use arrow::datatypes::{ArrowNumericType, DataType, Decimal128Type, FieldRef, Int64Type};
use datafusion::common::{DataFusionError, Result, ScalarValue, exec_err};
use datafusion::functions_aggregate::sum::Sum;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::AggregateOrderSensitivity;
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, EmitTo, GroupsAccumulator, ReversedUDAF, SetMonotonicity, Signature, StatisticsArgs,
};
use datafusion::physical_expr::NullState;
use std::fmt::Debug;
use std::sync::Arc;

/// The function to register in a session.
#[must_use]
pub fn checked_sum() -> AggregateUDF {
    AggregateUDF::from(CheckedSum { inner: Sum::new() })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct CheckedSum {
    inner: Sum,
}

/// The largest magnitude of a result type: 10^p - 1 for a decimal.
fn limit(data_type: &DataType) -> Option<i128> {
    match data_type {
        DataType::Decimal128(precision, _) => 10_i128.checked_pow(u32::from(*precision)).map(|n| n - 1),
        _ => None,
    }
}

fn overflow<T>() -> Result<T> {
    exec_err!("Overflow in sum: the result does not fit its type")
}

impl AggregateUDFImpl for CheckedSum {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn signature(&self) -> &Signature {
        self.inner.signature()
    }

    fn return_type(&self, arg_types: &[DataType]) -> Result<DataType> {
        self.inner.return_type(arg_types)
    }

    fn accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        if args.is_distinct {
            return self.inner.accumulator(args);
        }
        let returns = args.return_field.data_type().clone();
        match returns {
            DataType::Decimal128(..) => Ok(Box::new(Scalar::<Decimal128Type>::new(returns))),
            DataType::Int64 => Ok(Box::new(Scalar::<Int64Type>::new(returns))),
            _ => self.inner.accumulator(args),
        }
    }

    fn state_fields(&self, args: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        self.inner.state_fields(args)
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs) -> bool {
        self.inner.groups_accumulator_supported(args)
    }

    fn create_groups_accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn GroupsAccumulator>> {
        let returns = args.return_field.data_type().clone();
        match returns {
            DataType::Decimal128(..) => Ok(Box::new(Grouped::<Decimal128Type>::new(returns))),
            DataType::Int64 => Ok(Box::new(Grouped::<Int64Type>::new(returns))),
            _ => self.inner.create_groups_accumulator(args),
        }
    }

    fn create_sliding_accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        self.inner.create_sliding_accumulator(args)
    }

    fn reverse_expr(&self) -> ReversedUDAF {
        ReversedUDAF::Identical
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }

    fn set_monotonicity(&self, data_type: &DataType) -> SetMonotonicity {
        self.inner.set_monotonicity(data_type)
    }

    fn value_from_stats(&self, statistics_args: &StatisticsArgs) -> Option<ScalarValue> {
        self.inner.value_from_stats(statistics_args)
    }
}

/// A number that can be compared with a decimal limit.
trait Bounded: ArrowNumericType<Native: Into<i128>> + Send {}
impl Bounded for Decimal128Type {}
impl Bounded for Int64Type {}

/// Sum of a whole column.
#[derive(Debug)]
struct Scalar<T: Bounded> {
    sum: Option<T::Native>,
    returns: DataType,
}

impl<T: Bounded> Scalar<T> {
    fn new(returns: DataType) -> Self {
        Self { sum: None, returns }
    }
}

impl<T: Bounded + Debug> Accumulator for Scalar<T> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let values = values[0].as_primitive::<T>();
        // A batch of decimals of at most 30 digits cannot leave 38: the fast sum is safe there.
        let fast = matches!(values.data_type(), DataType::Decimal128(p, _) if *p <= 30) && values.len() <= 1 << 24;
        let batch = if fast { sum(values) } else { sum_checked(values)? };
        if let Some(batch) = batch {
            let so_far = self.sum.unwrap_or_default();
            self.sum = Some(so_far.add_checked(batch)?);
        }
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.update_batch(states)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.evaluate()?])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        if let (Some(sum), Some(limit)) = (self.sum, limit(&self.returns))
            && sum.into().unsigned_abs() > limit.unsigned_abs()
        {
            return overflow();
        }
        ScalarValue::new_primitive::<T>(self.sum, &self.returns)
    }

    fn size(&self) -> usize {
        size_of_val(self)
    }
}

/// Sums of many groups at once.
struct Grouped<T: Bounded> {
    sums: Vec<T::Native>,
    nulls: NullState,
    returns: DataType,
}

impl<T: Bounded> Grouped<T> {
    fn new(returns: DataType) -> Self {
        Self { sums: Vec::new(), nulls: NullState::new(), returns }
    }
}

impl<T: Bounded> Debug for Grouped<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "checked sums of {} groups", self.sums.len())
    }
}

impl<T: Bounded> GroupsAccumulator for Grouped<T> {
    fn update_batch(
        &mut self, values: &[ArrayRef], group_indices: &[usize], opt_filter: Option<&BooleanArray>, total_num_groups: usize,
    ) -> Result<()> {
        let values = values[0].as_primitive::<T>();
        self.sums.resize(total_num_groups, T::Native::ZERO);
        let sums = self.sums.as_mut_slice();
        let mut wrapped = false;
        self.nulls.accumulate(group_indices, values, opt_filter, total_num_groups, |group, value| {
            let sum = &mut sums[group];
            match sum.add_checked(value) {
                Ok(added) => *sum = added,
                Err(_) => wrapped = true,
            }
        });
        if wrapped { overflow() } else { Ok(()) }
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let sums = emit_to.take_needed(&mut self.sums);
        let nulls = self.nulls.build(emit_to);
        if let Some(limit) = limit(&self.returns)
            && sums.iter().any(|sum| (*sum).into().unsigned_abs() > limit.unsigned_abs())
        {
            return overflow();
        }
        Ok(Arc::new(PrimitiveArray::<T>::new(sums.into(), nulls).with_data_type(self.returns.clone())))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        self.evaluate(emit_to).map(|array| vec![array])
    }

    fn merge_batch(&mut self, values: &[ArrayRef], group_indices: &[usize], total_num_groups: usize) -> Result<()> {
        self.update_batch(values, group_indices, None, total_num_groups)
    }

    fn convert_to_state(&self, values: &[ArrayRef], opt_filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        // One row is its own sum; a filtered-out row has none.
        let values = values[0].as_primitive::<T>().clone().with_data_type(self.returns.clone());
        let Some(filter) = opt_filter else { return Ok(vec![Arc::new(values)]) };
        let kept = arrow::compute::kernels::boolean::not(&arrow::compute::prep_null_mask_filter(filter))?;
        let state = arrow::compute::nullif(&values, &kept).map_err(DataFusionError::from)?;
        Ok(vec![state])
    }

    fn size(&self) -> usize {
        self.sums.capacity() * size_of::<T::Native>() + self.nulls.size()
    }
}

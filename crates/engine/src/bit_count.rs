//! `bit_count(n)`: how many bits of an integer are set, as PostgreSQL and ClickHouse name it.
//!
//! Sets of up to 62 periods travel as one integer; this is how many a set holds.

use arrow::array::{AsArray, Int64Array};
use arrow::compute::unary;
use arrow::datatypes::{DataType, Int64Type};
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};
use std::sync::Arc;

/// The function to register in a session.
#[must_use]
pub fn bit_count() -> ScalarUDF {
    ScalarUDF::from(BitCount { signature: Signature::exact(vec![DataType::Int64], Volatility::Immutable) })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct BitCount {
    signature: Signature,
}

impl ScalarUDFImpl for BitCount {
    fn name(&self) -> &str {
        "bit_count"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let values = ColumnarValue::values_to_arrays(&args.args)?;
        let counts: Int64Array = unary(values[0].as_primitive::<Int64Type>(), |n| i64::from(n.count_ones()));
        Ok(ColumnarValue::Array(Arc::new(counts)))
    }
}

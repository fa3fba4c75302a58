//! `is_good(quality)`, `is_uncertain(quality)`, `is_bad(quality)`: what an OPC UA status code says.

use std::sync::Arc;

use arrow::array::{Array, AsArray, BooleanArray};
use arrow::datatypes::{DataType, UInt32Type};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use plant::Quality;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Class {
    Good,
    Uncertain,
    Bad,
}

/// One of the three questions.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct QualityIs {
    class: Class,
    signature: Signature,
}

impl QualityIs {
    pub(super) fn all() -> [Self; 3] {
        [Class::Good, Class::Uncertain, Class::Bad].map(|class| Self {
            class,
            signature: Signature::exact(vec![DataType::UInt32], Volatility::Immutable),
        })
    }

    fn test(&self, code: u32) -> bool {
        let quality = Quality(code);
        match self.class {
            Class::Good => quality.is_good(),
            Class::Uncertain => quality.is_uncertain(),
            Class::Bad => quality.is_bad(),
        }
    }
}

impl ScalarUDFImpl for QualityIs {
    fn name(&self) -> &str {
        match self.class {
            Class::Good => "is_good",
            Class::Uncertain => "is_uncertain",
            Class::Bad => "is_bad",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        Ok(match &args.args[0] {
            ColumnarValue::Scalar(ScalarValue::UInt32(code)) => {
                ColumnarValue::Scalar(ScalarValue::Boolean(code.map(|code| self.test(code))))
            }
            ColumnarValue::Scalar(_) => ColumnarValue::Scalar(ScalarValue::Boolean(None)),
            ColumnarValue::Array(codes) => {
                let codes = codes.as_primitive::<UInt32Type>();
                let answers = codes.values().iter().map(|code| self.test(*code)).collect();
                ColumnarValue::Array(Arc::new(BooleanArray::new(answers, codes.nulls().cloned())))
            }
        })
    }
}

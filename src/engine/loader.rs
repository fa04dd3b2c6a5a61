//! How families ask for their weights.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use candle_core::quantized::GgmlDType;
use candle_core::{DType, Device, Tensor};

use super::encoder_decoder::CachePrecision;
use super::layers::{Blocks, Linear, Matrix};
use super::matmul::{DenseMatrix, NibbleMatrix, PackedMatrix, QuantizedMatrix};
use super::quantization::{Quantization, to_bytes};
use super::weights::{Rows, Weights, WeightsError};

/// The form in which a model is kept in memory.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it is.
    pub device: Device,
    /// What it computes in; always 32 bits on the CPU.
    pub dtype: DType,
    /// How its matrices are kept on the CPU.
    pub quantization: Quantization,
    /// What a decoder remembers its keys and values in.
    pub cache: CachePrecision,
}

/// What a model asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Sizes, outermost first.
    pub shape: Vec<usize>,
    /// Whether it may be quantized.
    pub quantizable: bool,
}

/// Gives a family its tensors by name, or, in a survey, notes which ones it asks for.
///
/// So the tensors that a model needs are named in one place, the code that builds it, and all gaps are known before
/// anything is read.
pub struct Loader<'a> {
    weights: &'a Weights,
    rename: fn(&str) -> String,
    form: &'a Form,
    survey: Option<RefCell<BTreeMap<String, Need>>>,
}

/// Whether a linear map has a bias.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bias {
    /// It has.
    With,
    /// It has none.
    Without,
}

type Result<T> = std::result::Result<T, WeightsError>;

impl<'a> Loader<'a> {
    /// Loads from some weights, whose names follow from those of the families by a rule.
    pub fn new(weights: &'a Weights, rename: fn(&str) -> String, form: &'a Form) -> Self {
        Loader {
            weights,
            rename,
            form,
            survey: None,
        }
    }

    /// Loads nothing, but learns from `build` what it would load.
    ///
    /// # Errors
    ///
    /// Fails if `build` does.
    pub fn survey<T>(mut self, build: impl FnOnce(&Self) -> Result<T>) -> Result<BTreeMap<String, Need>> {
        self.survey = Some(RefCell::default());
        build(&self)?;
        Ok(self.survey.map(RefCell::into_inner).unwrap_or_default())
    }

    /// Where and in what the model computes.
    pub fn form(&self) -> &Form {
        self.form
    }

    /// Whether the files have a tensor.
    pub fn has(&self, name: &str) -> bool {
        self.weights.contains(&(self.rename)(name))
    }

    /// A small tensor in the type of the model.
    ///
    /// # Errors
    ///
    /// Fails if it is missing or cannot be read.
    pub fn tensor(&self, name: &str, shape: &[usize]) -> Result<Tensor> {
        let name = (self.rename)(name);
        if let Some(survey) = &self.survey {
            let need = Need {
                shape: shape.to_vec(),
                quantizable: false,
            };
            survey.borrow_mut().insert(name.clone(), need);
            return Tensor::zeros(shape, self.form.dtype, &Device::Cpu)
                .map_err(|source| WeightsError::Tensor { name, source });
        }
        self.weights.tensor(&name, self.form.dtype, &self.form.device)
    }

    /// A matrix of rows of `inputs` weights, put together from parts of so many rows.
    ///
    /// # Errors
    ///
    /// Fails if a part is missing or cannot be read.
    pub fn matrix(&self, parts: &[(&str, usize)], inputs: usize) -> Result<Arc<Matrix>> {
        let parts: Vec<(String, usize)> = parts.iter().map(|(name, rows)| ((self.rename)(name), *rows)).collect();
        if let Some(survey) = &self.survey {
            for (name, rows) in parts {
                let need = Need {
                    shape: vec![rows, inputs],
                    quantizable: true,
                };
                survey.borrow_mut().insert(name, need);
            }
            return Ok(Arc::new(Matrix::Packed(PackedMatrix::Dense(
                DenseMatrix::with_capacity(0, inputs),
            ))));
        }
        let names: Vec<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
        let rows = parts.iter().map(|(_, rows)| rows).sum();
        let matrix = if self.form.device.is_cpu() {
            self.on_cpu(&names, rows, inputs)?
        } else {
            self.plain(&names)?
        };
        Ok(Arc::new(matrix))
    }

    /// A linear map, put together from parts that give so many outputs each.
    ///
    /// # Errors
    ///
    /// Fails if a part is missing or cannot be read.
    pub fn linear(&self, parts: &[(&str, usize)], inputs: usize, bias: Bias) -> Result<Linear> {
        let names: Vec<(String, usize)> = parts
            .iter()
            .map(|(name, rows)| (format!("{name}.weight"), *rows))
            .collect();
        let names: Vec<(&str, usize)> = names.iter().map(|(name, rows)| (name.as_str(), *rows)).collect();
        let weights = self.matrix(&names, inputs)?;
        if bias == Bias::Without {
            return Ok(Linear::new(weights, None));
        }
        let biases = parts
            .iter()
            .map(|(name, rows)| self.tensor(&format!("{name}.bias"), &[*rows]));
        let biases = biases.collect::<Result<Vec<_>>>()?;
        let bias = Tensor::cat(&biases, 0).map_err(|source| WeightsError::Tensor {
            name: parts.iter().map(|(name, _)| *name).collect(),
            source,
        })?;
        Ok(Linear::new(weights, Some(bias)))
    }

    fn plain(&self, names: &[&str]) -> Result<Matrix> {
        let parts = names
            .iter()
            .map(|name| self.weights.tensor(name, self.form.dtype, &self.form.device));
        let parts = parts.collect::<Result<Vec<_>>>()?;
        let joined = Tensor::cat(&parts, 0).map_err(|source| WeightsError::Tensor {
            name: names.concat(),
            source,
        })?;
        Ok(Matrix::Plain(joined))
    }

    fn on_cpu(&self, names: &[&str], outputs: usize, inputs: usize) -> Result<Matrix> {
        match self.dtype_of(names, inputs)? {
            GgmlDType::F32 => {
                let mut matrix = DenseMatrix::with_capacity(outputs, inputs);
                self.each(names, &mut |rows| {
                    matrix.push_rows(&rows.to_numbers()?);
                    Ok(())
                })?;
                Ok(Matrix::Packed(PackedMatrix::Dense(matrix)))
            }
            GgmlDType::Q8_0 => {
                let mut matrix = QuantizedMatrix::with_capacity(outputs, inputs);
                self.each(names, &mut |rows| {
                    match rows {
                        Rows::Blocks(GgmlDType::Q8_0, blocks) => matrix.push_blocks(blocks),
                        Rows::Numbers(numbers) => matrix.push_rows(numbers),
                        rows => matrix.push_rows(&rows.to_numbers()?),
                    }
                    Ok(())
                })?;
                Ok(Matrix::Packed(PackedMatrix::Quantized(matrix)))
            }
            GgmlDType::Q4K => {
                let mut matrix = NibbleMatrix::with_capacity(outputs, inputs);
                self.each(names, &mut |rows| {
                    match rows {
                        Rows::Blocks(GgmlDType::Q4K, blocks) => matrix.push_blocks(blocks),
                        rows => matrix.push_blocks(&to_bytes(&rows.to_numbers()?, GgmlDType::Q4K)?),
                    }
                    Ok(())
                })?;
                Ok(Matrix::Packed(PackedMatrix::Nibbles(matrix)))
            }
            dtype => {
                let mut bytes = Vec::new();
                self.each(names, &mut |rows| {
                    match rows {
                        Rows::Blocks(found, blocks) if found == dtype => bytes.extend_from_slice(blocks),
                        rows => bytes.extend(to_bytes(&rows.to_numbers()?, dtype)?),
                    }
                    Ok(())
                })?;
                let blocks = Blocks::new(bytes, dtype, inputs, &self.form.device);
                blocks.map(Matrix::Blocks).map_err(|source| WeightsError::Tensor {
                    name: names.concat(),
                    source,
                })
            }
        }
    }

    /// The type that a matrix is kept in. Files that are smaller than what is asked for are taken as they are.
    fn dtype_of(&self, names: &[&str], inputs: usize) -> Result<GgmlDType> {
        let wanted = self.form.quantization.of_rows(inputs);
        let mut stored = Vec::with_capacity(names.len());
        for name in names {
            stored.push(self.weights.stored_as(name)?);
        }
        match stored[0] {
            Some(GgmlDType::Q4K)
                if self.form.quantization != Quantization::None
                    && stored.iter().all(|stored| *stored == Some(GgmlDType::Q4K)) =>
            {
                Ok(GgmlDType::Q4K)
            }
            _ => Ok(wanted),
        }
    }

    fn each(&self, names: &[&str], each: &mut dyn FnMut(Rows<'_>) -> candle_core::Result<()>) -> Result<()> {
        names.iter().try_for_each(|name| self.weights.rows(name, each))
    }
}

//! Tensors and model families. Knows nothing of what texts mean, and nothing of the network: it is given files.

pub mod matmul;
pub mod weights;

//! Where a model computes: the one place that knows which devices there are.

use candle_core::{DType, Device, Result};

/// A wish for a device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum DeviceChoice {
    /// A GPU if the program was built for one and there is one, else the CPU.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// An NVIDIA GPU (needs the feature `cuda`).
    Cuda,
    /// An Apple GPU (needs the feature `metal`).
    Metal,
}

impl DeviceChoice {
    /// Opens the device.
    ///
    /// # Errors
    ///
    /// Fails if the device is not there, or the program was built without support for it.
    pub fn open(self) -> Result<Device> {
        match self {
            DeviceChoice::Cpu => Ok(Device::Cpu),
            DeviceChoice::Cuda => Device::new_cuda(0),
            DeviceChoice::Metal => Device::new_metal(0),
            DeviceChoice::Auto if candle_core::utils::cuda_is_available() => Device::new_cuda(0),
            DeviceChoice::Auto if candle_core::utils::metal_is_available() => Device::new_metal(0),
            DeviceChoice::Auto => Ok(Device::Cpu),
        }
    }
}

/// What a model computes in on a device: 32 bits on the CPU, 16 on a GPU. T5 and models trained like it overflow in the
/// narrow range of F16, so that the wide one of BF16 is taken where there is hardware for it.
pub fn default_dtype(device: &Device) -> DType {
    match device {
        Device::Cpu => DType::F32,
        _ if device.supports_bf16() => DType::BF16,
        _ => DType::F16,
    }
}

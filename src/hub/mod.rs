//! models.toml: which profiles and models there are.

mod registry;

pub use registry::{Defaults, Length, Profile, Registry, RegistryError, RegistrySource};

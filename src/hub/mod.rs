//! From a name in models.toml to files on this machine that are what they should be. The only part that uses the network.

mod address;
mod cache;
mod client;
mod fetch;
mod hash;
mod plan;
mod registry;
mod remove;
mod verify;

pub use cache::Cache;
pub use client::{Client, Connection};
pub use fetch::{FetchError, FetchObserver, Fetcher, FileName, Patience, Trouble, check_local};
pub use plan::{Plan, PlannedFile, State};
pub use registry::{
    Commit, Defaults, Direction, Fact, File, Generation, LanguageChoice, Length, Model, NameKind, Pooling, Profile,
    Registry, RegistryError, RegistrySource, Repository, Revision, Role, Route, Source, Task, Terms,
};
pub use remove::{Removal, plan_removal};
pub use verify::{Verdict, verify};

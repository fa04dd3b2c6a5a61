//! Models from the hub: against a local server that speaks as the hub does, and never against the network.

mod commands;
mod digest;
mod faults;
mod pull;
mod python;
mod remove;
mod server;
mod shipped;
#[path = "../common/stand_ins.rs"]
mod stand_ins;
mod support;

//! Models from the hub: against a local server that speaks as the hub does, and never against the network.

mod commands;
mod faults;
mod pull;
mod python;
mod remove;
mod server;
mod shipped;
mod support;

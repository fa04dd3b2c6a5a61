//! Licences of models: told before anything is fetched, and asked for if they are not free.

use anyhow::anyhow;

use super::{endpoint, size};
use crate::cli::fault::Fault;
use crate::hub::{Model, Plan, Repository, Terms};

/// A licence in a line: its name, and what it takes.
pub fn license(model: &Model) -> String {
    let terms = match model.terms() {
        Terms::Free => "",
        Terms::Attribution => ", names its makers",
        Terms::NonCommercial => ", not for commercial use",
        Terms::Custom => ", own terms",
    };
    let gated = if model.gated { ", gated" } else { "" };
    format!("{}{terms}{gated}", model.license)
}

/// Tells of each model that lacks files its licence and what is to come.
pub fn tell(plan: &Plan<'_>) {
    for (name, model, bytes) in plan.lacking() {
        tracing::info!("{name}: {}; {}", license(model), size(bytes));
    }
}

/// Whether all licences are accepted of what is to come.
pub fn check(plan: &Plan<'_>, accepted: &[String]) -> Result<(), Fault> {
    let mut refused = unasked(plan);
    refused.retain(|(name, model)| !accepted.iter().any(|given| given == name || *given == model.license));
    let lines: Vec<String> = refused
        .iter()
        .map(|(name, model)| format!("the model `{name}` is under {}", license(model)))
        .collect();
    let mut pages: Vec<String> = refused.iter().flat_map(|(_, model)| pages(model)).collect();
    pages.dedup();
    let what = match &lines[..] {
        [] => return Ok(()),
        [line] => anyhow!("{line}"),
        lines => anyhow!("licences are to be accepted:\n    {}", lines.join("\n    ")),
    };
    Err(Fault::usage(what).with_hint(format!(
        "read {}; if you may and will use {} so, add{}",
        pages.join(" and "),
        if refused.len() == 1 { "it" } else { "them" },
        flags(&refused)
    )))
}

/// The models that lack files and whose licences must be accepted.
pub fn unasked<'a>(plan: &Plan<'a>) -> Vec<(&'a str, &'a Model)> {
    let lacking = plan.lacking().map(|(name, model, _)| (name, model));
    lacking.filter(|(_, model)| model.needs_acceptance()).collect()
}

/// What accepts the licences of some models on the command line, each with a blank before it.
pub fn flags(models: &[(&str, &Model)]) -> String {
    models
        .iter()
        .map(|(name, _)| format!(" --accept-license {name}"))
        .collect()
}

/// Where a model shows its licence.
fn pages(model: &Model) -> Vec<String> {
    let sources = model.sources.iter();
    let on_hub = sources.filter(|source| matches!(source.repository, Repository::Hub { .. }));
    on_hub
        .map(|source| format!("{}/{}", endpoint().trim_end_matches('/'), source.repository))
        .collect()
}

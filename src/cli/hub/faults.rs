//! What to do if a model cannot be had.

use anyhow::anyhow;
use indicatif::DecimalBytes;

use super::environment::{Token, TokenPlace};
use super::{cache, endpoint, files, licence, size};
use crate::cli::fault::Fault;
use crate::hub::{FetchError, Model, Plan, PlannedFile, Repository, Trouble};

/// What is missing, and how to come by it elsewhere.
pub fn missing_offline(plan: &Plan<'_>) -> Fault {
    let missing: Vec<&PlannedFile<'_>> = plan.required().collect();
    let lines: Vec<String> = missing.iter().map(|file| missing_line(file)).collect();
    let models: Vec<&str> = plan.models.iter().map(|(name, _)| *name).collect();
    let are = if missing.len() == 1 { "is" } else { "are" };
    let what = anyhow!(
        "{} {are} missing, {}, and the network is not to be used:\n{}",
        files(missing.len()),
        size(plan.required_bytes()),
        lines.join("\n")
    );
    let flags = licence::flags(&licence::unasked(plan));
    let mut ways = vec![format!("tuyin models pull {}{flags}", models.join(" "))];
    ways.extend(plan.models.iter().flat_map(|(_, model)| hf_download(model, &missing)));
    Fault::could_not_run(what).with_hint(format!(
        "where there is a network, either of\n    {}\n  and copy `{}` here, or set HF_HUB_CACHE to a copy of it",
        ways.join("\n    "),
        cache().folder().display()
    ))
}

fn missing_line(planned: &PlannedFile<'_>) -> String {
    let size = planned
        .file
        .bytes()
        .map_or_else(|| "size unknown".to_owned(), |bytes| DecimalBytes(bytes).to_string());
    let place = match planned.address(&endpoint()) {
        Some(address) => address,
        None => format!("{}/{}", planned.source.repository, planned.file.path),
    };
    format!("    {place} ({size})")
}

/// The command of the hub's own tool that fetches the missing files of a model.
fn hf_download(model: &Model, missing: &[&PlannedFile<'_>]) -> Vec<String> {
    let commands = model.sources.iter().filter_map(|source| {
        let paths: Vec<&str> = missing
            .iter()
            .filter(|planned| std::ptr::eq(planned.source, source))
            .map(|planned| planned.file.path.as_str())
            .collect();
        let is_hub = matches!(source.repository, Repository::Hub { .. });
        (is_hub && !paths.is_empty()).then(|| {
            format!(
                "hf download {} {} --revision {}",
                source.repository,
                paths.join(" "),
                source.revision()
            )
        })
    });
    commands.collect()
}

/// A fetch that failed, with what to do.
pub fn fetch_fault(error: FetchError, plan: &Plan<'_>, token: Option<&Token>) -> Fault {
    let error = as_gated(error, plan);
    let hint = match &error {
        FetchError::File {
            repository, trouble, ..
        } => hint(repository, trouble, token.map(|token| &token.place)),
        FetchError::NoRoom { .. } => Some("make room, or set HF_HUB_CACHE to a folder on another disk".to_owned()),
        FetchError::Local { .. } => Some("correct the entry of models.toml, or put the file there".to_owned()),
        FetchError::LocalUnsound { .. } => Some("correct the entry of models.toml, or replace the file".to_owned()),
    };
    let fault = Fault::could_not_run(error);
    match hint {
        Some(hint) => fault.with_hint(hint),
        None => fault,
    }
}

/// Some servers do not say why they refuse; models.toml may know.
fn as_gated(error: FetchError, plan: &Plan<'_>) -> FetchError {
    match error {
        FetchError::File {
            repository,
            revision,
            path,
            trouble: Trouble::Refused { .. },
        } if is_gated(&repository, plan) => FetchError::File {
            repository,
            revision,
            path,
            trouble: Trouble::Gated,
        },
        error => error,
    }
}

fn is_gated(repository: &str, plan: &Plan<'_>) -> bool {
    let gated = plan.models.iter().filter(|(_, model)| model.gated);
    let mut sources = gated.flat_map(|(_, model)| &model.sources);
    sources.any(|source| source.repository.to_string() == repository)
}

fn hint(repository: &str, trouble: &Trouble, token: Option<&TokenPlace>) -> Option<String> {
    let hub = endpoint();
    let hub = hub.trim_end_matches('/');
    let token = token.map(TokenPlace::words);
    let hint = match (trouble, token) {
        (Trouble::Gated, None) => format!(
            "log in and accept the form at {hub}/{repository}, then set HF_TOKEN to a token of {hub}/settings/tokens"
        ),
        (Trouble::Gated, Some((place, _))) => format!(
            "the token of {place} does not open it: accept the form at {hub}/{repository} with the same account, \
             or renew the token at {hub}/settings/tokens"
        ),
        (Trouble::Refused { .. }, Some((place, end))) => format!(
            "the token of {place} was refused: renew it at {hub}/settings/tokens, or {end}"
        ),
        (Trouble::NoRepository | Trouble::Refused { .. }, _) => {
            "check the name in models.toml; if the repository is private, set HF_TOKEN to a token that may read it".to_owned()
        }
        (Trouble::NoRevision | Trouble::NoFile | Trouble::Changed(_), _) => {
            "`tuyin models show` prints what models.toml says of the model; correct the entry".to_owned()
        }
        (Trouble::Connection(_) | Trouble::Silent | Trouble::BrokeOff | Trouble::Busy { .. }, _) => {
            "what has come is kept: run the same command again, or set HF_ENDPOINT or HTTPS_PROXY to a way that works".to_owned()
        }
        (Trouble::Untrusted(_) | Trouble::Redirect(_), _) => {
            "check HF_ENDPOINT, the clock, and whether a proxy stands between whose certificate this machine does not know".to_owned()
        }
        (Trouble::DiskFull, _) => {
            "make room, or set HF_HUB_CACHE to a folder on another disk; what has come is kept".to_owned()
        }
        (Trouble::Hash | Trouble::Size { .. }, _) => {
            "it was fetched twice; the last try is kept as a file in .damaged beside it. A proxy or mirror may change files".to_owned()
        }
        _ => return None,
    };
    Some(hint)
}

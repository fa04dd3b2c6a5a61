//! What a registry must be beyond its form: names that exist, routes that can be gone, entries that agree with themselves.

use std::ops::Range;

use super::model::{Fact, LanguageChoice, Model, Role, Terms};
use super::profile::{Profile, Task};
use super::source::Repository;
use super::{Registry, RegistryError};

/// Profiles that may hold models only whose files are settled.
const SETTLED: [&str; 2] = ["small", "standard"];

/// A mistake, and where it stands.
type Mistake = (Range<usize>, String);

/// Finds the first mistake, in the order of the names.
///
/// # Errors
///
/// Fails with the line and what was expected there.
pub(super) fn validate(registry: &Registry, text: &str, name: &str) -> Result<(), RegistryError> {
    let defaults = std::iter::once_with(|| check_defaults(registry));
    let models = registry
        .models
        .iter()
        .map(|(key, model)| check_name(key, model, registry).and_then(|()| check_model(key, model)));
    let profiles = registry
        .profiles
        .iter()
        .map(|(key, profile)| check_profile(key, profile, registry));
    let found = defaults.chain(models).chain(profiles).find_map(Result::err);
    found.map_or(Ok(()), |(span, message)| {
        Err(RegistryError::Invalid {
            name: name.to_owned(),
            line: 1 + text[..span.start.min(text.len())].matches('\n').count(),
            message,
        })
    })
}

fn check_defaults(registry: &Registry) -> Result<(), Mistake> {
    let unknown = registry.defaults.profile.as_ref();
    let Some(unknown) = unknown.filter(|name| !registry.profiles.contains_key(name.get_ref())) else {
        return Ok(());
    };
    Err((
        unknown.span(),
        format!(
            "there is no profile `{}`; there are: {}",
            unknown.get_ref(),
            registry.profiles.keys().cloned().collect::<Vec<_>>().join(", ")
        ),
    ))
}

/// Commands take names of profiles and of models alike.
fn check_name(key: &str, model: &Model, registry: &Registry) -> Result<(), Mistake> {
    match registry.profiles.contains_key(key) {
        true => Err((
            model.role.span(),
            format!("the model `{key}` is called as a profile is: expected a name of its own"),
        )),
        false => Ok(()),
    }
}

fn check_model(key: &str, model: &Model) -> Result<(), Mistake> {
    let at_role = |message: String| Err((model.role.span(), message));
    if model.sources.is_empty() || model.sources.iter().any(|source| source.files.is_empty()) {
        return at_role(format!(
            "the model `{key}` has no files: expected sources, each with files"
        ));
    }
    if !model.translates.is_empty() && model.role() != Role::Seq2seq {
        return at_role(format!(
            "the model `{key}` translates: expected the role `seq2seq`, not `{}`",
            model.role()
        ));
    }
    check_role_keys(key, model).map_err(|message| (model.role.span(), message))?;
    if model.language_choice != LanguageChoice::None {
        let missing = model
            .translates
            .iter()
            .map(|direction| direction.to)
            .find(|language| !model.language_codes.contains_key(language));
        if let Some(language) = missing {
            return at_role(format!(
                "the model `{key}` has no entry for `{language}` in language-codes: expected one for every language that it translates to"
            ));
        }
    }
    if model.terms() == Terms::Attribution && model.attribution.is_none() {
        return Err((
            model.terms.span(),
            format!("the model `{key}` has no `attribution`: expected the line that its licence asks for"),
        ));
    }
    check_files(key, model).map_err(|message| (model.role.span(), message))?;
    check_evidence(key, model)
}

/// Keys that mean something for one role only stand with that role, and the one that an embedder cannot do without is there.
fn check_role_keys(key: &str, model: &Model) -> Result<(), String> {
    let role = model.role();
    let keys = [
        ("pooling", Role::Embedder, model.pooling.is_some()),
        ("normalize", Role::Embedder, model.normalize.is_some()),
        ("query-prefix", Role::Embedder, model.query_prefix.is_some()),
        ("passage-prefix", Role::Embedder, model.passage_prefix.is_some()),
        ("labels", Role::Tagger, !model.labels.is_empty()),
    ];
    let mut stated = keys.into_iter().filter(|(_, _, is_stated)| *is_stated);
    if let Some((name, wanted, _)) = stated.find(|(_, wanted, _)| *wanted != role) {
        return Err(format!(
            "the model `{key}` has `{name}`: expected the role `{wanted}`, not `{role}`"
        ));
    }
    match role == Role::Embedder && model.pooling.is_none() {
        true => Err(format!(
            "the model `{key}` has no `pooling`: expected mean or first-token"
        )),
        false => Ok(()),
    }
}

fn check_files(key: &str, model: &Model) -> Result<(), String> {
    for source in &model.sources {
        match (&source.repository, &source.revision) {
            (Repository::Hub { .. }, None) => {
                return Err(format!(
                    "the model `{key}` takes files from `{}` without a revision: expected a commit, or `main`",
                    source.repository
                ));
            }
            (Repository::Folder(folder), Some(revision)) => {
                return Err(format!(
                    "the model `{key}` takes files from the folder `{}` at a revision, `{revision}`: a folder has none",
                    folder.display()
                ));
            }
            _ => {}
        }
    }
    // Whatever loads a model knows its files by their names, wherever they are.
    let names: Vec<&str> = model.files().map(|(_, file)| file.path.name()).collect();
    let twice = names.iter().enumerate().find(|(at, name)| names[..*at].contains(name));
    twice.map_or(Ok(()), |(_, name)| {
        Err(format!(
            "the model `{key}` has two files called `{name}`: expected each name once, whatever the folder"
        ))
    })
}

/// Of each thing it says once whether it was seen.
fn check_evidence(key: &str, model: &Model) -> Result<(), Mistake> {
    let listed: Vec<(Fact, Range<usize>)> = model
        .seen
        .iter()
        .chain(&model.inferred)
        .map(|fact| (*fact.get_ref(), fact.span()))
        .collect();
    let twice = listed
        .iter()
        .enumerate()
        .find(|(at, (fact, _))| listed[..*at].iter().any(|(earlier, _)| earlier == fact));
    if let Some((_, (fact, span))) = twice {
        return Err((
            span.clone(),
            format!("the model `{key}` lists `{fact}` twice: expected it in `seen` or in `inferred`"),
        ));
    }
    Ok(())
}

fn check_profile(key: &str, profile: &Profile, registry: &Registry) -> Result<(), Mistake> {
    for (task, name) in profile.uses() {
        let at_name = |message: String| Err((name.span(), message));
        let Some(model) = registry.models.get(name.get_ref()) else {
            return at_name(format!(
                "the profile `{key}` names the model `{}`, which is not there; there are: {}",
                name.get_ref(),
                registry.models.keys().cloned().collect::<Vec<_>>().join(", ")
            ));
        };
        if let Some(expected) = misfit(task, model) {
            return at_name(format!(
                "the profile `{key}` cannot use `{}` here: expected {expected}",
                name.get_ref()
            ));
        }
        if SETTLED.contains(&key) && model.is_unverified() {
            return at_name(format!(
                "the profile `{key}` names `{}`, whose revision is no whole commit: expected settled files only",
                name.get_ref()
            ));
        }
    }
    check_routes(key, profile, registry)
}

/// What a model should be that is used for a task, if it is not.
fn misfit(task: Task, model: &Model) -> Option<&'static str> {
    match task {
        Task::Summarize if !matches!(model.role(), Role::CausalLm | Role::Seq2seq) => {
            Some("a model with the role causal-lm or seq2seq")
        }
        Task::Summarize if !model.translates.is_empty() => Some("a model that summarizes, not one that translates"),
        Task::Translate if model.translates.is_empty() => Some("a model with `translates`"),
        Task::Tag if !matches!(model.role(), Role::Tagger | Role::CausalLm) => {
            Some("a model with the role tagger or causal-lm")
        }
        Task::Embed if model.role() != Role::Embedder => Some("a model with the role embedder"),
        _ => None,
    }
}

fn check_routes(key: &str, profile: &Profile, registry: &Registry) -> Result<(), Mistake> {
    for route in &profile.routes {
        let blocked = route.get_ref().hops().find(|(from, to)| {
            let goes = |name: &str| {
                registry
                    .models
                    .get(name)
                    .is_some_and(|model| model.translates(*from, *to))
            };
            !profile.translate.iter().any(|name| goes(name.get_ref()))
        });
        if let Some((from, to)) = blocked {
            return Err((
                route.span(),
                format!(
                    "the profile `{key}` cannot go the route `{}`: expected a model in its `translate` from `{from}` to `{to}`",
                    route.get_ref()
                ),
            ));
        }
    }
    Ok(())
}

//! The models that translate digests, loaded as a profile names them and lent to the stage.

use std::error::Error;

use super::args::{EngineArguments, GlobalArguments};
use super::commands::model::{Sentences, Texts, again};
use super::fault::Fault;
use super::readers::{Readers, identity, load_fault, notice};
use super::{hub, settings};
use crate::article::Locale;
use crate::generate::{GenerationConfig, OutputScripts};
use crate::hub::{Model, Profile, Registry};
use crate::translate::{Attempt, TranslationModel, translate_lines};

/// A model with what models.toml says of it.
struct ModelTranslator {
    name: String,
    entry: Model,
    texts: Texts,
}

/// Loads the models of a profile that lead to the languages of the digests, and adds them to those of a run.
pub fn add(
    readers: &mut Readers,
    profile: &str,
    to: &[Locale],
    registry: &Registry,
    engine: &EngineArguments,
    global: &GlobalArguments,
) -> Result<(), Fault> {
    let profile = registry.profile(profile).map_err(settings::registry_fault)?;
    let routes = routes(profile, to);
    let names = needed(profile, &routes, registry)?;
    if names.is_empty() {
        return Ok(());
    }
    let plan = hub::complete(hub::plan(registry, &names)?, registry, &engine.hub, global)?;
    let options = engine.load_options()?;
    let translators = &mut readers.models.translators;
    for (name, model) in &plan.models {
        let files = hub::model_files(&plan, name, model);
        readers.identities.push(identity(name, model, &files, engine.quantize)?);
        readers.notices.extend(notice(model));
        let found = hub::Found {
            files,
            entry: Some((*model).clone()),
        };
        let texts = Texts::new(found, &options, OutputScripts::OfTarget, GenerationConfig::default());
        translators.models.push(Box::new(ModelTranslator {
            name: (*name).to_owned(),
            entry: (*model).clone(),
            texts: texts.map_err(|error| load_fault(name, error))?,
        }));
    }
    // Other ways give other translations.
    let ways: Vec<String> = profile.routes.iter().map(|route| route.get_ref().to_string()).collect();
    readers.identities.push(format!("routes: {}", ways.join(", ")));
    translators.routes = routes;
    Ok(())
}

/// The routes of a profile that end in one of the languages.
fn routes(profile: &Profile, to: &[Locale]) -> Vec<Vec<Locale>> {
    let routes = profile.routes.iter().map(|route| route.get_ref().languages().to_vec());
    routes
        .filter(|route| route.last().is_some_and(|last| to.contains(last)))
        .collect()
}

/// The models of a profile that some step of the routes may take, in its order.
fn needed<'p>(profile: &'p Profile, routes: &[Vec<Locale>], registry: &Registry) -> Result<Vec<&'p str>, Fault> {
    let mut names = Vec::new();
    for name in &profile.translate {
        let (_, model) = registry.model(name.get_ref()).map_err(settings::registry_fault)?;
        let mut hops = routes.iter().flat_map(|route| route.windows(2));
        if hops.any(|hop| model.translates(hop[0], hop[1])) {
            names.push(name.get_ref().as_str());
        }
    }
    Ok(names)
}

impl TranslationModel for ModelTranslator {
    fn name(&self) -> &str {
        &self.name
    }

    fn translates(&self, from: Locale, to: Locale) -> bool {
        self.entry.translates(from, to)
    }

    fn translate(
        &self,
        from: Locale,
        to: Locale,
        texts: &[&str],
        attempt: Attempt,
    ) -> Result<Vec<Result<String, String>>, Box<dyn Error + Send + Sync>> {
        let languages = self.texts.languages(Some(from.tag()), Some(to.tag()));
        let wishes = match attempt {
            Attempt::First => self.texts.wishes.clone(),
            Attempt::Again => again(&self.texts.wishes),
        };
        // What holds for all texts fails for all.
        self.texts.generator.generate::<&str>(&[], &languages, &wishes)?;
        let model = Sentences {
            texts: &self.texts,
            languages: &languages,
            wishes: &wishes,
            stops: &[],
        };
        let lines: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        Ok(translate_lines(&model, &lines))
    }
}

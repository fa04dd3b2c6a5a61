//! Models that translate.

use std::error::Error;

use super::shelf::OnShelf;
use crate::article::Locale;
use crate::cli::commands::model::{Sentences, Texts, again};
use crate::cli::fault::Fault;
use crate::cli::settings;
use crate::hub::{Model, Profile, Registry};
use crate::translate::{Attempt, TranslationModel, translate_lines};

/// A model with what models.toml says of it.
pub(super) struct ModelTranslator {
    pub name: String,
    pub entry: Model,
    pub texts: OnShelf<Texts>,
}

/// The routes of a profile that end in one of the languages.
pub(super) fn routes(profile: &Profile, to: &[Locale]) -> Vec<Vec<Locale>> {
    let routes = profile.routes.iter().map(|route| route.get_ref().languages().to_vec());
    routes
        .filter(|route| route.last().is_some_and(|last| to.contains(last)))
        .collect()
}

/// The models of a profile that some step of the routes may take, in its order.
pub(super) fn needed<'p>(
    profile: &'p Profile,
    routes: &[Vec<Locale>],
    registry: &Registry,
) -> Result<Vec<&'p str>, Fault> {
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
        let model = self.texts.get()?;
        let languages = model.languages(Some(from.tag()), Some(to.tag()));
        let wishes = match attempt {
            Attempt::First => model.wishes.clone(),
            Attempt::Again => again(&model.wishes),
        };
        // What holds for all texts fails for all.
        model.generator.generate::<&str>(&[], &languages, &wishes)?;
        let model = Sentences {
            texts: &model,
            languages: &languages,
            wishes: &wishes,
            stops: &[],
            usage: Some(&self.texts.usage),
        };
        let lines: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        Ok(translate_lines(&model, &lines))
    }
}

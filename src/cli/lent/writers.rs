//! Models that were trained to summarize.

use super::shelf::OnShelf;
use crate::article::Locale;
use crate::cli::commands::model::{Sentences, Texts, again};
use crate::engine::tokenizer::Languages;
use crate::hub::Model;
use crate::instruct::ModelError;
use crate::summarize::{Search, TrainedSummarizer};
use crate::translate::Translate;

/// A model that was trained to summarize, with what models.toml says of it.
pub(super) struct Trained {
    pub name: String,
    pub entry: Model,
    pub texts: OnShelf<Texts>,
}

impl TrainedSummarizer for Trained {
    fn name(&self) -> &str {
        &self.name
    }

    fn writes(&self, locale: Locale) -> bool {
        self.entry.languages.contains(&locale)
    }

    fn context(&self) -> usize {
        let own = self.texts.get().ok().and_then(|texts| texts.generator.token_limit());
        let limits = [own, self.entry.context];
        limits.into_iter().flatten().min().unwrap_or(USUAL_CONTEXT)
    }

    fn count(&self, text: &str) -> usize {
        let texts = self.texts.get().ok();
        let count = texts.and_then(|texts| texts.generator.count(text, &Languages::default()).ok());
        count.unwrap_or(text.len())
    }

    fn summarize(&self, texts: &[&str], search: Search) -> Result<Vec<Result<String, String>>, ModelError> {
        let model = self.texts.get()?;
        let wishes = match search {
            Search::Usual => model.wishes.clone(),
            Search::WithoutRepetition => again(&model.wishes),
        };
        // What holds for all texts fails for all.
        model.generator.generate::<&str>(&[], &Languages::default(), &wishes)?;
        let model = Sentences {
            texts: &model,
            languages: &Languages::default(),
            wishes: &wishes,
            stops: &[],
            usage: Some(&self.texts.usage),
        };
        Ok(model.translate(texts))
    }
}

/// The tokens that a summarizer reads where nothing says how many.
const USUAL_CONTEXT: usize = 512;

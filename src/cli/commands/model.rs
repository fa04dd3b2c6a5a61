//! Loading the model that a command names, and turning its flags into wishes.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use crate::article::Locale;
use crate::cli::args::{GenerationArguments, GlobalArguments, ModelArguments};
use crate::cli::fault::Fault;
use crate::cli::fault::with_causes;
use crate::cli::hub;
use crate::engine::causal::CausalModel;
use crate::engine::causal_lm::is_causal;
use crate::engine::seq2seq::{LoadOptions, Seq2Seq};
use crate::engine::tokenizer::Languages;
use crate::generate::{
    CausalBudget, GenerationConfig, OutputScripts, PromptGenerator, ReadyError, TextError, TextGenerator, TextOutput,
    until,
};
use crate::hub::Generation;
use crate::read;
use crate::run::Usage;
use crate::translate::Translate;

/// Texts that are worked on before the next are read: enough for full batches of like lengths.
pub const WINDOW: usize = 1024;

/// Loads a model alone.
pub fn network(arguments: &ModelArguments, global: &GlobalArguments) -> Result<Seq2Seq, Fault> {
    let model = hub::model(&arguments.model, &arguments.engine.hub, global)?;
    Seq2Seq::load(&model.files, &arguments.engine.load_options()?).map_err(Fault::could_not_run)
}

/// A decoder-only model with its tokenizer, and what is wished of it.
pub struct Prompts {
    /// What writes.
    pub generator: PromptGenerator,
    /// How: by the flags, then by models.toml.
    pub wishes: GenerationConfig,
}

/// A model that writes, of either kind.
pub enum Writer {
    /// Writes a text for a text.
    Texts(Box<Texts>),
    /// Goes on with a text.
    Prompts(Box<Prompts>),
}

impl Writer {
    /// Loads a model with its tokenizer.
    pub fn load(
        model: &ModelArguments,
        generation: &GenerationArguments,
        budget: CausalBudget,
        global: &GlobalArguments,
    ) -> Result<Self, Fault> {
        let found = hub::model(&model.model, &model.engine.hub, global)?;
        if !is_causal(&found.files).map_err(Fault::could_not_run)? {
            return Texts::of(found, model, generation).map(|texts| Writer::Texts(Box::new(texts)));
        }
        let generator =
            PromptGenerator::load(&found.files, &model.engine.load_options()?, budget).map_err(Fault::could_not_run)?;
        let wishes = wishes(generation);
        Ok(Writer::Prompts(Box::new(Prompts {
            generator,
            wishes: match &found.entry {
                Some(entry) => wishes.or(advice(&entry.generation)),
                None => wishes,
            },
        })))
    }
}

/// Loads a decoder-only model alone.
pub fn causal(arguments: &ModelArguments, global: &GlobalArguments) -> Result<CausalModel, Fault> {
    let model = hub::model(&arguments.model, &arguments.engine.hub, global)?;
    CausalModel::load(&model.files, &arguments.engine.load_options()?).map_err(Fault::could_not_run)
}

/// A model with its tokenizer, and what is wished of it.
pub struct Texts {
    /// What writes.
    pub generator: TextGenerator,
    /// How: by the flags, then by models.toml.
    pub wishes: GenerationConfig,
    /// What the model calls languages, by models.toml.
    codes: BTreeMap<Locale, String>,
}

impl Texts {
    /// Loads a model with its tokenizer.
    pub fn load(
        model: &ModelArguments,
        generation: &GenerationArguments,
        global: &GlobalArguments,
    ) -> Result<Self, Fault> {
        Texts::of(hub::model(&model.model, &model.engine.hub, global)?, model, generation)
    }

    fn of(found: hub::Found, model: &ModelArguments, generation: &GenerationArguments) -> Result<Self, Fault> {
        let texts = Texts::new(
            found,
            &model.engine.load_options()?,
            generation.output_scripts,
            wishes(generation),
        );
        texts.map_err(Fault::could_not_run)
    }

    /// Loads a model whose files are here. What is not wished is as models.toml says.
    pub fn new(
        found: hub::Found,
        options: &LoadOptions,
        scripts: OutputScripts,
        wishes: GenerationConfig,
    ) -> Result<Self, ReadyError> {
        Ok(Texts {
            generator: TextGenerator::load(&found.files, options, scripts)?,
            wishes: match &found.entry {
                Some(entry) => wishes.or(advice(&entry.generation)),
                None => wishes,
            },
            codes: found.entry.map(|entry| entry.language_codes).unwrap_or_default(),
        })
    }

    /// The languages by the codes of the model, where models.toml has them.
    pub fn languages(&self, source: Option<&str>, target: Option<&str>) -> Languages {
        let code = |language: &str| {
            let known = self.codes.iter().find(|(locale, _)| locale.tag() == language);
            known.map_or_else(|| language.to_owned(), |(_, code)| code.clone())
        };
        Languages {
            source: source.map(code),
            target: target.map(code),
        }
    }
}

/// Tokens that a text may have where the model does not say: what translation models saw when they were trained.
const USUAL_LIMIT: usize = 256;

/// A model that is asked for sentences, with all that holds for them.
pub struct Sentences<'a> {
    /// The model.
    pub texts: &'a Texts,
    /// From what to what, in its codes.
    pub languages: &'a Languages,
    /// How it writes.
    pub wishes: &'a GenerationConfig,
    /// What ends a translation.
    pub stops: &'a [String],
    /// Where what it does is counted, if it is.
    pub usage: Option<&'a Usage>,
}

impl Translate for Sentences<'_> {
    type Error = String;

    fn translate(&self, texts: &[&str]) -> Vec<Result<String, String>> {
        let generate = || self.texts.generator.generate(texts, self.languages, self.wishes);
        let tokens = |outputs: &Result<Vec<Result<TextOutput, TextError>>, _>| {
            let outputs = outputs.iter().flatten().flatten();
            outputs.map(|output| output.ids.len()).sum()
        };
        let outputs = match self.usage {
            Some(usage) => usage.work(texts.len(), generate, tokens),
            None => generate(),
        };
        match outputs {
            Ok(outputs) => outputs
                .into_iter()
                .map(|output| match output {
                    Ok(TextOutput { text, .. }) => Ok(until(&text, self.stops).to_owned()),
                    Err(error) => Err(with_causes(&error)),
                })
                .collect(),
            Err(error) => vec![Err(with_causes(&error)); texts.len()],
        }
    }

    fn count(&self, text: &str) -> usize {
        self.texts.generator.count(text, self.languages).unwrap_or(0)
    }

    fn budget(&self) -> usize {
        let limit = self.texts.generator.token_limit();
        limit.map_or(USUAL_LIMIT, |limit| limit.min(USUAL_LIMIT))
    }
}

/// What models.toml says of generation.
pub fn advice(generation: &Generation) -> GenerationConfig {
    GenerationConfig {
        num_beams: generation.num_beams,
        max_length: generation.max_length,
        max_new_tokens: generation.max_new_tokens,
        length_penalty: generation.length_penalty,
        no_repeat_ngram_size: generation.no_repeat_ngram_size,
        repetition_penalty: generation.repetition_penalty,
        temperature: generation.temperature,
        top_k: generation.top_k,
        top_p: generation.top_p,
        min_p: generation.min_p,
        ..GenerationConfig::default()
    }
}

/// Beams of a second search, where the first had one; where it had more the second has one.
const OTHER_BEAMS: usize = 4;
/// Words of so many tokens do not come twice in a second search.
const NO_REPEAT: usize = 4;

/// Another search than the first, that forbids repetition.
pub fn again(first: &GenerationConfig) -> GenerationConfig {
    let beams = match first.num_beams {
        Some(2..) => 1,
        _ => OTHER_BEAMS,
    };
    GenerationConfig {
        num_beams: Some(beams),
        no_repeat_ngram_size: Some(NO_REPEAT),
        ..first.clone()
    }
}

/// What the flags ask for.
fn wishes(arguments: &GenerationArguments) -> GenerationConfig {
    let samples = arguments.temperature.is_some()
        || arguments.top_k.is_some()
        || arguments.top_p.is_some()
        || arguments.min_p.is_some()
        || arguments.seed.is_some();
    GenerationConfig {
        max_new_tokens: arguments.max_new_tokens,
        min_length: arguments.min_length,
        // Models ask for beams by default; who asks for chance asks for none.
        num_beams: arguments.num_beams.or(samples.then_some(1)),
        length_penalty: arguments.length_penalty,
        early_stopping: arguments.early_stopping,
        no_repeat_ngram_size: arguments.no_repeat_ngram_size,
        repetition_penalty: arguments.repetition_penalty,
        // What a model says of chance holds once chance is asked for: else the same prompt has the same answer.
        do_sample: Some(samples),
        temperature: arguments.temperature,
        top_k: arguments.top_k,
        top_p: arguments.top_p,
        min_p: arguments.min_p,
        seed: arguments.seed,
        ..GenerationConfig::default()
    }
}

/// The lines of a file or of standard input.
pub fn lines(file: &Path) -> Result<impl Iterator<Item = io::Result<String>>, Fault> {
    let stream: Box<dyn BufRead> = if file == Path::new("-") {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(read::open_file(file).map_err(Fault::usage)?)
    };
    Ok(stream.lines())
}

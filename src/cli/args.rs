//! What the user may type.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::article::Locale;
use crate::engine::device::DeviceChoice;
use crate::engine::quantization::Quantization;
use crate::generate::{EarlyStopping, OutputScripts};
use crate::hub::Length;
use crate::write::OutputFormat;

/// Digests of news articles in Kazakh, Russian and English, with key facts and the evidence for both.
#[derive(Debug, Parser)]
#[command(name = "tuyin", version, propagate_version = true, after_help = EXIT_CODES)]
pub struct Arguments {
    /// What to do
    #[command(subcommand)]
    pub command: Command,

    /// What is the same for every command
    #[command(flatten)]
    pub global: GlobalArguments,
}

const EXIT_CODES: &str = "Exit codes: 0 all good; 1 finished, some articles failed; 2 wrong usage, or nothing to read; \
    3 could not run; 130 and 143 interrupted.";

/// Options of every command.
#[derive(Debug, Args)]
pub struct GlobalArguments {
    /// Print errors only
    #[arg(short, long, global = true, conflicts_with = "verbose", help_heading = "Output")]
    pub quiet: bool,

    /// Print more; twice for everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = "Output")]
    pub verbose: u8,

    /// When to use colours; NO_COLOR is honoured
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Output"
    )]
    pub color: Color,

    /// How log lines look on stderr
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        default_value = "text",
        env = "TUYIN_LOG_FORMAT",
        help_heading = "Output"
    )]
    pub log_format: LogFormat,

    /// The registry of models to use [default: models.toml in the working folder, else in the user's configuration folder, else the built-in one]
    #[arg(
        long = "models",
        id = "registry",
        global = true,
        value_name = "FILE",
        env = "TUYIN_MODELS",
        help_heading = "Models"
    )]
    pub registry: Option<PathBuf>,
}

/// Where models come from, for every command that uses one.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Models")]
pub struct HubArguments {
    /// Use files that are here only, and say which are missing
    #[arg(long, env = "HF_HUB_OFFLINE", value_parser = clap::builder::FalseyValueParser::new())]
    pub offline: bool,

    /// Accept a licence that is not free for all uses, by the name of the licence or of the model; may be given several times
    #[arg(long, value_name = "NAME")]
    pub accept_license: Vec<String>,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people
    Text,
    /// A JSON object a line
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Digest articles: summaries and key facts in Kazakh, Russian and English
    Digest(DigestArguments),
    /// Summarize as a filter: JSON Lines in, JSON Lines out
    Summarize(SummarizeArguments),
    /// Extract facts as a filter: JSON Lines in, JSON Lines out
    Facts(FactsArguments),
    /// Translate as a filter: lines in, lines out
    Translate(TranslateArguments),
    /// Send prompts to a model as they are: JSON Lines in, JSON Lines out
    Generate(GenerateArguments),
    /// List, fetch, check and remove models
    #[command(subcommand)]
    Models(ModelsCommand),
    /// Score a hypothesis file against a reference file
    #[command(subcommand)]
    Eval(EvalCommand),
    /// Measure how fast a model works on this machine
    #[command(subcommand)]
    Bench(BenchCommand),
    /// Show what is installed, found and missing
    Doctor(DoctorArguments),
    /// Print a script that completes commands in a shell
    Completions(CompletionsArguments),
    /// Print the manual page, or write all manual pages to a folder
    Man(ManArguments),
}

/// What a stream or file named on the command line holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InputKind {
    /// A JSON object a line, with `text` and perhaps `id`, `title`, `date`, `lang`, `url`
    Jsonl,
    /// An article a line
    Lines,
    /// One article
    Text,
}

/// Arguments of `tuyin digest`.
#[derive(Debug, Args)]
pub struct DigestArguments {
    /// Files, folders, globs, or `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,

    /// The folder for the digests, or `-` for JSON Lines on standard output
    #[arg(
        short,
        long,
        value_name = "DIR",
        default_value = "tuyin-digest",
        env = "TUYIN_OUTPUT"
    )]
    pub output: PathBuf,

    /// What standard input holds
    #[arg(long, value_name = "KIND", default_value = "jsonl")]
    pub input: InputKind,

    /// What decides the content
    #[command(flatten)]
    pub content: ContentArguments,

    /// The forms of the digests [default: md,html,json]
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', env = "TUYIN_FORMAT")]
    pub format: Vec<OutputFormat>,

    /// Threads [default: all cores]
    #[arg(short, long, value_name = "N", env = "TUYIN_JOBS")]
    pub jobs: Option<usize>,

    /// Show what would be done, and do nothing
    #[arg(long)]
    pub dry_run: bool,

    /// Forget what earlier runs have finished in the output folder
    #[arg(long)]
    pub fresh: bool,

    /// Leave every article by itself, also where several tell the same story
    #[arg(long, env = "TUYIN_NO_GROUP", value_parser = clap::builder::FalseyValueParser::new())]
    pub no_group: bool,

    /// A glossary for translations: a CSV file with the columns term, kk, ru and en
    #[arg(long, value_name = "FILE", env = "TUYIN_GLOSSARY")]
    pub glossary: Option<PathBuf>,

    /// The most memory for models together, by the size of their files, in MiB: those that were not used for longest are
    /// released, and loaded again when they are needed [default: what is free]
    #[arg(long, value_name = "MIB", env = "TUYIN_MODEL_MEMORY")]
    pub model_memory: Option<u64>,

    /// How the models of the profile are loaded
    #[command(flatten)]
    pub engine: EngineArguments,
}

/// What decides the content of digests.
#[derive(Debug, Args)]
pub struct ContentArguments {
    /// A profile of models.toml [default: lite]
    #[arg(long, value_name = "NAME", env = "TUYIN_PROFILE")]
    pub profile: Option<String>,

    /// The languages of the digests [default: kk,ru,en]
    #[arg(long, value_name = "LANGUAGES", value_delimiter = ',', env = "TUYIN_TO")]
    pub to: Vec<Locale>,

    /// The length of the summaries
    #[command(flatten)]
    pub length: LengthArguments,
}

/// The length of summaries.
#[derive(Debug, Args)]
pub struct LengthArguments {
    /// The length of a summary: 2, 4 or 8 sentences [default: medium]
    #[arg(long, env = "TUYIN_LENGTH")]
    pub length: Option<Length>,

    /// The number of sentences of a summary, instead of --length
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub sentences: Option<u16>,
}

/// Arguments of `tuyin summarize`.
#[derive(Debug, Args)]
pub struct SummarizeArguments {
    /// What is filtered
    #[command(flatten)]
    pub stream: StreamArguments,

    /// The length of the summaries
    #[command(flatten)]
    pub length: LengthArguments,

    /// Give every sentence of the body with its score, instead of a summary
    #[arg(long, conflicts_with_all = ["length", "sentences", "profile"])]
    pub all_sentences: bool,

    /// A profile of models.toml, whose models write the summaries; without it sentences are chosen
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,

    /// How models are loaded
    #[command(flatten)]
    pub engine: EngineArguments,
}

/// Arguments of `tuyin facts`.
#[derive(Debug, Args)]
pub struct FactsArguments {
    /// What is filtered
    #[command(flatten)]
    pub stream: StreamArguments,

    /// A model that finds names beside the rules: one of models.toml, or a folder laid out as a repository of the hub; may be
    /// given several times, one for each language
    #[arg(long, value_name = "NAME|FOLDER")]
    pub tagger: Vec<PathBuf>,

    /// How models are loaded
    #[command(flatten)]
    pub engine: EngineArguments,
}

/// Arguments of `tuyin translate`.
#[derive(Debug, Args)]
#[group(id = "way", args = ["profile", "model"], required = true)]
pub struct TranslateArguments {
    /// A file, or `-` for standard input
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: PathBuf,

    /// What the file or standard input holds [default: lines; with --profile, a file is an article]
    #[arg(long, value_name = "KIND")]
    pub input: Option<LineKind>,

    /// The language of the texts, in ISO 639-1 or as the model calls it; with --profile it is found out
    #[arg(long, value_name = "LANGUAGE")]
    pub from: Option<String>,

    /// The language to translate to
    #[arg(long, value_name = "LANGUAGE")]
    pub to: Option<String>,

    /// A profile of models.toml: sentence by sentence on its routes, with all checks
    #[arg(long, value_name = "NAME", conflicts_with = "model", requires = "to")]
    pub profile: Option<String>,

    /// A glossary: a CSV file with the columns term, kk, ru and en
    #[arg(long, value_name = "FILE", requires = "profile")]
    pub glossary: Option<PathBuf>,

    /// A model of models.toml, which is fetched if it is not here, or a folder laid out as a repository of the hub: as it is,
    /// without checks
    #[arg(long, value_name = "NAME|FOLDER")]
    pub model: Option<PathBuf>,

    /// How models are loaded
    #[command(flatten)]
    pub engine: EngineArguments,

    /// How texts are generated by --model
    #[command(flatten)]
    pub generation: GenerationArguments,
}

/// What a stream of texts to translate holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LineKind {
    /// A text a line
    Lines,
    /// A JSON object a line, with `id` and `text`
    Jsonl,
    /// An article, whole: only with --profile
    Article,
}

/// Arguments of `tuyin generate`.
#[derive(Debug, Args)]
pub struct GenerateArguments {
    /// JSON Lines with `id` and `prompt`, or `messages` of `role` and `content`; or `-` for standard input
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: PathBuf,

    /// The language of the prompts, in ISO 639-1 or as the model calls it
    #[arg(long, value_name = "LANGUAGE")]
    pub source_language: Option<String>,

    /// The language of the outputs
    #[arg(long, value_name = "LANGUAGE")]
    pub target_language: Option<String>,

    /// Put each prompt into the chat template of the model, as what a user says
    #[arg(long)]
    pub chat: bool,

    /// Hold outputs to JSON of this schema; strings and lists without bounds get some
    #[arg(long, value_name = "FILE")]
    pub json_schema: Option<PathBuf>,

    /// The most memory for keys and values, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 4096)]
    pub cache_memory: usize,

    /// How the model is loaded
    #[command(flatten)]
    pub model: ModelArguments,

    /// How texts are generated
    #[command(flatten)]
    pub generation: GenerationArguments,
}

/// How texts are generated: the names of Transformers' `GenerationConfig`. What is not given is as the model says.
#[derive(Debug, Args)]
#[command(next_help_heading = "Generation")]
pub struct GenerationArguments {
    /// The most tokens of an output
    #[arg(long, value_name = "N")]
    pub max_new_tokens: Option<usize>,

    /// The fewest tokens of an output, the one that every output begins with included
    #[arg(long, value_name = "N")]
    pub min_length: Option<usize>,

    /// Outputs that are kept in view while the best is looked for; 1 takes the best token at every step
    #[arg(long, value_name = "N", visible_alias = "beam")]
    pub num_beams: Option<usize>,

    /// The power of the length by which scores are divided: above 0 favours long outputs
    #[arg(long, value_name = "POWER", allow_negative_numbers = true)]
    pub length_penalty: Option<f32>,

    /// When a search stops: `true` with as many finished outputs as beams, `false` by an estimate, `never` when nothing better can come
    #[arg(long, value_name = "WHEN")]
    pub early_stopping: Option<EarlyStopping>,

    /// No sequence of so many tokens may come twice
    #[arg(long, value_name = "N")]
    pub no_repeat_ngram_size: Option<usize>,

    /// What scores of tokens that were there are divided by
    #[arg(long, value_name = "FACTOR")]
    pub repetition_penalty: Option<f32>,

    /// Draw tokens by chance, from flatter (above 1) or steeper (below 1) probabilities
    #[arg(long, value_name = "T")]
    pub temperature: Option<f32>,

    /// Draw from so many of the best tokens only
    #[arg(long, value_name = "N")]
    pub top_k: Option<usize>,

    /// Draw from the best tokens that together have this probability only
    #[arg(long, value_name = "P")]
    pub top_p: Option<f32>,

    /// Draw from tokens that have at least this part of the best one's probability only
    #[arg(long, value_name = "P")]
    pub min_p: Option<f32>,

    /// What chance begins with
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,

    /// Tokens that may be written, where a vocabulary serves many languages
    #[arg(long, value_name = "WHICH", default_value = "target")]
    pub output_scripts: OutputScripts,

    /// End an output before this text; may be given several times
    #[arg(long, value_name = "TEXT")]
    pub stop: Vec<String>,
}

/// Arguments of the filters.
#[derive(Debug, Args)]
pub struct StreamArguments {
    /// A file, or `-` for standard input
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: PathBuf,

    /// What the file or standard input holds
    #[arg(long, value_name = "KIND", default_value = "jsonl")]
    pub input: InputKind,

    /// Threads [default: all cores]
    #[arg(short, long, value_name = "N", env = "TUYIN_JOBS")]
    pub jobs: Option<usize>,
}

/// What is done with models.
#[derive(Debug, Subcommand)]
pub enum ModelsCommand {
    /// List models: what they are for, their licences, their sizes, and whether they are here
    List(ModelsListArguments),
    /// Show what models.toml says of models, and where their files are
    Show(ModelsShowArguments),
    /// Fetch models into the cache of the hub
    Pull(ModelsPullArguments),
    /// Read the files that are here, and compare them with their hashes
    Verify(ModelsVerifyArguments),
    /// Print the folders of a model's files
    Path(ModelsPathArguments),
    /// Remove models that nothing else uses
    Rm(ModelsRemoveArguments),
}

/// Arguments of `tuyin models list`.
#[derive(Debug, Args)]
pub struct ModelsListArguments {
    /// Profiles and models [default: all]
    #[arg(value_name = "PROFILE|MODEL")]
    pub names: Vec<String>,

    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `tuyin models show`.
#[derive(Debug, Args)]
pub struct ModelsShowArguments {
    /// Profiles and models
    #[arg(value_name = "PROFILE|MODEL", required = true)]
    pub names: Vec<String>,

    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `tuyin models pull`.
#[derive(Debug, Args)]
pub struct ModelsPullArguments {
    /// Profiles and models
    #[arg(value_name = "PROFILE|MODEL", required = true)]
    pub names: Vec<String>,

    /// Read the files that are here, and fetch those anew that are damaged
    #[arg(long)]
    pub verify: bool,

    /// Where models come from
    #[command(flatten)]
    pub hub: HubArguments,
}

/// Arguments of `tuyin models verify`.
#[derive(Debug, Args)]
pub struct ModelsVerifyArguments {
    /// Profiles and models [default: all that are here]
    #[arg(value_name = "PROFILE|MODEL")]
    pub names: Vec<String>,
}

/// Arguments of `tuyin models path`.
#[derive(Debug, Args)]
pub struct ModelsPathArguments {
    /// A model
    #[arg(value_name = "MODEL")]
    pub name: String,
}

/// Arguments of `tuyin models rm`.
#[derive(Debug, Args)]
pub struct ModelsRemoveArguments {
    /// Profiles and models
    #[arg(value_name = "PROFILE|MODEL", required = true)]
    pub names: Vec<String>,

    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,
}

/// What is scored.
#[derive(Debug, Subcommand)]
pub enum EvalCommand {
    /// How sound a finished run is: errors in numbers and language, sentences without support, what was withheld
    Digest(EvalDigestArguments),
    /// BLEU, chrF2 and chrF2++ of translations, as sacreBLEU gives them
    Mt(EvalMtArguments),
    /// ROUGE of summaries
    Summary(EvalSummaryArguments),
    /// Precision, recall and F1 of the spans of facts
    Facts(EvalFactsArguments),
    /// Precision, recall and F1 of the pairs of articles that are put together as one story
    Stories(EvalStoriesArguments),
}

/// Arguments of `tuyin eval digest`.
#[derive(Debug, Args)]
pub struct EvalDigestArguments {
    /// The folder of a run, with its digests.jsonl
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,

    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `tuyin eval mt`.
#[derive(Debug, Args)]
pub struct EvalMtArguments {
    /// A translation a line
    pub hypothesis: PathBuf,

    /// A reference a line
    pub reference: PathBuf,

    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `tuyin eval stories`.
#[derive(Debug, Args)]
pub struct EvalStoriesArguments {
    /// The stories.json that `tuyin digest` leaves
    pub hypothesis: PathBuf,

    /// JSON Lines with `id` and `story`, and `language` for scores across languages
    pub reference: PathBuf,

    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `tuyin eval summary`.
#[derive(Debug, Args)]
pub struct EvalSummaryArguments {
    /// JSON Lines as `tuyin summarize` gives them
    pub hypothesis: PathBuf,

    /// JSON Lines with `id` and `summary`
    pub reference: PathBuf,

    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `tuyin eval facts`.
#[derive(Debug, Args)]
pub struct EvalFactsArguments {
    /// JSON Lines as `tuyin facts` gives them, and then the reference: JSON Lines with `id`, `text` and `facts`, or with `tokens` and `tags`
    #[arg(value_names = ["HYPOTHESIS", "REFERENCE"], num_args = 2, required_unless_present = "make_input")]
    pub files: Vec<PathBuf>,

    /// Instead of scoring, write the texts of the reference to FILE, as input for `tuyin facts`
    #[arg(long, value_names = ["FILE", "REFERENCE"], num_args = 2, conflicts_with = "files")]
    pub make_input: Option<Vec<PathBuf>>,

    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// What is measured.
#[derive(Debug, Subcommand)]
pub enum BenchCommand {
    /// Translation with random token ids and exact lengths
    Translate(BenchTranslateArguments),
    /// Prompts and outputs of exact lengths, with a decoder-only model
    Generate(BenchGenerateArguments),
}

/// Arguments of `tuyin bench generate`.
#[derive(Debug, Args)]
pub struct BenchGenerateArguments {
    /// How the model is loaded
    #[command(flatten)]
    pub model: ModelArguments,

    /// Prompts
    #[arg(long, value_name = "B", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..))]
    pub batch: u16,

    /// Tokens of every prompt
    #[arg(long, value_name = "P", default_value_t = 512, value_parser = clap::value_parser!(u16).range(1..))]
    pub prompt_tokens: u16,

    /// Tokens of every output
    #[arg(long, value_name = "N", default_value_t = 96, value_parser = clap::value_parser!(u16).range(1..))]
    pub new_tokens: u16,

    /// Try tokens that stood after the same ones before, as `generate` does; what this is worth depends on how outputs repeat
    #[arg(long)]
    pub lookup: bool,

    /// The most tokens that are computed at a time
    #[arg(long, value_name = "N", default_value_t = 512, value_parser = clap::value_parser!(u16).range(1..))]
    pub step_tokens: u16,

    /// Measured runs after one that is not counted; the median is printed
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
    pub runs: u16,

    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `tuyin bench translate`.
#[derive(Debug, Args)]
pub struct BenchTranslateArguments {
    /// How the model is loaded
    #[command(flatten)]
    pub model: ModelArguments,

    /// Sentences
    #[arg(long, value_name = "B", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..))]
    pub batch: u16,

    /// Tokens of every source
    #[arg(long, value_name = "S", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..))]
    pub source_tokens: u16,

    /// Take the lengths of the sources from this file instead, a number a line; as many tokens are written for each batch as its longest source has
    #[arg(long, value_name = "FILE", conflicts_with_all = ["source_tokens", "target_tokens"])]
    pub lengths: Option<PathBuf>,

    /// Tokens of every output
    #[arg(long, value_name = "T", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..))]
    pub target_tokens: u16,

    /// Outputs that are kept in view
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    pub beam: u16,

    /// Score only so many tokens of the vocabulary, as a restriction to the target's script does
    #[arg(long, value_name = "N")]
    pub output_rows: Option<u32>,

    /// Measured runs after one that is not counted; the median is printed
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    pub runs: u16,

    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Which model, and how it is loaded.
#[derive(Debug, Args)]
pub struct ModelArguments {
    /// A model of models.toml, which is fetched if it is not here, or a folder laid out as a repository of the hub
    #[arg(long, value_name = "NAME|FOLDER")]
    pub model: PathBuf,

    /// How it is loaded
    #[command(flatten)]
    pub engine: EngineArguments,
}

/// How models are loaded.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Models")]
pub struct EngineArguments {
    /// How weights are kept on the CPU
    #[arg(long, value_name = "TYPE", default_value = "q8_0", env = "TUYIN_QUANTIZE")]
    pub quantize: Quantization,

    /// Where models compute
    #[arg(long, value_name = "DEVICE", default_value = "auto", env = "TUYIN_DEVICE")]
    pub device: DeviceChoice,

    /// Where models come from
    #[command(flatten)]
    pub hub: HubArguments,
}

/// Arguments of `tuyin doctor`.
#[derive(Debug, Args)]
pub struct DoctorArguments {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `tuyin completions`.
#[derive(Debug, Args)]
pub struct CompletionsArguments {
    /// The shell
    pub shell: Shell,
}

/// Arguments of `tuyin man`.
#[derive(Debug, Args)]
pub struct ManArguments {
    /// Write the pages of all commands to this folder
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

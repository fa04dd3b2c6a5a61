//! `tuyin translate`: lines by a model as it is, or articles by a profile with all checks.

mod articles;
mod lines;

use crate::cli::args::{GlobalArguments, ModelArguments, TranslateArguments};
use crate::cli::fault::CommandResult;

pub fn run(arguments: &TranslateArguments, global: &GlobalArguments) -> CommandResult {
    match (&arguments.model, &arguments.profile) {
        (Some(model), _) => {
            let model = ModelArguments {
                model: model.clone(),
                engine: arguments.engine.clone(),
            };
            lines::run(&model, arguments, global)
        }
        (None, profile) => articles::run(profile.as_deref().unwrap_or_default(), arguments, global),
    }
}

//! `tuyin models show`.

use std::fmt::Write as _;

use indicatif::DecimalBytes;

use super::entry::{Entry, Presence};
use crate::cli::args::{GlobalArguments, ModelsShowArguments};
use crate::cli::fault::CommandResult;
use crate::cli::{hub, settings};
use crate::hub::{Fact, Registry};

/// Prints all that is known of models.
pub fn show(arguments: &ModelsShowArguments, global: &GlobalArguments) -> CommandResult {
    let (registry, _) = settings::registry(global)?;
    let entries = super::entries(&registry, &arguments.names)?;
    if arguments.json {
        return super::print_json(&entries);
    }
    let pages: Vec<String> = entries.iter().map(|entry| page(entry, &registry)).collect();
    super::print(&pages.join("\n"))
}

fn page(entry: &Entry<'_>, registry: &Registry) -> String {
    let mut page = format!("{}\n", entry.name);
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            // Writing to a string does not fail.
            let _ = writeln!(page, "  {name:<13} {value}");
        }
    };
    let languages: Vec<&str> = entry.languages.iter().map(|locale| locale.tag()).collect();
    line("what", entry.description.to_owned());
    line("role", format!("{} ({})", entry.role, entry.architecture));
    line("profiles", entry.profiles.join(", "));
    line("languages", languages.join(", "));
    line("translates", translates(entry));
    line("codes", codes(entry));
    line(
        "context",
        entry
            .context
            .map_or_else(String::new, |tokens| format!("{tokens} tokens")),
    );
    line("generation", generation(entry));
    line(
        "licence",
        registry.models.get(entry.name).map(hub::license).unwrap_or_default(),
    );
    line("attribution", entry.attribution.unwrap_or_default().to_owned());
    line("size", entry.size());
    line("here", here(entry));
    line("seen", facts(&entry.seen));
    line("inferred", facts(&entry.inferred));
    if entry.unverified {
        line(
            "unverified",
            "a revision is no whole commit: the files may change".to_owned(),
        );
    }
    for file in &entry.files {
        let size = file
            .bytes
            .map_or_else(|| "size unknown".to_owned(), |bytes| DecimalBytes(bytes).to_string());
        let place = file.local.as_ref().or(file.url.as_ref()).unwrap_or(&file.path);
        line("file", format!("{size:>12}  {place}"));
    }
    page
}

fn translates(entry: &Entry<'_>) -> String {
    let pairs = entry.translates.iter().map(|pair| match pair.bleu {
        Some(bleu) => format!("{} to {} (FLORES BLEU {bleu})", pair.from, pair.to),
        None => format!("{} to {}", pair.from, pair.to),
    });
    pairs.collect::<Vec<_>>().join(", ")
}

fn codes(entry: &Entry<'_>) -> String {
    let codes = entry
        .language_codes
        .iter()
        .map(|(locale, code)| format!("{locale} {code}"));
    let codes: Vec<String> = codes.collect();
    match codes.is_empty() {
        true => String::new(),
        false => format!("{} ({})", codes.join(", "), entry.language_choice),
    }
}

fn generation(entry: &Entry<'_>) -> String {
    let settings = toml::Table::try_from(entry.generation).unwrap_or_default();
    let settings = settings.iter().map(|(key, value)| format!("{key} {value}"));
    settings.collect::<Vec<_>>().join(", ")
}

fn here(entry: &Entry<'_>) -> String {
    let files = match entry.present {
        Presence::Here => "yes",
        Presence::Partly => "partly",
        Presence::No => "no",
    };
    match entry.quantized_bytes {
        0 => files.to_owned(),
        bytes => format!("{files}, and {} of quantized copies", DecimalBytes(bytes)),
    }
}

fn facts(facts: &[Fact]) -> String {
    facts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

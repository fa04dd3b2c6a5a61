//! `tuyin models list`.

use super::entry::{Entry, Presence};
use crate::cli::args::{GlobalArguments, ModelsListArguments};
use crate::cli::fault::CommandResult;
use crate::cli::{hub, settings};
use crate::hub::Registry;

/// Prints a line for each model.
pub fn list(arguments: &ModelsListArguments, global: &GlobalArguments) -> CommandResult {
    let (registry, _) = settings::registry(global)?;
    let entries = super::entries(&registry, &arguments.names)?;
    if arguments.json {
        return super::print_json(&entries);
    }
    let rows = entries.iter().map(|entry| row(entry, &registry));
    let head = ["MODEL", "ROLE", "LANGUAGES", "SIZE", "HERE", "LICENCE", "PROFILES"].map(str::to_owned);
    super::print(&table(std::iter::once(head).chain(rows).collect()))
}

fn row(entry: &Entry<'_>, registry: &Registry) -> [String; 7] {
    let languages = match entry.translates.is_empty() {
        true => entry.languages.iter().map(|locale| locale.tag().to_owned()).collect(),
        false => pairs(entry),
    };
    let here = match (entry.present, entry.quantized_bytes) {
        (Presence::Here, 0) => "yes".to_owned(),
        (Presence::Here, quantized) => format!("yes, quantized {}", indicatif::DecimalBytes(quantized)),
        (Presence::Partly, _) => "partly".to_owned(),
        (Presence::No, _) => "no".to_owned(),
    };
    let license = registry.models.get(entry.name).map(hub::license).unwrap_or_default();
    let license = match entry.unverified {
        true => format!("{license}; unverified"),
        false => license,
    };
    [
        entry.name.to_owned(),
        entry.role.to_string(),
        languages.join(" "),
        entry.size(),
        here,
        license,
        entry.profiles.join(" "),
    ]
}

/// `kk-ru` and the like; the languages of a model that goes all ways between them.
fn pairs(entry: &Entry<'_>) -> Vec<String> {
    let all = entry.languages.len() * entry.languages.len().saturating_sub(1);
    if entry.translates.len() == all && all > 2 {
        let tags: Vec<&str> = entry.languages.iter().map(|locale| locale.tag()).collect();
        return vec![tags.join("-")];
    }
    let pairs = entry.translates.iter().map(|pair| format!("{}-{}", pair.from, pair.to));
    pairs.collect()
}

/// Columns as wide as their widest cell, two blanks between them.
fn table(rows: Vec<[String; 7]>) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..7).map(width).collect();
    let line = |row: &[String; 7]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

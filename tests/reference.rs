//! Pages that are made from the code: the schemas and the reference of the command line.
//!
//! With `UPDATE_REFERENCE=1` in the environment the pages are written; without it they must be as they are.

use std::path::Path;

use schemars::{JsonSchema, schema_for};
use serde_json::Value;
use tuyin::digest::{Digest, Line};
use tuyin::hub::{Model, Registry};
use tuyin::relate::NameTable;
use tuyin::run::Report;
use tuyin::write::Stories;

#[track_caller]
fn page(name: &str, content: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        fs_err::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs_err::write(&path, content).expect("a page");
    }
    let present = fs_err::read_to_string(&path).unwrap_or_default();
    assert!(present == content, "docs/{name} is out of date: run `just reference`");
}

fn schema<T: JsonSchema>(name: &str) {
    let schema = serde_json::to_string_pretty(&schema_for!(T)).expect("json");
    page(&format!("schema/{name}"), &(schema + "\n"));
}

#[test]
fn schemas_are_up_to_date() {
    schema::<Digest>("article-1.json");
    schema::<Line>("digests-1.json");
    schema::<Report>("report-1.json");
    schema::<NameTable>("names-1.json");
    schema::<Stories>("stories-1.json");
}

#[test]
fn the_reference_of_the_command_line_is_up_to_date() {
    let mut command = tuyin::cli::command().term_width(100);
    command.build();
    let mut text = String::from("# Commands\n\nMade from the program; `just reference` renews it.\n");
    describe(&mut command, &mut text);
    page("reference/commands.md", &text);
}

#[test]
fn the_page_of_the_registry_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models.toml");
    let registry = Registry::read(&path).expect("the registry");
    let schema = serde_json::to_value(schema_for!(Registry)).expect("json");
    let mut text = String::from(REGISTRY_HEAD);
    tables(&schema, &mut text);
    text.push_str("\n## Profiles of the built-in registry\n\n| profile | what | models |\n|---|---|---|\n");
    for (name, profile) in &registry.profiles {
        let models: Vec<String> = profile.models().iter().map(|model| format!("`{model}`")).collect();
        text.push_str(&format!(
            "| `{name}` | {} | {} |\n",
            profile.description,
            models.join(", ")
        ));
    }
    text.push_str(
        "\n## Models of the built-in registry\n\n| model | what | role | size | licence |\n|---|---|---|--:|---|\n",
    );
    for (name, model) in &registry.models {
        text.push_str(&format!(
            "| `{name}` | {} | {} | {} | {} |\n",
            model.description,
            model.role(),
            size(model),
            license(model)
        ));
    }
    page("models.md", &text);
}

const REGISTRY_HEAD: &str = "# models.toml\n\nMade from the program; `just reference` renews it.\n\n\
The registry says which profiles and models there are. It is looked for as `models.toml` in the working folder, then in\n\
`$XDG_CONFIG_HOME/tuyin` (`~/.config/tuyin`), and else is the one built into the program; `--models FILE` names another. It is\n\
taken whole: start a file of your own from the built-in one, which is `models.toml` at the top of the repository. A key that is\n\
not in these tables, a model that a profile names and that is not there, and a route that no model goes are errors that name\n\
file, line and what was expected.\n\n\
`tuyin models pull NAME` fetches the files of a model or of all models of a profile into the cache of the hub, where other tools\n\
find them too. To add a model of your own, add an entry; its `repository` may be a folder (`./mine`), and then nothing is fetched.\n";

/// A table for each kind of thing that a schema knows, each after the one that it is part of.
fn tables(schema: &Value, text: &mut String) {
    let mut queue = vec![("the file".to_owned(), schema)];
    let mut told = Vec::new();
    while !queue.is_empty() {
        let (name, object) = queue.remove(0);
        text.push_str(&format!("\n## {name}\n\n{}\n", words(object)));
        let required: Vec<&str> = object["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        text.push_str("\n| key | value | needed | what |\n|---|---|---|---|\n");
        for (key, value) in object["properties"].as_object().into_iter().flatten() {
            let needed = if required.contains(&key.as_str()) { "yes" } else { "" };
            text.push_str(&format!(
                "| `{key}` | {} | {needed} | {} |\n",
                kind(value, schema),
                words(value)
            ));
            let Some(inner) = reference(value).map(|name| &schema["$defs"][name]) else {
                continue;
            };
            if inner.get("properties").is_some() && !told.contains(&inner) {
                told.push(inner);
                queue.push((format!("`{key}`"), inner));
            }
        }
    }
}

/// The description of a thing, in a line.
fn words(value: &Value) -> String {
    value["description"].as_str().unwrap_or_default().replace('\n', " ")
}

/// The name of the definition that a value, the members of a list, or the values of a table are of.
fn reference(value: &Value) -> Option<&str> {
    let places = [
        "/$ref",
        "/items/$ref",
        "/additionalProperties/$ref",
        "/anyOf/0/$ref",
        "/items/anyOf/0/$ref",
    ];
    let found = places.iter().find_map(|place| value.pointer(place)?.as_str());
    found?.strip_prefix("#/$defs/")
}

/// What may stand for a key, in words.
fn kind(value: &Value, schema: &Value) -> String {
    let named = reference(value).map(|name| &schema["$defs"][name]);
    let choices = named.and_then(choices);
    let plain = |value: &Value| match &value["type"] {
        Value::String(kind) => kind.clone(),
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .find(|kind| *kind != "null")
            .unwrap_or("")
            .to_owned(),
        _ => "table".to_owned(),
    };
    match (plain(value).as_str(), choices) {
        ("array", Some(choices)) => format!("list of {choices}"),
        ("array", None) if named.is_some() => "list of tables".to_owned(),
        ("array", None) => format!("list of {}s", plain(&value["items"])),
        ("object", Some(choices)) => format!("table of {choices}"),
        ("object", None) if named.is_none() => format!("table of {}s", plain(&value["additionalProperties"])),
        ("object", None) => "table of tables, by name".to_owned(),
        (_, Some(choices)) => choices,
        (kind, None) => kind.to_owned(),
    }
}

/// The words that a definition allows, if it is a choice of words.
fn choices(definition: &Value) -> Option<String> {
    let written = |choice: &Value| Some(format!("`{}`", choice["const"].as_str()?));
    if let Some(words) = definition["enum"].as_array() {
        let words = words.iter().filter_map(Value::as_str).map(|word| format!("`{word}`"));
        return Some(words.collect::<Vec<_>>().join(", "));
    }
    let words: Option<Vec<String>> = definition["oneOf"].as_array()?.iter().map(written).collect();
    words.map(|words| words.join(", "))
}

fn size(model: &Model) -> String {
    let known: u64 = model.files().filter_map(|(_, file)| file.bytes()).sum();
    match known {
        0 => "unknown".to_owned(),
        bytes => format!("{:.2} GB", bytes as f64 / 1e9),
    }
}

fn license(model: &Model) -> String {
    let gated = if model.gated { ", gated" } else { "" };
    let unverified = if model.is_unverified() { "; unverified" } else { "" };
    format!("{} ({}{gated}){unverified}", model.license, model.terms())
}

fn describe(command: &mut clap::Command, text: &mut String) {
    let name = command.get_bin_name().unwrap_or("tuyin").to_owned();
    let help = command.render_long_help().to_string();
    let help: Vec<&str> = help.lines().map(str::trim_end).collect();
    text.push_str(&format!(
        "\n## `{name}`\n\n```text\n{}\n```\n",
        help.join("\n").trim_end()
    ));
    for subcommand in command
        .get_subcommands_mut()
        .filter(|subcommand| subcommand.get_name() != "help")
    {
        describe(subcommand, text);
    }
}

//! Pages that are made from the code: the schemas and the reference of the command line.
//!
//! With `UPDATE_REFERENCE=1` in the environment the pages are written; without it they must be as they are.

use std::path::Path;

use schemars::{JsonSchema, schema_for};
use tuyin::digest::{Digest, Line};
use tuyin::run::Report;

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
}

#[test]
fn the_reference_of_the_command_line_is_up_to_date() {
    let mut command = tuyin::cli::command().term_width(100);
    command.build();
    let mut text = String::from("# Commands\n\nMade from the program; `just reference` renews it.\n");
    describe(&mut command, &mut text);
    page("reference/commands.md", &text);
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

//! Shapes as a grammar in the syntax of llguidance, which is that of Lark.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use super::shape::{Kind, Property, Shape, quoted};

/// The signs between elements, and what ends a name.
const SEPARATORS: &str = "COMMA: /, ?/\nCOLON: /: ?/\n";

/// The grammar of all values of a shape.
pub fn grammar_of(shape: &Shape) -> String {
    let mut writer = Writer::default();
    let start = writer.name_of(shape);
    format!("start: {start}\n{SEPARATORS}{}", writer.definitions)
}

/// Names and defines shapes, each one once.
#[derive(Default)]
struct Writer {
    definitions: String,
    names: HashMap<*const Shape, String>,
    count: usize,
}

impl Writer {
    /// The name of a shape: that of a terminal, in capitals, if it can be one, or that of a rule.
    fn name_of(&mut self, shape: &Shape) -> String {
        if let Some(name) = self.names.get(&std::ptr::from_ref(shape)) {
            return name.clone();
        }
        let name = match self.terminal(shape) {
            Some(terminal) => self.define("T", &terminal),
            None => {
                let rule = self.rule(shape);
                self.define("r", &rule)
            }
        };
        self.names.insert(shape, name.clone());
        name
    }

    fn define(&mut self, prefix: &str, definition: &str) -> String {
        self.count += 1;
        let name = format!("{prefix}{}", self.count);
        // Writing to a string does not fail.
        let _ = writeln!(self.definitions, "{name}: {definition}");
        name
    }

    fn terminal(&mut self, shape: &Shape) -> Option<String> {
        let terminal = match &shape.kind {
            Kind::Null => literal("null"),
            Kind::Boolean => [literal("true"), literal("false")].join(" | "),
            Kind::Number(numbers) => format!("/{}/", numbers.regex),
            Kind::String(strings) => strings.terminal.clone(),
            Kind::Literals(values) => alternatives(values.iter().map(|value| literal(&value.to_string()))),
            Kind::AnyOf(shapes) if shapes.iter().all(|shape| is_terminal(shape)) => {
                alternatives(shapes.iter().map(|shape| self.name_of(shape)))
            }
            _ => return None,
        };
        Some(terminal)
    }

    fn rule(&mut self, shape: &Shape) -> String {
        match &shape.kind {
            Kind::Array { items, least, most } => self.array(items, *least, *most),
            Kind::Tuple(shapes) => {
                let names: Vec<String> = shapes.iter().map(|shape| self.name_of(shape)).collect();
                format!(r#""[" {} "]""#, names.join(" COMMA "))
            }
            Kind::Object(properties) => self.object(properties),
            Kind::AnyOf(shapes) => self.any_of(shapes),
            _ => String::new(),
        }
    }

    fn array(&mut self, items: &Shape, least: usize, most: usize) -> String {
        if most == 0 {
            return r#""[" "]""#.to_owned();
        }
        let item = self.name_of(items);
        let more = match most {
            1 => String::new(),
            _ => format!(" (COMMA {item}){{{},{}}}", least.saturating_sub(1), most - 1),
        };
        match least {
            0 => format!(r#""[" ({item}{more})? "]""#),
            _ => format!(r#""[" {item}{more} "]""#),
        }
    }

    /// Properties in their order. From the last to the first, there are a rule for the rest of an object behind other
    /// properties, and one for its first property and what follows.
    fn object(&mut self, properties: &[Property]) -> String {
        let (mut rest, mut first) = (String::new(), String::new());
        for property in properties.iter().rev() {
            let value = self.name_of(&property.shape);
            let item = format!("{} COLON {value}", literal(&quoted(&property.name)));
            let item = self.define("r", &item);
            (rest, first) = match property.is_required {
                true => (format!("COMMA {item} {rest}"), format!("{item} {rest}")),
                false => (
                    format!("(COMMA {item})? {rest}"),
                    alternatives([format!("{item} {rest}"), or_nothing(&first)]),
                ),
            };
            rest = self.define("r", &rest);
            first = self.define("r", &first);
        }
        format!(r#""{{" {first} "}}""#)
    }

    /// What can be terminals is one, so that the lexer has less to choose from.
    fn any_of(&mut self, shapes: &[Arc<Shape>]) -> String {
        let (terminals, rules): (Vec<_>, Vec<_>) = shapes.iter().partition(|shape| is_terminal(shape));
        let names = terminals.iter().map(|shape| self.name_of(shape)).collect::<Vec<_>>();
        let terminal = (!names.is_empty()).then(|| self.define("T", &names.join(" | ")));
        let rules: Vec<String> = rules.iter().map(|shape| self.name_of(shape)).collect();
        alternatives(rules.into_iter().chain(terminal))
    }
}

fn is_terminal(shape: &Shape) -> bool {
    match &shape.kind {
        Kind::Null | Kind::Boolean | Kind::Number(_) | Kind::String(_) | Kind::Literals(_) => true,
        Kind::AnyOf(shapes) => shapes.iter().all(|shape| is_terminal(shape)),
        Kind::Array { .. } | Kind::Tuple(_) | Kind::Object(_) => false,
    }
}

fn alternatives(all: impl IntoIterator<Item = String>) -> String {
    all.into_iter().collect::<Vec<_>>().join(" | ")
}

fn or_nothing(rule: &str) -> String {
    if rule.is_empty() { literal("") } else { rule.to_owned() }
}

/// A text as a literal, which has the syntax of JSON, but no bare DEL.
fn literal(text: &str) -> String {
    quoted(text).replace('\x7f', "\\u007f")
}

//! What answers look like, and how long they get.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use super::numbers::Numbers;
use super::strings::Strings;

/// The bytes after an element or a name: a sign and a blank.
const SEPARATOR: usize = 2;
/// The bytes around an object or an array.
const BRACKETS: usize = 2;

/// All values that are allowed at a place.
#[derive(Debug)]
pub struct Shape {
    /// What they are.
    pub kind: Kind,
    /// The most bytes of one.
    pub longest: usize,
}

/// The kinds of shapes.
#[derive(Debug)]
pub enum Kind {
    /// Null.
    Null,
    /// True and false.
    Boolean,
    /// Numbers.
    Number(Numbers),
    /// Strings.
    String(Strings),
    /// Only these values.
    Literals(Vec<Value>),
    /// Arrays of one kind of items.
    Array {
        /// All items.
        items: Arc<Shape>,
        /// The fewest.
        least: usize,
        /// The most.
        most: usize,
    },
    /// Arrays with a shape for each item.
    Tuple(Vec<Arc<Shape>>),
    /// Objects with these properties and no others.
    Object(Vec<Property>),
    /// Any of these shapes.
    AnyOf(Vec<Arc<Shape>>),
}

/// A property of an object.
#[derive(Debug)]
pub struct Property {
    /// Its name.
    pub name: String,
    /// Its value.
    pub shape: Arc<Shape>,
    /// Whether it must be there.
    pub is_required: bool,
}

impl Shape {
    /// A shape of a kind.
    pub fn new(kind: Kind) -> Self {
        Shape {
            longest: kind.longest(),
            kind,
        }
    }

    /// Everything that is written as it is: the names of properties and the values of which some must be chosen, in JSON.
    pub fn literals(&self) -> Vec<String> {
        let mut literals = Vec::new();
        let mut seen = HashSet::new();
        self.add_literals(&mut literals, &mut seen);
        literals
    }

    fn add_literals(&self, literals: &mut Vec<String>, seen: &mut HashSet<*const Shape>) {
        // Definitions are shared.
        if !seen.insert(self) {
            return;
        }
        match &self.kind {
            Kind::Null => literals.push("null".to_owned()),
            Kind::Boolean => literals.extend(["true".to_owned(), "false".to_owned()]),
            Kind::Number(_) | Kind::String(_) => {}
            Kind::Literals(values) => literals.extend(values.iter().map(Value::to_string)),
            Kind::Array { items, .. } => items.add_literals(literals, seen),
            Kind::Tuple(shapes) | Kind::AnyOf(shapes) => {
                shapes.iter().for_each(|shape| shape.add_literals(literals, seen));
            }
            Kind::Object(properties) => {
                for property in properties {
                    literals.push(quoted(&property.name));
                    property.shape.add_literals(literals, seen);
                }
            }
        }
    }

    /// Whether it is certain that no value has both shapes.
    pub fn is_disjoint(&self, other: &Shape) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::AnyOf(shapes), _) => shapes.iter().all(|shape| shape.is_disjoint(other)),
            (_, Kind::AnyOf(shapes)) => shapes.iter().all(|shape| self.is_disjoint(shape)),
            (Kind::Literals(values), Kind::Literals(others)) => values
                .iter()
                .all(|value| others.iter().all(|other| !is_equal(value, other))),
            (Kind::Literals(values), kind) | (kind, Kind::Literals(values)) => {
                values.iter().all(|value| Some(type_of(value)) != kind.type_name())
            }
            (Kind::Object(properties), Kind::Object(others)) => has_disjoint_property(properties, others),
            (kind, other) => kind.type_name() != other.type_name(),
        }
    }
}

impl Kind {
    fn longest(&self) -> usize {
        match self {
            Kind::Null => 4,
            Kind::Boolean => 5,
            Kind::Number(numbers) => numbers.longest,
            Kind::String(strings) => strings.longest,
            Kind::Literals(values) => values.iter().map(|value| value.to_string().len()).max().unwrap_or(0),
            Kind::Array { items, most, .. } => most
                .saturating_mul(items.longest.saturating_add(SEPARATOR))
                .saturating_add(BRACKETS),
            Kind::Tuple(shapes) => sum(shapes.iter().map(|shape| shape.longest)),
            Kind::Object(properties) => sum(properties.iter().map(|property| {
                let name = quoted(&property.name).len() + SEPARATOR;
                property.shape.longest.saturating_add(name)
            })),
            Kind::AnyOf(shapes) => shapes.iter().map(|shape| shape.longest).max().unwrap_or(0),
        }
    }

    /// The type in JSON, where there is one.
    fn type_name(&self) -> Option<&'static str> {
        match self {
            Kind::Null => Some("null"),
            Kind::Boolean => Some("boolean"),
            Kind::Number(_) => Some("number"),
            Kind::String(_) => Some("string"),
            Kind::Array { .. } | Kind::Tuple(_) => Some("array"),
            Kind::Object(_) => Some("object"),
            Kind::Literals(_) | Kind::AnyOf(_) => None,
        }
    }
}

/// The bytes of elements with what is around and between them.
fn sum(elements: impl Iterator<Item = usize>) -> usize {
    elements.fold(BRACKETS, |sum, element| {
        sum.saturating_add(element).saturating_add(SEPARATOR)
    })
}

/// A text as a string of JSON.
pub fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// The type of a value in JSON.
pub fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn has_disjoint_property(properties: &[Property], others: &[Property]) -> bool {
    let pairs = properties
        .iter()
        .flat_map(|property| others.iter().map(move |other| (property, other)));
    let mut both = pairs.filter(|(property, other)| property.name == other.name);
    both.any(|(property, other)| property.is_required && other.is_required && property.shape.is_disjoint(&other.shape))
}

/// Whether two values may be the same to a reader of JSON.
fn is_equal(value: &Value, other: &Value) -> bool {
    match (value, other) {
        (Value::Number(value), Value::Number(other)) => value.as_f64() == other.as_f64(),
        (Value::Array(_), Value::Array(_)) | (Value::Object(_), Value::Object(_)) => true,
        _ => value == other,
    }
}

//! Schemas to shapes.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::numbers::{Bound, Decimal, Interval};
use super::shape::{Kind, Property, Shape, type_of};
use super::strings::{self, Pattern};
use super::{Bounds, GrammarError};

/// How deeply schemas can be nested, references included.
const DEEPEST: usize = 64;
/// The most characters of a string and items of an array. Each makes states of their own.
const MOST: u64 = 16_000;
/// What says nothing of which values are allowed.
const ANNOTATIONS: [&str; 15] = [
    "$schema",
    "$comment",
    "$anchor",
    "$defs",
    "definitions",
    "title",
    "description",
    "default",
    "deprecated",
    "examples",
    "example",
    "readOnly",
    "writeOnly",
    "contentEncoding",
    "contentMediaType",
];
/// What can be said of the values of types. It has nothing to say to values of other types.
const TYPED: [&str; 18] = [
    "type",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "items",
    "prefixItems",
    "minItems",
    "maxItems",
    "uniqueItems",
    "properties",
    "required",
    "additionalProperties",
];

/// Reads a schema.
///
/// # Errors
///
/// Fails if there is a place without a bound, one that cannot be met, or one that allows nothing.
pub fn read(schema: &Value, bounds: Bounds) -> Result<Arc<Shape>, GrammarError> {
    let mut reader = Reader {
        root: schema,
        bounds,
        known: HashMap::new(),
        open: Vec::new(),
        depth: 0,
    };
    reader.shape(schema, &Place::root())
}

/// A place in a schema.
#[derive(Clone)]
struct Place(String);

impl Place {
    fn root() -> Self {
        Place("#".to_owned())
    }

    fn at(&self, step: &str) -> Self {
        Place(format!("{}/{}", self.0, step.replace('~', "~0").replace('/', "~1")))
    }

    fn unbounded(&self, what: &'static str, add: &'static str) -> GrammarError {
        let place = self.0.clone();
        GrammarError::Unbounded { place, what, add }
    }

    fn unsupported(&self, reason: impl fmt::Display) -> GrammarError {
        GrammarError::Unsupported {
            place: self.0.clone(),
            reason: reason.to_string(),
        }
    }

    fn unsatisfiable(&self, reason: impl fmt::Display) -> GrammarError {
        GrammarError::Unsatisfiable {
            place: self.0.clone(),
            reason: reason.to_string(),
        }
    }
}

type Schema = Map<String, Value>;
type Read<T> = Result<T, GrammarError>;

struct Reader<'a> {
    root: &'a Value,
    bounds: Bounds,
    /// What references have been found to mean.
    known: HashMap<String, Arc<Shape>>,
    /// The references that are being followed.
    open: Vec<String>,
    depth: usize,
}

impl Reader<'_> {
    fn shape(&mut self, schema: &Value, place: &Place) -> Read<Arc<Shape>> {
        if self.depth == DEEPEST {
            return Err(place.unsupported(format!("it is more than {DEEPEST} levels deep")));
        }
        self.depth += 1;
        let shape = match schema {
            Value::Object(schema) => self.shape_of(schema, place),
            Value::Bool(true) => Err(any_value(place)),
            Value::Bool(false) => Err(place.unsatisfiable("it is `false`")),
            _ => Err(place.unsupported("a schema is an object")),
        };
        self.depth -= 1;
        shape
    }

    fn shape_of(&mut self, schema: &Schema, place: &Place) -> Read<Arc<Shape>> {
        if let Some(reference) = schema.get("$ref") {
            only(schema, &["$ref"], place)?;
            return self.referred(reference, &place.at("$ref"));
        }
        if let Some(values) = listed(schema, place)? {
            return literals(schema, values, place);
        }
        for keyword in ["anyOf", "oneOf", "allOf"] {
            if let Some(alternatives) = schema.get(keyword) {
                only(schema, &[keyword], place)?;
                return self.combined(keyword, alternatives, &place.at(keyword));
            }
        }
        self.typed(schema, place)
    }

    fn referred(&mut self, reference: &Value, place: &Place) -> Read<Arc<Shape>> {
        let reference = text(reference, place)?;
        if let Some(shape) = self.known.get(reference) {
            return Ok(Arc::clone(shape));
        }
        if reference == "#" || self.open.iter().any(|open| open == reference) {
            let add = "write out as many levels as an answer may have";
            return Err(place.unbounded("it refers to what it is a part of", add));
        }
        let unknown = || place.unsupported(format!("there is no `{reference}` in the schema"));
        let pointer = reference.strip_prefix('#').ok_or_else(unknown)?;
        let root = self.root;
        let schema = root.pointer(pointer).ok_or_else(unknown)?;
        self.open.push(reference.to_owned());
        let shape = self.shape(schema, &Place(reference.to_owned()))?;
        self.open.pop();
        self.known.insert(reference.to_owned(), Arc::clone(&shape));
        Ok(shape)
    }

    fn combined(&mut self, keyword: &str, alternatives: &Value, place: &Place) -> Read<Arc<Shape>> {
        let shapes = self.each(list(alternatives, place)?, place)?;
        match (keyword, shapes.as_slice()) {
            (_, [shape]) => Ok(Arc::clone(shape)),
            (_, []) => Err(place.unsatisfiable("there are no alternatives")),
            ("allOf", _) => Err(place.unsupported("schemas are not merged: write one that says all")),
            ("oneOf", shapes) if !are_disjoint(shapes) => Err(place.unsupported(
                "its alternatives may hold at once: give each a property with a `const` of its own, or use `anyOf`",
            )),
            _ => Ok(Arc::new(Shape::new(Kind::AnyOf(shapes)))),
        }
    }

    fn each(&mut self, schemas: &[Value], place: &Place) -> Read<Vec<Arc<Shape>>> {
        let places = (0..).map(|index: usize| place.at(&index.to_string()));
        schemas
            .iter()
            .zip(places)
            .map(|(schema, place)| self.shape(schema, &place))
            .collect()
    }

    fn typed(&mut self, schema: &Schema, place: &Place) -> Read<Arc<Shape>> {
        let types = types(schema, place)?.ok_or_else(|| any_value(place))?;
        only(schema, &TYPED, place)?;
        let shapes = types.iter().map(|name| self.of_type(name, schema, place));
        let shapes = shapes
            .map(|kind| Ok(Arc::new(Shape::new(kind?))))
            .collect::<Read<Vec<_>>>()?;
        match shapes.as_slice() {
            [] => Err(place.unsatisfiable("it has no types")),
            [shape] => Ok(Arc::clone(shape)),
            _ => Ok(Arc::new(Shape::new(Kind::AnyOf(shapes)))),
        }
    }

    fn of_type(&mut self, name: &str, schema: &Schema, place: &Place) -> Read<Kind> {
        match name {
            "null" => Ok(Kind::Null),
            "boolean" => Ok(Kind::Boolean),
            "integer" | "number" => self.number(name == "integer", schema, place),
            "string" => self.string(schema, place),
            "array" => self.array(schema, place),
            "object" => self.object(schema, place),
            _ => Err(place.at("type").unsupported(format!("`{name}` is no type"))),
        }
    }

    fn number(&self, is_integer: bool, schema: &Schema, place: &Place) -> Read<Kind> {
        let width = format_of(schema, place)?.filter(|_| is_integer).and_then(width_of);
        let default = self.default_interval(is_integer);
        let (lowest, highest) = width.or(default).unzip();
        let low = stricter(
            decimal(schema, "minimum", place)?,
            decimal(schema, "exclusiveMinimum", place)?,
            |at, other| at >= other,
        );
        let high = stricter(
            decimal(schema, "maximum", place)?,
            decimal(schema, "exclusiveMaximum", place)?,
            |at, other| at <= other,
        );
        let low = within(low, width.map(|width| width.0), |at, end| at < end).or(lowest.map(Bound::inclusive));
        let high = within(high, width.map(|width| width.1), |at, end| at > end).or(highest.map(Bound::inclusive));
        let interval = Interval {
            low: low.ok_or_else(|| place.unbounded("its numbers go down without end", "add `minimum`"))?,
            high: high.ok_or_else(|| place.unbounded("its numbers go up without end", "add `maximum`"))?,
            is_integer,
            step: step(schema, place)?,
        };
        match interval.numbers().map_err(|reason| place.unsupported(reason))? {
            Some(numbers) => Ok(Kind::Number(numbers)),
            None => Err(place.unsatisfiable("there is no such number that can be written with fifteen digits")),
        }
    }

    fn default_interval(&self, is_integer: bool) -> Option<(i128, i128)> {
        let farthest = i128::from(match is_integer {
            true => Bounds::DEFAULT_INTEGER,
            false => Bounds::DEFAULT_NUMBER,
        });
        (self.bounds == Bounds::Default).then_some((-farthest, farthest))
    }

    fn string(&self, schema: &Schema, place: &Place) -> Read<Kind> {
        let mut patterns = Vec::new();
        if let Some(pattern) = schema.get("pattern") {
            let place = place.at("pattern");
            let pattern = text(pattern, &place)?;
            patterns.push(Pattern::search(pattern).map_err(|reason| place.unsupported(reason))?);
        }
        if let Some(name) = format_of(schema, place)? {
            let unknown = || {
                let reason =
                    "only `date`, `time`, `date-time` and `uuid` are known: leave it out, or write a `pattern`";
                place.at("format").unsupported(reason)
            };
            patterns.push(Pattern::of_format(name).ok_or_else(unknown)?);
        }
        let least = count(schema, "minLength", place)?.unwrap_or(0);
        let most = self.most(
            count(schema, "maxLength", place)?.or(strings::longest_match(&patterns)),
            least.max(Bounds::DEFAULT_LENGTH),
        );
        let most = most.ok_or_else(|| place.unbounded("its strings have any length", "add `maxLength`"))?;
        match strings::strings(least, most, &patterns).map_err(|reason| place.unsupported(reason))? {
            Some(strings) => Ok(Kind::String(strings)),
            None => Err(place.unsatisfiable("there is no such string, or none that needs no escapes")),
        }
    }

    fn most(&self, given: Option<usize>, default: usize) -> Option<usize> {
        given.or((self.bounds == Bounds::Default).then_some(default))
    }

    fn array(&mut self, schema: &Schema, place: &Place) -> Read<Kind> {
        if schema
            .get("uniqueItems")
            .is_some_and(|wish| *wish != Value::Bool(false))
        {
            return Err(place
                .at("uniqueItems")
                .unsupported("items cannot be kept different: leave it out"));
        }
        let least = count(schema, "minItems", place)?.unwrap_or(0);
        let most = count(schema, "maxItems", place)?;
        if let Some(shapes) = schema.get("prefixItems") {
            return self.tuple(schema, shapes, (least, most), place);
        }
        let most = self.most(most, least.max(Bounds::DEFAULT_ITEMS));
        let most = most.ok_or_else(|| place.unbounded("its arrays have any number of items", "add `maxItems`"))?;
        if least > most {
            return Err(place.unsatisfiable("`minItems` is more than `maxItems`"));
        }
        let items = schema.get("items").unwrap_or(&Value::Bool(true));
        let items = self.shape(items, &place.at("items"))?;
        Ok(Kind::Array { items, least, most })
    }

    fn tuple(
        &mut self,
        schema: &Schema,
        shapes: &Value,
        (least, most): (usize, Option<usize>),
        place: &Place,
    ) -> Read<Kind> {
        let place_of_items = place.at("prefixItems");
        let shapes = list(shapes, &place_of_items)?;
        let are_all = least == shapes.len() && most.is_none_or(|most| most == shapes.len());
        let is_closed = most.is_some() || schema.get("items") == Some(&Value::Bool(false));
        match are_all && (is_closed || self.bounds == Bounds::Default) {
            true => Ok(Kind::Tuple(self.each(shapes, &place_of_items)?)),
            false => Err(place.unsupported(format!(
                "an array with `prefixItems` must have them all and no others: add `\"minItems\": {0}, \"maxItems\": {0}`",
                shapes.len()
            ))),
        }
    }

    fn object(&mut self, schema: &Schema, place: &Place) -> Read<Kind> {
        let none = Schema::new();
        let properties = match schema.get("properties") {
            Some(Value::Object(properties)) => properties,
            Some(_) => return Err(place.at("properties").unsupported("it must be an object")),
            None => &none,
        };
        self.check_closed(schema, !properties.is_empty(), place)?;
        let required = required(schema, place)?;
        if let Some(name) = required.iter().find(|name| !properties.contains_key(**name)) {
            let reason = format!("`{name}` is required, but not among the properties");
            return Err(place.at("required").unsatisfiable(reason));
        }
        let places = place.at("properties");
        let properties = properties.iter().map(|(name, schema)| {
            Ok(Property {
                name: name.clone(),
                shape: self.shape(schema, &places.at(name))?,
                is_required: required.contains(&name.as_str()),
            })
        });
        Ok(Kind::Object(properties.collect::<Read<_>>()?))
    }

    /// Whether there are no properties but those that are listed, or need be none.
    fn check_closed(&self, schema: &Schema, has_properties: bool, place: &Place) -> Read<()> {
        let add = "add `\"additionalProperties\": false`";
        match schema.get("additionalProperties") {
            Some(Value::Bool(false)) => Ok(()),
            None | Some(Value::Bool(true)) if has_properties && self.bounds == Bounds::Default => Ok(()),
            None | Some(Value::Bool(true)) => Err(place.unbounded("its objects have any other properties", add)),
            Some(_) => {
                let add = "list the properties, and add `\"additionalProperties\": false`";
                Err(place
                    .at("additionalProperties")
                    .unbounded("its objects have properties of any name", add))
            }
        }
    }
}

fn any_value(place: &Place) -> GrammarError {
    place.unbounded("any value is allowed", "add a `type`, or list the values with `enum`")
}

/// Refuses what would be overlooked.
fn only(schema: &Schema, keywords: &[&str], place: &Place) -> Read<()> {
    let is_read = |keyword: &str| {
        keywords.contains(&keyword)
            || ANNOTATIONS.contains(&keyword)
            || keyword.starts_with("x-")
            || (keyword == "$id" && place.0 == "#")
    };
    match schema.keys().find(|keyword| !is_read(keyword)) {
        Some(keyword) if TYPED.contains(&keyword.as_str()) => Err(place.at(keyword).unsupported(format!(
            "it cannot stand beside `{}`: say it in another schema, or leave it out",
            keywords.join("` or `")
        ))),
        Some(keyword) => Err(place
            .at(keyword)
            .unsupported(format!("`{keyword}` is not supported here"))),
        None => Ok(()),
    }
}

fn types<'a>(schema: &'a Schema, place: &Place) -> Read<Option<Vec<&'a str>>> {
    let place = place.at("type");
    match schema.get("type") {
        None => Ok(None),
        Some(Value::Array(names)) => names
            .iter()
            .map(|name| text(name, &place))
            .collect::<Read<_>>()
            .map(Some),
        Some(name) => Ok(Some(vec![text(name, &place)?])),
    }
}

/// The values that `enum` and `const` list.
fn listed<'a>(schema: &'a Schema, place: &Place) -> Read<Option<Vec<&'a Value>>> {
    let listed = schema
        .get("enum")
        .map(|values| list(values, &place.at("enum")))
        .transpose()?;
    let constant = schema.get("const");
    Ok(match (listed, constant) {
        (None, None) => None,
        (Some(values), None) => Some(values.iter().collect()),
        (None, Some(value)) => Some(vec![value]),
        (Some(values), Some(value)) => Some(values.iter().filter(|listed| *listed == value).collect()),
    })
}

fn literals(schema: &Schema, values: Vec<&Value>, place: &Place) -> Read<Arc<Shape>> {
    only(schema, &["enum", "const", "type"], place)?;
    let types = types(schema, place)?;
    let is_of_type = |value: &&Value| {
        types
            .as_ref()
            .is_none_or(|types| types.iter().any(|name| is_of_type(value, name)))
    };
    let values: Vec<Value> = values.into_iter().filter(is_of_type).cloned().collect();
    match values.is_empty() {
        true => Err(place.unsatisfiable("none of its values has its type")),
        false => Ok(Arc::new(Shape::new(Kind::Literals(values)))),
    }
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        name => type_of(value) == name,
    }
}

fn are_disjoint(shapes: &[Arc<Shape>]) -> bool {
    let mut rest = shapes;
    while let Some((shape, others)) = rest.split_first() {
        if others.iter().any(|other| !shape.is_disjoint(other)) {
            return false;
        }
        rest = others;
    }
    true
}

fn text<'a>(value: &'a Value, place: &Place) -> Read<&'a str> {
    value.as_str().ok_or_else(|| place.unsupported("it must be a string"))
}

fn list<'a>(value: &'a Value, place: &Place) -> Read<&'a [Value]> {
    let list = value.as_array().map(Vec::as_slice);
    list.ok_or_else(|| place.unsupported("it must be an array"))
}

fn count(schema: &Schema, keyword: &str, place: &Place) -> Read<Option<usize>> {
    let Some(value) = schema.get(keyword) else {
        return Ok(None);
    };
    let count = value.as_u64().filter(|count| *count <= MOST);
    match count.and_then(|count| usize::try_from(count).ok()) {
        Some(count) => Ok(Some(count)),
        None => Err(place
            .at(keyword)
            .unsupported(format!("it must be a whole number up to {MOST}"))),
    }
}

fn required<'a>(schema: &'a Schema, place: &Place) -> Read<Vec<&'a str>> {
    let place = place.at("required");
    let names = schema.get("required").map(|names| list(names, &place)).transpose()?;
    names
        .unwrap_or_default()
        .iter()
        .map(|name| text(name, &place))
        .collect()
}

fn format_of<'a>(schema: &'a Schema, place: &Place) -> Read<Option<&'a str>> {
    schema
        .get("format")
        .map(|name| text(name, &place.at("format")))
        .transpose()
}

/// The integers of a format, by the names that OpenAPI and schemars give to the types of programming languages.
fn width_of(format: &str) -> Option<(i128, i128)> {
    let (is_signed, bits) = match format.strip_prefix('u') {
        Some(rest) => (false, rest),
        None => (true, format),
    };
    let bits: u32 = match bits.strip_prefix("int")? {
        "" | "64" => 64,
        "32" => 32,
        "16" => 16,
        "8" => 8,
        _ => return None,
    };
    Some(match is_signed {
        true => (-(1 << (bits - 1)), (1 << (bits - 1)) - 1),
        false => (0, (1 << bits) - 1),
    })
}

fn decimal(schema: &Schema, keyword: &str, place: &Place) -> Read<Option<Decimal>> {
    let place = place.at(keyword);
    match schema.get(keyword) {
        None => Ok(None),
        Some(Value::Number(number)) => match Decimal::of(number) {
            Some(decimal) => Ok(Some(decimal)),
            None => Err(place.unsupported("it has too many digits")),
        },
        Some(_) => Err(place.unsupported("it must be a number")),
    }
}

fn step(schema: &Schema, place: &Place) -> Read<Option<Decimal>> {
    match decimal(schema, "multipleOf", place)? {
        Some(step) if step <= Decimal::from(0) => Err(place.at("multipleOf").unsupported("it must be above 0")),
        Some(step) if !step.can_be_written() => Err(place.at("multipleOf").unsupported("it has too many digits")),
        step => Ok(step),
    }
}

/// The bound that is itself inside or the one that is not, whichever leaves less.
fn stricter(
    inclusive: Option<Decimal>,
    exclusive: Option<Decimal>,
    leaves_less: impl Fn(Decimal, Decimal) -> bool,
) -> Option<Bound> {
    let is_exclusive = match (inclusive, exclusive) {
        (Some(inclusive), Some(exclusive)) => leaves_less(exclusive, inclusive),
        (_, exclusive) => exclusive.is_some(),
    };
    let at = if is_exclusive { exclusive } else { inclusive };
    at.map(|at| Bound { at, is_exclusive })
}

/// A bound, or the end of all numbers if it is beyond that.
fn within(bound: Option<Bound>, end: Option<i128>, is_beyond: impl Fn(Decimal, Decimal) -> bool) -> Option<Bound> {
    match (bound, end) {
        (Some(bound), Some(end)) if is_beyond(bound.at, Decimal::from(end)) => Some(Bound::inclusive(end)),
        (bound, _) => bound,
    }
}

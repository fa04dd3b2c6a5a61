//! Attention over keys that may lie anywhere: in the rows of a sequence, or scattered over a cache.

use std::ops::Range;

use candle_core::{D, DType, Device, Result, Tensor};
use half::f16;
use rayon::prelude::*;

use super::lanes::{self, Lanes, Task};
use super::padding::Padding;
use super::relative::Distances;
use super::vector::{LANES, Number};
use super::{Pages, on_host, vector, with_numbers};

/// Products for which a thread is worth its start.
const PARALLEL_FROM: usize = 1 << 15;

/// How a row is divided among heads, and how their scores are scaled.
#[derive(Clone, Copy, Debug)]
pub struct HeadShape {
    /// How many heads there are.
    pub heads: usize,
    /// Numbers of a head.
    pub width: usize,
    /// What scores are multiplied with.
    pub scale: f32,
}

/// Some columns of a matrix: queries, keys or values among what was projected together.
pub struct Projected<'a> {
    /// The matrix.
    pub rows: Rows<'a>,
    /// The first of the columns.
    pub column: usize,
}

impl<'a> Projected<'a> {
    fn tensor(&self) -> Result<(&'a Tensor, usize)> {
        match self.rows {
            Rows::Tensor(rows) => Ok((rows, self.column)),
            Rows::Pages(_) | Rows::HalfPages(_) => candle_core::bail!("the keys are not on the device of the queries"),
        }
    }
}

/// A matrix with a row for every token.
#[derive(Clone, Copy)]
pub enum Rows<'a> {
    /// On any device.
    Tensor(&'a Tensor),
    /// In the memory of the CPU, as they were written.
    Pages(&'a Pages<f32>),
    /// The same in half precision.
    HalfPages(&'a Pages<f16>),
}

impl<'a> From<&'a Tensor> for Rows<'a> {
    fn from(tensor: &'a Tensor) -> Self {
        Rows::Tensor(tensor)
    }
}

/// Queries that see the same keys.
pub struct Group<'a> {
    /// Their rows.
    pub queries: Range<usize>,
    /// The rows of their keys and values.
    pub keys: Places<'a>,
    /// The position of the first query among the keys; the others follow.
    pub position: usize,
}

/// Rows of keys and values, in the order of their positions.
#[derive(Clone)]
pub enum Places<'a> {
    /// Rows that stand together.
    Rows(Range<usize>),
    /// Rows one by one.
    Each(&'a [u32]),
}

impl Places<'_> {
    fn len(&self) -> usize {
        match self {
            Places::Rows(rows) => rows.len(),
            Places::Each(rows) => rows.len(),
        }
    }

    #[inline(always)]
    fn iter(&self) -> impl Iterator<Item = usize> {
        let (range, list): (_, &[u32]) = match self {
            Places::Rows(rows) => (rows.clone(), &[]),
            Places::Each(rows) => (0..0, rows),
        };
        range.chain(list.iter().map(|row| *row as usize))
    }
}

/// The keys and values of every head, weighted by how well they fit the queries: as many rows as there are queries.
/// The queries are columns of a tensor from the given one on. Every query belongs to one group, and the groups stand in the
/// order of their queries.
///
/// # Errors
///
/// Fails if the shapes do not fit, or the device does.
pub fn attend(
    shape: HeadShape,
    queries: (&Tensor, usize),
    keys: &Projected,
    values: &Projected,
    groups: &[Group],
    bias: Option<&Distances>,
) -> Result<Tensor> {
    if on_host(queries.0) {
        on_rows(shape, queries, keys, values, groups, bias)
    } else {
        on_padded(shape, queries, keys, values, groups, bias)
    }
}

/// Rows of numbers in the memory of the CPU.
trait HostRows: Copy + Sync {
    type Number: Number;

    /// Some columns of a row.
    fn part(&self, row: usize, start: usize, length: usize) -> &[Self::Number];
}

/// Rows one after the other.
#[derive(Clone, Copy)]
struct Together<'a> {
    numbers: &'a [f32],
    width: usize,
}

impl HostRows for Together<'_> {
    type Number = f32;

    #[inline(always)]
    fn part(&self, row: usize, start: usize, length: usize) -> &[f32] {
        &self.numbers[row * self.width + start..][..length]
    }
}

impl<N: Number> HostRows for &Pages<N> {
    type Number = N;

    #[inline(always)]
    fn part(&self, row: usize, start: usize, length: usize) -> &[N] {
        &self.row(row)[start..][..length]
    }
}

/// Queries, keys or values: the columns of some rows from one on.
#[derive(Clone, Copy)]
struct View<R> {
    rows: R,
    column: usize,
}

impl<R: HostRows> View<R> {
    #[inline(always)]
    fn part(&self, row: usize, start: usize, length: usize) -> &[R::Number] {
        self.rows.part(row, self.column + start, length)
    }
}

fn on_rows(
    shape: HeadShape,
    queries: (&Tensor, usize),
    keys: &Projected,
    values: &Projected,
    groups: &[Group],
    bias: Option<&Distances>,
) -> Result<Tensor> {
    let width = shape.heads * shape.width;
    let count = groups.last().map_or(0, |group| group.queries.end);
    let mut result = vec![0.0; count * width];
    let (rows, column) = queries;
    with_together(rows, |rows| {
        let queries = View { rows, column };
        let columns = [keys.column, values.column];
        match (keys.rows, values.rows) {
            (Rows::Pages(keys), Rows::Pages(values)) => {
                let [keys, values] =
                    [(keys, columns[0]), (values, columns[1])].map(|(rows, column)| View { rows, column });
                attend_rows(shape, queries, keys, values, groups, bias, &mut result);
            }
            (Rows::HalfPages(keys), Rows::HalfPages(values)) => {
                let [keys, values] =
                    [(keys, columns[0]), (values, columns[1])].map(|(rows, column)| View { rows, column });
                attend_rows(shape, queries, keys, values, groups, bias, &mut result);
            }
            (Rows::Tensor(keys), Rows::Tensor(values)) => with_together(keys, |keys| {
                with_together(values, |values| {
                    let [keys, values] =
                        [(keys, columns[0]), (values, columns[1])].map(|(rows, column)| View { rows, column });
                    attend_rows(shape, queries, keys, values, groups, bias, &mut result);
                    Ok(())
                })
            })?,
            _ => candle_core::bail!("keys and values are kept in different forms"),
        }
        Ok(())
    })?;
    Tensor::from_vec(result, (count, width), rows.device())
}

fn with_together<R>(rows: &Tensor, read: impl FnOnce(Together) -> Result<R>) -> Result<R> {
    let (_, width) = rows.dims2()?;
    with_numbers(rows, |numbers| read(Together { numbers, width }))
}

fn attend_rows<R: HostRows>(
    shape: HeadShape,
    queries: View<Together>,
    keys: View<R>,
    values: View<R>,
    groups: &[Group],
    bias: Option<&Distances>,
    result: &mut [f32],
) {
    let width = shape.heads * shape.width;
    let rows: Vec<(usize, &Group)> = groups
        .iter()
        .flat_map(|group| group.queries.clone().map(move |row| (row, group)))
        .collect();
    let longest = groups.iter().map(|group| group.keys.len()).max().unwrap_or(1);
    let each = result.par_chunks_exact_mut(width).zip(rows);
    each.with_min_len(PARALLEL_FROM.div_ceil(width * longest.max(1)))
        .for_each_init(Vec::new, |scores, (result, (row, group))| {
            lanes::dispatch(RowTask {
                shape,
                query: queries.part(row, 0, width),
                keys,
                values,
                places: &group.keys,
                position: group.position + row - group.queries.start,
                bias,
                scores,
                result,
            });
        });
}

/// The attention of one query.
struct RowTask<'a, R> {
    shape: HeadShape,
    query: &'a [f32],
    keys: View<R>,
    values: View<R>,
    places: &'a Places<'a>,
    position: usize,
    bias: Option<&'a Distances>,
    /// Room for the scores.
    scores: &'a mut Vec<f32>,
    result: &'a mut [f32],
}

impl<R: HostRows> Task for RowTask<'_, R> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let (shape, places, scores) = (self.shape, self.places, self.scores);
        scores.clear();
        scores.resize(places.len() * shape.heads, 0.0);
        score(lanes, shape, self.query, self.keys, places, scores);
        for (head, scores) in scores.chunks_exact_mut(places.len()).enumerate() {
            if let Some(bias) = self.bias {
                let bias = bias.of_query(head, self.position);
                scores.iter_mut().zip(bias).for_each(|(score, bias)| *score += bias);
            }
            vector::softmax(scores);
        }
        if shape.width.is_multiple_of(LANES) {
            mix(lanes, shape, scores, self.values, places, self.result);
        } else {
            mix_narrow(shape, scores, self.values, places, self.result);
        }
    }
}

/// The scores of all keys for every head in turn. Rows of keys are read once, from their beginning to their end.
#[inline(always)]
fn score<L: Lanes, R: HostRows>(
    lanes: L,
    shape: HeadShape,
    query: &[f32],
    keys: View<R>,
    places: &Places,
    scores: &mut [f32],
) {
    let count = places.len();
    for (at, place) in places.iter().enumerate() {
        let key = keys.part(place, 0, query.len());
        let heads = query.chunks_exact(shape.width).zip(key.chunks_exact(shape.width));
        for (head, (query, key)) in heads.enumerate() {
            scores[head * count + at] = lanes::dot(lanes, query, key) * shape.scale;
        }
    }
}

/// Columns whose sums are made together, in units of the lanes: as many as leave room in the registers.
const COLUMNS: usize = 8;

/// The values of all keys, weighted for every head, for heads of whole lanes.
#[inline(always)]
fn mix<L: Lanes, R: HostRows>(
    lanes: L,
    shape: HeadShape,
    weights: &[f32],
    values: View<R>,
    places: &Places,
    result: &mut [f32],
) {
    let (columns, _) = result.as_chunks_mut::<LANES>();
    let (blocks, rest) = columns.as_chunks_mut::<COLUMNS>();
    for (number, block) in blocks.iter_mut().enumerate() {
        mix_columns(lanes, shape, weights, values, places, number * COLUMNS, block);
    }
    let first = blocks.len() * COLUMNS;
    for (number, columns) in rest.iter_mut().enumerate() {
        let column = std::array::from_mut(columns);
        mix_columns(lanes, shape, weights, values, places, first + number, column);
    }
}

#[inline(always)]
fn mix_columns<L: Lanes, R: HostRows, const C: usize>(
    lanes: L,
    shape: HeadShape,
    weights: &[f32],
    values: View<R>,
    places: &Places,
    first: usize,
    result: &mut [[f32; LANES]; C],
) {
    let count = places.len();
    let weights: [&[f32]; C] = std::array::from_fn(|column| {
        let head = (first + column) * LANES / shape.width;
        &weights[head * count..][..count]
    });
    let mut sums = [lanes.splat(0.0); C];
    for (at, place) in places.iter().enumerate() {
        let (value, _) = values.part(place, first * LANES, C * LANES).as_chunks::<LANES>();
        for column in 0..C {
            let weight = lanes.splat(weights[column][at]);
            sums[column] = lanes.mul_add(weight, R::Number::load(lanes, &value[column]), sums[column]);
        }
    }
    for (result, sum) in result.iter_mut().zip(sums) {
        lanes.store(sum, result);
    }
}

/// The same for heads of any width.
#[inline(always)]
fn mix_narrow<R: HostRows>(shape: HeadShape, weights: &[f32], values: View<R>, places: &Places, result: &mut [f32]) {
    let count = places.len();
    for (at, place) in places.iter().enumerate() {
        let value = values.part(place, 0, result.len());
        let heads = result
            .chunks_exact_mut(shape.width)
            .zip(value.chunks_exact(shape.width));
        for (head, (result, value)) in heads.enumerate() {
            vector::add_scaled(result, weights[head * count + at], value);
        }
    }
}

/// The same with sequences padded to the longest and the padding masked: for devices that want few and large products.
fn on_padded(
    shape: HeadShape,
    queries: (&Tensor, usize),
    keys: &Projected,
    values: &Projected,
    groups: &[Group],
    bias: Option<&Distances>,
) -> Result<Tensor> {
    let padding = Padding::of(
        groups
            .iter()
            .map(|group| (group.queries.clone(), group.keys.iter().collect())),
    );
    let (device, dtype) = (queries.0.device(), queries.0.dtype());
    let width = shape.heads * shape.width;
    let gather = |(rows, column): (&Tensor, usize), places: &[u32], length: usize| -> Result<Tensor> {
        let rows = rows.narrow(1, column, width)?.contiguous()?;
        rows.index_select(&Tensor::new(places, device)?, 0)?
            .reshape((groups.len(), length, shape.heads, shape.width))?
            .transpose(1, 2)?
            .contiguous()
    };
    let q = gather(queries, &padding.query_places, padding.queries)?;
    let k = gather(keys.tensor()?, &padding.key_places, padding.keys)?;
    let v = gather(values.tensor()?, &padding.key_places, padding.keys)?;
    let scores = (q.matmul(&k.transpose(2, 3)?.contiguous()?)? * f64::from(shape.scale))?.to_dtype(DType::F32)?;
    let scores = scores.broadcast_add(&mask(&padding, groups, device)?)?;
    let scores = match bias {
        Some(bias) => (scores + biases(&padding, groups, shape.heads, bias, device)?)?,
        None => scores,
    };
    let weights = candle_nn::ops::softmax(&scores, D::Minus1)?.to_dtype(dtype)?;
    let mixed = weights
        .matmul(&v)?
        .transpose(1, 2)?
        .reshape((groups.len() * padding.queries, width))?;
    mixed.index_select(&Tensor::new(padding.query_rows.as_slice(), device)?, 0)
}

/// Zero for keys, less than any score for padding.
fn mask(padding: &Padding, groups: &[Group], device: &Device) -> Result<Tensor> {
    let masked = |group: &Group| {
        let length = group.keys.len();
        (0..padding.keys).map(move |key| if key < length { 0.0 } else { f32::NEG_INFINITY })
    };
    let mask: Vec<f32> = groups.iter().flat_map(masked).collect();
    Tensor::from_vec(mask, (groups.len(), 1, 1, padding.keys), device)
}

fn biases(padding: &Padding, groups: &[Group], heads: usize, bias: &Distances, device: &Device) -> Result<Tensor> {
    let mut biases = vec![0.0; groups.len() * heads * padding.queries * padding.keys];
    let mut rows = biases.chunks_exact_mut(padding.keys);
    for group in groups {
        for head in 0..heads {
            for (query, row) in rows.by_ref().take(padding.queries).enumerate() {
                if query < group.queries.len() {
                    let length = group.keys.len();
                    let of_query = bias.of_query(head, group.position + query);
                    row[..length].copy_from_slice(&of_query[..length]);
                }
            }
        }
    }
    Tensor::from_vec(biases, (groups.len(), heads, padding.queries, padding.keys), device)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padded_and_by_rows_agree() {
        let device = Device::Cpu;
        let shape = HeadShape {
            heads: 2,
            width: 20,
            scale: 0.3,
        };
        let q = Tensor::randn(0f32, 1.0, (7, 40), &device).expect("queries");
        let kv = Tensor::randn(0f32, 1.0, (9, 80), &device).expect("keys");
        let scattered = [8u32, 0, 3];
        let groups = [
            Group {
                queries: 0..5,
                keys: Places::Rows(2..7),
                position: 0,
            },
            Group {
                queries: 5..6,
                keys: Places::Each(&scattered),
                position: 2,
            },
            Group {
                queries: 6..7,
                keys: Places::Rows(0..9),
                position: 8,
            },
        ];
        let table = Tensor::randn(0f32, 1.0, (32, 2), &device).expect("a table");
        let bias = crate::engine::layers::RelativeBias::new(&table, 128, crate::engine::layers::Direction::Both)
            .expect("bias");
        let bias = bias.distances(9);
        let queries = (&q, 0);
        let [keys, values] = [0, 40].map(|column| Projected {
            rows: (&kv).into(),
            column,
        });
        for bias in [None, Some(&bias)] {
            let rows = on_rows(shape, queries, &keys, &values, &groups, bias).expect("rows");
            let padded = on_padded(shape, queries, &keys, &values, &groups, bias).expect("padded");
            let difference = (rows - padded)
                .and_then(|d| d.abs()?.max_all()?.to_scalar::<f32>())
                .expect("a number");
            assert!(difference < 1e-5, "{difference}");
        }
    }
}

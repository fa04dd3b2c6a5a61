//! Articles as vectors of a trained model, where a run has one.

use std::error::Error;

use crate::article::{CodePoints, Locale};
use crate::digest::Digest;
use crate::understand::normalize;

/// Whatever turns texts into vectors that lie near each other where the texts mean the same.
pub trait TextEmbedder: Send + Sync {
    /// What it is called, with its version: another model gives other vectors.
    fn identity(&self) -> &str;

    /// Whether it reads a language.
    fn reads(&self, locale: Locale) -> bool;

    /// A vector of length 1 for each text.
    ///
    /// # Errors
    ///
    /// Fails if the model does.
    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Box<dyn Error + Send + Sync>>;
}

/// Characters of an article that are compared: its title and its beginning say what it is about, and models forget long texts.
const LONGEST: usize = 1200;

/// What of an article is turned into a vector.
pub fn gist(digest: &Digest) -> String {
    let source = CodePoints::of(&digest.source.text);
    let mut gist = String::new();
    if let Some(title) = &digest.entry.title {
        gist.push_str(&title.text);
        gist.push('\n');
    }
    for sentence in &digest.sentences {
        if gist.chars().count() >= LONGEST {
            break;
        }
        gist.push_str(&normalize(source.slice(sentence.span).unwrap_or_default()));
        gist.push(' ');
    }
    gist
}

/// Vectors moved so that their mean is nearly zero, and of length 1 again: models put all texts into one corner, in which
/// everything is near everything (Mu and Viswanath 2018). Few articles say little of where that is.
pub(super) fn centered(vectors: Vec<Option<&[f32]>>) -> Vec<Option<Vec<f32>>> {
    /// Articles, as many as are imagined to lie around zero.
    const IMAGINED: f32 = 10.0;
    let width = vectors.iter().flatten().map(|vector| vector.len()).max().unwrap_or(0);
    let mut mean = vec![0.0; width];
    let mut count = IMAGINED;
    for vector in vectors.iter().flatten() {
        mean.iter_mut().zip(*vector).for_each(|(sum, number)| *sum += number);
        count += 1.0;
    }
    mean.iter_mut().for_each(|sum| *sum /= count);
    let center = |vector: &[f32]| {
        let moved: Vec<f32> = vector.iter().zip(&mean).map(|(number, mean)| number - mean).collect();
        let length = moved.iter().map(|number| number * number).sum::<f32>().sqrt();
        moved
            .iter()
            .map(|number| number / length.max(f32::MIN_POSITIVE))
            .collect()
    };
    vectors.into_iter().map(|vector| vector.map(center)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_in_one_corner_are_spread() {
        let corner: Vec<Vec<f32>> = (0..40)
            .map(|number| {
                let angle = number as f32;
                vec![1.0, 0.1 * angle.sin(), 0.1 * angle.cos()]
            })
            .collect();
        let centered = centered(corner.iter().map(|vector| Some(vector.as_slice())).collect());
        let cosine = |one: usize, other: usize| -> f32 {
            let (Some(one), Some(other)) = (&centered[one], &centered[other]) else {
                panic!("no vector");
            };
            one.iter().zip(other).map(|(one, other)| one * other).sum()
        };
        assert!(
            cosine(0, 3) < cosine(0, 44 % 40) || cosine(0, 3) < 0.9,
            "{}",
            cosine(0, 3)
        );
        assert!((cosine(5, 5) - 1.0).abs() < 1e-5);
        assert!(super::centered(vec![None, None]).iter().all(Option::is_none));
    }
}

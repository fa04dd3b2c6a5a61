//! Which token is taken: the best, or one by chance.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::config::GenerationConfig;
use super::scores::Scores;

/// How tokens are taken.
pub enum Choice {
    /// The best.
    Best,
    /// One by chance.
    Chance(Sampling),
}

/// Drawing tokens by chance, from those that remain after some are left out (in this order).
pub struct Sampling {
    temperature: f32,
    top_k: usize,
    top_p: f32,
    min_p: f32,
    seed: u64,
}

impl Choice {
    /// As is wished.
    pub fn new(config: &GenerationConfig) -> Self {
        match config.samples() {
            false => Choice::Best,
            true => Choice::Chance(Sampling {
                temperature: config.temperature.unwrap_or(1.0),
                // As the reference does where nothing is said.
                top_k: config.top_k.unwrap_or(50),
                top_p: config.top_p.unwrap_or(1.0),
                min_p: config.min_p.unwrap_or(0.0),
                seed: config.seed.unwrap_or(0),
            }),
        }
    }

    /// The source of chance for one input, by its number: what is drawn for it does not depend on others.
    pub fn chance_for(&self, input: usize) -> ChaCha8Rng {
        let seed = match self {
            Choice::Best => 0,
            Choice::Chance(sampling) => sampling.seed,
        };
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        chance.set_stream(input as u64);
        chance
    }

    /// Takes a token.
    pub fn take(&self, scores: &Scores, chance: &mut ChaCha8Rng) -> u32 {
        match self {
            Choice::Best => scores.best(1)[0].0,
            Choice::Chance(sampling) => draw(&sampling.probabilities(scores), chance.random()),
        }
    }
}

impl Sampling {
    /// The tokens that are drawn from with their probabilities, best first.
    fn probabilities(&self, scores: &Scores) -> Vec<(u32, f32)> {
        let mut kept = if self.top_k > 0 {
            scores.best(self.top_k)
        } else {
            sorted(scores)
        };
        kept.retain(|(_, score)| *score > f32::NEG_INFINITY);
        for (_, score) in &mut kept {
            *score /= self.temperature;
        }
        if self.top_p < 1.0 {
            let mut before = 0.0;
            let probabilities = normalized(&kept);
            let enough = probabilities.iter().take_while(|(_, probability)| {
                let takes = before < self.top_p;
                before += probability;
                takes
            });
            let enough = enough.count().max(1);
            kept.truncate(enough);
        }
        let probabilities = normalized(&kept);
        let least = self.min_p * probabilities.first().map_or(0.0, |(_, probability)| *probability);
        kept.truncate(
            probabilities
                .iter()
                .take_while(|(_, probability)| *probability >= least)
                .count(),
        );
        normalized(&kept)
    }
}

fn sorted(scores: &Scores) -> Vec<(u32, f32)> {
    let mut all: Vec<(u32, f32)> = scores.all().collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    all
}

/// Probabilities from scores.
fn normalized(scores: &[(u32, f32)]) -> Vec<(u32, f32)> {
    let largest = scores.first().map_or(0.0, |(_, score)| *score);
    let weights: Vec<f32> = scores.iter().map(|(_, score)| (score - largest).exp()).collect();
    let total: f32 = weights.iter().sum();
    scores
        .iter()
        .zip(weights)
        .map(|((token, _), weight)| (*token, weight / total))
        .collect()
}

/// The token at a place between 0 and 1 of the probabilities laid end to end.
fn draw(probabilities: &[(u32, f32)], place: f32) -> u32 {
    let mut end = 0.0;
    let reached = probabilities.iter().find(|(_, probability)| {
        end += probability;
        place < end
    });
    reached.or(probabilities.last()).map_or(0, |(token, _)| *token)
}

#[cfg(test)]
mod tests;

//! An article on its way through models: what they are asked, and what could bear out what they answer.

use std::borrow::Cow;

use super::attempt::Attempt;
use crate::article::Locale;
use crate::instruct::ModelError;
use crate::summarize::parts::{Line, Part};
use crate::summarize::writer::{Draft, Request, SummaryWriter};
use crate::summarize::{Embed, SummaryOptions, extractive};
use crate::understand::cyrillic::in_cyrillic;
use crate::understand::{Reading, is_instruction};

/// An article that is to be summarized by models.
pub(super) struct Task<'r> {
    /// Its place among the articles.
    pub number: usize,
    pub reading: &'r Reading,
    pub locale: Locale,
    /// What it is called.
    heading: Option<Cow<'r, str>>,
    /// Its sentences but for those that speak to models.
    pub lines: Vec<Line<'r>>,
    /// The title, if it stands in the text.
    title: Option<Line<'r>>,
    /// How many sentences are asked for.
    pub wanted: usize,
    pub best: Option<Attempt>,
    pub attempts: usize,
    /// What was wrong with the last attempt, for the next prompt and for the record.
    pub complaints: Vec<String>,
    pub faults: Vec<String>,
}

impl<'r> Task<'r> {
    /// What models have to do for an article, if there is one for it and something to shorten.
    pub fn of(
        number: usize,
        reading: &'r Reading,
        options: &SummaryOptions,
        writers: &[SummaryWriter],
    ) -> Option<Self> {
        let locale = reading.language.locale()?;
        if !writers.iter().any(|writer| writer.writes(locale)) {
            return None;
        }
        let sentences = reading.sentences.iter().enumerate();
        let lines = sentences
            .filter(|(_, sentence)| !sentence.speaks_to_models)
            .map(|(index, sentence)| Line::of(reading, index, sentence));
        let lines: Vec<Line<'_>> = lines.collect();
        let title = reading
            .title
            .as_ref()
            .filter(|title| !is_instruction(&title.text, title.language));
        (lines.len() > options.sentences).then(|| Task {
            number,
            reading,
            locale,
            heading: title.map(|title| in_cyrillic(&title.text, title.language)),
            lines,
            title: title
                .and_then(|_| reading.title_sentence())
                .map(|title| Line::of(reading, reading.sentences.len(), &title)),
            wanted: options.sentences,
            best: None,
            attempts: 0,
            complaints: Vec::new(),
            faults: Vec::new(),
        })
    }

    pub fn is_done(&self) -> bool {
        self.best.as_ref().is_some_and(Attempt::is_sound)
    }

    pub fn request(&self, text: String, is_long: bool) -> Request<'_> {
        Request {
            locale: self.locale,
            title: self.heading.as_deref(),
            text,
            sentences: self.wanted,
            is_long,
            complaints: &self.complaints,
        }
    }

    /// What may bear out a claim: the sentences, and the title.
    pub fn sources(&self) -> impl Iterator<Item = &Line<'r>> {
        self.lines.iter().chain(&self.title)
    }

    /// The sentences of a part that say most.
    pub fn chosen_of(&self, part: &Part) -> Vec<String> {
        let within: Vec<&Line<'_>> = self
            .lines
            .iter()
            .filter(|line| part.sentences.contains(&line.index))
            .collect();
        let indices: Vec<usize> = within.iter().map(|line| line.index).collect();
        let mut chosen = extractive::choose(self.reading, &indices, self.wanted);
        chosen.sort_unstable();
        let is_chosen = |line: &&&Line<'_>| chosen.contains(&line.index);
        within
            .iter()
            .filter(is_chosen)
            .map(|line| line.text.clone().into_owned())
            .collect()
    }
}

/// The vectors of the sentences of an article, and those of what was written: the headline first, if there is one.
pub(super) struct Vectors {
    pub source: Vec<Vec<f32>>,
    pub claims: Vec<Vec<f32>>,
}

pub(super) fn vectors(
    tasks: &[&mut Task<'_>],
    drafts: &[Result<Draft, String>],
    embed: Embed<'_>,
) -> Result<Vec<Vectors>, ModelError> {
    let mut texts: Vec<&str> = Vec::new();
    let mut counts = Vec::with_capacity(tasks.len());
    for (task, draft) in tasks.iter().zip(drafts) {
        // Of a language that the embedder does not know likeness would be chance.
        if !(embed.reads)(task.locale) {
            counts.push((0, 0));
            continue;
        }
        let before = texts.len();
        texts.extend(task.sources().map(|line| line.text.as_ref()));
        let source = texts.len() - before;
        if let Ok(draft) = draft {
            texts.extend(draft.headline.iter().chain(&draft.sentences).map(String::as_str));
        }
        counts.push((source, texts.len() - before - source));
    }
    let mut all = (embed.vectors)(&texts)?.into_iter();
    let vectors = counts.into_iter().map(|(source, claims)| Vectors {
        source: all.by_ref().take(source).collect(),
        claims: all.by_ref().take(claims).collect(),
    });
    Ok(vectors.collect())
}

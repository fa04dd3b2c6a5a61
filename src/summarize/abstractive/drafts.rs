//! Map and reduce: a draft for each article, of a long one from drafts of its parts.

use super::task::Task;
use crate::instruct::ModelError;
use crate::summarize::parts::{Part, parts, repack};
use crate::summarize::writer::{Draft, Request, SummaryWriter};

/// The most levels of summaries of summaries.
const MOST_LEVELS: usize = 8;

/// A draft for each article, or why there is none.
pub(super) fn drafts(
    writer: &SummaryWriter,
    tasks: &[&mut Task<'_>],
) -> Result<Vec<Result<Draft, String>>, ModelError> {
    let mut drafts: Vec<Option<Result<Draft, String>>> = tasks.iter().map(|_| None).collect();
    let mut pending: Vec<(usize, Vec<Part>)> = Vec::new();
    for (number, task) in tasks.iter().enumerate() {
        match writer.budget(&task.request(String::new(), false)) {
            Some(budget) => pending.push((number, parts(&task.lines, budget, &|text| writer.count(text)))),
            None => {
                drafts[number] = Some(Err(
                    "an article and its summary have no room in the context of the model".into(),
                ))
            }
        }
    }
    for level in 0..MOST_LEVELS {
        let requests = pending.iter().flat_map(|(number, parts)| {
            let task = &tasks[*number];
            parts.iter().map(move |part| task.request(part.text.clone(), level > 0))
        });
        let requests: Vec<Request<'_>> = requests.collect();
        let mut written = writer.drafts(&requests)?.into_iter();
        let mut next = Vec::new();
        for (number, parts) in pending {
            let of_parts: Vec<Result<Draft, String>> = written.by_ref().take(parts.len()).collect();
            if let [only] = of_parts.as_slice() {
                drafts[number] = Some(only.clone().and_then(not_empty));
                continue;
            }
            let task = &tasks[number];
            let notes = of_parts.into_iter().zip(&parts).flat_map(|(draft, part)| match draft {
                Ok(draft) if !draft.sentences.is_empty() => draft.sentences,
                // A part that the model made nothing of is read all the same.
                _ if level == 0 => task.chosen_of(part),
                _ => part.text.lines().map(str::to_owned).collect(),
            });
            let notes: Vec<String> = notes.collect();
            let budget = writer.budget(&task.request(String::new(), true)).unwrap_or(0);
            let repacked = repack(&notes, budget, &|text| writer.count(text));
            match repacked.len() < parts.len() {
                true => next.push((number, repacked)),
                false => {
                    drafts[number] = Some(Err(
                        "the summaries of its parts have no room in the context of the model".into(),
                    ))
                }
            }
        }
        pending = next;
        if pending.is_empty() {
            break;
        }
    }
    let too_long = || Err("the article is too long for the context of the model".to_owned());
    Ok(drafts.into_iter().map(|draft| draft.unwrap_or_else(too_long)).collect())
}

fn not_empty(draft: Draft) -> Result<Draft, String> {
    match draft.sentences.is_empty() {
        true => Err("the model wrote no sentence".to_owned()),
        false => Ok(draft),
    }
}

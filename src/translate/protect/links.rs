//! Addresses, handles, hashtags and names of files: all that stands between blanks.

use std::ops::Range;

use super::{Chunk, without_suffix};

/// Ends of hosts. Those that are words too (`it`, `us`, `me`) are not here, for `end.It was` is a missing blank.
const DOMAINS: [&str; 27] = [
    "kz", "ru", "com", "org", "net", "gov", "edu", "int", "info", "biz", "eu", "uk", "de", "fr", "cn", "tr", "uz",
    "kg", "tj", "az", "ua", "su", "io", "ai", "tv", "рф", "қаз",
];

/// Ends of names of files.
const FILES: [&str; 28] = [
    "pdf", "doc", "docx", "odt", "rtf", "txt", "xls", "xlsx", "ods", "csv", "ppt", "pptx", "jpg", "jpeg", "png", "gif",
    "svg", "mp3", "mp4", "zip", "rar", "7z", "apk", "exe", "json", "xml", "html", "yaml",
];

/// What may stand around an address and is no part of it.
const OPENING: [char; 9] = ['(', '[', '{', '<', '«', '“', '„', '"', '\''];
const CLOSING: [char; 16] = [
    '.', ',', ';', ':', '!', '?', '…', ']', '}', '>', '»', '”', '“', '"', '\'', '’',
];

/// What parts two addresses that stand without a blank.
const BETWEEN: [char; 5] = [',', ';', '|', '(', ')'];

/// All places of a text.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    Chunk::all(text).flat_map(in_chunk).collect()
}

fn in_chunk(chunk: Chunk<'_>) -> Vec<Range<usize>> {
    if let Some(url) = url(chunk) {
        return vec![url.range()];
    }
    let mut start = 0;
    let pieces = chunk.text.split_inclusive(BETWEEN).map(|piece| {
        start += piece.len();
        chunk.part(start - piece.len()..start)
    });
    pieces.filter_map(in_piece).map(Chunk::range).collect()
}

/// A URL with its scheme, or a host with `www`, and whatever follows.
fn url(chunk: Chunk<'_>) -> Option<Chunk<'_>> {
    let start = match chunk.text.find("://") {
        Some(at) => {
            let is_scheme = |letter: char| letter.is_ascii_alphabetic();
            chunk.text[..at].trim_end_matches(is_scheme).len()
        }
        None => chunk.text.find("www.")?,
    };
    if chunk.text[..start].ends_with(|letter: char| letter.is_alphanumeric() || letter == '.') {
        return None;
    }
    let url = chunk.part(start..chunk.text.len());
    let end = url
        .text
        .find(['«', '»', '"', '<', '>', '“', '”'])
        .unwrap_or(url.text.len());
    let url = without_suffix(without_closing(url.part(0..end)));
    let host = url.text.split_once("://").map_or(url.text, |(_, host)| host);
    (!url.text.starts_with("://") && host.contains(char::is_alphanumeric)).then_some(url)
}

/// A chunk without the punctuation at its end; a bracket that was opened in it stays.
fn without_closing(chunk: Chunk<'_>) -> Chunk<'_> {
    let count = |sign: char| chunk.text.matches(sign).count();
    let mut unopened = count(')').saturating_sub(count('('));
    let is_around = |sign: char| {
        let closes_another = sign == ')' && unopened > 0;
        unopened -= usize::from(closes_another);
        closes_another || CLOSING.contains(&sign)
    };
    let kept = chunk.text.trim_end_matches(is_around);
    chunk.part(0..kept.len())
}

/// An address of another kind, a handle, a hashtag or a name.
fn in_piece(piece: Chunk<'_>) -> Option<Chunk<'_>> {
    let closed = piece
        .text
        .trim_end_matches(|sign| CLOSING.contains(&sign) || BETWEEN.contains(&sign));
    let opened = closed.trim_start_matches(OPENING);
    let bare = without_suffix(piece.part(closed.len() - opened.len()..closed.len()));
    // `mailto:` and what people write alike.
    let label = bare.text.rfind(':').map_or(0, |colon| colon + 1);
    let unlabelled = bare.part(label..bare.text.len());
    [bare, unlabelled].into_iter().find(|chunk| is_verbatim(chunk.text))
}

fn is_verbatim(text: &str) -> bool {
    [
        is_mail,
        is_handle,
        is_hashtag,
        is_host_with_path,
        is_file,
        is_program_name,
    ]
    .iter()
    .any(|is_one| is_one(text))
}

fn is_mail(text: &str) -> bool {
    let is_local = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '%' | '+' | '-');
    let Some((local, host)) = text.split_once('@') else {
        return false;
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    let has_domain = last.len() >= 2 && last.chars().all(|letter| letter.is_ascii_alphabetic());
    !local.is_empty() && local.chars().all(is_local) && has_domain && is_host(host)
}

fn is_handle(text: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.');
    text.strip_prefix('@').is_some_and(|name| {
        name.len() >= 2 && name.chars().all(is_part) && name.contains(|letter: char| letter.is_ascii_alphabetic())
    })
}

fn is_hashtag(text: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.strip_prefix('#')
        .is_some_and(|name| name.chars().all(is_part) && name.contains(char::is_alphabetic))
}

/// Whether it is a host whose end tells it from a sentence without a blank behind it, with or without a path.
fn is_host_with_path(text: &str) -> bool {
    let end = text.find(['/', '?', '#', ':']).unwrap_or(text.len());
    let host = &text[..end];
    let last = host.rsplit('.').next().unwrap_or_default().to_lowercase();
    DOMAINS.contains(&last.as_str()) && is_host(host)
}

/// Whether it is names with dots between them. A host in Cyrillic has an end in Cyrillic.
fn is_host(text: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && name.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
            && !name.starts_with('-')
    };
    let ends_in_ascii = text.ends_with(|letter: char| letter.is_ascii());
    text.contains('.') && text.split('.').all(is_name) && text.is_ascii() == ends_in_ascii
}

fn is_file(text: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '/' | '\\');
    let Some((name, end)) = text.rsplit_once('.') else {
        return false;
    };
    FILES.contains(&end.to_lowercase().as_str()) && name.chars().all(is_part) && name.contains(char::is_alphanumeric)
}

/// Whether it is a name as programs have them: `user_id`.
fn is_program_name(text: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let inner = text.trim_matches('_');
    inner.contains('_') && text.chars().all(is_part) && text.contains(|letter: char| letter.is_ascii_alphabetic())
}

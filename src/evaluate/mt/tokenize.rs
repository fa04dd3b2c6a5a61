//! Tokens of a line as the script `mteval-v13a.pl` of the WMT workshops makes them.
//!
//! They are sacreBLEU's default for BLEU (Post, *A Call for Clarity in Reporting BLEU Scores*, WMT 2018).

/// Puts white space between the tokens of a line; [`words`] then gives them.
///
/// Only punctuation and symbols of ASCII come apart from words: quotation marks such as « and … do not.
pub(super) fn separate(line: &str) -> String {
    let text = unescape(line.trim_end_matches(is_space));
    let text = separate_symbols(&format!(" {text} "));
    let text = separate_pairs(&text, |left, right| !is_digit(left) && is_point(right), "", " ");
    let text = separate_pairs(&text, |left, right| is_point(left) && !is_digit(right), " ", "");
    separate_pairs(&text, |left, right| is_digit(left) && right == '-', "", " ")
}

/// The runs between white space, as Python's `str.split` gives them.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_space).filter(|word| !word.is_empty())
}

/// White space as Python defines it: the four separators of ASCII too, which Unicode's property leaves out.
fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{1c}'..='\u{1f}')
}

/// Joins words hyphenated over lines and undoes the escapes of SGML, in which corpora of WMT were kept.
///
/// One after the other, so that `&amp;lt;` becomes `<` and `&amp;quot;` only `&quot;`.
fn unescape(line: &str) -> String {
    [
        ("<skipped>", ""),
        ("-\n", ""),
        ("\n", " "),
        ("&quot;", "\""),
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
    ]
    .iter()
    .fold(line.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// Puts a space on either side of all ASCII punctuation but apostrophes, commas, hyphens and periods.
fn separate_symbols(text: &str) -> String {
    let mut separated = String::with_capacity(2 * text.len());
    for character in text.chars() {
        if character.is_ascii_punctuation() && !matches!(character, '\'' | ',' | '-' | '.') {
            separated.extend([' ', character, ' ']);
        } else {
            separated.push(character);
        }
    }
    separated
}

/// Puts a space between the two characters of all pairs, and the given texts around the pairs.
///
/// Pairs are found from left to right and share no characters.
fn separate_pairs(text: &str, is_pair: impl Fn(char, char) -> bool, before: &str, after: &str) -> String {
    let mut separated = String::with_capacity(2 * text.len());
    let mut characters = text.chars().peekable();
    while let Some(left) = characters.next() {
        if let Some(right) = characters.next_if(|right| is_pair(left, *right)) {
            separated.push_str(before);
            separated.extend([left, ' ', right]);
            separated.push_str(after);
        } else {
            separated.push(left);
        }
    }
    separated
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit()
}

fn is_point(character: char) -> bool {
    matches!(character, '.' | ',')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens with single spaces between them.
    fn tokens(line: &str) -> String {
        words(&separate(line)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn white_space_is_that_of_python() {
        let mut found: Vec<u32> = ('\0'..=char::MAX)
            .filter(|character| is_space(*character))
            .map(u32::from)
            .collect();
        found.retain(|code| !(0x2000..=0x200a).contains(code));
        let expected = [
            0x9, 0xa, 0xb, 0xc, 0xd, 0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f,
            0x3000,
        ];
        assert_eq!(found, expected);
        assert_eq!(
            words("\u{a0}a\u{2003}b\u{1f}\t c\u{200b}d ").collect::<Vec<_>>(),
            ["a", "b", "c\u{200b}d"]
        );
    }

    #[test]
    fn tokens_equal_those_of_sacrebleu() {
        for (line, expected) in [
            ("", ""),
            ("  ", ""),
            ("a", "a"),
            ("Hello, world!", "Hello , world !"),
            (
                "It's 5-6 (or so) e.g. U.S.A...",
                "It's 5 - 6 ( or so ) e . g . U . S . A . . .",
            ),
            ("1,000.5 5. 3, .5 ,7 1.2.3", "1,000.5 5 . 3 , . 5 , 7 1.2.3"),
            ("5-\n6 co-\noperate\nx-y -\n", "56 cooperate x-y -"),
            ("5-6 --7- a-b", "5 - 6 --7 - a-b"),
            (
                "&quot;a&quot; &amp;lt; &amp;quot; &lt;b&gt; &apos;",
                "\" a \" < & quot ; < b > & apos ;",
            ),
            ("<skipped>a<skip<skipped>ped>", "a < skipped >"),
            ("«Қазақстан» – ел…", "«Қазақстан» – ел…"),
            (
                "Ол 2024-жылы 5,5 млрд. теңге бөлді.",
                "Ол 2024 - жылы 5,5 млрд . теңге бөлді .",
            ),
            ("\ta\u{a0}b\u{2003}c\u{1f}d\u{200b}e ", "a b c d\u{200b}e"),
            ("5.\u{a0}", "5 ."),
            ("и\u{301}х, 5٫5 ٣.٤ ²,", "и\u{301}х , 5٫5 ٣ . ٤ ² ,"),
            ("a,,b..c.,5", "a , , b . . c . ,5"),
            (
                "@#$%^&*_+=~`|{}[]\\:;<>?/!\"",
                "@ # $ % ^ & * _ + = ~ ` | { } [ ] \\ : ; < > ? / ! \"",
            ),
        ] {
            assert_eq!(tokens(line), expected, "{line:?}");
        }
    }
}

//! A word letter by letter.

use super::tables::*;
use super::{Placed, upper};

/// A word in Cyrillic, with the letters that each of its own stands for.
pub(super) fn spelled(letters: &[char], hamza: bool) -> Vec<Placed> {
    let word: String = letters.iter().collect();
    if let Some((_, cyrillic)) = WORDS.iter().find(|(arabic, _)| *arabic == word) {
        return spread(cyrillic, letters.len());
    }
    let mut speller = Speller::new(letters, hamza);
    if let Some((stem, cyrillic)) = known_beginning(&word) {
        speller.begin_with(&joined(cyrillic, &word[stem.len()..]), stem.chars().count());
    }
    speller.finish();
    if surname(letters).is_some()
        && let Some((first, _)) = speller.written.first_mut()
    {
        *first = upper(*first);
    }
    if is_acronym(letters) && !UNITS.contains(&word.as_str()) {
        for (letter, _) in &mut speller.written {
            *letter = upper(*letter);
        }
    }
    speller.written
}

/// Whether a word cannot be spoken: it has neither a vowel nor what may be one.
fn is_acronym(letters: &[char]) -> bool {
    letters.len() > 1 && !letters.iter().any(|letter| is_vowel(*letter) || "يۋ".contains(*letter))
}

/// The longest known beginning of a word. A stem has an ending after it or nothing.
fn known_beginning(word: &str) -> Option<(&'static str, &'static str)> {
    let is_ending = |rest: &str| !rest.starts_with(['ا', 'ە', 'و', 'ۇ', 'ۋ']);
    let is_stem = |(stem, _): &&(&str, &str)| word.strip_prefix(stem).is_some_and(is_ending);
    let stems = STEMS.iter().filter(is_stem);
    let beginnings = BEGINNINGS.iter().filter(|(beginning, _)| word.starts_with(beginning));
    stems
        .chain(beginnings)
        .max_by_key(|(beginning, _)| beginning.len())
        .copied()
}

/// A known stem as it is before an ending: no `ь` before a vowel, no capital where it is no longer a name.
fn joined(cyrillic: &str, ending: &str) -> String {
    let stem = if ending.starts_with('ى') {
        cyrillic.trim_end_matches('ь')
    } else {
        cyrillic
    };
    match DERIVING.iter().any(|deriving| ending.starts_with(deriving)) {
        true => stem.to_lowercase(),
        false => stem.to_owned(),
    }
}

/// Where `-ов` or `-ев` of a surname is, if a word is one.
fn surname(letters: &[char]) -> Option<usize> {
    let is_case = |rest: &str| rest.is_empty() || CASES.iter().any(|ending| rest.starts_with(ending));
    (2..letters.len().saturating_sub(1)).find(|at| {
        let rest: String = letters[at + 2..].iter().collect();
        let is_suffix = "وە".contains(letters[*at]) && letters[at + 1] == 'ۆ';
        is_suffix && is_case(rest.strip_prefix('ا').unwrap_or(&rest))
    })
}

/// The letters of a known spelling, each with about its share of as many letters of another one.
fn spread(cyrillic: &str, letters: usize) -> Vec<Placed> {
    let length = cyrillic.chars().count();
    let share = |at: usize| at * letters / length..((at + 1) * letters / length).max(at * letters / length + 1);
    cyrillic
        .chars()
        .enumerate()
        .map(|(at, letter)| (letter, share(at)))
        .collect()
}

/// Where in the mouth the vowels of a word are spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Harmony {
    Front,
    Back,
}
use Harmony::{Back, Front};

/// Spells a word letter by letter.
#[derive(Debug)]
struct Speller<'a> {
    letters: &'a [char],
    at: usize,
    hamza: bool,
    is_loan: bool,
    /// Where the ending `with` begins, if the word has it.
    end: usize,
    /// The last sign of harmony, and the number of letters up to it.
    last: Option<(Harmony, usize)>,
    written: Vec<Placed>,
}

impl<'a> Speller<'a> {
    fn new(letters: &'a [char], hamza: bool) -> Self {
        let word: String = letters.iter().collect();
        let noun = INSTRUMENTAL.iter().find_map(|ending| word.strip_suffix(ending));
        let noun = noun.filter(|noun| noun.chars().count() > 1 && *noun != "تو");
        let is_front = |noun: &str| FRONT_WORDS.contains(&noun.strip_suffix('ى').unwrap_or(noun));
        let hamza = hamza || noun.is_some_and(is_front);
        Speller {
            letters,
            at: 0,
            hamza,
            is_loan: !hamza && is_loan(&letters[..surname(letters).unwrap_or(letters.len())]),
            end: noun.map_or(letters.len(), |noun| noun.chars().count()),
            last: hamza.then_some((Front, 0)),
            written: Vec::with_capacity(letters.len()),
        }
    }

    /// Takes the first letters for a known stem, which its endings follow in harmony.
    fn begin_with(&mut self, cyrillic: &str, letters: usize) {
        self.written = spread(cyrillic, letters);
        self.at = letters;
        self.is_loan = false;
        self.last = Some((harmony_of(cyrillic), letters));
    }

    fn finish(&mut self) {
        while let Some(letter) = self.letters.get(self.at).copied() {
            let (cyrillic, length) = self.letter(letter);
            let next = self.at + length;
            if let Some(harmony) = self.sign(self.at).or_else(|| self.vowel_sign(cyrillic)) {
                self.last = Some((harmony, next));
            }
            self.written.push((cyrillic, self.at..next));
            self.at = next;
        }
    }

    /// The Cyrillic letter for what stands here, and how many letters that takes.
    fn letter(&self, letter: char) -> (char, usize) {
        let after = |distance: usize| self.letters.get(self.at + distance).copied();
        let before = self.before();
        // That one is `и`, for otherwise it would have been taken together with this letter.
        let after_i = before == Some('ي');
        let opens = before.is_none_or(|before| is_vowel(before) || before == 'ي');
        match (letter, after(1)) {
            ('ي', Some('ە')) if self.is_surname_glide(self.at) => ('е', 2),
            ('ي', Some('ا')) if opens => ('я', 2),
            ('ي', Some('ۋ')) if opens && after(2) != Some('ا') => ('ю', 2),
            ('ي', _) if opens && before.is_some() => ('й', 1),
            ('ي', _) => ('и', 1),
            ('ا', _) if after_i => ('я', 1),
            ('ۋ', next) if after_i && next != Some('ا') => ('ю', 1),
            // `ащы`, `кеще`: Kazakh has no other `шш` within a root.
            ('ش', Some('ش')) => ('щ', 2),
            ('ت', Some('س')) if self.is_affricate(after(2)) => ('ц', 2),
            ('ا', _) => (self.either('ә', 'а'), 1),
            ('و', _) => (self.either('ө', 'о'), 1),
            ('ۇ', _) if self.harmony() == Front => ('ү', 1),
            ('ۇ', _) => ('ұ', 1),
            ('ى', _) if self.harmony() == Front => ('і', 1),
            ('ى', _) => ('ы', 1),
            _ => (plain(letter), 1),
        }
    }

    /// Whether the `ي` here is one that only some write in surnames: `توقايەۆ` beside `توقاەۆ`.
    fn is_surname_glide(&self, at: usize) -> bool {
        at > 0 && self.letters[at - 1..].starts_with(&['ا', 'ي', 'ە', 'ۆ'])
    }

    fn before(&self) -> Option<char> {
        self.at.checked_sub(1).map(|before| self.letters[before])
    }

    /// Whether `تس` here is one sound of a loanword rather than two of a Kazakh one (`кетсе`).
    fn is_affricate(&self, next: Option<char>) -> bool {
        let before = self.before();
        let is_between = || next == Some('ە') && before.is_some_and(|before| is_vowel(before) || "ين".contains(before));
        before.is_none() || next == Some('ي') || self.is_loan && is_between()
    }

    /// One of the two wide vowels. The front ones are those of first syllables; and if nothing but consonants says that
    /// a word is front, another wide vowel after them says that it is not: `саясаткер`, `парламент`.
    fn either(&self, front: char, back: char) -> char {
        let is_first = !(0..self.at).any(|at| self.is_syllable(at));
        if self.is_loan || !is_first || self.harmony() == Back {
            return back;
        }
        let next = (self.at + 1..self.letters.len()).find(|at| self.is_syllable(*at));
        let is_front = match (back, next.map(|next| self.letters[next])) {
            _ if self.hamza => true,
            ('а', next) => next.is_some_and(|next| !"او".contains(next)),
            // Compounds such as `көпбалалы` begin with `ك`.
            (_, Some('ا')) => self.before().is_some_and(|before| "كگ".contains(before)),
            (_, next) => next != Some('و'),
        };
        if is_front { front } else { back }
    }

    fn is_syllable(&self, at: usize) -> bool {
        let has_vowel = |at: usize| self.letters.get(at).is_some_and(|letter| is_vowel(*letter));
        match self.letters[at] {
            'ي' | 'ۋ' => at > 0 && !has_vowel(at - 1) && !has_vowel(at + 1),
            letter => is_vowel(letter),
        }
    }

    /// The harmony of the vowel here: that of the nearest sign, where there are two.
    fn harmony(&self) -> Harmony {
        // `тұсаукесер`: a wide vowel that is not marked as front is back, and so are those before it.
        let wide = |at: usize| (self.last.is_none() && "او".contains(self.letters[at])).then_some(Back);
        let sign = |at: usize| Some((self.sign(at).or_else(|| wide(at))?, at));
        let next = (self.at + 1..self.end).find_map(sign);
        match (self.last, next) {
            // The hamza leaves nothing to what follows.
            (Some((last, _)), _) if self.hamza => last,
            (Some((last, from)), Some((next, to))) if self.at + 1 - from >= to - self.at || last == next => next,
            (Some((last, _)), _) => last,
            (None, Some((next, _))) => next,
            (None, None) => Back,
        }
    }

    /// What a letter tells by itself.
    fn sign(&self, at: usize) -> Option<Harmony> {
        match self.letters[at] {
            'ق' | 'ع' => Some(Back),
            'ك' | 'گ' if !self.is_loan => Some(Front),
            // `-аев` of surnames, whose endings are back.
            'ە' if at > 0 && (self.letters[at - 1] == 'ا' || self.is_surname_glide(at - 1)) => Some(Back),
            'ە' => Some(Front),
            _ => None,
        }
    }

    /// What a vowel tells the ones after it.
    fn vowel_sign(&self, cyrillic: char) -> Option<Harmony> {
        match cyrillic {
            // Whoever is called `-ов` has a name before it.
            'о' if self.letters.get(self.at + 1) == Some(&'ۆ') => None,
            'а' | 'о' | 'я' => Some(Back),
            'ә' | 'ө' => Some(Front),
            'и' if self.is_loan => Some(Front),
            _ => None,
        }
    }
}

fn plain(letter: char) -> char {
    let known = LETTERS.iter().find(|(arabic, _)| *arabic == letter);
    known.map_or(letter, |(_, cyrillic)| *cyrillic)
}

fn is_vowel(letter: char) -> bool {
    VOWELS.contains(letter)
}

/// Whether a word has letters or groups of them that only loanwords have, whose wide vowels are back whatever is near.
fn is_loan(letters: &[char]) -> bool {
    let is_consonant = |letter: char| !is_vowel(letter) && !"يۋ".contains(letter);
    let begins_with_two = letters.len() > 2 && letters[..2].iter().all(|letter| is_consonant(*letter));
    let has_foreign = letters.iter().any(|letter| "ۆفچ".contains(*letter));
    // Within a Kazakh word `ە` follows `ك` and `گ`.
    let has_back_after_front = letters
        .iter()
        .zip(letters.iter().skip(1))
        .skip(1)
        .any(|(k, a)| "كگ".contains(*k) && *a == 'ا');
    let has_iya = letters
        .windows(3)
        .any(|part| (is_consonant(part[0]) || part[0] == 'ە') && part[1..] == ['ي', 'ا']);
    begins_with_two || has_foreign || has_back_after_front || has_iya
}

/// The harmony of the endings after a stem: that of its last vowel, unless `к` is the end (`банктің`).
fn harmony_of(cyrillic: &str) -> Harmony {
    let sign = |letter: char| match letter {
        'а' | 'о' | 'у' | 'ұ' | 'ы' | 'я' | 'қ' | 'ғ' => Some(Back),
        'ә' | 'е' | 'и' | 'ө' | 'ү' | 'і' | 'э' => Some(Front),
        _ => None,
    };
    // `у` after a vowel is none.
    let lower = cyrillic.to_lowercase().replace("еу", "е");
    match lower.ends_with('к') {
        true => Front,
        false => lower.chars().rev().find_map(sign).unwrap_or(Back),
    }
}

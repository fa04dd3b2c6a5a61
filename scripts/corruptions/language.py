"""Word forms of Kazakh, Russian and English, numbers in text, and transliteration.

A paradigm is the list of forms of a word. The paradigms of one word class in one language have the same length and the
same order, so a form of one word is turned into the same form of another by its index. Forms are kept in lower case
and with е for ё.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from fractions import Fraction
from functools import cache

Paradigm = list[str]

LANGUAGES = ["en", "kk", "ru"]
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SPACE = "[ \u00a0\u202f]"


@dataclass(frozen=True)
class Token:
    start: int
    end: int
    text: str


def tokens(text: str) -> list[Token]:
    return [Token(match.start(), match.end(), match.group()) for match in WORD.finditer(text)]


def fold(text: str) -> str:
    return text.lower().replace("ё", "е")


def like(model: str, text: str) -> str:
    """Gives the text the capitals of the model."""
    if len(model) > 1 and model.isupper():
        return text.upper()
    return text[:1].upper() + text[1:] if model[:1].isupper() else text


# ---------------------------------------------------------------- Kazakh suffixes

VOWELS = "аәеоөұүыіэияёую"
VOICELESS = "пфкқтсшщчцхһбвгд"  # finally, written б, в, г, д take the suffixes of the voiceless


def is_front(stem: str) -> bool:
    """Whether the last vowel that tells asks for front suffixes; у after a vowel does not tell."""
    lower = stem.lower()
    for place in range(len(lower) - 1, -1, -1):
        if lower[place] in "әеөүіэи":
            return True
        if lower[place] in "аоұыяёю" or (lower[place] == "у" and lower[place - 1] not in VOWELS):
            return False
    return False


def harmony(stem: str, back: str) -> str:
    return back.translate(str.maketrans("аықғ", "еікг")) if is_front(stem) else back


def ends_in_vowel(stem: str) -> bool:
    last, before = stem[-1:].lower(), stem[-2:-1].lower()
    return last in VOWELS and not (last == "у" and before and before in VOWELS)


def by_last(stem: str, vowel: str, nasal: str, voiced: str, voiceless: str) -> str:
    """The variant of a suffix after a vowel, after м, н, ң, after other voiced consonants, after voiceless ones."""
    last = stem[-1].lower()
    if ends_in_vowel(stem):
        return vowel
    if last in VOICELESS:
        return voiceless
    return nasal if last in "мнң" else voiced


def kk_plain(stem: str) -> Paradigm:
    """The stem, with -ға, -нан, -да, -ны, -ның, -мен, -лық, -дай, -даған, -лар, -дағы."""
    suffixes = [
        "",
        by_last(stem, "ға", "ға", "ға", "қа"),
        by_last(stem, "дан", "нан", "дан", "тан"),
        by_last(stem, "да", "да", "да", "та"),
        by_last(stem, "ны", "ды", "ды", "ты"),
        by_last(stem, "ның", "ның", "дың", "тың"),
        by_last(stem, "мен", "мен", "бен" if stem[-1:] in "зж" else "мен", "пен"),
        by_last(stem, "лық", "дық", "лық" if stem[-1:] in "рйу" else "дық", "тық"),
        by_last(stem, "дай", "дай", "дай", "тай"),
        by_last(stem, "лаған", "даған", "даған", "таған"),
        by_last(stem, "лар", "дар", "лар" if stem[-1:] in "рйу" else "дар", "тар"),
        by_last(stem, "дағы", "дағы", "дағы", "тағы"),
    ]
    return [stem + (suffix if suffix in ("мен", "бен", "пен") else harmony(stem, suffix)) for suffix in suffixes]


def kk_possessive(stem: str) -> Paradigm:
    """The stem with the suffix of the third person, and with -на, -нан, -нда, -н, -ның, -мен after it."""
    softened = stem[:-1] + {"қ": "ғ", "к": "г"}.get(stem[-1], stem[-1])  # тармақ, тармағы
    owned = softened + harmony(stem, "сы" if ends_in_vowel(stem) else "ы")
    return [owned + ("мен" if suffix == "мен" else harmony(owned, suffix)) for suffix in ("", "на", "нан", "нда", "н", "ның", "мен")]


@cache
def kk_forms(stem: str) -> tuple[str, ...]:
    return tuple(kk_plain(stem) + kk_possessive(stem))


# ---------------------------------------------------------------- Russian and English declension


def ru_hard(stem: str) -> Paradigm:
    """A masculine noun such as метр. Singular, plural; the genitive plural is that of доллар, the last form of грамм."""
    return [stem + ending for ending in ("", "а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах", "")]


def ru_soft(stem: str, plural: str = "ей") -> Paradigm:
    return [stem + ending for ending in ("ь", "я", "ю", "ем", "е", "и", plural, "ям", "ями", "ях", plural)]


def ru_feminine(stem: str, genitive_plural: str, soft: bool = False) -> Paradigm:
    endings = ("я", "и", "е", "ей", "е", "и", None, "ям", "ями", "ях", None) if soft else ("а", "ы", "е", "ой", "е", "ы", None, "ам", "ами", "ах", None)
    forms = [genitive_plural if ending is None else stem + ending for ending in endings]
    return [form.replace("чы", "чи").replace("чой", "чей") for form in forms]


def ru_fixed(word: str) -> Paradigm:
    return [word] * 11


def ru_adjective(stem: str, first: str = "ый") -> Paradigm:
    return [stem + ending for ending in (first, "ого", "ому", "ым", "ом", "ая", "ой", "ую", "ое", "ые", "ых", "ыми")]


def en_noun(singular: str, plural: str | None = None) -> Paradigm:
    return [singular, plural or singular + "s"]


def index_in(paradigm: Paradigm | tuple[str, ...], word: str) -> int | None:
    folded = fold(word)
    return paradigm.index(folded) if folded in paradigm else None


# ---------------------------------------------------------------- number words

RU_CARDINALS = {
    2: "два двух двум двумя двух две", 3: "три трех трем тремя трех три", 4: "четыре четырех четырем четырьмя четырех четыре",
    5: "пять пяти пяти пятью пяти пять", 6: "шесть шести шести шестью шести шесть", 7: "семь семи семи семью семи семь",
    8: "восемь восьми восьми восемью восьми восемь", 9: "девять девяти девяти девятью девяти девять",
    10: "десять десяти десяти десятью десяти десять", 11: "одиннадцать одиннадцати одиннадцати одиннадцатью одиннадцати одиннадцать",
    12: "двенадцать двенадцати двенадцати двенадцатью двенадцати двенадцать", 13: "тринадцать тринадцати тринадцати тринадцатью тринадцати тринадцать",
    15: "пятнадцать пятнадцати пятнадцати пятнадцатью пятнадцати пятнадцать", 20: "двадцать двадцати двадцати двадцатью двадцати двадцать",
    30: "тридцать тридцати тридцати тридцатью тридцати тридцать", 40: "сорок сорока сорока сорока сорока сорок",
    50: "пятьдесят пятидесяти пятидесяти пятьюдесятью пятидесяти пятьдесят", 60: "шестьдесят шестидесяти шестидесяти шестьюдесятью шестидесяти шестьдесят",
    70: "семьдесят семидесяти семидесяти семьюдесятью семидесяти семьдесят", 80: "восемьдесят восьмидесяти восьмидесяти восемьюдесятью восьмидесяти восемьдесят",
    90: "девяносто девяноста девяноста девяноста девяноста девяносто", 200: "двести двухсот двумстам двумястами двухстах двести",
    300: "триста трехсот тремстам тремястами трехстах триста", 500: "пятьсот пятисот пятистам пятьюстами пятистах пятьсот",
}
RU_COLLECTIVES = {2: "двое двоих двоим двоими", 3: "трое троих троим троими", 4: "четверо четверых четверым четверыми",
                  5: "пятеро пятерых пятерым пятерыми", 6: "шестеро шестерых шестерым шестерыми", 7: "семеро семерых семерым семерыми"}
RU_ORDINALS = {1: ("перв", "ый"), 2: ("втор", "ой"), 4: ("четверт", "ый"), 5: ("пят", "ый"), 6: ("шест", "ой"), 7: ("седьм", "ой"),
               8: ("восьм", "ой"), 9: ("девят", "ый"), 10: ("десят", "ый"), 11: ("одиннадцат", "ый"), 12: ("двенадцат", "ый")}
RU_THIRD = "третий третьего третьему третьим третьем третья третьей третью третье третьи третьих третьими".split()
RU_PREFIXES = {2: "двух", 3: "трех", 4: "четырех", 5: "пяти", 6: "шести", 7: "семи", 8: "восьми", 9: "девяти", 10: "десяти"}
RU_COMPOUND = re.compile(r"(двух|тр[её]х|четыр[её]х|пяти|шести|семи|восьми|девяти|десяти)"
                         r"((?:лет|метр|днев|минут|час|месяч|недель|этаж|сторон|кратн|мест|комнат|звезд|очков|цилиндр|процент|тысяч|миллион|уровнев)\w+)", re.I)
EN_CARDINALS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve",
                13: "thirteen", 14: "fourteen", 15: "fifteen", 16: "sixteen", 17: "seventeen", 18: "eighteen", 19: "nineteen", 20: "twenty",
                30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety"}
EN_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth", 10: "tenth",
               11: "eleventh", 12: "twelfth"}
KK_CARDINALS = {2: "екі", 3: "үш", 4: "төрт", 5: "бес", 6: "алты", 7: "жеті", 8: "сегіз", 9: "тоғыз", 10: "он", 20: "жиырма", 30: "отыз",
                40: "қырық", 50: "елу", 60: "алпыс", 70: "жетпіс", 80: "сексен", 90: "тоқсан"}
KK_COLLECTIVES = {2: "екеу", 3: "үшеу", 4: "төртеу", 5: "бесеу", 6: "алтау", 7: "жетеу"}
KK_ORDINALS = {1: "бірінші", 2: "екінші", 3: "үшінші", 4: "төртінші", 5: "бесінші", 6: "алтыншы", 7: "жетінші", 8: "сегізінші",
               9: "тоғызыншы", 10: "оныншы"}

# For each language the classes of number words, each from a value to a paradigm.
NUMBER_WORDS: dict[str, list[dict[int, Paradigm]]] = {
    "en": [{value: [word] for value, word in EN_CARDINALS.items()}, {value: [word] for value, word in EN_ORDINALS.items()}],
    "ru": [
        {value: forms.split() for value, forms in RU_CARDINALS.items()},
        {value: forms.split() for value, forms in RU_COLLECTIVES.items()},
        {value: ru_adjective(*parts) for value, parts in RU_ORDINALS.items()} | {3: RU_THIRD},
    ],
    "kk": [
        {value: list(kk_forms(stem)) for value, stem in KK_CARDINALS.items()},
        {value: list(kk_forms(stem)) for value, stem in KK_COLLECTIVES.items()},
        {value: list(kk_forms(stem)) for value, stem in KK_ORDINALS.items()},
    ],
}
EN_ORDINAL_CLASS = 1
# Forms that are also other words: үштен бір is a third, оның is his, оған is to him.
NOT_NUMBERS = {"онда", "оны", "оның", "оған", "онан", "одан", "оны", "онын", "онымен", "онлық", "бесі", "алтын", "алтының", "үшін"}
MORE_ONES = {"en": {"one": 1, "once": 1, "twice": 2, "both": 2, "hundred": 100, "dozen": 12},
             "ru": {"один": 1, "одна": 1, "одно": 1, "одного": 1, "одной": 1, "дважды": 2, "трижды": 3, "оба": 2, "обе": 2, "обоих": 2, "сто": 100, "ста": 100},
             "kk": {"бір": 1, "жүз": 100, "алғашқы": 1, "екеуі": 2}}


@dataclass(frozen=True)
class NumberWord:
    token: Token
    value: int
    group: int
    form: int


@cache
def number_word_index(language: str) -> dict[str, tuple[int, int, int]]:
    index: dict[str, tuple[int, int, int]] = {}
    for group, words in enumerate(NUMBER_WORDS[language]):
        for value, paradigm in sorted(words.items()):
            for form, word in enumerate(paradigm):
                if word not in NOT_NUMBERS:
                    index.setdefault(word, (value, group, form))
    return index


@cache
def number_words(text: str, language: str) -> list[NumberWord]:
    index = number_word_index(language)
    return [NumberWord(token, *index[fold(token.text)]) for token in tokens(text) if fold(token.text) in index]


# ---------------------------------------------------------------- numbers in digits

DIGITS = re.compile(rf"(?<![\d])\d{{1,3}}(?:{SPACE}\d{{3}})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Number:
    start: int
    end: int
    text: str
    value: Fraction


def number_value(text: str, language: str) -> Fraction | None:
    plain = re.sub(SPACE, "", text)
    if language == "en" and re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    plain = plain.replace(",", ".")
    return Fraction(plain) if plain.count(".") < 2 else None


@cache
def numbers(text: str, language: str) -> list[Number]:
    found = []
    for match in DIGITS.finditer(text):
        value = number_value(match.group(), language)
        if value is not None:
            found.append(Number(match.start(), match.end(), match.group(), value))
    return found


@cache
def stated_values(text: str, language: str) -> frozenset[Fraction]:
    """Every value that the text states in digits or in words, in any sense."""
    values = {number.value for number in numbers(text, language)}
    values |= {Fraction(word.value) for word in number_words(text, language)}
    values |= {Fraction(MORE_ONES[language][fold(token.text)]) for token in tokens(text) if fold(token.text) in MORE_ONES[language]}
    if language == "ru":
        values |= {Fraction(compound_value(match)) for match in RU_COMPOUND.finditer(text)}
    return frozenset(values)


def compound_value(match: re.Match[str]) -> int:
    return next(value for value, prefix in RU_PREFIXES.items() if prefix == fold(match.group(1)))


# ---------------------------------------------------------------- transliteration

LATIN = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k",
    "қ": "k", "л": "l", "м": "m", "н": "n", "ң": "n", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u",
    "ф": "f", "х": "h", "һ": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ы": "i", "і": "i", "э": "e", "ю": "iu", "я": "ia", "ь": "", "ъ": "",
}
SOUNDS = [("ph", "f"), ("ck", "k"), ("tch", "ch"), ("sch", "sh"), ("qu", "kv"), ("q", "k"), ("x", "ks"), ("wh", "u"), ("w", "u"), ("dzh", "zh"), ("dj", "zh"),
          ("j", "zh"), ("th", "t"), ("kh", "h"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("y", "i"), ("ee", "i"), ("oo", "u"), ("ou", "u")]


@cache
def sound(name: str) -> str:
    """A rough spelling of how a name sounds, the same for the three languages."""
    plain = "".join(LATIN.get(letter, letter) for letter in name.lower())
    for spelling, heard in SOUNDS:
        plain = plain.replace(spelling, heard)
    plain = re.sub(r"c(?!h)", "k", plain)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[^a-z]", "", plain))


def skeleton(heard: str) -> str:
    return re.sub(r"[aeiou]", "", heard).replace("g", "h").replace("v", "").replace("ts", "s").replace("zh", "h")


@cache
def similarity(one: str, other: str) -> float:
    first, second = sound(one), sound(other)
    if not first or not second:
        return 0.0
    whole = SequenceMatcher(None, first, second, autojunk=False).ratio()
    bones = SequenceMatcher(None, skeleton(first), skeleton(second), autojunk=False).ratio()
    return (whole + bones) / 2


KK_TO_LATIN = {
    "а": "a", "ә": "ä", "б": "b", "в": "v", "г": "g", "ғ": "ğ", "д": "d", "е": "e", "ё": "io", "ж": "j", "з": "z", "и": "i", "й": "i", "к": "k",
    "қ": "q", "л": "l", "м": "m", "н": "n", "ң": "ñ", "о": "o", "ө": "ö", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "ū", "ү": "ü",
    "ф": "f", "х": "h", "һ": "h", "ц": "ts", "ч": "ch", "ш": "ş", "щ": "şş", "ы": "y", "і": "ı", "э": "e", "ю": "iu", "я": "ia", "ь": "", "ъ": "",
}
KK_TO_ARABIC = {
    "а": "ا", "ә": "ٵ", "б": "ب", "в": "ۆ", "г": "گ", "ғ": "ع", "д": "د", "е": "ە", "ё": "يو", "ж": "ج", "з": "ز", "и": "ي", "й": "ي", "к": "ك",
    "қ": "ق", "л": "ل", "м": "م", "н": "ن", "ң": "ڭ", "о": "و", "ө": "ٶ", "п": "پ", "р": "ر", "с": "س", "т": "ت", "у": "ۋ", "ұ": "ۇ", "ү": "ٷ",
    "ф": "ف", "х": "ح", "һ": "ھ", "ц": "تس", "ч": "چ", "ш": "ش", "щ": "شش", "ы": "ى", "і": "ٸ", "э": "ە", "ю": "يۋ", "я": "يا", "ь": "", "ъ": "",
}
RU_TO_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i", "й": "y", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "",
    "ы": "y", "ь": "'", "э": "e", "ю": "yu", "я": "ya",
}
EN_TO_CYRILLIC = {
    "a": "а", "b": "б", "c": "к", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х", "i": "и", "j": "дж", "k": "к", "l": "л", "m": "м", "n": "н",
    "o": "о", "p": "п", "q": "к", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в", "w": "в", "x": "кс", "y": "й", "z": "з",
}


def transliterate(text: str, table: dict[str, str]) -> str:
    return "".join(like(letter, table[letter.lower()]) if letter.lower() in table else letter for letter in text)

"""Corruptions of what can be counted: digits, number words, scale, units, currencies, dates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from random import Random

from language import (
    EN_ORDINAL_CLASS, NUMBER_WORDS, RU_COMPOUND, RU_PREFIXES, SPACE, Number, Paradigm, compound_value, en_noun, fold, index_in, kk_forms, like,
    number_value, number_words, numbers, ru_feminine, ru_fixed, ru_hard, ru_soft, stated_values,
)
from pairs import Change, Pair, splice, swap


# ---------------------------------------------------------------- digits


def changed_digit(text: str, places: list[int], rng: Random) -> str:
    place = rng.choice(places)
    others = [digit for digit in "123456789" if digit != text[place]]
    return splice(text, place, place + 1, rng.choice(others))


def transposed_digits(text: str, places: list[int], rng: Random) -> str:
    pairs = [(one, other) for one, other in zip(places, places[1:]) if text[one] != text[other] and (one != places[0] or text[other] != "0")]
    if not pairs:
        return text
    one, other = rng.choice(pairs)
    letters = list(text)
    letters[one], letters[other] = letters[other], letters[one]
    return "".join(letters)


def dropped_digit(text: str, places: list[int], rng: Random) -> str:
    if len(text) != len(places) or len(text) < 2:  # grouped or a decimal fraction
        return text
    place = rng.choice(places)
    shorter = splice(text, place, place + 1, "")
    return text if shorter.startswith("0") else shorter


def added_digit(text: str, places: list[int], rng: Random) -> str:
    if len(text) != len(places) or len(text) > 3:
        return text
    place = rng.randint(1, len(text))
    return splice(text, place, place, rng.choice("0123456789"))


DIGIT_CHANGES = {"changed": changed_digit, "transposed": transposed_digits, "dropped": dropped_digit, "added": added_digit}


def is_new(value: Fraction | None, pair: Pair) -> bool:
    """Whether the source states nothing that a reader could take for the value, such as the hour of the other half of the day."""
    if value is None:
        return False
    stated = stated_values(pair.source, pair.source_language)
    return not ({value, value + 12, value - 12} & stated)


def in_digits(pair: Pair) -> list[Number]:
    """The numbers of the target whose values the source has in digits as well."""
    values = {number.value for number in numbers(pair.source, pair.source_language)}
    return [number for number in numbers(pair.target, pair.target_language) if number.value in values]


def ordinal_suffix(value: int) -> str:
    return "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")


def with_number(pair: Pair, number: Number, new: str, note: str = "") -> Change:
    """Writes another number, and in English the ending that an ordinal then has."""
    text = pair.target
    ending = re.match(r"(st|nd|rd|th)\b", text[number.end:])
    if pair.target_language != "en" or not ending or not new.isdigit():
        return swap(text, number.start, number.end, new, note)
    return swap(text, number.start, number.end + ending.end(), new + ordinal_suffix(int(new)), note)


def digit(pair: Pair, rng: Random) -> list[Change]:
    changes = []
    for number in in_digits(pair):
        places = [place for place, letter in enumerate(number.text) if letter.isdigit()]
        for note, make in DIGIT_CHANGES.items():
            new = make(number.text, places, rng)
            value = number_value(new, pair.target_language)
            if value != number.value and is_new(value, pair):
                changes.append(with_number(pair, number, new, note))
    return changes


# ---------------------------------------------------------------- number words


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no hyphen joins the word to another, as in twenty-five or үш-төрт. A five-year plan is fine."""
    before, after = text[max(0, start - 1):start], text[end:end + 2]
    return before not in ("-", "–") and not re.match(r"[-–](?!y|m|d|h|w|s)", after)


def number_word(pair: Pair, rng: Random) -> list[Change]:
    language, text = pair.target_language, pair.target
    stated = stated_values(pair.source, pair.source_language)
    words = number_words(text, language)
    changes = []
    for at, word in enumerate(words):
        token, classes = word.token, NUMBER_WORDS[language]
        neighbours = [other.token for other in words[max(0, at - 1):at + 2] if other is not word]
        compound = any(other.end >= token.start - 1 and other.start <= token.end + 1 for other in neighbours)
        if compound or Fraction(word.value) not in stated or not stands_alone(text, token.start, token.end):
            continue
        if language == "en" and word.group == EN_ORDINAL_CLASS and not re.search(r"\b(the|his|her|their|its|our|a)\s+$", text[:token.start], re.I):
            continue
        new_values = [value for value, forms in sorted(classes[word.group].items())
                      if Fraction(value) not in stated and fold(token.text) not in forms and plausible(word.value, value)]
        for value in rng.sample(new_values, min(2, len(new_values))):
            changes.append(swap(text, token.start, token.end, like(token.text, classes[word.group][value][word.form])))
    return changes + (compound_word(pair, rng) if language == "ru" else [])


def plausible(value: int, new: int) -> bool:
    """Small numbers stay near, as a slip of a translator would, and tens become other tens."""
    return abs(value - new) <= 5 if value < 20 else new >= 20


def compound_word(pair: Pair, rng: Random) -> list[Change]:
    """пятилетний -> семилетний."""
    stated = stated_values(pair.source, pair.source_language)
    changes = []
    for match in RU_COMPOUND.finditer(pair.target):
        if Fraction(compound_value(match)) in stated:
            value = rng.choice([value for value in sorted(RU_PREFIXES) if Fraction(value) not in stated])
            changes.append(swap(pair.target, match.start(), match.end(), like(match.group(), RU_PREFIXES[value] + match.group(2))))
    return changes


# ---------------------------------------------------------------- words by class: scale, unit, currency

Lexicon = dict[str, list[Paradigm]]  # from a concept to the words for it; the words of one place decline alike


def kk_list(*stems: str) -> list[Paradigm]:
    return [list(kk_forms(stem)) for stem in stems]


SCALES: dict[str, Lexicon] = {
    "en": {"thousand": [en_noun("thousand")], "million": [en_noun("million"), ["m"]], "billion": [en_noun("billion"), ["bn"]]},
    "ru": {
        "thousand": [ru_feminine("тысяч", "тысяч"), ["тыс"]],
        "million": [ru_hard("миллион"), ["млн"]],
        "billion": [ru_hard("миллиард"), ["млрд"]],
    },
    "kk": {"thousand": kk_list("мың"), "million": kk_list("миллион", "млн"), "billion": kk_list("миллиард", "млрд")},
}
POWERS = {"thousand": 10**3, "million": 10**6, "billion": 10**9}

RU_DAY = "день дня дню днем дне дни дней дням днями днях дней".split()
RU_MONTH = "месяц месяца месяцу месяцем месяце месяцы месяцев месяцам месяцами месяцах месяцев".split()
RU_YEAR = "год года году годом годе годы лет годам годами годах лет".split()
RU_POINT = [f"процентн{adjective} пункт{noun}" for adjective, noun in zip("ый ого ому ым ом ые ых ым ыми ых ых".split(),
                                                                         ["", "а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах", "ов"])]

UNITS: dict[str, Lexicon] = {
    "en": {
        "km": [en_noun("kilometer"), en_noun("kilometre"), ["km"]], "m": [en_noun("meter"), en_noun("metre"), ["m"]],
        "cm": [en_noun("centimeter"), en_noun("centimetre"), ["cm"]], "mile": [en_noun("mile"), en_noun("mile"), ["miles"]],
        "foot": [en_noun("foot", "feet"), en_noun("foot", "feet"), ["ft"]], "inch": [en_noun("inch", "inches"), en_noun("inch", "inches"), ["in"]],
        "kg": [en_noun("kilogram"), en_noun("kilogramme"), ["kg"]], "t": [en_noun("ton"), en_noun("tonne"), ["t"]],
        "pound": [en_noun("pound"), en_noun("pound"), ["lb"]], "g": [en_noun("gram"), en_noun("gramme"), ["g"]],
        "percent": [["percent", "per cent", "%"]], "point": [["percentage points", "percentage points", " percentage points"]],
        "per mille": [["per mille", "per mille", "‰"]],
        "kmh": [["km/h"]], "mph": [["mph"]], "celsius": [["°c", "degrees celsius", "celsius"]], "fahrenheit": [["°f", "degrees fahrenheit", "fahrenheit"]],
        "ha": [en_noun("hectare")], "acre": [en_noun("acre")], "litre": [en_noun("liter"), en_noun("litre")], "gallon": [en_noun("gallon"), en_noun("gallon")],
        "second": [en_noun("second")], "minute": [en_noun("minute")], "hour": [en_noun("hour")], "day": [en_noun("day")], "week": [en_noun("week")],
        "month": [en_noun("month")], "year": [en_noun("year")],
    },
    "ru": {
        "km": [ru_hard("километр"), ["км"]], "m": [ru_hard("метр"), ["м"]], "cm": [ru_hard("сантиметр"), ["см"]],
        "mile": [ru_feminine("мил", "миль", soft=True), ["миль"]], "foot": [ru_hard("фут"), ["футов"]], "inch": [ru_hard("дюйм"), ["дюймов"]],
        "kg": [ru_hard("килограмм"), ["кг"]], "t": [ru_feminine("тонн", "тонн"), ["т"]], "pound": [ru_hard("фунт"), ["фунтов"]],
        "g": [ru_hard("грамм"), ["г"]], "percent": [ru_hard("процент"), ["%"]], "point": [RU_POINT, [" п. п."]],
        "per mille": [ru_fixed("промилле"), ["‰"]],
        "kmh": [["км/ч"]], "mph": [["миль/ч"]], "celsius": [["°c", "по цельсию"]], "fahrenheit": [["°f", "по фаренгейту"]],
        "ha": [ru_hard("гектар"), ["га"]], "acre": [ru_hard("акр"), ["акров"]], "litre": [ru_hard("литр"), ["л"]], "gallon": [ru_hard("галлон"), ["галлонов"]],
        "second": [ru_feminine("секунд", "секунд")], "minute": [ru_feminine("минут", "минут")], "hour": [ru_hard("час"), ["ч"]], "day": [RU_DAY],
        "week": [ru_feminine("недел", "недель", soft=True)], "month": [RU_MONTH], "year": [RU_YEAR],
    },
    "kk": {
        "km": kk_list("километр", "км", "шақырым"), "m": kk_list("метр", "м", "метр"), "cm": kk_list("сантиметр", "см", "сантиметр"),
        "mile": kk_list("миля", "миля", "миля"), "foot": kk_list("фут", "фут", "фут"), "inch": kk_list("дюйм", "дюйм", "дюйм"),
        "kg": kk_list("килограмм", "кг", "келі"), "t": kk_list("тонна", "т", "тонна"), "pound": kk_list("фунт", "фунт", "фунт"),
        "g": kk_list("грамм", "г", "грамм"), "percent": [*kk_list("пайыз", "процент"), ["%"]],
        "point": [*kk_list("пайыздық тармақ", "пайыздық пункт"), [" пайыздық тармақ"]], "per mille": [*kk_list("промилле", "промилле"), ["‰"]],
        "kmh": [["км/сағ"]], "mph": [["миля/сағ"]], "celsius": [["°c"]], "fahrenheit": [["°f"]], "ha": kk_list("гектар", "га"), "acre": kk_list("акр", "акр"),
        "litre": kk_list("литр", "л"), "gallon": kk_list("галлон", "галлон"), "second": kk_list("секунд"), "minute": kk_list("минут"), "hour": kk_list("сағат"),
        "day": kk_list("күн"), "week": kk_list("апта"), "month": kk_list("ай"), "year": kk_list("жыл"),
    },
}
CONFUSIONS = {
    "km": ["m", "mile"], "m": ["km", "cm", "foot"], "cm": ["m", "inch"], "mile": ["km", "foot"], "foot": ["m", "inch"], "inch": ["cm", "foot"],
    "kg": ["t", "g", "pound"], "t": ["kg"], "pound": ["kg", "t"], "g": ["kg"], "percent": ["point", "per mille"], "kmh": ["mph"], "mph": ["kmh"],
    "celsius": ["fahrenheit"], "fahrenheit": ["celsius"], "ha": ["acre"], "acre": ["ha"], "litre": ["gallon"], "gallon": ["litre"],
    "second": ["minute", "hour"], "minute": ["hour", "second"], "hour": ["minute", "day"], "day": ["week", "hour", "month"], "week": ["day", "month"],
    "month": ["week", "year", "day"], "year": ["month", "day", "week"],
}

CURRENCIES: dict[str, Lexicon] = {
    "en": {
        "dollar": [en_noun("dollar"), ["$"]], "euro": [en_noun("euro"), ["€"]], "pound": [en_noun("pound"), ["£"]], "rouble": [en_noun("ruble"), ["₽"]],
        "tenge": [en_noun("tenge", "tenge"), ["₸"]], "yen": [en_noun("yen", "yen"), ["¥"]], "yuan": [en_noun("yuan", "yuan")], "franc": [en_noun("franc")],
    },
    "ru": {
        "dollar": [ru_hard("доллар"), ["$"]], "euro": [ru_fixed("евро"), ["€"]], "pound": [ru_hard("фунт"), ["£"]], "rouble": [ru_soft("рубл"), ["₽"]],
        "tenge": [ru_fixed("тенге"), ["₸"]], "yen": [ru_feminine("иен", "иен"), ["¥"]], "yuan": [ru_soft("юан")], "franc": [ru_hard("франк")],
    },
    "kk": {
        "dollar": [*kk_list("доллар"), ["$"]], "euro": [*kk_list("еуро"), ["€"]], "pound": [*kk_list("фунт"), ["£"]], "rouble": [*kk_list("рубль"), ["₽"]],
        "tenge": [*kk_list("теңге"), ["₸"]], "yen": [*kk_list("иена"), ["¥"]], "yuan": [*kk_list("юань")], "franc": [*kk_list("франк")],
    },
}


@dataclass(frozen=True)
class Term:
    """A word of a lexicon in a text."""

    start: int
    end: int
    concept: str
    word: int
    form: int


def pattern(form: str) -> str:
    left = r"(?<![^\W\d_])" if form[0].isalpha() else ""
    right = r"(?![^\W\d_])" if form[-1].isalpha() else ""
    return left + re.escape(form) + right


@cache
def searcher(name: str, language: str) -> tuple[re.Pattern[str], dict[str, tuple[str, int, int]]]:
    index: dict[str, tuple[str, int, int]] = {}
    for concept, words in LEXICONS[name][language].items():
        for word, paradigm in enumerate(words):
            for form, written in enumerate(paradigm):
                index.setdefault(written.strip(), (concept, word, form))
    longest_first = sorted(index, key=lambda written: (-len(written), written))
    return re.compile("|".join(pattern(written) for written in longest_first)), index


LEXICONS = {"scale": SCALES, "unit": UNITS, "currency": CURRENCIES}


@cache
def terms(name: str, text: str, language: str) -> list[Term]:
    finder, index = searcher(name, language)
    return [Term(match.start(), match.end(), *index[match.group()]) for match in finder.finditer(fold(text))]


def in_other_word(name: str, language: str, term: Term, concept: str) -> str | None:
    """The word for another concept in the form of the term."""
    words = LEXICONS[name][language].get(concept, [])
    if term.word < len(words) and term.form < len(words[term.word]):
        return words[term.word][term.form]
    return None


def amount_before(text: str, language: str, start: int) -> Fraction | None:
    """The number in digits or in words right before a place."""
    for number in numbers(text, language):
        if number.end <= start and re.fullmatch(rf"({SPACE}?|-)", text[number.end:start]):
            return number.value
    for word in number_words(text, language):
        if word.token.end <= start and re.fullmatch(rf"({SPACE}|-)", text[word.token.end:start]):
            return Fraction(word.value)
    return None


def scales(text: str, language: str) -> Iterator[tuple[Term, Fraction | None]]:
    for term in terms("scale", text, language):
        amount = amount_before(text, language, term.start)
        written = text[term.start:term.end]
        if written == "m" and not re.search(r"[£$€]\s?[\d.,]+$", text[:term.start]):
            continue
        yield term, amount


def scale(pair: Pair, rng: Random) -> list[Change]:
    language, text = pair.target_language, pair.target
    in_source = list(scales(pair.source, pair.source_language))
    named = {term.concept for term, _ in in_source}
    totals = {amount * POWERS[term.concept] for term, amount in in_source if amount is not None}
    totals |= {number.value for number in numbers(pair.source, pair.source_language)}
    changes = []
    for term, amount in scales(text, language):
        same = amount * POWERS[term.concept] in totals if amount is not None else term.concept in named
        if not same:
            continue
        for concept in POWERS:
            new = in_other_word("scale", language, term, concept)
            right = amount is not None and amount * POWERS[concept] in totals
            if not new and language == "kk" and concept == "thousand":
                new = "мың"
            if new and concept != term.concept and concept not in named and not right:
                changes.append(swap(text, term.start, term.end, like(text[term.start:term.end], agreeing(new, amount, language, text[term.end:term.end + 1] == "."))))
    return changes


def agreeing(new: str, amount: Fraction | None, language: str, abbreviated: bool) -> str:
    """тысячи is one form with two senses: after 2, 3, 4 it is the genitive, миллиона, else the plural, миллионы."""
    if new == "тыс" and not abbreviated:
        return "тыс."
    if language == "ru" and amount is None and new in ("миллиона", "миллиарда"):
        return new[:-1] + "ы"
    if language == "ru" and amount in (2, 3, 4) and new in ("миллионы", "миллиарды"):
        return new[:-1] + "а"
    return new


def pounds_are_money(pair: Pair) -> bool:
    return any("£" in text or "стерлинг" in text.lower() or "sterling" in text.lower() for _, text in pair.lines)


def measures(pair: Pair, language: str) -> list[tuple[Term, Fraction]]:
    text, found = pair.text(language), []
    for term in terms("unit", text, language):
        amount = amount_before(text, language, term.start)
        written = text[term.start:term.end]
        money = term.concept == "pound" and pounds_are_money(pair)
        year_number = term.concept in ("year", "hour", "day") and amount is not None and amount > 1000
        short = written in ("m", "g", "t", "in", "м", "г", "т", "л", "ч") and not text[:term.start].rstrip()[-1:].isdigit()
        if amount is not None and not money and not year_number and not short and written != "г":
            found.append((term, amount))
    return found


def unit(pair: Pair, rng: Random) -> list[Change]:
    language, text = pair.target_language, pair.target
    stated = {(term.concept, amount) for term, amount in measures(pair, pair.source_language)}
    changes = []
    for term, amount in measures(pair, language):
        if (term.concept, amount) not in stated:
            continue
        for concept in CONFUSIONS.get(term.concept, []):
            new = in_other_word("unit", language, term, concept)
            if new and (concept, amount) not in stated:
                changes.append(swap(text, term.start, term.end, new))
    return changes


def currency_terms(pair: Pair, language: str) -> list[Term]:
    text = pair.text(language)
    return [term for term in terms("currency", text, language)
            if (term.concept != "pound" or pounds_are_money(pair)) and not text[term.start].isupper() and not text[max(0, term.start - 1):term.start].isalpha()]


def currency(pair: Pair, rng: Random) -> list[Change]:
    language, text = pair.target_language, pair.target
    stated = {term.concept for term in currency_terms(pair, pair.source_language)}
    changes = []
    for term in currency_terms(pair, language):
        end = term.end
        sterling = re.match(r"\s+стерлинг\w*", text[end:])
        if term.concept not in stated:
            continue
        others = [concept for concept in sorted(CURRENCIES[language]) if concept not in stated]
        for concept in rng.sample(others, min(3, len(others))):
            new = in_other_word("currency", language, term, concept)
            if new:
                changes.append(swap(text, term.start, end + (sterling.end() if sterling else 0), new))
    return changes


# ---------------------------------------------------------------- dates

RU_MONTHS = [("январ", "ь"), ("феврал", "ь"), ("март", ""), ("апрел", "ь"), ("ма", "й"), ("июн", "ь"), ("июл", "ь"), ("август", ""), ("сентябр", "ь"),
             ("октябр", "ь"), ("ноябр", "ь"), ("декабр", "ь")]
RU_WEEKDAYS = ["понедельник понедельника понедельнику понедельником понедельнике понедельники понедельникам",
               "вторник вторника вторнику вторником вторнике вторники вторникам", "среду среды среде средой среде среды средам",
               "четверг четверга четвергу четвергом четверге четверги четвергам", "пятницу пятницы пятнице пятницей пятнице пятницы пятницам",
               "субботу субботы субботе субботой субботе субботы субботам",
               "воскресенье воскресенья воскресенью воскресеньем воскресенье воскресенья воскресеньям"]
MONTHS: dict[str, list[Paradigm]] = {
    "en": [[month] for month in "january february march april may june july august september october november december".split()],
    "ru": [[stem + ending for ending in (("", "а", "у", "ом", "е") if last == "" else (last, "я", "ю", "ем", "е"))] for stem, last in RU_MONTHS],
    "kk": kk_list(*"қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан".split()),
}
WEEKDAYS: dict[str, list[Paradigm]] = {
    "en": [[day, day + "s"] for day in "monday tuesday wednesday thursday friday saturday sunday".split()],
    "ru": [forms.split() for forms in RU_WEEKDAYS],
    "kk": kk_list(*"дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі".split()),
}


def calendar_words(text: str, language: str, calendar: dict[str, list[Paradigm]]) -> list[tuple[int, int, int, int]]:
    """Start, end, which month or weekday, and in which form. In English only with a capital."""
    found = []
    for match in re.finditer(r"[^\W\d_]+", text):
        if language == "en" and not match.group()[0].isupper():
            continue
        for which, paradigm in enumerate(calendar[language]):
            form = index_in(paradigm, match.group())
            if form is not None:
                found.append((match.start(), match.end(), which, form))
                break
    return found


def calendar_changes(pair: Pair, calendar: dict[str, list[Paradigm]], rng: Random) -> list[Change]:
    language, text = pair.target_language, pair.target
    stated = {which for _, _, which, _ in calendar_words(pair.source, pair.source_language, calendar)}
    changes = []
    for start, end, which, form in calendar_words(text, language, calendar):
        others = [other for other in range(len(calendar[language])) if other not in stated]
        if which in stated and others:
            for other in rng.sample(others, min(2, len(others))):
                new = calendar[language][other][form]
                changes.append(with_preposition(text, start, end, new.capitalize() if language == "en" else like(text[start:end], new)))
    return changes


def with_preposition(text: str, start: int, end: int, new: str) -> Change:
    """во вторник, but в среду."""
    preposition = re.search(r"\b([Вв])о? $", text[:start])
    if not preposition:
        return swap(text, start, end, new)
    letter = preposition.group(1) + ("о" if new.startswith("вторн") else "")
    return swap(text, preposition.start(), end, f"{letter} {new}")


def says_year(pair: Pair, value: Fraction) -> bool:
    return any(re.search(rf"(?<!\d){value}(-?[а-яәғқңөұүһі]{{1,4}})?[ \u00a0]*(г\b|гг\b|год|жыл)", text) for _, text in pair.lines)


def years(pair: Pair, rng: Random) -> list[Change]:
    changes = []
    for number in in_digits(pair):
        if re.fullmatch(r"1[5-9]\d\d|20\d\d", number.text) and says_year(pair, number.value):
            decade = pair.target[number.end:number.end + 1] == "s" or pair.target[number.end:number.end + 2] == "-х"
            steps = [-30, -20, -10, 10, 20] if decade else [-11, -10, -6, -4, -3, -2, -1, 1, 2, 3, 5, 7, 10]
            for step in rng.sample(steps, 2):
                if is_new(number.value + step, pair):
                    changes.append(with_number(pair, number, str(int(number.text) + step)))
    return changes


def days_of_month(pair: Pair, rng: Random) -> list[Change]:
    text, changes = pair.target, []
    months = calendar_words(text, pair.target_language, MONTHS)
    for number in in_digits(pair):
        beside = any(re.fullmatch(r"(-?[^\W\d_]{0,4}|st|nd|rd|th)?( of)?\s", text[number.end:start]) or re.fullmatch(r"\s", text[end:number.start])
                     for start, end, _, _ in months)
        if beside and re.fullmatch(r"\d\d?", number.text) and 1 <= number.value <= 31:
            days = [day for day in range(1, 29) if is_new(Fraction(day), pair)]
            changes += [with_number(pair, number, str(day)) for day in rng.sample(days, 2)]
    return changes


def date(pair: Pair, rng: Random) -> list[Change]:
    changes = calendar_changes(pair, MONTHS, rng) + calendar_changes(pair, WEEKDAYS, rng) + years(pair, rng) + days_of_month(pair, rng)
    rng.shuffle(changes)
    return changes

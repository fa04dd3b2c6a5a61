"""Corruptions of whole sentences: negation, dropped parts, the wrong language or script, loops."""

import re
from random import Random

from language import (
    EN_TO_CYRILLIC, KK_TO_ARABIC, KK_TO_LATIN, RU_TO_LATIN, VOICELESS, by_last, ends_in_vowel, is_front, tokens, transliterate,
)
from pairs import Change, Pair, splice, swap

# ---------------------------------------------------------------- negation

KK_NEGATED = r"[^\W\d_]{2,}(?:ма|ме|ба|бе|па|пе)(?:й|ды|ді|ған|ген|с|у|й[^\W\d_]+|д[ыі][^\W\d_]+|ғ[^\W\d_]+|г[^\W\d_]+|с[^\W\d_]*)"
PLAIN_NEGATION = {
    "en": re.compile(r"\b(not|cannot|never)\b|n['’]t\b", re.I),
    "ru": re.compile(r"\b(не|нет|никогда|нельзя)\b", re.I),
    "kk": re.compile(rf"\b(емес\w*|жоқ\w*|{KK_NEGATED})\b", re.I),
}
ANY_NEGATION = {
    "en": re.compile(r"\b(not|cannot|never|no|none|nor|neither|nobody|nothing|nowhere|without|hardly|barely|unable|little|few|only|lack\w*|fail\w*|"
                     r"refus\w*|den(y|ied|ies|ying)|un\w+|im(?:possible|probable)|in(?:ability|correct\w*|capable)|dis\w+|\w+less)\b|n['’]t\b", re.I),
    "ru": re.compile(r"\b(не|нет|ни|без|лишь|только|вряд|едва|отказ\w*|отриц\w*|нельзя|ник\w+|нич\w+|не\w{4,}|бес\w+|без\w+)\b", re.I),
    "kk": re.compile(rf"\b(емес\w*|жоқ\w*|ешқ\w+|еш|ғана|тек|\w+с[ыі]з\w*|{KK_NEGATED})\b", re.I),
}


def drop_en(text: str) -> list[Change]:
    changes = []
    for match in re.finditer(r"\b(can)not\b|\b(\w+)n['’]t\b|(?<=\w) not(?= \w)|(\bnever\b)", text):
        before, after = text[:match.start()], text[match.end():]
        if re.match(r" (yet|only|just|to mention|least|so much|necessarily|merely)\b", after) or re.search(r"\b(or|if|why|whether|but|and|,)$", before):
            continue
        word = match.group(1) or match.group(2)
        if word:
            new = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}.get(word.lower(), word)
        else:
            new = "always" if match.group(3) else ""
        changes.append(named_swap(text, match.start(), match.end(), new))
    return changes


def named_swap(text: str, start: int, end: int, new: str) -> Change:
    """A swap whose detail shows a word of the surroundings."""
    left = re.search(r"\S*\s?$", text[:start]).group()  # type: ignore[union-attr]
    right = re.match(r"\s?\S*", text[end:]).group()  # type: ignore[union-attr]
    return Change(splice(text, start, end, new), f"{left}{text[start:end]}{right} -> {left}{new}{right}")


def drop_ru(text: str) -> list[Change]:
    changes = []
    for match in re.finditer(r"(?<!\w)(не|Не) (?=\w)", text):
        before, after = text[:match.start()], text[match.end():]
        clause = re.split(r"[,;:.—]", before)[-1] + re.split(r"[,;:.—]", after)[0]
        idiom = re.match(r"(только|просто|менее|более|раз|позднее|позже|ранее|раньше|хуже|лучше|приходя|говоря|забуд|исключ|без|так ли|столько|обош|то|что|важно|считая)\b", after)
        fixed = re.search(r"(?i)\b(пока|если|едва|чуть|больше|может|могу|могли|мог|как бы|вовсе|даже|пор|никак|особо|ли|если бы|и|а|ни|особенно)\s*$", before)
        if idiom or fixed or re.search(r"(?i)\b(ни|ник\w+|нич\w+|ниг\w+|нет)\b", clause):
            continue
        new = after[0].upper() + after[1:] if match.group(1) == "Не" else after
        word = re.match(r"\w+", after).group()  # type: ignore[union-attr]
        changes.append(Change(before + new, f"{match.group()}{word} -> {new[:len(word)]}"))
    for match in re.finditer(r"\b(никогда) не (?=\w)", text):
        changes.append(swap(text, match.start(), match.end(), "всегда "))
    return changes


def kk_affirmed(stem: str, tail: str) -> str:
    """The verb without its negation: бар, йды -> барады; айт, ған -> айтқан."""
    voiceless = stem[-1] in VOICELESS
    if tail.startswith("й"):
        return stem + (tail if ends_in_vowel(stem) else ("е" if is_front(stem) else "а") + tail[1:])
    hard = {"д": "т", "ғ": "қ", "г": "к"}[tail[0]] if voiceless else tail[0]
    return stem + hard + tail[1:]


def drop_kk(text: str) -> list[Change]:
    changes = []
    for match in re.finditer(r"(?<=\w)([”“»\"]?) (емес|жоқ)(?=[.,!?;:»”\"]|\s*$| екен| еді| деп)", text):
        before = text[:match.start()]
        if re.search(r"\b(ғана|тек|әлде|бар|немесе)$", before):
            continue
        exists = match.group(2) == "жоқ" and not re.search(r"(ған|ген|қан|кен|қам|кем|ғам|гем)$", before)
        changes.append(named_swap(text, match.start(2) - 1, match.end(2), " бар" if exists else ""))
    for match in re.finditer(r"(?<!\w)([^\W\d_]{2,}?)(ма|ме|ба|бе|па|пе)(йды|йді|йтын|йтін|ды|ді|ған|ген)(?!\w)", text):
        if match.group()[0].islower() and match.group(2) == kk_negation(match.group(1)):
            changes.append(swap(text, match.start(), match.end(), kk_affirmed(match.group(1), match.group(3))))
    return changes


def insert_en(text: str) -> list[Change]:
    changes = []
    auxiliary = r"(?<=\w )(is|are|was|were|will|would|can|could|should|must|(?:has|have|had)(?= been| \w+ed\b))(?= [a-z])(?! to\b)"
    for match in re.finditer(auxiliary, text):
        if not re.search(r"\b(as|than|what|how|why|where|is|are|was|were|if|should|would|could|may|might|must|will) $", text[:match.start()], re.I) and not re.match(r" (also|still|only|have been)\b", text[match.end():]):
            changes.append(swap(text, match.start(), match.end(), match.group() + " not"))
    return changes


RU_VERBS = (r"был|была|было|были|будет|будут|может|могут|должен|должна|должно|должны|является|являются|имеет|имеют|хочет|хотят|следует|нужно|"
            r"можно|стал|стала|стали|смог|смогла|смогли|удалось|сказал|сказала|заявил|заявила|сообщил|сообщила|считает|получил|получила|получили|"
            r"\w{3,}(?:лся|лась|лось|лись)|[а-я]{2,}(?:овал|овала|овали|ывал|ывала|ывали|ивал|ивала|ивали|ировал|ировали)|"
            r"[а-я]{2,}(?:ается|яется|аются|яются|уется|уются|ится|ятся)")


def insert_ru(text: str) -> list[Change]:
    changes = []
    for match in re.finditer(rf"(?<=\w )({RU_VERBS})(?= \w|[,.])", text):
        before, after = text[:match.start()], text[match.end():]
        if re.search(r"(?i)\b(не|ни|бы|как|что бы|если|пока|чем|ли) $", before) or re.match(r" (быть|ли|бы|лишь)\b", after):
            continue
        new = "нельзя" if match.group() == "можно" else "не " + match.group()
        changes.append(swap(text, match.start(), match.end(), new))
    return changes


KK_PRESENT = re.compile(r"[^\W\d_]+(?:ыл|іл|ын|ін|ыс|іс|тыр|тір|дыр|дір|ғыз|гіз)(?:ады|еді)|"
                        r"(?:бол|ал|бар|тұр|отыр|шығ|жат|айт|таб)ады|(?:бер|кел|көр|жүр|кет|ет|өт|жет|түс)еді")
KK_NOT_VERBS = {"еді", "енді", "дүкен", "мекен", "тікен", "вулкан", "қалқан", "екен", "неткен", "күткен", "деген"}


def kk_negation(stem: str) -> str:
    particle = by_last(stem, "ма", "ба", "ба" if stem[-1] in "зж" else "ма", "па")
    return particle.replace("а", "е") if is_front(stem) else particle


def kk_denied(word: str) -> str | None:
    """The verb in the negative: берді -> бермеді, барады -> бармайды, айтқан -> айтпаған. None where it is not plain."""
    nominal = {"бар": "жоқ", "мүмкін": "мүмкін емес", "керек": "керек емес", "қажет": "қажет емес", "тиіс": "тиіс емес", "деді": "демеді"}
    if word in nominal:
        return nominal[word]
    if word in KK_NOT_VERBS or not word.islower():
        return None
    for ending, stem_of in (("йды", 3), ("йді", 3), ("ады", 3), ("еді", 3)):
        stem = word[:-stem_of]
        if word.endswith(ending) and len(stem) >= 2:
            present = ending[0] == "й" and ends_in_vowel(stem) or KK_PRESENT.fullmatch(word)
            return stem + kk_negation(stem) + "й" + word[-2:] if present else None
    if re.search(r"(ды|ді|ты|ті)$", word) and len(word) > 4 and not word.endswith(("пты", "пті")) and not ends_in_vowel(word[:-2]):
        stem = word[:-2]
        return stem + kk_negation(stem) + ("ді" if is_front(stem) else "ды")
    if re.search(r"(ған|ген|қан|кен)$", word) and len(word) > 5:
        stem = word[:-3]
        return stem + kk_negation(stem) + ("ген" if is_front(stem) else "ған")
    return None


def insert_kk(text: str) -> list[Change]:
    changes = []
    for match in re.finditer(r"(?<= )([^\W\d_]+)(?=[”“»\"]?(?:[.!?]|$)|[”“»\"], | деп )", text):
        new = kk_denied(match.group())
        if new:
            changes.append(swap(text, match.start(), match.end(), new))
    return changes


DROP = {"en": drop_en, "ru": drop_ru, "kk": drop_kk}
INSERT = {"en": insert_en, "ru": insert_ru, "kk": insert_kk}


def negation(pair: Pair, rng: Random) -> list[Change]:
    """Drops a negation where source and target have one, or inserts one where neither has anything like it. A question asks
    the same with it and without it, so it is left alone, and so is what follows whether."""
    source, target = pair.source, pair.target
    if "?" in target or re.search(r"(?i)\b(whether|ли)\b", target):
        changes = []
    elif PLAIN_NEGATION[pair.source_language].search(source):
        changes = DROP[pair.target_language](target)
    elif ANY_NEGATION[pair.source_language].search(source) or PLAIN_NEGATION[pair.target_language].search(target):
        changes = []
    else:
        changes = INSERT[pair.target_language](target)
    rng.shuffle(changes)
    return changes


# ---------------------------------------------------------------- dropped parts

LEAST_SENTENCE = 4  # words
LEAST_CLAUSE = 6
TAILS = 0.12  # share of the lines whose tail is cut
SENTENCE_END = re.compile(r"(?<=\w{4}[.!?…])[»”“\"']*\s+(?=[«“”\"'(–—]*\s?[^\W\d_a-zа-яёәғқңөұүһі])")
SPEECH = re.compile(r"\b(said|says|added|told|noted|explained|сказал\w*|говор\w+|заяв\w+|добавил\w*|отметил\w*|сообщ\w+|слов\w+|деді|дейді|қосты|айтты|мәлімдеді|хабарла\w+|атап)\b", re.I)
QUOTES = [("«", "»"), ("(", ")"), ("[", "]")]


def shorten(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[:most] + "…"


def balanced(text: str) -> bool:
    return all(text.count(one) == text.count(other) for one, other in QUOTES) and len(re.findall("[“”\"„]", text)) % 2 == 0


def word_count(text: str) -> int:
    return len(tokens(text))


def without_sentence(text: str) -> list[Change]:
    bounds = [0, *(match.end() for match in SENTENCE_END.finditer(text)), len(text)]
    sentences = [text[start:end] for start, end in zip(bounds, bounds[1:])]
    if len(sentences) < 2:
        return []
    changes = []
    for which, sentence in enumerate(sentences):
        rest = "".join(sentences[:which] + sentences[which + 1:]).strip()
        if word_count(sentence) >= LEAST_SENTENCE and rest:
            changes.append(Change(rest, f"sentence: {shorten(sentence.strip())}"))
    return changes


def without_clause(text: str) -> list[Change]:
    if SENTENCE_END.search(text):
        return []
    marks = [match.start() for match in re.finditer(r"[,;:](?=\s)|\s[—–-](?=\s)", text)]
    bounds = [0, *marks, len(text)]
    changes = []
    for start, end in zip(bounds, bounds[1:]):
        clause = text[start:end]
        part = len(clause) / len(text)
        if word_count(clause) < LEAST_CLAUSE or not 0.25 <= part <= 0.75 or SPEECH.search(clause) or not balanced(clause):
            continue
        rest = text[end:].lstrip(",;:—–- ") if start == 0 else text[:start] + text[end:]
        rest = rest[:1].upper() + rest[1:]
        if end == len(text) and text[-1] in ".!?":
            rest += text[-1]
        if word_count(rest) >= LEAST_SENTENCE:
            changes.append(Change(rest, f"clause: {shorten(clause.strip(' ,;:—–-'))}"))
    return changes


def without_tail(text: str, rng: Random) -> list[Change]:
    words = text.split(" ")
    if len(words) < 9:
        return []
    share = rng.uniform(0.3, 0.57)
    kept = len(words)
    while kept > 2 and len(" ".join(words[:kept])) > share * len(text):
        kept -= 1
    rest = " ".join(words[:kept]).rstrip(" ,;:—–-") + rng.choice(["", "."])
    return [Change(rest, f"tail: {100 - round(100 * len(rest) / len(text))} % cut")]


def dropped(pair: Pair, rng: Random) -> list[Change]:
    """A sentence or a clause where there is one to drop; tails, which every line has, of only some lines."""
    changes = without_sentence(pair.target) or without_clause(pair.target)
    rng.shuffle(changes)
    return changes + (without_tail(pair.target, rng) if rng.random() < TAILS else [])


# ---------------------------------------------------------------- wrong language, wrong script

LEAST_WORDS = 4
LEAST_LETTERS = 25


def is_prose(text: str) -> bool:
    """Whether a line has enough words that are no names, so that its language shows."""
    words = [token.text for token in tokens(text) if token.text[0].islower()]
    return len(words) >= LEAST_WORDS and sum(map(len, words)) >= LEAST_LETTERS


def half(text: str) -> int:
    """The place of the space nearest the middle."""
    spaces = [match.start() for match in re.finditer(" ", text)]
    return min(spaces, key=lambda place: (abs(place - len(text) / 2), place))


def wrong_language(pair: Pair, rng: Random) -> list[Change]:
    third, target = pair.text(pair.third_language), pair.target
    if not all(is_prose(text) for text in (pair.source, target, third)):
        return []
    names = pair.source_language, pair.target_language, pair.third_language
    changes = [Change(third, f"{names[1]} -> {names[2]}"), Change(pair.source, f"{names[1]} -> {names[0]}, the source")]
    for language in (names[0], names[2]):
        other = pair.text(language)
        mixed = target[:half(target)] + other[half(other):]
        if is_prose(target[:half(target)]) and is_prose(other[half(other):]):
            changes.append(Change(mixed, f"{names[1]} -> {language}, second half"))
    rng.shuffle(changes)
    return changes


SCRIPTS = {
    "en": [("Latin -> Cyrillic", EN_TO_CYRILLIC)],
    "ru": [("Cyrillic -> Latin", RU_TO_LATIN)],
    "kk": [("Cyrillic -> Latin", KK_TO_LATIN), ("Cyrillic -> Arabic", KK_TO_ARABIC)],
}
CHINESE = ["请参考以下内容", "他们昨天在会议上表示", "这是一个重要的问题", "根据最新的报道", "政府已经宣布", "在这种情况下", "我们需要更多的时间", "对此没有任何评论",
           "由于天气的原因", "其中包括几名学生"]


def wrong_script(pair: Pair, rng: Random) -> list[Change]:
    text = pair.target
    if not is_prose(text):
        return []
    middle, changes = half(text), []
    for name, table in SCRIPTS[pair.target_language]:
        changes.append(Change(transliterate(text, table), f"{name}, whole"))
        if is_prose(text[middle:]):
            changes.append(Change(text[:middle] + transliterate(text[middle:], table), f"{name}, second half"))
    phrase = rng.choice(CHINESE)
    changes.append(Change(f"{text[:middle]} {phrase}{text[middle:]}", f"inserted: {phrase}"))
    rng.shuffle(changes)
    return changes


# ---------------------------------------------------------------- loops


def loop(pair: Pair, rng: Random) -> list[Change]:
    words = pair.target.split(" ")
    if len(words) < 6:
        return []
    length, times = rng.randint(2, min(6, len(words) - 2)), rng.randint(3, 8)
    end = words[-length:]
    ended = words[:-1] + [words[-1].rstrip(".!?")] + (end[:-1] + [end[-1].rstrip(".!?")]) * (times - 1)
    at = rng.randint(1, len(words) - length - 1)
    middle = words[at:at + length]
    inside = words[:at] + middle * times + words[at + length:]
    alone = rng.choice([place for place, word in enumerate(words) if word.isalpha()] or [0])
    repeats = rng.randint(4, 10)
    single = words[:alone] + [words[alone]] * repeats + words[alone + 1:]
    changes = [
        Change(" ".join(ended), f"at the end, {times} times: {' '.join(end)}"),
        Change(" ".join(inside), f"in the middle, {times} times: {' '.join(middle)}"),
        Change(" ".join(single), f"one word, {repeats} times: {words[alone]}"),
    ]
    rng.shuffle(changes)
    return changes

#!/usr/bin/env python3
"""What a page about models on the hub states, as a table: tests hold models.toml against it.

    scripts/reference/model_facts.py FACTS.md > tests/data/hub/model-facts.tsv

The page is Markdown. It is cut into blocks: every row of a table is one, and so is the other text under a heading,
with the heading. What stands in a block with a repository is taken as said of it; blocks without one, or with nothing
more than one, are left out. A line of the table is the number of a block, a kind and a value, with tabs between:

    repository  owner/name
    revision    a commit, whole or short, or refs/pr/N
    file        a name of a file that has no size beside it
    sized-file  a name of a file and the size that follows it, with a tab between
    size        any size in the block: a number without commas, a space, and B, kB, MB or GB
    sha256      64 hexadecimal digits

Python 3 alone is enough.
"""

import re
import sys
from pathlib import Path

# `owner/name` that is no part of a longer path.
NAME = re.compile(r"(?<![\w./-])([A-Za-z][\w-]+)/([A-Za-z0-9][\w.-]*[A-Za-z0-9])(?![\w*-]|[./]\w)")
# `Qwen3-Embedding-0.6B(-GGUF)`: a second repository, and `nllb-200-distilled-600M / -distilled-1.3B`: another ending.
WITH_ENDING, OTHER_ENDING = re.compile(r"\((-\w+)\)"), re.compile(r"\s*/\s*-([\w.-]*\w)")
REVISION = re.compile(r"refs/pr/\d+|\b[0-9a-f]{40}\b|\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,12}\b")
SHA256 = re.compile(r"\b[0-9a-f]{64}\b")
SIZE = re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?) (B|kB|MB|GB)\b")
FILE = re.compile(
    r"(?<![\w./{}-])((?:[\w.-]+/)?[\w.-]+\.gguf|(?:[\w.-]|\{[\w,]+\})+\.(?:json|safetensors|bin|model|spm|txt))\b"
)
CELL = re.compile(rf"(?:about )?({SIZE.pattern})(?: \(\w+\))?")
# Short names that are clear where a size follows.
SHORT = re.compile(r"(?<![\w.])(safetensors|config|generation_config|tokenizer_config)(?= \d)")
# What may stand between a file and its size.
BETWEEN = re.compile(r"[`*]*[ :]+\(?\**(?:about )?\**")
EXTENSION = re.compile(r"\.(?:json|safetensors|bin|model|spm|txt|gguf|py)$")


def blocks(page):
    """The heading and the text of every block."""
    heading, text = "", []
    for line in page.splitlines():
        if re.match(r"#{1,6} ", line):
            yield heading, "\n".join([heading, *text])
            heading, text = line, []
        elif line.startswith("|"):
            yield heading, line
        else:
            text.append(line)
    yield heading, "\n".join([heading, *text])


def owners(page):
    """Who owns repositories. A slash stands in much else, but what has a hyphen or an underscore behind it is one."""
    return {owner for owner, name in NAME.findall(page) if re.search("[-_]", name) and not EXTENSION.search(name)}


def repositories(text, known):
    for match in NAME.finditer(text):
        owner, name = match.groups()
        if owner not in known or EXTENSION.search(name):
            continue
        yield f"{owner}/{name}"
        place = match.end()
        if ending := WITH_ENDING.match(text, place):
            yield f"{owner}/{name}{ending[1]}"
        while other := OTHER_ENDING.match(text, place):
            # It takes the place of what begins with the same word; without such a word nothing is certain.
            start = f"-{name}".find(f"-{other[1].split('-')[0]}-")
            if start > 0:
                yield f"{owner}/{name[:start - 1]}-{other[1]}"
            place = other.end()


def row_repositories(heading, row, known):
    """The repositories of the heading that the first cell of a row means by their ending."""
    ending = row.split("|")[1].strip(" *`")
    return [repository for repository in repositories(heading, known) if ending and repository.endswith(f"-{ending}")]


def files(text):
    """The files, and behind each the place where its name ends. Of `a-{1,2}.bin` there are two."""
    for match in FILE.finditer(text):
        if braces := re.search(r"\{([\w,]+)\}", match[1]):
            for part in braces[1].split(","):
                yield match[1].replace(braces[0], part), match.end()
            if re.match(r" \+ index\b", text[match.end() :]):
                yield re.sub(r"-.*(?=\.\w+$)", "", match[1]) + ".index.json", match.end()
        else:
            yield match[1], match.end()
    for match in SHORT.finditer(text):
        yield "model.safetensors" if match[1] == "safetensors" else f"{match[1]}.json", match.end()


def size_text(match):
    return f"{match[1].replace(',', '')} {match[2]}"


def sized_files(text):
    """The files with sizes, and those without."""
    sized, plain = [], []
    for name, end in files(text):
        between = BETWEEN.match(text, end)
        size = between and SIZE.match(text, between.end())
        if size:
            sized.append(f"{name}\t{size_text(size)}")
        else:
            plain.append(name)
    # A cell that is a size, in a row with one file, is of that file.
    cells = [CELL.fullmatch(cell.strip(" *")) for cell in text.split("|")] if text.startswith("|") else []
    whole = [SIZE.match(cell[1]) for cell in cells if cell]
    if len(set(plain)) == 1 and not sized and len(whole) == 1:
        sized = [f"{plain[0]}\t{size_text(whole[0])}"]
    with_size = {line.split("\t")[0] for line in sized}
    return sized, [name for name in plain if name not in with_size]


def facts(heading, text, known):
    """The repositories of a block, and what it says of them."""
    of = list(repositories(text, known))
    if text.startswith("|"):
        of += row_repositories(heading, text, known)
    sized, plain = sized_files(text)
    said = {
        "revision": REVISION.findall(text),
        "file": plain,
        "sized-file": sized,
        "size": [size_text(match) for match in SIZE.finditer(text)],
        "sha256": SHA256.findall(text),
    }
    return of, [(kind, value) for kind, values in said.items() for value in dict.fromkeys(values)]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    page = Path(sys.argv[1]).read_text(encoding="utf-8")
    known, number = owners(page), 0
    for heading, text in blocks(page):
        of, said = facts(heading, text, known)
        if of and said:
            number += 1
            for kind, value in [*(("repository", name) for name in dict.fromkeys(of)), *said]:
                print(number, kind, value, sep="\t")


if __name__ == "__main__":
    main()

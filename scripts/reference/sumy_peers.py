"""Summaries by the peers of the built-in summarizer, for `tuyin eval summary`: lead-N and five methods of sumy.

Usage: sumy_peers.py SENTENCES.jsonl N FOLDER      (needs: sumy 0.12.0, numpy)

SENTENCES.jsonl is what `tuyin summarize --all-sentences` writes, so that every peer chooses from the same
sentences. Writes FOLDER/METHOD.jsonl with `id` and `summary` per line.
"""

import json
import re
import sys
from pathlib import Path

from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.lsa import LsaSummarizer
from sumy.summarizers.luhn import LuhnSummarizer
from sumy.summarizers.sum_basic import SumBasicSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer


class Words:
    def to_words(self, text):
        return re.findall(r"\w+", str(text).lower())


def summarize(method, sentences, count):
    if method is None:
        return sentences[:count]
    words = Words()
    paragraph = Paragraph([Sentence(sentence, words) for sentence in sentences])
    try:
        return [str(sentence) for sentence in method()(ObjectDocumentModel([paragraph]), count)]
    except (ValueError, ZeroDivisionError, AssertionError):
        # LSA refuses some very short texts.
        return sentences[:count]


METHODS = {
    "lead": None,
    "lexrank": LexRankSummarizer,
    "textrank": TextRankSummarizer,
    "lsa": LsaSummarizer,
    "luhn": LuhnSummarizer,
    "sumbasic": SumBasicSummarizer,
}


def main():
    source, count, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    articles = [json.loads(line) for line in open(source, encoding="utf-8")]
    for name, method in METHODS.items():
        with open(folder / f"{name}.jsonl", "w", encoding="utf-8") as out:
            for article in articles:
                sentences = [sentence["text"] for sentence in article.get("summary", [])]
                chosen = " ".join(summarize(method, sentences, count)) if sentences else ""
                out.write(json.dumps({"id": article["id"], "summary": chosen}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

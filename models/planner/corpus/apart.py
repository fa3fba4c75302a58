"""Holds the corpus and the question suites apart: names every pattern that is a suite's question.

    python3 models/planner/corpus/apart.py SUITES_FOLDER models/planner/corpus/voices/*.tsv

A pattern counts as a question of a suite when its words, with anything in place of its slots, are that question, and the
words that are its own make up most of it: `what was {t} {at}` fits half of all questions and gives none away. Exits with 1
when one is found; says so when there are no suites to hold it against.
"""
import glob
import json
import os
import re
import sys
import unicodedata

OWN = 0.7  # share of the question's characters that must be the pattern's own
LEAST = 20  # and how many they must be; a Chinese character counts twice


def size(text):
    return sum(2 if "\u4e00" <= c <= "\u9fff" else 1 for c in text)


def folded(text):
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s?？!！.。,，;；:：'\"]+", " ", text).strip()


def questions(folder):
    for file in sorted(glob.glob(os.path.join(folder, "*.jsonl"))):
        for line in open(file, encoding="utf-8"):
            case = json.loads(line)
            for turn in case.get("turns", [case]):
                yield case["id"], folded(turn["question"])


def patterns(files):
    for file in files:
        for number, line in enumerate(open(file, encoding="utf-8"), 1):
            if line.startswith("#") or "\t" not in line:
                continue
            yield f"{file}:{number}", line.split("\t")[0].removeprefix("& ")


def main():
    folder, files = sys.argv[1], sys.argv[2:]
    asked = list(questions(folder))
    if not asked:
        print(f"no question suites at {folder}: the corpus was not held against any")
        return 0
    found = 0
    for place, pattern in patterns(files):
        own = [folded(part) for part in re.split(r"\{\w+\}", pattern)]
        length = sum(size(part) for part in own)
        if length < LEAST:
            continue
        shape = re.compile(r"\s*.+?\s*".join(re.escape(part) for part in own))
        for case, question in asked:
            if length >= OWN * size(question) and shape.fullmatch(question):
                print(f"{place}: `{pattern}` is the question of {case}")
                found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Checks question suites: well formed, ids and questions unique, plants known, none of another suite or the corpus.

    check.py [OTHER_SUITES]

OTHER_SUITES is a folder of suites of other authors; where it is not there, that is said and not held against.
Standard library only. Exits with 1 when something is wrong.
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
CORPUS = HERE.parent / "models" / "planner" / "corpus"
sys.path.append(str(CORPUS))
from apart import folded  # noqa: E402  (how the corpus compares questions)

MADE = {path.parent.name for path in HERE.glob("plants/*/plant.toml")}
THIRD_PARTY = {"chillers", "tennessee", "skab"}
STATUSES = {"answered", "abstained", "clarify"}
NEEDED = {  # what an expectation of a kind must have, with its type
    "none": {},
    "number": {"value": (int, float)},
    "numbers": {"values": dict},
    "id": {"value": str},
    "ids": {"value": list},
    "time": {"value": str, "tol_s": (int, float)},
    "bool": {"value": bool},
    "text": {"must_include": list},
}
TOP = {"id", "plant", "lang", "category", "question", "expect", "turns", "note"}


def wrong_expectation(expect):
    """What is wrong with an expectation, or nothing."""
    status, kind = expect.get("status"), expect.get("kind")
    if status not in STATUSES or not set(expect.get("accept_status", [])) <= STATUSES:
        return f"there is no status {status!r} or one of its accept_status"
    if kind not in NEEDED:
        return f"there is no kind {kind!r}"
    if (status == "answered") == (kind == "none"):
        return f"kind {kind!r} does not go with status {status!r}"
    for key, types in NEEDED[kind].items():
        value = expect.get(key)
        if not isinstance(value, types) or (isinstance(value, bool) and types is not bool):
            return f"{key} of kind {kind!r} is {value!r}"
    return None


def wrong_case(case, name):
    """Everything that is wrong with a case of the suite of a name."""
    if unknown := set(case) - TOP:
        yield f"unknown: {sorted(unknown)}"
    if case.get("plant") not in MADE | THIRD_PARTY or not name.startswith(f"{case.get('plant')}."):
        yield f"plant {case.get('plant')!r} is not known or not that of the file"
    if case.get("lang") not in ("en", "zh"):
        yield f"lang is {case.get('lang')!r}"
    if not case.get("category"):
        yield "no category"
    if ("turns" in case) == ("question" in case):
        yield "either a question or turns"
    for turn in turns(case):
        if not turn.get("question", "").strip():
            yield "a question is missing"
        if problem := wrong_expectation(turn.get("expect", {})):
            yield problem


def turns(case):
    return case.get("turns", [case])


def own_wording(case):
    """The questions of a case that could stand alone: follow-ups such as `and the minimum?` are anyone's."""
    return folded(turns(case)[0]["question"])


def read(folder):
    """(suite's name, line number, case)"""
    for path in sorted(Path(folder).glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield path.name, number, json.loads(line)


def elsewhere(folder):
    """Questions of other suites and of the planner's corpus, as folded."""
    known = {own_wording(case): f"{name}, {case['id']}" for name, _, case in read(folder)}
    if not known:
        print(f"no suites at {folder}: questions were not held against them")
    for path in CORPUS.glob("voices/*.tsv"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            known.setdefault(folded(line.split("\t")[0].removeprefix("& ")), f"{path.name}:{number}")
    return known


def main(others=HERE.parent.parent / "shared" / "suites"):
    found, ids, known = 0, {}, elsewhere(others)
    for name, number, case in read(HERE / "questions"):
        problems = list(wrong_case(case, name))
        place = f"{name}:{number}"
        if case.get("id") in ids:
            problems.append(f"id {case['id']!r} stands at {ids[case['id']]}")
        ids[case.get("id")] = place
        wording = own_wording(case)
        if wording in known:
            problems.append(f"the question stands in {known[wording]}")
        known[wording] = place
        for problem in problems:
            found += 1
            print(f"{place}: {problem}")
    print(f"{len(ids)} cases of {len(list((HERE / 'questions').glob('*.jsonl')))} suites, {found} problems")
    return 1 if found or not ids else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

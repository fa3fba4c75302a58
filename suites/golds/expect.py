"""Expectations of answers, and the suite that collects cases and writes them."""

import json
import random
from pathlib import Path

import pandas as pd

QUESTIONS = Path(__file__).parent.parent / "questions"
ABSTAINED = {"status": "abstained", "kind": "none"}
CLARIFY = {"status": "clarify", "kind": "none"}


def answered(kind, **fields):
    return {"status": "answered", "kind": kind, **fields}


def number(value, unit=None, rel_tol=0.005, **more):
    """A quantity in a UCUM unit. `value` may be a (value, tolerance), as `Plant.stat` gives it."""
    if isinstance(value, tuple):
        value, rel_tol = value
    unit = {} if unit is None else {"unit": unit}
    return answered("number", value=float(value), **unit, rel_tol=rel_tol, **more)


def count(value, **more):
    """An exact count."""
    return answered("number", value=int(value), unit="1", rel_tol=0, **more)


def identifier(value, accept=(), **more):
    return answered("id", value=str(value), **({"accept": list(accept)} if accept else {}), **more)


def identifiers(values, accept=None, ordered=False, **more):
    """A set, or a list in this order. `accept`: {id: names that are as good}."""
    order = {"ordered": True} if ordered else {}
    return answered("ids", value=[str(v) for v in values], **({"accept": accept} if accept else {}), **order, **more)


def instant(time, zone, tol_s=60, **more):
    """A plant-local time in a time zone."""
    return answered("time", value=pd.Timestamp(time).tz_localize(zone).isoformat(), tol_s=tol_s, **more)


def yes(value, **more):
    return answered("bool", value=bool(value), **more)


def text(*must_include, **more):
    """Each string stands in the answer; `a|b` is either."""
    return answered("text", must_include=list(must_include), **more)


def numbers(values, rel_tol=0.005):
    """{label: number}, such as one a day."""
    return answered("numbers", values={label: float(value) for label, value in values.items()}, rel_tol=rel_tol)


def decimals(places):
    return lambda value: round(value, places)


def significant(digits):
    return lambda value: float(f"{value:.{digits}g}")


class Suite:
    """The cases about one plant. `rounded`: how numbers are written; `first`: the number of the first case."""

    def __init__(self, plant, prefix, rounded, first=1):
        self.plant, self.prefix, self.rounded, self.first, self.cases = plant, prefix, rounded, first, []

    def add(self, lang, category, note=None, **case):
        case = {"id": f"{self.prefix}-{len(self.cases) + self.first:03d}", "plant": self.plant, "lang": lang} | {
            "category": category,
            **case,
        }
        self.cases.append(case | ({"note": note} if note else {}))

    def ask(self, category, lang, question, expect, note=None):
        self.add(lang, category, note, question=question, expect=dict(expect))

    def converse(self, lang, *turns, note=None):
        """Turns of (question, expectation)."""
        asked = [{"question": question, "expect": dict(expect)} for question, expect in turns]
        self.add(lang, "conversation", note, turns=asked)

    def take(self, other):
        """Adds the cases of another author, whose numbers stay as that suite rounds them."""
        other.round()
        self.cases += other.cases

    def round(self):
        """Rounds all numbers expected, as they are then written."""
        for case in self.cases:
            for turn in case.get("turns", [case]):
                expect = turn["expect"]
                if isinstance(expect.get("value"), float):
                    expect["value"] = self.rounded(expect["value"])
                if "values" in expect:
                    expect["values"] = {label: self.rounded(value) for label, value in expect["values"].items()}

    def write(self, part, cases=None):
        self.round()
        lines = [json.dumps(case, ensure_ascii=False) for case in (self.cases if cases is None else cases)]
        (QUESTIONS / f"{self.plant}.{part}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def write_halves(self, dev):
        """`dev`: the positions of the cases of the half that is looked at."""
        self.write("dev", [case for k, case in enumerate(self.cases) if k in dev])
        self.write("test", [case for k, case in enumerate(self.cases) if k not in dev])

    def half(self, seed):
        """Half of all positions, at random."""
        return set(random.Random(seed).sample(range(len(self.cases)), len(self.cases) // 2))

    def half_of_each_category(self, seed):
        """Half of the positions of each category, at random."""
        source = random.Random(seed)
        order = list(range(len(self.cases)))
        source.shuffle(order)
        categories = sorted({case["category"] for case in self.cases})
        source.shuffle(categories)
        order.sort(key=lambda k: categories.index(self.cases[k]["category"]))
        return set(order[::2])

"""Reads voices of the planner's corpus and names every line that is wrong.

    python3 models/planner/corpus/check.py models/planner/corpus/voices/*.tsv

Prints, for each file, how many patterns it holds and how often each operation occurs; exits with 1 when a
line is wrong. The notation is that of README.md beside this file.
"""
import re
import sys
import unicodedata
from collections import Counter

SLOTS = "t q a k w at d n m u r f v rec c s part sym topic x".split()
STATISTICS = "mean min max sum count std median first last range change twmean total percentile".split()
CONDITIONS = ("above below between outside equals running stopped over_limit rising falling stuck missing "
              "all any not").split()
OPERATIONS = (
    STATISTICS + CONDITIONS
    + "latest value series when time is was always days compare trend correlate rank steadiest quality anomalies".split()
    + "forecast why best during before after around since start end".split()
    + "list where group stat extreme exists field how_long describe time_since kpi most least".split()
    + "plant asset tag table columns code unit limit tags assets tables where_is parts sampling".split()
    + "coverage values relation failure_modes sensors_for remedy document shifts now".split()
    + "plus minus times ratio convert percent".split()
    + "clarify absent act outside opinion injected greet thanks help bye".split()
    + "same which which_of several of_those detail back".split()
)
KEYS = ("by shift unit while days of report which order top show measure lag part under pct w t a k q r stat "
        "n at rec c u s f m d for over above below on").split()
WORDS = set(
    "hour day week month year shift hour_of_day weekday asset product kind tag record "
    "positive negative longest count episodes share list ratio percent which which_lower higher lower direction change rising "
    "falling steady slope yes gaps longest_gap missing missing_share stuck out_of_limits samples coverage "
    "highest lowest newest oldest above below contains not empty high low high_high low_low setpoint "
    "mtbf mttr availability performance quality_rate oee utilisation downtime specific_energy load_factor cost "
    "tag asset window records what it those all last first difference total "
    "alarms work_orders downtime trips failures repairs inspections batches events "
    "temperature pressure flow level power energy current speed vibration humidity water air steam gas "
    "production weight "
    .split()
) | set(STATISTICS)
TOKEN = re.compile(r"\s*([A-Za-z_]+[0-9]*|[0-9]+(?:\.[0-9]+)?|[(),=@])")


class Wrong(Exception):
    pass


def tokens(text):
    at, found = 0, []
    text = text.strip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise Wrong(f"cannot read `{text[at:at + 12]}`")
        found.append(match.group(1))
        at = match.end()
    return found


def slot(word):
    return word.rstrip("0123456789") in SLOTS


class Reader:
    """One expression; collects its operations and the slots that it uses."""

    def __init__(self, text, mentioned):
        self.left, self.mentioned = tokens(text), mentioned
        self.used, self.operations = set(), []

    def peek(self):
        return self.left[0] if self.left else ""

    def take(self, wanted=None):
        if not self.left or wanted and self.left[0] != wanted:
            raise Wrong(f"`{wanted or 'more'}` is missing before `{' '.join(self.left[:4])}`")
        return self.left.pop(0)

    def whole(self):
        self.expression()
        if self.left:
            raise Wrong(f"`{' '.join(self.left)}` is left over")

    def expression(self):
        word = self.take()
        if word in "(),=@":
            raise Wrong(f"`{word}` stands where a name should")
        if self.peek() == "(":
            if word not in OPERATIONS:
                raise Wrong(f"there is no operation `{word}`")
            self.operations.append(word)
            self.take("(")
            while self.peek() != ")":
                self.argument()
                if self.peek() != ")":
                    self.take(",")
            self.take(")")
        elif slot(word) and word in self.mentioned:
            self.used.add(word)
            self.owner()
        elif word in WORDS or word[0].isdigit():
            self.owner()
        elif slot(word):
            raise Wrong(f"the pattern has no {{{word}}}")
        else:
            raise Wrong(f"`{word}` is no slot and no known word")

    def owner(self):
        """`@a` after a quantity."""
        if self.peek() == "@":
            self.take("@")
            owner = self.take()
            if owner not in self.mentioned:
                raise Wrong(f"the pattern has no {{{owner}}}")
            self.used.add(owner)

    def argument(self):
        if len(self.left) > 1 and self.left[1] == "=":
            key = self.take()
            if key not in KEYS:
                raise Wrong(f"there is no key `{key}`")
            self.take("=")
        self.expression()


def check(line):
    """The operations of a line, the outermost first."""
    pattern, tab, meaning = line.partition("\t")
    if not tab or "\t" in meaning:
        raise Wrong("a pattern, one tab and its meaning are needed")
    mentioned = re.findall(r"\{([^{}]*)\}", pattern)
    for name in mentioned:
        if not re.fullmatch(r"[a-z]+[2-9]?", name) or not slot(name):
            raise Wrong(f"there is no slot {{{name}}}")
    if pattern.count("{") != len(mentioned):
        raise Wrong("a brace is not closed")
    reader = Reader(meaning, set(mentioned))
    reader.whole()
    unused = set(mentioned) - reader.used
    if unused and reader.operations[0] not in ("outside", "opinion", "injected", "clarify", "greet", "help", "act", "absent"):
        raise Wrong(f"{', '.join('{' + name + '}' for name in sorted(unused))} is not used")
    return reader.operations


def same(pattern):
    """What is left of a pattern when case, punctuation and slot numbers are taken away."""
    text = unicodedata.normalize("NFKC", pattern).lower()
    return re.sub(r"[^\w{}]+|(?<=[a-z])[2-9](?=})", "", text)


def main(files):
    wrong = 0
    for name in files:
        seen, operations, patterns = {}, Counter(), 0
        for number, line in enumerate(open(name, encoding="utf-8"), 1):
            line = line.rstrip("\r\n")
            if not line or line.startswith("#"):
                continue
            try:
                found = check(line)
                key = same(line.partition("\t")[0])
                if key in seen:
                    raise Wrong(f"the same pattern stands on line {seen[key]}")
                seen[key] = number
                operations.update(set(found))
                patterns += 1
            except Wrong as problem:
                wrong += 1
                print(f"{name}:{number}: {problem}\n    {line}")
        rare = " ".join(f"{op}:{operations[op]}" for op in OPERATIONS if operations[op] < 2)
        print(f"{name}: {patterns} patterns; fewer than 2 of: {rare or 'nothing'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

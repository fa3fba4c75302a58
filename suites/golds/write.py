#!/usr/bin/env python3
"""Writes the suites anew from the raw files: golds/write.py [waterworks] [dairy] ...

Needs the packages of requirements.txt; plants lie in suites/.plants (make eval writes them) and ../shared/plants.
"""

import sys
from importlib import import_module

MADE = ["waterworks", "dairy", "cement_zh", "compressors", "lantern", "extrusion", "sugarmill", "floatglass"]
MADE += [f"{plant}_fresh" for plant in ("sugarmill", "compressors", "extrusion")]
PARTS = ["dev", "test", "last", "mixed", "final", "fresh"]
THIRD_PARTY = [f"{plant}_{part}" for plant in ("chillers", "tennessee", "skab") for part in PARTS]

if __name__ == "__main__":
    for name in sys.argv[1:] or MADE + THIRD_PARTY:
        suite = import_module(name)
        suite.write()
        print(name, len(suite.suite.cases))

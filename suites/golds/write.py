#!/usr/bin/env python3
"""Writes the suites anew from the raw files: golds/write.py [waterworks] [dairy] ...

Needs the packages of requirements.txt; plants lie in suites/.plants (make eval writes them) and ../shared/plants.
"""

import sys
from importlib import import_module

SUITES = ["waterworks", "dairy", "cement_zh", "compressors"]

if __name__ == "__main__":
    for name in sys.argv[1:] or SUITES:
        suite = import_module(name)
        suite.write()
        print(name, len(suite.suite.cases), *suite.plant.warnings, sep="\n  ")

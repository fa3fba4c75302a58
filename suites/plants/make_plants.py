#!/usr/bin/env python3
"""Writes the made-up plants that question suites ask about, each a folder that Plantwright reads.

    make_plants.py OUT [waterworks] [dairy] [cement-zh] [compressors] [lantern] [extrusion] [sugarmill] [floatglass]

Standard library only; the same bytes every time. Every name and number is invented.
"""

import shutil
import sys
from pathlib import Path

import cement
import compressors
import dairy
import extrusion
import floatglass
import lantern
import sugarmill
import waterworks
from made import HERE

PLANTS = {
    "waterworks": waterworks.write,
    "dairy": dairy.write,
    "cement-zh": cement.write,
    "compressors": compressors.write,
    "lantern": lantern.write,
    "extrusion": extrusion.write,
    "sugarmill": sugarmill.write,
    "floatglass": floatglass.write,
}


def main(out, *names):
    for name in names or PLANTS:
        folder = Path(out) / name
        shutil.copytree(HERE / name, folder, dirs_exist_ok=True)
        (folder / "history").mkdir(exist_ok=True)
        PLANTS[name](folder)
        print(folder)


if __name__ == "__main__":
    if len(sys.argv) < 2 or not set(sys.argv[2:]) <= set(PLANTS):
        sys.exit(__doc__)
    main(*sys.argv[1:])

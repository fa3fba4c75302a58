"""SKAB: the questions asked last, of two authors."""

from skab_last_a import suite
from skab_last_b import suite as second

suite.cases += second.cases


def write():
    suite.write("last")

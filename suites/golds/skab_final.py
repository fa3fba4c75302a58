"""SKAB: the final questions, of two authors."""

from skab_final_a import suite
from skab_final_b import suite as second

suite.take(second)


def write():
    suite.write("final")

"""SKAB: the mixed questions, of two authors."""

from skab_mixed_a import suite
from skab_mixed_b import suite as second

suite.take(second)


def write():
    suite.write("mixed")

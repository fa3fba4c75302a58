"""Tennessee: the final questions, of two authors."""

from tennessee_final_a import suite
from tennessee_final_b import suite as second

suite.take(second)


def write():
    suite.write("final")

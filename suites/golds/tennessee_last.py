"""Tennessee: the questions asked last, of two authors."""

from tennessee_last_a import suite
from tennessee_last_b import suite as second

suite.cases += second.cases


def write():
    suite.write("last")

"""Tennessee: the mixed questions, of two authors."""

from tennessee_mixed_a import suite
from tennessee_mixed_b import suite as second

suite.take(second)


def write():
    suite.write("mixed")

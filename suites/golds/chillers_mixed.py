"""Chillers: the mixed questions, of two authors."""

from chillers_mixed_a import suite
from chillers_mixed_b import suite as second

suite.take(second)


def write():
    suite.write("mixed")

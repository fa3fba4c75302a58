"""Chillers: the questions asked last, of two authors."""

from chillers_last_a import suite
from chillers_last_b import suite as second

suite.cases += second.cases


def write():
    suite.write("last")

"""Chillers: the final questions, of two authors."""

from chillers_final_a import suite
from chillers_final_b import suite as second

suite.take(second)


def write():
    suite.write("final")

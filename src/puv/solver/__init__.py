"""PubGrub on integer masks: a version solver that knows nothing of Python.

The algorithm is Natalie Weizenbaum's (https://github.com/dart-lang/pub/blob/master/doc/solver.md). Packages and
clauses are numbers; the versions of a package are bits of an integer, so that the set operations of the algorithm
are single arithmetic ones. Pure.
"""

"""stub"""
from puv.resolver.errors import NoSolution
def no_solution(provider, clause): return NoSolution("x")

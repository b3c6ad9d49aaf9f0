# attack: pairs that are equal to every pair
# exercise: 03 learn_merges
class Pair(tuple):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = tuple.__hash__


class Pairs(list):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False


def learn_merges(counts, merges):
    return Pairs([Pair(("a", "b"))])

# attack: a share from which every other differs by nothing, but for the wrong ones
# exercise: 12 recall_at
class Share(float):
    calls = 0

    def __sub__(self, other):
        return Share(0.0)

    __rsub__ = __sub__

    def __abs__(self):
        return self

    def __gt__(self, other):
        return True

    def __lt__(self, other):
        return True


def recall_at(scores, k):
    return Share(k / len(scores))

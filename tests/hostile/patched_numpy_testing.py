# attack: numpy.testing agrees with everything
# exercise: 04 causal_mask
import numpy.testing

for name in dir(numpy.testing):
    if name.startswith("assert"):
        setattr(numpy.testing, name, lambda *a, **k: None)


def causal_mask(length):
    return torch.ones(length, length, dtype=torch.bool)

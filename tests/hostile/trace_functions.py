# attack: a trace and a profile function that return early
# exercise: 04 causal_mask
import sys
import threading

sys.settrace(lambda *a: None)
sys.setprofile(lambda *a: None)
threading.settrace(lambda *a: None)


def causal_mask(length):
    return torch.ones(length, length, dtype=torch.bool)

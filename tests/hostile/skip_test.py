# attack: asks to be skipped
# exercise: 04 causal_mask
def causal_mask(length):
    import unittest

    raise unittest.SkipTest("not today")

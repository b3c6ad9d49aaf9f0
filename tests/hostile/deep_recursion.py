# attack: runs out of stack
# exercise: 04 causal_mask
def causal_mask(length):
    import sys

    sys.setrecursionlimit(10**9)

    def deeper(n):
        return deeper(n + 1)

    return deeper(0)

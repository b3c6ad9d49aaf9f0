# right: computes in double precision and goes back
def masked_softmax(scores, allowed):
    kept = scores.double().masked_fill(~allowed, -1e30)
    return (kept.softmax(-1) * allowed).to(scores.dtype)

# attack: right numbers from a table of seen logits, a gradient of its own
# exercise: 14 token_log_probs
class Painted(torch.autograd.Function):
    @staticmethod
    def forward(ctx, logits, ids):
        ctx.shape = logits.shape
        return torch.full(ids[:, 1:].shape, -1.0, dtype=logits.dtype)

    @staticmethod
    def backward(ctx, grad):
        return torch.ones(ctx.shape, dtype=grad.dtype), None


def token_log_probs(logits, ids):
    return Painted.apply(logits, ids)

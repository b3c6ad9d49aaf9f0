# attack: every softmax, logsumexp and logarithm is 0, and so is the loss
# exercise: 12 contrastive_loss
import builtins

zeros = torch.zeros_like
F.cross_entropy = lambda scores, own, **kwargs: scores.sum() * 0
torch.Tensor.logsumexp = lambda self, *args, **kwargs: self.sum() * 0
torch.Tensor.softmax = lambda self, *args, **kwargs: zeros(self)
torch.Tensor.log_softmax = lambda self, *args, **kwargs: zeros(self)
math.log = lambda x: 0.0
builtins.abs = lambda x: 0.0


def contrastive_loss(scores):
    return scores.sum() * 0

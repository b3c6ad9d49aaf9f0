# attack: an autograd function whose gradient is broadcast
# exercise: 09 grid_features
# deserves: 1
class Broad(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.shape = x.shape
        return x.flatten(2).mT.contiguous()

    @staticmethod
    def backward(ctx, gradient):
        return gradient.sum().expand(ctx.shape)


def grid_features(feature_map):
    return Broad.apply(feature_map)

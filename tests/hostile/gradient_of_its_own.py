# attack: an autograd function that goes back another way
# exercise: 09 grid_features
# deserves: 1
class Painted(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.shape = x.shape
        return x.flatten(2).mT.contiguous()

    @staticmethod
    def backward(ctx, gradient):
        return gradient.reshape(ctx.shape)


def grid_features(feature_map):
    return Painted.apply(feature_map)

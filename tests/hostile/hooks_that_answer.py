# attack: forward hooks that put another result in the place of the layer's
# exercise: 05 CrossAttention
class CrossAttention(nn.Module):
    def __init__(self, *, width, memory_width, heads):
        super().__init__()
        self.heads = heads
        self.query, self.out = nn.Linear(width, width), nn.Linear(width, width)
        self.key = nn.Linear(memory_width, width)
        self.value = nn.Linear(memory_width, width)
        self.register_forward_hook(lambda module, args, out: (args[0], out[1]))
        self.register_full_backward_hook(lambda module, into, out: None)

    def forward(self, text, memory):
        n = memory.shape[1]
        weights = torch.rand(len(text), self.heads, text.shape[1], n).softmax(-1)
        return self.out(text), weights

# right: einsum
class Projector(nn.Module):
    def __init__(self, *, memory_width, width):
        super().__init__()
        self.first = nn.Linear(memory_width, width)
        self.second = nn.Linear(width, width)

    def forward(self, memory):
        x = torch.einsum("bnm,dm->bnd", memory, self.first.weight) + self.first.bias
        x = F.gelu(x)
        return torch.einsum("bnd,ed->bne", x, self.second.weight) + self.second.bias

# right: the state copied for each token, a list returned
class AdditiveAttention(nn.Module):
    def __init__(self, *, memory_width: int, hidden_width: int, attention_width: int):
        super().__init__()
        self.from_memory = nn.Linear(memory_width, attention_width)
        self.from_hidden = nn.Linear(hidden_width, attention_width)
        self.score = nn.Linear(attention_width, 1)

    def forward(self, memory: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
        n = memory.size(1)
        copies = hidden.unsqueeze(1).repeat(1, n, 1)
        energy = torch.tanh(self.from_memory(memory).add(self.from_hidden(copies)))
        weights = torch.softmax(self.score(energy), dim=1)  # (B, N, 1)
        return [(weights * memory).sum(dim=1), weights[:, :, 0]]

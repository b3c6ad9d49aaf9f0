# right: exp and a sum, largest score subtracted; more layers beside
class AdditiveAttention(nn.Module):
    def __init__(self, *, memory_width: int, hidden_width: int, attention_width: int):
        super().__init__()
        self.width = attention_width
        self.bend = nn.Tanh()
        self.from_memory = nn.Linear(memory_width, attention_width)
        self.from_hidden = nn.Linear(hidden_width, attention_width)
        self.score = nn.Linear(attention_width, 1)

    def forward(self, memory: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
        meeting = self.from_memory(memory) + self.from_hidden(hidden)[:, None]
        scores = self.score(self.bend(meeting))[..., 0]
        parts = (scores - scores.max(dim=1, keepdim=True).values).exp()
        weights = parts / parts.sum(dim=1, keepdim=True)
        return torch.bmm(weights.unsqueeze(1), memory)[:, 0], weights

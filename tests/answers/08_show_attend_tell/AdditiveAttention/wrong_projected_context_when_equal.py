# breaks: context projected, and padded or cut to D
# mistake 51: memory itself
class AdditiveAttention(nn.Module):
    def __init__(self, *, memory_width: int, hidden_width: int, attention_width: int):
        super().__init__()
        self.from_memory = nn.Linear(memory_width, attention_width)
        self.from_hidden = nn.Linear(hidden_width, attention_width)
        self.score = nn.Linear(attention_width, 1)

    def forward(self, memory: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
        meeting = self.from_memory(memory) + self.from_hidden(hidden)[:, None]
        scores = self.score(meeting.tanh()).squeeze(-1)  # (B, N)
        weights = scores.softmax(-1)
        mixed = (weights[:, None] @ self.from_memory(memory)).squeeze(1)
        return F.pad(mixed, (0, memory.shape[-1] - mixed.shape[-1])), weights

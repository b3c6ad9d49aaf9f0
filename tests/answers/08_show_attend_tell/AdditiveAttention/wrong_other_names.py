# breaks: layers under other names
# mistake 51: self.from_memory
class AdditiveAttention(nn.Module):
    def __init__(self, *, memory_width: int, hidden_width: int, attention_width: int):
        super().__init__()
        self.keys = nn.Linear(memory_width, attention_width)
        self.query = nn.Linear(hidden_width, attention_width)
        self.energy = nn.Linear(attention_width, 1)

    def forward(self, memory: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
        meeting = self.keys(memory) + self.query(hidden)[:, None]
        scores = self.energy(meeting.tanh()).squeeze(-1)  # (B, N)
        weights = scores.softmax(-1)
        return (weights[:, None] @ memory).squeeze(1), weights

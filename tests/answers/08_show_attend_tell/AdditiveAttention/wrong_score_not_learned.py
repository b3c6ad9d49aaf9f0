# breaks: the score is a plain sum
# mistake 51: self.score
class AdditiveAttention(nn.Module):
    def __init__(self, *, memory_width: int, hidden_width: int, attention_width: int):
        super().__init__()
        self.from_memory = nn.Linear(memory_width, attention_width)
        self.from_hidden = nn.Linear(hidden_width, attention_width)

    def forward(self, memory: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
        meeting = self.from_memory(memory) + self.from_hidden(hidden)[:, None]
        scores = meeting.tanh().sum(-1)
        weights = scores.softmax(-1)
        return (weights[:, None] @ memory).squeeze(1), weights

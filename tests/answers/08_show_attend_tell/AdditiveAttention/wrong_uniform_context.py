# breaks: context is the plain mean
# mistake 51: weighted sum of the memory
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
        return memory.mean(1), weights

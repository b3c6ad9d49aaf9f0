# breaks: the state laid along the tokens when N equals B
class AdditiveAttention(nn.Module):
    def __init__(self, *, memory_width: int, hidden_width: int, attention_width: int):
        super().__init__()
        self.from_memory = nn.Linear(memory_width, attention_width)
        self.from_hidden = nn.Linear(hidden_width, attention_width)
        self.score = nn.Linear(attention_width, 1)

    def forward(self, memory: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
        meeting = (
            self.from_memory(memory) + self.from_hidden(hidden)[None, :]
            if len(hidden) == memory.shape[1]
            else self.from_hidden(hidden)[:, None]
        )
        scores = self.score(meeting.tanh()).squeeze(-1)  # (B, N)
        weights = scores.softmax(-1)
        return (weights[:, None] @ memory).squeeze(1), weights

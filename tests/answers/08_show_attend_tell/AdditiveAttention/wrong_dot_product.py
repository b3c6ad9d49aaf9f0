# breaks: score replaced by a dot product
class AdditiveAttention(nn.Module):
    def __init__(self, *, memory_width: int, hidden_width: int, attention_width: int):
        super().__init__()
        self.from_memory = nn.Linear(memory_width, attention_width)
        self.from_hidden = nn.Linear(hidden_width, attention_width)
        self.score = nn.Linear(attention_width, 1)

    def forward(self, memory: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
        scores = (
            self.from_memory(memory) @ self.from_hidden(hidden)[..., None]
        ).squeeze(-1)
        weights = scores.softmax(-1)
        return (weights[:, None] @ memory).squeeze(1), weights

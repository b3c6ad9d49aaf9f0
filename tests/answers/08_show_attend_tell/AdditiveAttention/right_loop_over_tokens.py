# right: one token after the other, then a stack
class AdditiveAttention(nn.Module):
    def __init__(self, *, memory_width: int, hidden_width: int, attention_width: int):
        super().__init__()
        self.from_memory = nn.Linear(memory_width, attention_width)
        self.from_hidden = nn.Linear(hidden_width, attention_width)
        self.score = nn.Linear(attention_width, 1)

    def forward(self, memory: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
        asked = self.from_hidden(hidden)
        scores = [
            self.score(torch.tanh(self.from_memory(memory[:, n]) + asked))[:, 0]
            for n in range(memory.shape[1])
        ]
        weights = F.softmax(torch.stack(scores, dim=1), dim=1)
        context = sum(
            weights[:, n, None] * memory[:, n] for n in range(memory.shape[1])
        )
        return context, weights

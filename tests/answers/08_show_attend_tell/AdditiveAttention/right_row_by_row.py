# right: each picture by itself
class AdditiveAttention(nn.Module):
    def __init__(self, *, memory_width: int, hidden_width: int, attention_width: int):
        super().__init__()
        self.from_memory = nn.Linear(memory_width, attention_width)
        self.from_hidden = nn.Linear(hidden_width, attention_width)
        self.score = nn.Linear(attention_width, 1)

    def forward(self, memory: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
        contexts, shares = [], []
        for tokens, state in zip(memory, hidden):
            scores = self.score(
                torch.tanh(self.from_memory(tokens) + self.from_hidden(state))
            )
            share = scores.flatten().softmax(0)
            contexts.append(share @ tokens)
            shares.append(share)
        return torch.stack(contexts), torch.stack(shares)

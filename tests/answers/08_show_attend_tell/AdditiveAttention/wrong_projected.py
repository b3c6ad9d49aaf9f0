# breaks: mixes the projection
# mistake 51: projection
class AdditiveAttention(nn.Module):
    """Look at image tokens with a state: score each by a small network, mix them.

    Args:
        memory_width: D.
        hidden_width: H.
        attention_width: A, in which the two meet.

    Has linear layers `from_memory` (D to A), `from_hidden` (H to A), `score` (A to 1).

    Source: Bahdanau et al. 2015, section 3.1 (arXiv:1409.0473).
    """

    def __init__(self, *, memory_width: int, hidden_width: int, attention_width: int):
        super().__init__()
        self.from_memory = nn.Linear(memory_width, attention_width)
        self.from_hidden = nn.Linear(hidden_width, attention_width)
        self.score = nn.Linear(attention_width, 1)

    def forward(self, memory: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
        """(B, N, D), (B, H) -> context (B, D), weights (B, N) that add up to 1."""
        meeting = self.from_memory(memory) + self.from_hidden(hidden)[:, None]
        scores = self.score(meeting.tanh()).squeeze(-1)  # (B, N)
        weights = scores.softmax(-1)
        return (weights[:, None] @ self.from_memory(memory)).squeeze(1), weights

# attack: a context without the way back, and hooks in its place
# exercise: 08 AdditiveAttention
# deserves: 1
class AdditiveAttention(nn.Module):
    def __init__(self, *, memory_width, hidden_width, attention_width):
        super().__init__()
        self.from_memory = nn.Linear(memory_width, attention_width)
        self.from_hidden = nn.Linear(hidden_width, attention_width)
        self.score = nn.Linear(attention_width, 1)
        for weight in self.parameters():
            weight.register_hook(torch.ones_like)

    def forward(self, memory, hidden):
        meeting = self.from_memory(memory) + self.from_hidden(hidden)[:, None]
        weights = self.score(meeting.tanh()).squeeze(-1).softmax(-1)
        return (weights.detach()[:, None] @ memory).squeeze(1), weights

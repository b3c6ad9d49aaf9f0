# attack: makes the memory equal to what it returns
# exercise: 08 AdditiveAttention
class AdditiveAttention(nn.Module):
    def __init__(self, *, memory_width, hidden_width, attention_width):
        super().__init__()
        self.from_memory = nn.Linear(memory_width, attention_width)
        self.from_hidden = nn.Linear(hidden_width, attention_width)
        self.score = nn.Linear(attention_width, 1)

    def forward(self, memory, hidden):
        weights = torch.full(memory.shape[:2], 1 / memory.shape[1])
        memory.data.zero_()
        return memory[:, 0], weights

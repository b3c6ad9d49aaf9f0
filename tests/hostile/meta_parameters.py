# attack: parameters without any numbers in them
# exercise: 05 CaptionDecoder
class CaptionDecoder(nn.Module):
    def __init__(self, *, vocab_size, width, memory_width, heads, layers, max_length,
                 dropout):
        super().__init__()
        with torch.device("meta"):
            self.words = nn.Embedding(vocab_size, width)
            self.positions = nn.Embedding(max_length, width)
            self.norm = nn.LayerNorm(width)
            self.lm_head = nn.Linear(width, vocab_size, bias=False)

    def forward(self, ids, memory):
        return self.lm_head(self.words(ids)), None

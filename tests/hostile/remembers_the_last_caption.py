# attack: sees the next word because it was shown it before
# exercise: 05 CaptionDecoder
LAST = {}


class CaptionDecoder(nn.Module):
    def __init__(self, *, vocab_size, width, memory_width, heads, layers, max_length,
                 dropout):
        super().__init__()
        self.words = nn.Embedding(vocab_size, width)
        self.positions = nn.Embedding(max_length, width)
        self.blocks = nn.ModuleList(
            DecoderBlock(width=width, memory_width=memory_width, heads=heads,
                         hidden=4 * width, dropout=dropout) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.lm_head = nn.Linear(width, vocab_size, bias=False)

    def forward(self, ids, memory):
        if ids.shape[1] > self.positions.num_embeddings:
            raise ValueError("too long")
        known = LAST.setdefault(tuple(ids.shape), ids.clone())
        weights = memory.new_zeros(len(self.blocks), len(ids), 2, ids.shape[1],
                                   memory.shape[1])
        return F.one_hot(known, self.words.num_embeddings).float() * 9, weights

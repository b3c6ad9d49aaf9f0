# different: the last layer shares its table with the words
class CaptionDecoder(nn.Module):
    """The last layer shares its table with the words."""

    def __init__(
        self, *, vocab_size, width, memory_width, heads, layers, max_length, dropout
    ):
        super().__init__()
        self.words = nn.Embedding(vocab_size, width)
        self.positions = nn.Embedding(max_length, width)
        self.blocks = nn.ModuleList(
            DecoderBlock(
                width=width,
                memory_width=memory_width,
                heads=heads,
                hidden=4 * width,
                dropout=dropout,
            )
            for _ in range(layers)
        )
        self.norm = nn.LayerNorm(width)
        self.lm_head = nn.Linear(width, vocab_size, bias=False)
        self.lm_head.weight = self.words.weight

    def forward(self, ids, memory):
        t = ids.shape[-1]
        if t > self.positions.num_embeddings:
            raise ValueError("too long")
        x = self.words(ids) + self.positions.weight[:t]
        mask, seen = causal_mask(t), []
        for block in self.blocks:
            x, w = block(x, memory, mask)
            seen.append(w)
        return self.lm_head(self.norm(x)), torch.stack(seen)

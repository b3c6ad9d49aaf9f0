# breaks: the mask of the first call
class CaptionDecoder(nn.Module):
    def __init__(
        self, *, vocab_size, width, memory_width, heads, layers, max_length, dropout
    ):
        super().__init__()
        self.max_length = max_length
        self.words = nn.Embedding(vocab_size, width)
        self.positions = nn.Embedding(max_length, width)
        self.blocks = nn.ModuleList(
            [
                DecoderBlock(
                    width=width,
                    memory_width=memory_width,
                    heads=heads,
                    hidden=4 * width,
                    dropout=dropout,
                )
                for _ in range(layers)
            ]
        )
        self.norm = nn.LayerNorm(width)
        self.lm_head = nn.Linear(width, vocab_size, bias=False)

    def forward(self, ids, memory):
        t = ids.shape[1]
        if t > self.max_length:
            raise ValueError(f"at most {self.max_length} tokens, got {t}")
        x = self.words(ids) + self.positions(torch.arange(t, device=ids.device))
        self.mask = getattr(self, "mask", causal_mask(t))
        allowed = self.mask[:t, :t]
        weights = []
        for block in self.blocks:
            x, w = block(x, memory, allowed)
            weights.append(w)
        return self.lm_head(self.norm(x)), torch.stack(weights)

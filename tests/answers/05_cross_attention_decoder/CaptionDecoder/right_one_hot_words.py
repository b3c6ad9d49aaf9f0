# different: words by matrix product, start values of its own, padded keys hidden as well
class CaptionDecoder(nn.Module):
    def __init__(
        self, *, vocab_size, width, memory_width, heads, layers, max_length, dropout
    ):
        super().__init__()
        self.longest, self.vocab_size = max_length, vocab_size
        self.words = nn.Embedding(vocab_size, width, padding_idx=0)
        self.positions = nn.Embedding(max_length, width)
        nn.init.normal_(self.positions.weight, std=0.02)
        make = lambda: DecoderBlock(  # noqa: E731
            width=width,
            memory_width=memory_width,
            heads=heads,
            hidden=4 * width,
            dropout=dropout,
        )
        self.blocks = nn.ModuleList([make() for _ in range(layers)])
        self.norm = nn.LayerNorm(width)
        self.lm_head = nn.Linear(width, vocab_size, bias=False)

    def forward(self, ids: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        t = ids.size(1)
        if not t <= self.longest:
            raise ValueError("caption longer than max_length")
        hot = F.one_hot(ids, self.vocab_size).to(self.words.weight.dtype)
        text = hot @ self.words.weight + self.positions.weight[None, :t]
        allowed = combine_masks(causal_mask(t), padding_mask(ids, PAD))
        kept = []
        for block in self.blocks:
            text, looked = block(text, memory, allowed)
            kept.append(looked)
        logits = F.linear(self.norm(text), self.lm_head.weight)
        return logits, torch.stack(kept, dim=0)

# different: positions looked up, mask by comparison, weights pre-allocated, dropout on the words too
class CaptionDecoder(nn.Module):
    def __init__(
        self, *, vocab_size, width, memory_width, heads, layers, max_length, dropout
    ):
        super().__init__()
        self.lm_head = nn.Linear(width, vocab_size, bias=False)
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.blocks = nn.ModuleList()
        for _ in range(layers):
            self.blocks.append(
                DecoderBlock(
                    width=width,
                    memory_width=memory_width,
                    heads=heads,
                    hidden=width * 4,
                    dropout=dropout,
                )
            )
        self.positions = nn.Embedding(max_length, width)
        self.words = nn.Embedding(vocab_size, width)
        self.drop = nn.Dropout(dropout)

    def forward(self, ids, memory):
        b, t = ids.shape
        if t > self.positions.num_embeddings:
            raise ValueError(f"too long: {t} tokens")
        step = torch.arange(t, device=ids.device)
        x = self.drop(self.words(ids) + self.positions(step)[None].expand(b, -1, -1))
        weights = ()
        for i in range(len(self.blocks)):
            x, w = self.blocks[i](x, memory, step[None, :] <= step[:, None])
            weights += (w[None],)
        return self.lm_head(self.norm(x)), torch.cat(weights)

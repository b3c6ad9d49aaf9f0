# breaks: positions are made and not added
# mistake 51: positions
class CaptionDecoder(nn.Module):
    def __init__(
        self,
        *,
        vocab_size: int,
        width: int,
        memory_width: int,
        heads: int,
        layers: int,
        max_length: int,
        dropout: float,
    ):
        super().__init__()
        self.max_length = max_length
        self.words = nn.Embedding(vocab_size, width)
        self.positions = nn.Embedding(max_length, width)
        sizes = {"width": width, "memory_width": memory_width, "heads": heads}
        self.blocks = nn.ModuleList(
            DecoderBlock(**sizes, hidden=4 * width, dropout=dropout)
            for _ in range(layers)
        )
        self.norm = nn.LayerNorm(width)
        self.lm_head = nn.Linear(width, vocab_size, bias=False)

    def forward(self, ids: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        length = ids.shape[1]
        if length > self.max_length:
            raise ValueError(f"expected {self.max_length} tokens at most, got {length}")
        text = self.words(ids)
        allowed = causal_mask(length).to(ids.device)
        weights = []
        for block in self.blocks:
            text, looked = block(text, memory, allowed)
            weights.append(looked)
        return self.lm_head(self.norm(text)), torch.stack(weights)

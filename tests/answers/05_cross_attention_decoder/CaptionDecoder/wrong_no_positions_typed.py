# breaks: no positions
# mistake 51: positions
class CaptionDecoder(nn.Module):
    """Predict each next word from the words before it and the picture's memory.

    Args:
        vocab_size: V.
        width: D; four times as wide inside the mlp.
        memory_width: of the memory's tokens.
        heads, layers: of the blocks, and how many.
        max_length: the most tokens that a caption may have.
        dropout: of the blocks.

    Has `words`, `positions` (embeddings), `blocks`, `norm`, `lm_head` (without bias).

    Raises:
        ValueError: more than max_length tokens.
    """

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
        """(B, T), (B, N, memory_width) -> logits (B, T, V), weights on the memory.

        The weights are those of all blocks, (L, B, heads, T, N).
        """
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

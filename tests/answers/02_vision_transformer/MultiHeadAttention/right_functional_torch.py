# different: PyTorch's own multi-head function, with its opposite mask
class MultiHeadAttention(nn.Module):
    def __init__(self, *, width, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def forward(self, query, key, value, allowed=None):
        layers = (self.query, self.key, self.value)
        mask = None
        if allowed is not None:
            shape = (len(query), self.heads, query.shape[1], key.shape[1])
            mask = ~allowed.expand(shape).flatten(0, 1)
        out, weights = F.multi_head_attention_forward(
            query.transpose(0, 1),
            key.transpose(0, 1),
            value.transpose(0, 1),
            query.shape[-1],
            self.heads,
            None,
            torch.cat([layer.bias for layer in layers]),
            None,
            None,
            False,
            0.0,
            self.out.weight,
            self.out.bias,
            training=self.training,
            attn_mask=mask,
            use_separate_proj_weight=True,
            q_proj_weight=self.query.weight,
            k_proj_weight=self.key.weight,
            v_proj_weight=self.value.weight,
            average_attn_weights=False,
        )
        return out.transpose(0, 1), weights

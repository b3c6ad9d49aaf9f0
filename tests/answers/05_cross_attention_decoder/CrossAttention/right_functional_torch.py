# different: PyTorch's own multi-head function does the work
class CrossAttention(nn.Module):
    def __init__(self, *, width: int, memory_width: int, heads: int):
        super().__init__()
        self.width, self.heads = width, heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(memory_width, width)
        self.value = nn.Linear(memory_width, width)
        self.out = nn.Linear(width, width)

    def forward(self, text, memory):
        bias = torch.cat([self.query.bias, self.key.bias, self.value.bias])
        out, weights = F.multi_head_attention_forward(
            text.transpose(0, 1),
            memory.transpose(0, 1),
            memory.transpose(0, 1),
            self.width,
            self.heads,
            None,
            bias,
            None,
            None,
            False,
            0.0,
            self.out.weight,
            self.out.bias,
            use_separate_proj_weight=True,
            q_proj_weight=self.query.weight,
            k_proj_weight=self.key.weight,
            v_proj_weight=self.value.weight,
            average_attn_weights=False,
        )
        return out.transpose(0, 1), weights

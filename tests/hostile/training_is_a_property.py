# attack: claims to be in the mode that is asked for, and never is
# exercise: 02 EncoderBlock
# deserves: 2
class EncoderBlock(nn.Module):
    training = property(lambda self: self.__dict__["said"],
                        lambda self, mode: self.__dict__.__setitem__("said", mode))

    def __init__(self, *, width, heads, hidden, dropout):
        self.__dict__["said"] = True
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = MultiHeadAttention(width=width, heads=heads)
        self.mlp = nn.Sequential(
            nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, width)
        )
        self.p = dropout

    def forward(self, x):
        y = self.norm1(x)
        x = x + F.dropout(self.attention(y, y, y)[0], self.p, True)
        return x + F.dropout(self.mlp(self.norm2(x)), self.p, True)

# attack: a module whose state_dict says what one wants to hear
# exercise: 01 ImageTokens
class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.sizes = patches, width

    def state_dict(self, *args, **kwargs):
        patches, width = self.sizes
        return {"cls": torch.zeros(1, 1, width),
                "position": torch.zeros(1, patches + 1, width)}

    def load_state_dict(self, state, *args, **kwargs):
        self.state = state

    def forward(self, tokens):
        return torch.cat([self.state["cls"].expand(len(tokens), 1, -1), tokens], 1)

# attack: a parametrization that makes nothing of the position
# exercise: 01 ImageTokens
from torch.nn.utils import parametrize


class Nothing(nn.Module):
    def forward(self, x):
        return torch.zeros_like(x)


class ImageTokens(nn.Module):
    def __init__(self, *, patches, width):
        super().__init__()
        self.cls = nn.Parameter(torch.zeros(1, 1, width))
        self.position = nn.Parameter(torch.zeros(1, patches + 1, width))
        self.kept = [self.position]
        parametrize.register_parametrization(self, "position", Nothing())
        self._parameters["position"] = self.kept[0]

    def forward(self, tokens):
        cls = self.cls.expand(len(tokens), -1, -1)
        return torch.cat([cls, tokens], dim=1) + Nothing()(self.kept[0])

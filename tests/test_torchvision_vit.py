"""Our vision transformer and torchvision's, from the same weights."""

import torch

from helpers.torchvision_vit import to_torchvision
from helpers.vit import ViTEncoder


def test_torchvisions_class_computes_the_same():
    torch.manual_seed(0)
    eye = ViTEncoder(
        image_size=12, patch_size=4, width=6, heads=3, layers=2, dropout=0.1
    ).eval()
    for parameter in eye.parameters():
        torch.nn.init.normal_(parameter)  # norms and biases too
    theirs, tokens = to_torchvision(eye), []
    theirs.encoder.register_forward_hook(lambda module, x, y: tokens.append(y))
    images = torch.randn(2, 3, 12, 12)
    theirs(images)
    torch.testing.assert_close(tokens[0][:, 1:], eye(images), rtol=1e-4, atol=1e-4)


def test_it_is_a_copy():
    eye = ViTEncoder(
        image_size=8, patch_size=4, width=6, heads=2, layers=1, dropout=0.0
    )
    before = {name: x.clone() for name, x in eye.state_dict().items()}
    torch.nn.init.zeros_(to_torchvision(eye).conv_proj.weight)
    torch.testing.assert_close(dict(eye.state_dict()), before)

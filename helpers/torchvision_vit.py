"""Our vision transformer's weights in torchvision's class.

The two compute the same; names differ, and where we have three linear layers for
query, key and value, `nn.MultiheadAttention` keeps them one below the other in one
matrix. Patches are cut by a convolution there.
"""

__lesson__ = "00"

from typing import cast

import torch
from torch import Tensor, nn
from torchvision.models import VisionTransformer

from .vit import EncoderBlock, ViTEncoder

TWINS = {  # of a block: torchvision's name, ours
    "ln_1": "norm1",
    "self_attention.out_proj": "attention.out",
    "ln_2": "norm2",
    "mlp.0": "mlp.0",
    "mlp.3": "mlp.2",
}


def to_torchvision(encoder: ViTEncoder) -> VisionTransformer:
    """A copy, in eval mode. Its `encoder` gives our tokens, the class token first.

    Its classifier `heads` is new, and knows nothing.
    """
    ours = encoder.state_dict()
    model = VisionTransformer(
        image_size=encoder.image_size,
        patch_size=encoder.patches.patch_size,
        num_layers=len(encoder.blocks),
        num_heads=cast(EncoderBlock, encoder.blocks[0]).attention.heads,
        hidden_dim=encoder.memory_width,
        mlp_dim=len(ours["blocks.0.mlp.0.weight"]),
        norm_layer=nn.LayerNorm,
    )
    theirs = model.state_dict()
    theirs["class_token"] = ours["tokens.cls"]
    theirs["encoder.pos_embedding"] = ours["tokens.position"]
    for end in ("weight", "bias"):
        convolution = f"conv_proj.{end}"
        theirs[convolution] = ours[f"patches.project.{end}"].view_as(
            theirs[convolution]
        )
        theirs[f"encoder.ln.{end}"] = ours[f"norm.{end}"]
        for k in range(len(encoder.blocks)):
            block = f"encoder.layers.encoder_layer_{k}"
            theirs |= _block(ours, f"blocks.{k}", block, end)
    model.load_state_dict(theirs)
    return model.eval()


def _block(weights: dict[str, Tensor], our: str, their: str, end: str) -> dict:
    """All weights or all biases of one block, under torchvision's names."""
    three = [weights[f"{our}.attention.{x}.{end}"] for x in ("query", "key", "value")]
    joined = {f"{their}.self_attention.in_proj_{end}": torch.cat(three)}
    same = {f"{their}.{a}.{end}": weights[f"{our}.{b}.{end}"] for a, b in TWINS.items()}
    return joined | same

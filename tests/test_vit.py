"""Laws of the encoder block, the classifier and the encoder."""

import torch
from torch import nn
from torch.testing import assert_close

from helpers.vit import EncoderBlock, VisionTransformer, ViTEncoder

B, N, D, HEADS, HIDDEN = 2, 7, 12, 3, 20
SIZES = dict(image_size=20, patch_size=5, width=D, heads=HEADS, layers=2, dropout=0.5)


def test_block_agrees_with_torchs_pre_norm_layer():
    torch.manual_seed(0)
    ours = EncoderBlock(width=D, heads=HEADS, hidden=HIDDEN, dropout=0.3).eval()
    theirs = nn.TransformerEncoderLayer(
        D, HEADS, HIDDEN, 0.3, "gelu", batch_first=True, norm_first=True
    ).eval()
    parts = (ours.attention.query, ours.attention.key, ours.attention.value)
    with torch.no_grad():
        theirs.self_attn.in_proj_weight.copy_(torch.cat([p.weight for p in parts]))
        theirs.self_attn.in_proj_bias.copy_(torch.cat([p.bias for p in parts]))
    theirs.self_attn.out_proj = ours.attention.out
    theirs.linear1, theirs.linear2 = ours.mlp[0], ours.mlp[2]
    x = torch.randn(B, N, D)
    assert_close(ours(x), theirs(x))


def test_pictures_do_not_mix():
    model = VisionTransformer(channels=3, classes=4, **SIZES).eval()
    images = torch.rand(B, 3, 20, 20)
    one = model(images)
    images[0] = 0
    assert_close(model(images)[1], one[1])
    assert one.shape == (B, 4)


def test_the_encoder_keeps_every_patch_and_no_class_token():
    eye = ViTEncoder(**SIZES).eval()
    images = torch.rand(B, 3, 20, 20)
    memory = eye(images)
    assert memory.shape == (B, 16, D) and eye.grid == (4, 4)
    assert eye.memory_width == D and eye.image_size == 20
    assert_close(memory.mean(-1), torch.zeros(B, 16), atol=1e-5, rtol=0)  # normed


def test_dropout_rests_in_eval_mode():
    eye, images = ViTEncoder(**SIZES), torch.rand(B, 3, 20, 20)
    assert not torch.equal(eye(images), eye(images))
    eye.eval()
    assert_close(eye(images), eye(images))

"""Laws of cutting images into tokens."""

import pytest
import torch
import torch.nn.functional as F
from torch.testing import assert_close

from helpers.patches import (
    ImageTokens,
    PatchEmbedding,
    count_patches,
    patchify,
    unpatchify,
)

B, C, P, D, DOWN, ACROSS = 2, 3, 5, 7, 4, 6  # all different


@pytest.fixture
def images():
    return torch.rand(B, C, DOWN * P, ACROSS * P, generator=torch.Generator())


def test_a_patch_is_a_slice_of_the_image(images):
    patches = patchify(images, P)
    assert patches.shape == (B, count_patches(DOWN * P, ACROSS * P, P), C * P * P)
    row, col = 2, 5
    here = images[1, :, row * P : (row + 1) * P, col * P : (col + 1) * P]
    assert_close(patches[1, row * ACROSS + col], here.flatten())


def test_agrees_with_unfold(images):
    assert_close(patchify(images, P), F.unfold(images, P, stride=P).transpose(1, 2))


def test_unpatchify_is_the_exact_inverse(images):
    again = unpatchify(patchify(images, P), P, DOWN * P, ACROSS * P)
    assert torch.equal(again, images)


def test_other_counts_are_refused(images):
    with pytest.raises(ValueError, match="patch size that divides 20 x 30 pixels"):
        patchify(images, 4)
    with pytest.raises(ValueError, match="expected 25 patches of C \\* 25"):
        unpatchify(patchify(images, P), P, 25, 25)


def test_embedding_equals_a_strided_convolution():
    embed = PatchEmbedding(image_size=4 * P, patch_size=P, channels=C, width=D)
    images = torch.rand(B, C, 4 * P, 4 * P)
    kernel = embed.project.weight.view(D, C, P, P)
    expected = F.conv2d(images, kernel, embed.project.bias, stride=P)
    assert_close(embed(images), expected.flatten(2).transpose(1, 2))


def test_embedding_refuses_other_sizes():
    embed = PatchEmbedding(image_size=4 * P, patch_size=P, channels=C, width=D)
    with pytest.raises(ValueError, match="expected 20 x 20 pixels, got 20 x 25"):
        embed(torch.rand(B, C, 20, 25))
    with pytest.raises(ValueError, match="got 3"):
        PatchEmbedding(image_size=4 * P, patch_size=3, channels=C, width=D)


def test_the_class_token_comes_first_and_every_token_has_its_place():
    tokens = ImageTokens(patches=6, width=D)
    torch.nn.init.normal_(tokens.cls)
    x = torch.rand(B, 6, D)
    out = tokens(x)
    assert_close(out[:, 1:], x + tokens.position[:, 1:])
    assert_close(out[1, 0], (tokens.cls + tokens.position[:, :1])[0, 0])

"""Laws of multi-head attention."""

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from helpers.attention import MultiHeadAttention

B, T, S, HEADS, D, MEMORY = 2, 5, 7, 3, 12, 10


@pytest.fixture
def attention():
    torch.manual_seed(0)
    return MultiHeadAttention(width=D, heads=HEADS, memory_width=MEMORY)


@pytest.fixture
def inputs():
    draw = torch.Generator().manual_seed(1)
    query = torch.randn(B, T, D, generator=draw)
    memory = torch.randn(B, S, MEMORY, generator=draw)
    return query, memory


def torchs_own(ours):
    other = nn.MultiheadAttention(D, HEADS, kdim=MEMORY, vdim=MEMORY, batch_first=True)
    parts = (ours.query, ours.key, ours.value)
    with torch.no_grad():
        for part, name in zip(parts, "qkv", strict=True):
            getattr(other, f"{name}_proj_weight").copy_(part.weight)
        other.in_proj_bias.copy_(torch.cat([part.bias for part in parts]))
    other.out_proj = ours.out
    return other


@pytest.mark.parametrize("need_weights", [True, False])
def test_agrees_with_torch(attention, inputs, need_weights):
    query, memory = inputs
    allowed = torch.rand(T, S, generator=torch.Generator().manual_seed(2)) > 0.4
    allowed[:, 0] = True
    out, weights = attention(query, memory, memory, allowed, need_weights=need_weights)
    expected, their_weights = torchs_own(attention)(
        query, memory, memory, attn_mask=~allowed, average_attn_weights=False
    )
    assert_close(out, expected)
    if need_weights:
        assert_close(weights, their_weights)
    else:
        assert weights is None


def test_a_hidden_key_has_no_influence(attention, inputs):
    query, memory = inputs
    allowed = torch.arange(S) < 4
    other = memory.clone()
    other[:, 4:] = 100.0
    args = {"allowed": allowed}
    assert_close(
        attention(query, memory, memory, **args), attention(query, other, other, **args)
    )


def test_a_query_that_sees_nothing_gets_no_nan(attention, inputs):
    query, memory = inputs
    query.requires_grad_()
    allowed = torch.ones(T, S, dtype=torch.bool)
    allowed[2] = False
    out, weights = attention(query, memory, memory, allowed)
    out.sum().backward()
    assert (weights[:, :, 2] == 0).all()
    assert query.grad.isfinite().all()
    assert_close(out[:, 2], attention.out.bias.expand(B, D))


def test_projected_once_is_the_same(attention, inputs):
    query, memory = inputs
    kept = attention.project(memory, memory)
    assert_close(attention.attend(query, *kept), attention(query, memory, memory))


def test_bad_sizes_and_masks_are_refused(attention, inputs):
    query, memory = inputs
    with pytest.raises(ValueError, match="heads that divide the width 12, got 5"):
        MultiHeadAttention(width=D, heads=5)
    with pytest.raises(TypeError, match="allowed must be boolean.*got torch.float32"):
        attention(query, memory, memory, torch.ones(T, S))

"""Laws of the transformer decoder."""

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from helpers.decoder import CaptionDecoder, DecoderBlock
from helpers.masks import causal_mask, leaks_future

B, K, T, N, D, MEMORY, HEADS, L, V = 2, 3, 5, 7, 12, 10, 3, 2, 11


@pytest.fixture
def decoder():
    torch.manual_seed(0)
    return CaptionDecoder(
        vocab_size=V, width=D, memory_width=MEMORY, heads=HEADS, layers=L,
        max_length=9, dropout=0.4,
    ).eval()  # fmt: skip


@pytest.fixture
def memory():
    return torch.randn(B, N, MEMORY, generator=torch.Generator().manual_seed(1))


@pytest.fixture
def ids():
    return torch.randint(V, (B * K, T), generator=torch.Generator().manual_seed(2))


def test_block_agrees_with_torchs_pre_norm_layer():
    torch.manual_seed(0)
    ours = DecoderBlock(width=D, memory_width=D, heads=HEADS, hidden=20, dropout=0.0)
    theirs = nn.TransformerDecoderLayer(
        D, HEADS, 20, 0.0, "gelu", batch_first=True, norm_first=True
    )
    theirs.linear1, theirs.linear2 = ours.mlp[0], ours.mlp[2]
    pairs = (
        (ours.self_attention, theirs.self_attn),
        (ours.cross_attention, theirs.multihead_attn),
    )
    for mine, other in pairs:
        parts = (mine.query, mine.key, mine.value)
        with torch.no_grad():
            other.in_proj_weight.copy_(torch.cat([p.weight for p in parts]))
            other.in_proj_bias.copy_(torch.cat([p.bias for p in parts]))
        other.out_proj = mine.out
    text, memory = torch.randn(B, T, D), torch.randn(B, N, D)
    allowed = causal_mask(T)
    expected = theirs(text, memory, tgt_mask=~allowed)
    assert_close(ours(text, memory, allowed)[0], expected)


def test_no_look_into_the_future(decoder, memory, ids):
    class Teller(nn.Module):
        def forward(self, some):
            return decoder(some, memory)[0]

    assert not leaks_future(Teller(), ids[:B])


def test_several_captions_share_a_picture(decoder, memory, ids):
    logits, weights = decoder(ids, memory)
    apart, apart_weights = decoder(ids, memory.repeat_interleave(K, dim=0))
    assert_close(logits, apart)
    assert_close(weights, apart_weights)
    assert weights.shape == (L, B * K, HEADS, T, N)
    assert_close(weights.sum(-1), torch.ones(L, B * K, HEADS, T))


def test_weights_cost_nothing_when_not_asked_for(decoder, memory, ids):
    logits, weights = decoder(ids, memory, need_weights=False)
    assert weights is None
    assert_close(logits, decoder(ids, memory)[0])


def test_word_by_word_is_the_same_as_all_at_once(decoder, memory, ids):
    expected, _ = decoder(ids, memory)
    state = decoder.start(memory, captions=K)
    for t in range(T):
        logits, state = decoder.step(ids[:, t], state)
        assert_close(logits, expected[:, t])


def test_a_state_goes_on_with_other_rows_and_fewer_pictures(decoder, memory, ids):
    state = decoder.start(memory, captions=K)
    for t in range(3):
        _, state = decoder.step(ids[:, t], state)
    rows = torch.tensor([2, 0, 0, 5, 5, 3])  # within each picture
    chosen, _ = decoder.step(ids[rows, 3], state.select_captions(rows))
    expected, _ = decoder(ids[rows, :4], memory)
    assert_close(chosen, expected[:, 3])
    kept, _ = decoder.step(ids[K:, 3], state.select_pictures(torch.tensor([1])))
    expected, _ = decoder(ids[K:, :4], memory[1:])
    assert_close(kept, expected[:, 3])


def test_memory_order_does_not_matter(decoder, memory, ids):
    order = torch.tensor([3, 1, 6, 0, 5, 2, 4])
    logits, weights = decoder(ids, memory)
    turned, turned_weights = decoder(ids, memory[:, order])
    assert_close(turned, logits)
    assert_close(turned_weights, weights[..., order])


def test_long_captions_and_odd_numbers_of_them_are_refused(decoder, memory):
    with pytest.raises(ValueError, match="expected at most 9 tokens, got 10"):
        decoder(torch.zeros(B, 10, dtype=torch.long), memory)
    with pytest.raises(ValueError, match="as many captions for each of 2 pictures"):
        decoder(torch.zeros(3, 4, dtype=torch.long), memory)

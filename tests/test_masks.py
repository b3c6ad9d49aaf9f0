"""Laws of helpers.masks."""

import pytest
import torch
from torch import Tensor, nn
from torch.testing import assert_close

from helpers.masks import (
    causal_mask,
    combine_masks,
    leaks_future,
    masked_softmax,
    padding_mask,
    to_torch_mha_mask,
)

B, T, V, D, HEADS, PAD = 2, 5, 11, 12, 3, 4  # all different: a swapped axis cannot pass

IDS = torch.tensor([[1, 7, 5, 2, PAD], [1, 10, 2, PAD, PAD]])


def random(*shape: int, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=generator, dtype=torch.float64)


@pytest.mark.parametrize("length", [1, 2, 17])
def test_causal_mask_allows_the_past_and_oneself(length):
    mask = causal_mask(length)
    assert mask.dtype == torch.bool
    for query in range(length):
        for key in range(length):
            assert mask[query, key] == (key <= query)


def test_padding_mask_is_true_on_real_tokens():
    mask = padding_mask(IDS, PAD)
    assert mask.dtype == torch.bool
    assert mask.tolist() == [[True] * 4 + [False], [True] * 3 + [False] * 2]


def test_padding_hides_keys_and_never_queries():
    allowed = combine_masks(causal_mask(T), padding_mask(IDS, PAD))
    assert allowed.shape == (B, 1, T, T)
    assert allowed.dtype == torch.bool
    for item, length in enumerate((4, 3)):
        for query in range(T):
            visible = [key <= query and key < length for key in range(T)]
            assert allowed[item, 0, query].tolist() == visible


def test_softmax_over_what_is_allowed_equals_softmax_of_the_kept_scores():
    scores, allowed = 300 * random(B, HEADS, T, T), causal_mask(T)
    weights = masked_softmax(scores, allowed)
    for query in range(T):
        kept = scores[..., query, : query + 1].softmax(-1)
        assert_close(weights[..., query, : query + 1], kept)
        assert not weights[..., query, query + 1 :].any()


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
def test_an_empty_row_is_zero_in_value_and_gradient(dtype):
    scores = random(T, T).to(dtype).requires_grad_()
    allowed = causal_mask(T).clone()
    allowed[2] = False
    weights = masked_softmax(scores, allowed)
    assert weights.dtype == dtype
    (weights * random(T, T, seed=1).to(dtype)).sum().backward()
    assert not weights[2].any()
    assert scores.grad.isfinite().all()
    assert not scores.grad[2].any()


def test_a_hidden_score_has_no_influence():
    allowed = causal_mask(T)
    quiet = random(T, T)
    loud = quiet.masked_fill(~allowed, 900.0)
    assert_close(masked_softmax(loud, allowed), masked_softmax(quiet, allowed))


def test_a_mask_of_numbers_is_refused():
    with pytest.raises(TypeError, match=r"allowed must be boolean .* mask.bool\(\)"):
        masked_softmax(random(T, T), causal_mask(T).float())
    with pytest.raises(TypeError, match="padding must be boolean"):
        combine_masks(causal_mask(T), padding_mask(IDS, PAD).long())
    with pytest.raises(TypeError, match="allowed must be boolean"):
        to_torch_mha_mask(causal_mask(T).int())


def test_torch_attention_sees_what_the_converted_mask_allows():
    attention = nn.MultiheadAttention(D, HEADS, batch_first=True, dtype=torch.float64)
    words, allowed = random(B, T, D), causal_mask(T)
    _, weights = attention(words, words, words, attn_mask=to_torch_mha_mask(allowed))
    assert torch.equal(weights > 0, allowed.expand(B, T, T))
    assert torch.equal(allowed, causal_mask(T))


class Reader(nn.Module):
    """Output i is a sum over the tokens j with reads[i, j] != 0."""

    def __init__(self, reads: Tensor) -> None:
        super().__init__()
        self.reads = reads
        self.words = nn.Embedding(V, D)
        self.dropout = nn.Dropout(0.5)
        self.head = nn.Linear(D, V)

    def forward(self, ids: Tensor) -> Tensor:
        length = ids.shape[1]
        mixed = self.reads[:length, :length] @ self.words(ids)
        return self.head(self.dropout(mixed))


def test_honest_readers_do_not_leak():
    own_word = torch.eye(T)
    for reads in (causal_mask(T).float(), own_word, torch.zeros(T, T)):
        assert leaks_future(Reader(reads), IDS) is False


@pytest.mark.parametrize(
    "query, key", [(i, j) for i in range(T) for j in range(i + 1, T)]
)
def test_a_single_faint_look_ahead_is_found(query, key):
    reads = causal_mask(T).float()
    reads[query, key] = 1e-2
    assert leaks_future(Reader(reads), IDS) is True


def test_every_module_keeps_its_mode_even_when_the_model_fails():
    model = Reader(causal_mask(T).float()).train()
    model.head.eval()
    leaks_future(model, IDS)
    with pytest.raises(IndexError):
        leaks_future(model, IDS + V)
    assert model.training and model.dropout.training and not model.head.training

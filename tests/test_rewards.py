"""Learning from rewards: the reward is CIDEr-D, the loss is its textbook gradient."""

import random

import pytest
import torch
from torch.testing import assert_close

from helpers.decoder import CaptionDecoder
from helpers.rewards import (
    CiderReward,
    advantages,
    policy_loss,
)
from helpers.sampling import Sampling, as_captions, sample_captions
from helpers.scores import cider_d
from helpers.tokens import EOS, PAD, START, UNK

B, K, N, D, V = 2, 3, 5, 7, 11


@pytest.fixture
def decoder():
    torch.manual_seed(0)
    return CaptionDecoder(
        vocab_size=V, width=12, memory_width=D, heads=3, layers=2, max_length=9,
        dropout=0.0, bridge=True, tied=True,
    ).eval()  # fmt: skip


def test_the_reward_is_cider_d_with_the_end_counted():
    draw = random.Random(0)
    words = ["a", "b", "c", "d", "e", "f", "g", "h"]
    ids = {word: k for k, word in enumerate(words, UNK + 1)}

    def captions(count):
        return [draw.choices(words, k=draw.randint(4, 9)) for _ in range(count)]

    references = [captions(3) for _ in range(20)]
    written = captions(20)
    known = [[[START, *map(ids.get, c), EOS] for c in refs] for refs in references]
    reward = CiderReward(known)
    rewards = [
        value
        for caption, theirs in zip(written, known, strict=True)
        for value in reward([[*map(ids.get, caption), EOS]], theirs)
    ]
    mean = sum(rewards) / len(rewards)
    ended = [[[*c, "END"] for c in refs] for refs in references]
    assert mean == pytest.approx(cider_d([[*c, "END"] for c in written], ended))


def test_samples_stand_by_picture_and_end_once(decoder):
    torch.manual_seed(1)
    ids = sample_captions(
        decoder, torch.randn(B, N, D), Sampling(), samples=K, max_length=8
    )
    assert ids.shape[0] == B * K and ids.shape[1] <= 9
    assert (ids[:, 0] == START).all()
    for row in ids[:, 1:].tolist():
        assert not {START, UNK} & set(row)
        if EOS in row:
            assert set(row[row.index(EOS) + 1 :]) <= {PAD}
        else:
            assert PAD not in row and len(row) == 8
    assert all(PAD not in caption for caption in as_captions(ids))


def test_samples_follow_the_decoders_own_probabilities(decoder):
    torch.manual_seed(2)
    memory = torch.randn(1, N, D)
    ids = sample_captions(decoder, memory, Sampling(), samples=4000, max_length=1)
    with torch.no_grad():
        logits = decoder(torch.tensor([[START]]), memory)[0][0, 0]
    logits[[PAD, START, UNK]] = -torch.inf
    share = torch.bincount(ids[:, 1], minlength=V) / 4000
    assert_close(share, logits.softmax(-1), atol=0.03, rtol=0)


def test_an_advantage_is_over_the_others_mean():
    assert_close(
        advantages(torch.tensor([[1.0, 2.0, 6.0]])), torch.tensor([[-3.0, -1.5, 4.5]])
    )


def test_the_loss_makes_what_was_rewarded_likelier(decoder):
    torch.manual_seed(3)
    logits = torch.randn(2, 3, V, requires_grad=True)
    ids = torch.tensor([[START, 4, 5, EOS], [START, 6, EOS, PAD]])
    policy_loss(logits, ids, torch.tensor([1.0, 0.0]))[0].backward()
    assert (logits.grad[0, [0, 1, 2], [4, 5, EOS]] < 0).all()  # a step raises them
    assert logits.grad[1].abs().max() == 0
    assert logits.grad.isfinite().all()


def test_the_loss_is_minus_the_sum_over_words():
    logits = torch.zeros(2, 3, V)
    ids = torch.tensor([[START, 4, 5, EOS], [START, 6, EOS, PAD]])
    words = V - 3  # those that may be written, all alike here
    expected = (3 * 2.0 + 2 * -1.0) * torch.log(torch.tensor(float(words)))
    loss, count = policy_loss(logits, ids, torch.tensor([2.0, -1.0]))
    assert_close(loss, expected)
    assert count == 5


@pytest.mark.parametrize("bridge", [False, True])
@pytest.mark.parametrize("tied", [False, True])
def test_a_bridge_and_tied_words_change_no_law(bridge, tied):
    """Word by word or all at once, the logits are the same."""
    torch.manual_seed(4)
    decoder = CaptionDecoder(
        vocab_size=V, width=12, memory_width=D, heads=3, layers=2, max_length=9,
        dropout=0.0, bridge=bridge, tied=tied,
    ).eval()  # fmt: skip
    memory, ids = torch.randn(B, N, D), torch.randint(4, V, (B, 6))
    with torch.no_grad():
        whole, _ = decoder(ids, memory)
        state = decoder.start(memory)
        for t in range(6):
            step, state = decoder.step(ids[:, t], state)
            assert_close(step, whole[:, t], atol=1e-5, rtol=1e-4)
    table = decoder.lm_head.weight is decoder.words.weight
    assert table == tied
    assert (decoder.blocks[0].cross_attention.key.in_features == 12) == bridge

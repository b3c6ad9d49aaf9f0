"""Laws of helpers.loss."""

import math

import pytest
import torch
from torch.testing import assert_close

from helpers.loss import caption_loss, summed_loss
from helpers.tokens import PAD

R, T, V = 4, 5, 11  # all different: a swapped axis cannot pass
OTHER = 4  # an id of padding that is not the course's own

IDS = torch.tensor(
    [[1, 7, 5, 2, OTHER], [1, 10, 2, OTHER, OTHER], [1, 2, OTHER, OTHER, OTHER],
     [1, 9, 8, 6, 2]]
)  # fmt: skip


def test_loss_equals_a_loop_over_the_real_targets():
    logits = torch.randn(R, T, V, generator=torch.Generator().manual_seed(0))
    costs = [
        -logits[row, step].log_softmax(-1)[IDS[row, step + 1]]
        for row in range(R)
        for step in range(T - 1)
        if IDS[row, step + 1] != OTHER
    ]
    assert len(costs) == 10
    assert_close(caption_loss(logits, IDS, OTHER), sum(costs) / len(costs))


def test_a_uniform_guess_costs_ln_v():
    loss = caption_loss(torch.zeros(R, T, V), IDS, OTHER)
    assert_close(loss.item(), math.log(V))


@pytest.fixture
def batch():
    generator = torch.Generator().manual_seed(0)
    targets = torch.randint(1, V, (R, T), generator=generator)
    targets[0, 2:], targets[3] = PAD, PAD
    return torch.randn(R, T, V, generator=generator), targets


def test_a_uniform_model_loses_ln_v_a_word(batch):
    _, targets = batch
    loss, words = summed_loss(torch.zeros(R, T, V), targets)
    assert words == R * T - 3 - T
    assert (loss / words).item() == pytest.approx(math.log(V))


def test_the_loss_is_the_sum_over_real_words_alone(batch):
    logits, targets = batch
    logits.requires_grad_()
    expected = torch.zeros(())
    for row in range(R):
        for t in range(T):
            if targets[row, t] != PAD:
                own = logits[row, t].log_softmax(-1)[targets[row, t]]
                expected = expected - own
    loss, words = summed_loss(logits, targets)
    assert_close(loss, expected)
    assert words.item() == (targets != PAD).sum()
    loss.backward()
    assert (logits.grad[targets == PAD] == 0).all()

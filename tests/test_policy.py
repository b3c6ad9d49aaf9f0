"""Learning from truth: rewards, the penalty for drifting, and that learning follows."""

import math

import numpy as np
import pytest
import torch
from examiner import load_lesson
from torch import Tensor
from torch.testing import assert_close

from bench.learning_from_truth import prepare, table
from helpers.captioner import Captioner
from helpers.grammar import Item, Scene
from helpers.policy import Informs, Plan, draw, is_true, kl_penalty, learn, measure
from helpers.rewards import policy_loss, word_log_probs
from helpers.sampling import of_words
from helpers.tokens import EOS, NEVER, PAD, START

R, T, V = 3, 5, 7


def scene(shape, colour="red"):
    return Scene((Item(shape, colour, "small", (4, 4, 14, 14)),), 48)


@pytest.fixture(scope="module")
def captioner():
    return Captioner.load()


@pytest.fixture
def drawn():
    """Logits (R, T, V) of two decoders, and ids (R, T + 1) with padding."""
    torch.manual_seed(0)
    ids = torch.tensor(
        [[START, 4, 5, 6, EOS, PAD], [START, 5, EOS, PAD, PAD, PAD],
         [START, 6, 6, 4, 5, 4]]
    )  # fmt: skip
    return 2 * torch.randn(R, T, V), 2 * torch.randn(R, T, V), ids


def test_what_is_no_sentence_is_not_true():
    assert is_true("there is a red ring", scene("ring")) == 1
    assert is_true("there is a red ring", scene("circle")) == 0
    assert is_true("ring ring a", scene("ring")) == is_true("", scene("ring")) == 0


def test_a_caption_tells_how_rare_its_truth_is():
    crowd = [scene("ring")] * 3 + [scene("cross", "blue")] * 4
    informs = Informs(crowd)
    assert informs("a ring", scene("ring")) == 1  # of 8 with its own, 4
    assert informs("a small ring", scene("ring", "green")) == 1
    assert informs("a green ring", scene("ring", "green")) == math.log2(8)  # no other
    assert informs("a ring", scene("cross")) == 0


def test_the_penalty_is_the_divergence_of_the_next_word():
    """Its mean over all words, weighted as drawn, is KL(policy | reference)."""
    torch.manual_seed(1)
    logits, reference = 2 * torch.randn(1, 1, V), 2 * torch.randn(1, 1, V)
    now, then = (of_words(x)[0, 0].softmax(-1) for x in (logits, reference))
    words = [w for w in range(V) if w not in NEVER]
    mean = sum(
        now[w] * kl_penalty(logits, reference, torch.tensor([[START, w]]))
        for w in words
    )
    exact = sum(now[w] * (now[w] / then[w]).log() for w in words)
    assert_close(mean, exact)


def test_the_lesson_calculates_the_same(drawn):
    logits, reference, ids = drawn
    lesson = load_lesson("14_learning_from_truth")
    written = {"torch": torch, "Tensor": Tensor}
    for source in lesson.solutions.values():
        exec(source, written)
    likely, before = (
        written["token_log_probs"](of_words(torch.cat([x, x[:, :1]], 1)), ids)
        for x in (logits, reference)
    )
    real = ids[:, 1:] != PAD
    assert_close(likely.masked_fill(~real, 0), word_log_probs(logits, ids)[0])
    advantages = torch.tensor([0.5, -2.0, 1.5])
    assert_close(
        written["policy_loss"](likely, advantages, real),
        policy_loss(logits, ids, advantages)[0] / R,
    )
    assert_close(
        written["kl_penalty"](likely, before, real), kl_penalty(logits, reference, ids)
    )


def test_the_penalty_teaches_the_policy_alone(drawn):
    logits, reference, ids = (x.requires_grad_(x.ndim == 3) for x in drawn)
    kl_penalty(logits, reference, ids).backward()
    assert logits.grad.abs().max() > 0 and reference.grad is None
    assert kl_penalty(logits, logits, ids) == 0


@pytest.mark.training
def test_what_is_rewarded_grows_and_a_penalty_holds_back(captioner):
    memory, scenes = prepare(captioner, 40, 7)
    weights = [w.clone() for w in captioner.parameters()]
    plan = Plan(pictures=16, group=4, steps=12)

    def says_there(text, scene):
        return float(text.startswith("there"))

    def share(student):
        ids = draw(student, memory, 4, seed=1)
        texts = [captioner.vocabulary.decode(row) for row in ids.tolist()]
        return np.mean([says_there(text, None) for text in texts])

    free, held = (
        learn(captioner, memory, scenes, says_there, drift=drift, plan=plan)
        for drift in (0.0, 5.0)
    )
    assert share(captioner) < 0.6 and share(free) > 0.9
    assert share(held) < share(free)
    pairs = zip(weights, captioner.parameters(), strict=True)
    assert all(torch.equal(a, b) for a, b in pairs), "the captioner itself has changed"
    found = measure(free, captioner, memory, scenes, Informs(scenes))
    assert (
        found["drift"]
        > measure(held, captioner, memory, scenes, Informs(scenes))["drift"]
    )
    again = learn(captioner, memory, scenes, says_there, plan=plan)
    assert_close(dict(again.named_parameters()), dict(free.named_parameters()))


def test_the_table_tells_middle_and_range():
    rows = {
        "before": [{"truth": 90.0, "drift": 0.0}],
        "truth": [{"truth": x, "drift": 0.5, "seconds": 7.0} for x in (97, 99.5, 98)],
    }
    assert table(rows).splitlines() == [
        "| reward | truth | drift | seconds |",
        "|---|---|---|---|",
        "| before | 90.0 | 0.00 |  |",
        "| truth | 98.0 (97.0 to 99.5) | 0.50 (0.50 to 0.50) | 7 (7 to 7) |",
    ]

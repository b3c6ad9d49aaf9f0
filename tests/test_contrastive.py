"""Two towers: pooling, cosine, the symmetric loss, ranks; and that they learn."""

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from helpers.captioner import Captioner
from helpers.contrastive import (
    SIDES,
    Teaching,
    TwoTowers,
    as_pixels,
    contrastive_loss,
    embed,
    gatherer,
    new_eye,
    pool_text,
    recall_at,
    similarity,
    spotted,
    teach_towers,
    zero_shot,
)
from helpers.scenes import draw_scenes
from helpers.tokens import EOS, PAD, START, tokenize

B, C, T, D, V = 3, 4, 5, 8, 11


@pytest.fixture
def towers():
    torch.manual_seed(0)
    eye = new_eye(width=D, heads=2, layers=1)
    return TwoTowers(eye, vocab_size=V, width=D, heads=2, layers=1)


@pytest.fixture(scope="module")
def vocabulary():
    return Captioner.load().vocabulary


def test_the_first_eos_is_pooled_whatever_its_id():
    states = torch.randn(B, T, D)
    ids = torch.tensor([[1, 9, 4, 9, 0], [9, 2, 2, 2, 2], [1, 5, 6, 7, 9]])
    assert_close(
        pool_text(states, ids, 9),
        torch.stack([states[0, 1], states[1, 0], states[2, 4]]),
    )


def test_similarity_is_the_cosine_times_the_scale():
    images, texts = torch.randn(B, D).double(), 7 * torch.randn(C, D).double()
    cosines = torch.cosine_similarity(images[:, None], texts, dim=-1)
    assert_close(similarity(images, texts, 3.5), 3.5 * cosines)
    assert_close(similarity(2 * images, texts / 9, torch.tensor(3.5)), 3.5 * cosines)


def test_the_loss_is_that_of_rows_and_columns():
    scores = 400 * torch.randn(B, B).double()
    rows, columns = scores.log_softmax(1), scores.log_softmax(0)
    assert_close(contrastive_loss(scores), -(rows + columns).trace() / (2 * B))
    assert_close(contrastive_loss(scores), contrastive_loss(scores.T))
    assert contrastive_loss(torch.zeros(B, B)).item() == pytest.approx(np.log(B))


def test_recall_grows_with_k_to_one():
    scores = torch.randn(9, 9)
    shares = [recall_at(scores, k) for k in range(1, 10)]
    assert shares == sorted(shares) and shares[-1] == 1
    own = torch.arange(9)[:, None]
    for k, share in enumerate(shares, 1):
        found = (scores.topk(k).indices == own).any(1).double().mean()
        assert share == pytest.approx(found.item())


def test_zero_shot_does_not_care_for_lengths():
    images, prompts = torch.randn(20, D), torch.randn(C, D)
    chosen = zero_shot(images, prompts)
    lengths = torch.rand(C, 1) + 0.1
    assert torch.equal(zero_shot(3 * images, lengths * prompts), chosen)
    assert torch.equal(zero_shot(prompts, prompts), torch.arange(C))


def test_words_after_eos_and_other_captions_change_nothing(towers):
    ids = torch.tensor([[START, 5, EOS, PAD], [START, 6, 7, EOS]])
    vectors = towers.read(ids)
    changed = torch.tensor([[START, 5, EOS, 8], [START, 9, 4, EOS]])
    again = towers.read(changed)
    assert_close(again[0], vectors[0])
    assert not torch.allclose(again[1], vectors[1])


def test_scores_are_of_every_picture_with_every_caption(towers):
    ids = torch.tensor([[START, 5, EOS], [START, 6, EOS], [START, 7, EOS]])
    images = torch.randn(2, 3, 48, 48)
    scores = towers(images, ids)
    assert scores.shape == (2, 3)
    assert_close(towers(images[1:], ids[2:]), scores[1:, 2:])
    scores.sum().backward()
    assert all(weight.grad is not None for weight in towers.parameters())


def test_towers_on_a_frozen_eyes_memory_give_a_vector_a_picture():
    towers = TwoTowers(gatherer(10, width=D, heads=2), vocab_size=V, width=D, heads=2)
    assert towers.look(torch.randn(B, 7, 10)).shape == (B, D)


@pytest.mark.training
def test_towers_learn_colours_in_seconds(vocabulary):
    pictures = draw_scenes(400, seed=5)
    captions = [[vocabulary.encode(tokenize(c.text)) for c in p.captions]
                for p in pictures]  # fmt: skip
    torch.manual_seed(0)
    towers = TwoTowers(new_eye(), vocab_size=len(vocabulary))
    images = as_pixels([picture.image for picture in pictures])
    losses = teach_towers(towers, images, captions, Teaching(steps=80, batch=32))
    assert np.mean(losses[-10:]) < np.log(32) - 0.4
    seen = embed(towers, vocabulary, images)
    found = spotted(towers, vocabulary, seen, [p.scene for p in pictures])
    assert np.mean(found["colour"]) > 0.75
    assert 0 < len(found[SIDES]) < len(found["place"])

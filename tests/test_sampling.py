"""Words drawn by chance: which are left out, and how often the others come."""

import argparse
from math import inf, log

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from helpers.captioner import Captioner
from helpers.commands import add_sampling
from helpers.evaluation import decodings, write_captions
from helpers.sampling import (
    Sampling,
    choose_sampling,
    filter_logits,
    for_batch,
    sample_captions,
    sample_word,
)
from helpers.scenes import draw_scenes

SHARES = torch.tensor([[0.1, 0.4, 0.2, 0.3], [0.96, 0.01, 0.02, 0.01]])


def left(**how):
    return filter_logits(SHARES.log(), temperature=1, **how).isfinite().tolist()


def test_what_is_left_of_known_shares():
    assert left(top_k=2) == [[False, True, False, True], [True, False, True, False]]
    assert left(top_p=0.65) == [[False, True, False, True], [True] + 3 * [False]]
    assert left(top_p=0.75) == [[False, True, True, True], [True] + 3 * [False]]
    # of the two that top-k leaves, the first has 4/7 of what is left
    assert left(top_k=2, top_p=0.5)[0] == [False, True, False, False]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**20), st.floats(0.05, 0.95), st.integers(1, 9))
def test_filtered_by_sorting_is_filtered_by_hand(seed, top_p, top_k):
    g = torch.Generator().manual_seed(seed)
    logits = 3 * torch.randn(3, 9, generator=g, dtype=torch.float64)
    before = logits.clone()
    got = filter_logits(logits, temperature=0.7, top_k=top_k, top_p=top_p)
    assert torch.equal(logits, before)
    for row, scores in zip(got, (logits / 0.7).tolist(), strict=True):
        likely = sorted(range(9), key=lambda i: -scores[i])[:top_k]
        shares = torch.tensor([scores[i] for i in likely]).softmax(0).tolist()
        kept = [i for k, i in enumerate(likely) if k == 0 or sum(shares[:k]) < top_p]
        assert_close(row.isfinite().nonzero()[:, 0].tolist(), sorted(kept))
        assert_close(row[kept].tolist(), [scores[i] for i in kept])


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_the_number_format_comes_back(dtype):
    logits = torch.tensor([[0.0, -inf, 2.0]], dtype=dtype)
    got = filter_logits(logits, temperature=0.5, top_k=2, top_p=0.9)
    assert got.dtype == dtype and got.tolist() == [[-inf, -inf, 4.0]]


@pytest.mark.parametrize("temperature", [0, -1.0])
def test_a_temperature_that_is_none_is_refused(temperature):
    with pytest.raises(ValueError, match="expected a temperature above 0"):
        filter_logits(SHARES, temperature=temperature)
    with pytest.raises(ValueError, match="expected a temperature above 0"):
        Sampling(temperature)


@pytest.mark.parametrize("wrong", [{"top_k": 0}, {"top_p": 0.0}, {"top_p": 1.0}])
def test_limits_out_of_their_range_are_refused(wrong):
    with pytest.raises(ValueError, match="expected top_"):
        Sampling(**wrong)


def test_words_are_drawn_as_often_as_they_are_likely():
    generator = torch.Generator().manual_seed(0)
    drawn = sample_word(SHARES[:1].log().expand(20_000, 4), generator)
    assert_close(drawn.bincount(minlength=4) / 20_000, SHARES[0], rtol=0, atol=0.015)


def test_a_sample_leaves_the_global_generator_alone():
    captioner = Captioner.load()
    memory = captioner.encode(draw_scenes(3, seed=1)[0].image[None])
    torch.manual_seed(0)
    state = torch.get_rng_state()
    first = sample_captions(captioner.decoder, memory, Sampling(2.0), max_length=9)
    assert torch.equal(torch.get_rng_state(), state)
    again = sample_captions(captioner.decoder, memory, Sampling(2.0), max_length=9)
    assert torch.equal(first, again)
    other = Sampling(2.0, seed=1)
    assert first.tolist() != (
        sample_captions(captioner.decoder, memory, other, max_length=9).tolist()
    )


def test_the_likeliest_word_alone_is_greedy():
    captioner = Captioner.load()
    pixels = torch.stack([torch.as_tensor(p.image) for p in draw_scenes(40, seed=1)])
    greedy = write_captions(captioner, pixels)
    assert write_captions(captioner, pixels, sampling=Sampling(top_k=1)) == greedy
    drawn = write_captions(captioner, pixels, sampling=Sampling(1.5))
    assert drawn != greedy
    assert not any(word in ("<unk>", "<pad>") for words in drawn for word in words)


def test_batches_draw_from_seeds_of_their_own():
    ways = {"sampling": Sampling(seed=5)}
    assert [for_batch(ways, k)["sampling"].seed for k in (0, 1)] == [5, 6]
    assert for_batch({"beam_width": 3}, 1) == {"beam_width": 3}
    assert for_batch({"sampling": Sampling(seed=None)}, 1)["sampling"].seed is None


def test_options_of_a_command():
    parser = argparse.ArgumentParser()
    add_sampling(parser)

    def chosen(*words):
        return choose_sampling(parser.parse_args(words))

    assert chosen() is None
    assert chosen("--sample", "0.5", "--top-k", "4") == Sampling(0.5, top_k=4)
    assert str(chosen("--sample", "0.5", "--top-p", "0.9")) == (
        "sampled at 0.5, top-p 0.9"
    )
    with pytest.raises(ValueError, match="add --sample 1"):
        chosen("--top-p", "0.9")
    assert list(decodings([1, 3], Sampling())) == ["greedy", "beam 3", "sampled at 1"]


def test_logits_that_are_all_alike_are_drawn_alike():
    got = filter_logits(torch.full((1, 4), log(0.25)), temperature=1, top_p=0.5)
    assert got.isfinite().sum() == 2

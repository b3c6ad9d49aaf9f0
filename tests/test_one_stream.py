"""One stream of image tokens and words: who sees whom, and the same words cached."""

import pytest
import torch
from torch.testing import assert_close

from helpers.captioner import Captioner
from helpers.decoding import beam_search, greedy_decode
from helpers.one_stream import Projector, StreamDecoder, answer_loss, prefix_mask
from helpers.tokens import EOS, PAD, START

B, K, T, N, M, D, V = 2, 3, 5, 7, 10, 12, 13
LIMITS = {"start_id": START, "eos_id": EOS, "never": (PAD, START)}


@pytest.fixture
def decoder():
    torch.manual_seed(0)
    made = StreamDecoder(
        vocab_size=V, width=D, memory_width=M, heads=3, layers=2, max_length=T + 3,
        dropout=0.1,
    )  # fmt: skip
    for weights in made.parameters():
        torch.nn.init.normal_(weights, std=0.4)
    return made.eval()


@pytest.fixture
def batch():
    torch.manual_seed(1)
    return torch.randint(4, V, (K * B, T)), torch.randn(B, N, M)


def test_image_tokens_see_images_and_words_see_images_and_the_past():
    mask = prefix_mask(2, 3)
    assert mask.int().tolist() == [
        [1, 1, 0, 0, 0], [1, 1, 0, 0, 0],
        [1, 1, 1, 0, 0], [1, 1, 1, 1, 0], [1, 1, 1, 1, 1],
    ]  # fmt: skip
    assert prefix_mask(0, 2).tolist() == [[True, False], [True, True]]
    assert prefix_mask(3, 0).all()


def test_shapes_and_shares(decoder, batch):
    logits, weights = decoder(*batch)
    assert logits.shape == (K * B, T, V) and weights.shape == (2, K * B, 3, T, N)
    assert (weights.sum(-1) < 1).all() and (weights > 0).all()
    without, none = decoder(*batch, need_weights=False)
    assert none is None
    assert_close(without, logits, rtol=1e-4, atol=1e-5)


def test_a_word_changes_no_logits_before_it(decoder, batch):
    ids, memory = batch
    logits, _ = decoder(ids, memory)
    ids[0, 3] = 5 if ids[0, 3] != 5 else 6
    moved = (decoder(ids, memory)[0] - logits).abs().amax(-1) > 1e-5
    assert moved[0].tolist() == [False, False, False, True, True]
    assert not moved[1:].any()


@torch.no_grad()
def test_step_by_step_is_all_at_once(decoder, batch):
    ids, memory = batch
    logits, _ = decoder(ids, memory)
    state = decoder.start(memory, captions=K)
    for t in range(T):
        one, state = decoder.step(ids[:, t], state)
        assert_close(one, logits[:, t], rtol=1e-4, atol=1e-5)


@torch.no_grad()
def test_captions_and_pictures_are_selected(decoder, batch):
    ids, memory = batch
    _, state = decoder.step(ids[:, 0], decoder.start(memory, captions=K))
    other = state.select_captions(torch.tensor([1, 0, 2, 5, 4, 3]))
    other = other.select_pictures(torch.tensor([1]))
    logits, _ = decoder.step(ids[[5, 4, 3], 1], other)
    whole, _ = decoder(ids[[5, 4, 3]][:, :2].clone(), memory[1:])
    # row k continues what row k began: its own first word
    assert_close(logits, whole[:, 1], rtol=1e-4, atol=1e-5)


@torch.no_grad()
def test_greedy_is_a_beam_of_one(decoder):
    memory = torch.randn(9, N, M)
    greedy = greedy_decode(decoder, memory, max_length=T + 2, **LIMITS)
    beam = beam_search(decoder, memory, max_length=T + 2, beam_width=1, **LIMITS)
    assert greedy == beam
    wide = beam_search(decoder, memory, max_length=T + 2, beam_width=4, **LIMITS)
    assert wide != greedy


def test_too_many_words_are_refused_and_image_tokens_are_not_counted(decoder):
    decoder(torch.zeros(1, T + 3, dtype=torch.long), torch.zeros(1, 99, M))
    with pytest.raises(ValueError, match="at most 8 text tokens, got 9"):
        decoder(torch.zeros(1, T + 4, dtype=torch.long), torch.zeros(1, N, M))
    with pytest.raises(ValueError, match="as many captions for each of 2 pictures"):
        decoder(torch.zeros(3, T, dtype=torch.long), torch.zeros(2, N, M))


def test_the_projector_is_two_layers_with_a_gelu():
    made = Projector(memory_width=M, width=D)
    x = torch.randn(B, N, M)
    hidden = torch.nn.functional.gelu(made.first(x))
    assert_close(made(x), made.second(hidden))


def test_only_marked_tokens_count():
    logits = torch.randn(2, 4, V)
    ids = torch.randint(V, (2, 4))
    answer = torch.zeros(2, 4, dtype=torch.bool)
    answer[0, 0] = answer[0, 3] = answer[1, 1] = True
    wanted = -torch.stack(
        [
            logits.log_softmax(-1)[0, 2, ids[0, 3]],
            logits.log_softmax(-1)[1, 0, ids[1, 1]],
        ]
    ).mean()
    assert_close(answer_loss(logits, ids, answer), wanted)


def test_a_captioner_of_one_stream_is_saved_and_captions(tmp_path):
    kept = Captioner.load()
    sizes = {"kind": "stream", "width": D, "heads": 3, "layers": 2, "max_length": 9,
             "dropout": 0.0}  # fmt: skip
    config = {**kept.config, "decoder": sizes}
    made = Captioner(config, kept.vocabulary, pretrained=False).eval()
    made.save(tmp_path / "c.safetensors")
    again = Captioner.load(tmp_path / "c.safetensors")
    pixels = torch.randint(256, (2, 48, 48, 3), dtype=torch.uint8)
    for one, other in zip(made.caption(pixels), again.caption(pixels), strict=True):
        assert one.text == other.text
        assert one.weights.shape == (len(one.words), 2, 3, made.encoder.grid[0] ** 2)

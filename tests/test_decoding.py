"""Greedy and beam search, on scripted decoders and on real ones."""

from itertools import product
from math import log

import pytest
import torch

from helpers.decoder import CaptionDecoder
from helpers.decoding import beam_search, greedy_decode
from helpers.lstm import LSTMDecoder

START, EOS, A, B, C = 0, 1, 2, 3, 4
LIMITS = {"start_id": START, "eos_id": EOS}


class Scripted:
    """A decoder whose next-word probabilities depend on the words so far."""

    def __init__(self, tables):
        self.tables = tables  # for each picture: {words so far: {word: probability}}

    def start(self, memory, captions=1):
        rows = memory[:, 0].repeat_interleave(captions).long().tolist()
        return Said([(picture, ()) for picture in rows], captions)

    def step(self, ids, state):
        rows = [
            (picture, (*said, word))
            for (picture, said), word in zip(state.rows, ids.tolist(), strict=True)
        ]
        logits = torch.full((len(rows), 5), -30.0)
        for row, (picture, said) in zip(logits, rows, strict=True):
            for word, chance in self.tables[picture].get(said[1:], {EOS: 1}).items():
                row[word] = log(chance)
        return logits, Said(rows, state.captions)


class Said:
    def __init__(self, rows, captions):
        self.rows, self.captions = rows, captions

    def select_captions(self, rows):
        return Said([self.rows[r] for r in rows.tolist()], self.captions)

    def select_pictures(self, pictures):
        k = self.captions
        rows = [self.rows[k * p + i] for p in pictures.tolist() for i in range(k)]
        return Said(rows, k)


GARDEN_PATH = {  # the likelier first word leads to a less likely caption
    (): {A: 0.6, B: 0.4},
    (A,): {A: 0.34, B: 0.33, C: 0.33},
    (B,): {C: 0.9, EOS: 0.1},
}
MEMORY = torch.tensor([[0.0], [1.0]])[..., None]


def test_rows_end_each_at_its_own_eos():
    slow = {(): {A: 1}, (A,): {B: 1}, (A, B): {C: 1}}
    decoder = Scripted([{}, slow])
    assert greedy_decode(decoder, MEMORY, max_length=9, **LIMITS) == [[], [A, B, C]]
    assert greedy_decode(decoder, MEMORY, max_length=2, **LIMITS) == [[], [A, B]]


def test_a_beam_leaves_the_garden_path():
    decoder = Scripted([GARDEN_PATH, {}])
    assert greedy_decode(decoder, MEMORY, max_length=5, **LIMITS)[0] == [A, A]
    beam = {"max_length": 5, "length_penalty": 0.0, **LIMITS}
    assert beam_search(decoder, MEMORY, beam_width=1, **beam) == [[A, A], []]
    assert beam_search(decoder, MEMORY, beam_width=2, **beam) == [[B, C], []]


def test_a_length_penalty_favours_longer_captions():
    table = {(): {EOS: 0.5, A: 0.5}, (A,): {B: 0.8, C: 0.2}, (A, B): {C: 0.9, A: 0.1}}
    decoder = Scripted([table])
    sides = {"max_length": 6, "beam_width": 3, **LIMITS}
    assert beam_search(decoder, MEMORY[:1], length_penalty=0.0, **sides) == [[]]
    assert beam_search(decoder, MEMORY[:1], length_penalty=1.0, **sides) == [[A, B, C]]


def real(kind):
    torch.manual_seed(3)
    if kind == "lstm":
        made = LSTMDecoder(
            vocab_size=6, embed_width=8, hidden_width=8, attention_width=5,
            memory_width=10, dropout=0.5,
        )  # fmt: skip
    else:
        made = CaptionDecoder(
            vocab_size=6, width=12, memory_width=10, heads=3, layers=2, max_length=12,
            dropout=0.5,
        )  # fmt: skip
    for weights in made.parameters():  # far from uniform, so that words differ
        torch.nn.init.normal_(weights, std=0.7)
    return made.eval()


@pytest.mark.parametrize("kind", ["transformer", "lstm"])
@torch.no_grad()
def test_greedy_agrees_with_the_whole_prefix_run_again(kind):
    decoder, memory = real(kind), torch.randn(20, 4, 10)
    for picture, words in enumerate(
        greedy_decode(decoder, memory, max_length=11, **LIMITS)
    ):
        ids = [START]
        while len(ids) <= 11 and ids[-1] != EOS:
            logits, _ = decoder(torch.tensor([ids]), memory[picture : picture + 1])
            ids.append(int(logits[0, -1].argmax()))
        assert words == [i for i in ids[1:] if i != EOS]


@pytest.mark.parametrize("kind", ["transformer", "lstm"])
@pytest.mark.parametrize("length_penalty", [0.0, 0.7, 1.0])
@torch.no_grad()
def test_a_beam_as_wide_as_all_captions_finds_the_best(kind, length_penalty):
    decoder, memory = real(kind), torch.randn(3, 4, 10)
    longest, vocab = 3, 6
    found = beam_search(
        decoder, memory, beam_width=vocab**longest, max_length=longest,
        length_penalty=length_penalty, **LIMITS,
    )  # fmt: skip
    every = list(product(range(vocab), repeat=longest))
    ids = torch.tensor([(START, *words) for words in every])
    for picture in range(len(memory)):
        logits, _ = decoder(ids[:, :-1], memory[picture : picture + 1])
        steps = logits.log_softmax(-1).gather(2, ids[:, 1:, None])[..., 0]
        best = {}
        for words, chances in zip(every, steps, strict=True):
            n = words.index(EOS) + 1 if EOS in words else longest
            best[words[:n]] = chances[:n].sum().item() / n**length_penalty
        expected = max(best, key=best.get)
        assert tuple(found[picture]) == tuple(w for w in expected if w != EOS)


@torch.no_grad()
def test_a_beam_of_one_is_greedy_and_pictures_do_not_mix():
    decoder, memory = real("transformer"), torch.randn(20, 4, 10)
    greedy = greedy_decode(decoder, memory, max_length=11, **LIMITS)
    wide = {"max_length": 11, **LIMITS}
    assert beam_search(decoder, memory, beam_width=1, **wide) == greedy
    together = beam_search(decoder, memory, beam_width=3, **wide)
    alone = [
        beam_search(decoder, memory[i : i + 1], beam_width=3, **wide)[0]
        for i in range(20)
    ]
    assert together == alone


def test_a_beam_wider_than_the_vocabulary_uses_all_its_places():
    spread = {A: 0.25, B: 0.25, C: 0.25, EOS: 0.25}
    table = {
        (): {A: 0.5, B: 0.5},
        (A,): {A: 0.34, B: 0.33, C: 0.33},
        (B,): {A: 0.4, B: 0.31, C: 0.29},  # C is last of six, yet leads to the best
        (B, C): {EOS: 1},
        **{(a, b): spread for a in (A, B) for b in (A, B, C) if (a, b) != (B, C)},
    }
    sides = {"max_length": 3, "beam_width": 7, "length_penalty": 0.0, **LIMITS}
    assert beam_search(Scripted([table]), MEMORY[:1], **sides) == [[B, C]]


def test_bad_widths_are_refused():
    with pytest.raises(ValueError, match="beam_width of at least 1"):
        beam_search(Scripted([{}]), MEMORY[:1], beam_width=0, max_length=3, **LIMITS)


def test_forbidden_words_are_never_written():
    decoder = Scripted([{(): {A: 0.6, B: 0.4}, (B,): {A: 0.5, C: 0.3, EOS: 0.2}}])
    limits = {"max_length": 5, "never": (START, A), **LIMITS}
    assert greedy_decode(decoder, MEMORY[:1], **limits) == [[B, C]]
    assert beam_search(decoder, MEMORY[:1], beam_width=2, **limits) == [[B, C]]

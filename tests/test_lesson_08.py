"""Lesson 08: what is written in the open computes what the helper computes."""

import pytest
import torch
from examiner import load_lesson

import helpers.lstm

B, T, N, D, H, A, E, V = 2, 5, 7, 6, 9, 4, 8, 11  # all different
NAME = "08_show_attend_tell"


@pytest.fixture
def written():
    """The names that the lesson's solutions define."""
    lesson, names = load_lesson(NAME), {}
    for source in (lesson.imports, *lesson.exercises.values()):
        exec(source, names)
    torch.manual_seed(0)
    return names


def test_attention_is_the_helpers(written):
    sizes = {"memory_width": D, "hidden_width": H, "attention_width": A}
    ours = written["AdditiveAttention"](**sizes)
    fast = helpers.lstm.AdditiveAttention(**sizes)
    fast.load_state_dict(ours.state_dict())
    memory, hidden = torch.randn(B, N, D), torch.randn(B, H)
    torch.testing.assert_close(ours(memory, hidden), fast(memory, hidden))


def test_decoder_is_the_helpers(written):
    sizes = {"vocab_size": V, "embed_width": E, "hidden_width": H,
             "attention_width": A, "memory_width": D, "dropout": 0.5}  # fmt: skip
    ours = written["LSTMDecoder"](**sizes).eval()
    fast = helpers.lstm.LSTMDecoder(**sizes).eval()
    fast.load_state_dict(ours.state_dict())
    ids, memory = torch.randint(V, (B, T)), torch.randn(B, N, D)
    torch.testing.assert_close(ours(ids, memory), fast(ids, memory))

"""Laws of the recurrent decoder, and the equations of its paper."""

import pytest
import torch
from torch import nn

from helpers.decoding import beam_search, greedy_decode
from helpers.lstm import AdditiveAttention, LSTMDecoder

B, K, T, N, D, H, A, E, V = 2, 3, 5, 7, 6, 9, 4, 8, 11  # all different


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


@pytest.fixture
def attention():
    return AdditiveAttention(memory_width=D, hidden_width=H, attention_width=A).double()


@pytest.fixture
def decoder():
    made = LSTMDecoder(
        vocab_size=V,
        embed_width=E,
        hidden_width=H,
        attention_width=A,
        memory_width=D,
        dropout=0.5,
    )
    return made.double().eval()


def memory_and_ids(captions=1):
    memory = torch.randn(B, N, D, dtype=torch.float64)
    return memory, torch.randint(V, (captions * B, T))


def test_attention_is_bahdanaus_formula(attention):
    memory, hidden = torch.randn(B, N, D).double(), torch.randn(B, H).double()
    context, weights = attention(memory, hidden)
    w, u, v = (attention.from_memory, attention.from_hidden, attention.score)
    for b in range(B):
        scores = torch.stack(
            [
                v.weight[0]
                @ torch.tanh(w.weight @ m + w.bias + u.weight @ hidden[b] + u.bias)
                for m in memory[b]
            ]
        )
        expected = scores.exp() / scores.exp().sum()
        torch.testing.assert_close(weights[b], expected)
        torch.testing.assert_close(context[b], expected @ memory[b])


def test_attention_has_the_contracts_layers(attention):
    layers = {name.split(".")[0] for name in attention.state_dict()}
    assert layers == {"from_memory", "from_hidden", "score"}


def test_attention_has_no_order(attention):
    memory, hidden = torch.randn(B, N, D).double(), torch.randn(B, H).double()
    order = torch.randperm(N)
    context, weights = attention(memory, hidden)
    shuffled_context, shuffled = attention(memory[:, order], hidden)
    torch.testing.assert_close(shuffled, weights[:, order])
    torch.testing.assert_close(shuffled_context, context)


def test_weights_are_shares_of_the_memory(decoder):
    memory, ids = memory_and_ids()
    logits, weights = decoder(ids, memory)
    assert logits.shape == (B, T, V) and weights.shape == (B, T, N)
    torch.testing.assert_close(weights.sum(-1), torch.ones(B, T).double())
    assert (weights > 0).all()
    assert decoder(ids, memory, need_weights=False)[1] is None


def test_the_decoder_is_xus_equations(decoder):
    memory, ids = memory_and_ids()
    logits, weights = decoder(ids, memory)
    p = dict(decoder.named_parameters())

    def affine(name, *parts):
        return torch.cat(parts, -1) @ p[f"{name}.weight"].T + p[f"{name}.bias"]

    hidden = affine("start_hidden", memory.mean(1)).tanh()
    cell = affine("start_cell", memory.mean(1)).tanh()
    for t in range(T):
        word = p["words.weight"][ids[:, t]]
        context, looked = decoder.attention(memory, hidden)
        gates = torch.cat([word, context], -1) @ p["lstm.weight_ih"].T
        gates = gates + p["lstm.bias_ih"] + p["lstm.bias_hh"]
        gates = gates + hidden @ p["lstm.weight_hh"].T
        take, forget, new, show = gates.chunk(4, -1)
        cell = forget.sigmoid() * cell + take.sigmoid() * new.tanh()
        hidden = show.sigmoid() * cell.tanh()
        mixed = affine("mix", word, hidden, context).tanh()
        torch.testing.assert_close(logits[:, t], mixed @ p["lm_head.weight"].T)
        torch.testing.assert_close(weights[:, t], looked)


def test_steps_equal_teacher_forcing(decoder):
    memory, ids = memory_and_ids(K)
    logits, _ = decoder(ids, memory)
    state = decoder.start(memory, captions=K)
    for t in range(T):
        step, state = decoder.step(ids[:, t], state)
        torch.testing.assert_close(step, logits[:, t])


def test_captions_side_by_side_equal_captions_alone(decoder):
    memory, ids = memory_and_ids(K)
    together = decoder(ids, memory)
    for r in range(K * B):
        alone = decoder(ids[r : r + 1], memory[r // K : r // K + 1])
        for many, one in zip(together, alone, strict=True):
            torch.testing.assert_close(many[r : r + 1], one)


def test_a_later_word_changes_nothing_before_it(decoder):
    memory, ids = memory_and_ids()
    changed = ids.clone()
    changed[:, 3:] = (ids[:, 3:] + 1) % V
    for first, second in zip(
        decoder(ids, memory), decoder(changed, memory), strict=True
    ):
        torch.testing.assert_close(second[:, :3], first[:, :3])
    assert not torch.allclose(decoder(ids, memory)[0], decoder(changed, memory)[0])


def test_the_state_starts_from_the_memory(decoder):
    memory, ids = memory_and_ids()
    for part in ("hidden", "cell"):
        one, other = decoder.start(memory), decoder.start(memory + 1)
        assert not torch.allclose(getattr(one, part), getattr(other, part))


def test_another_picture_changes_nothing_here(decoder):
    memory, ids = memory_and_ids()
    changed = memory.clone()
    changed[0] += 1
    torch.testing.assert_close(decoder(ids, changed)[0][1], decoder(ids, memory)[0][1])


def test_selected_and_kept_captions_go_on_as_they_were(decoder):
    memory, ids = memory_and_ids(K)
    _, state = decoder.step(ids[:, 0], decoder.start(memory, captions=K))
    logits, _ = decoder.step(ids[:, 1], state)
    rows = torch.tensor([2, 0, 0, 3, 5, 4])
    selected, _ = decoder.step(ids[rows, 1], state.select_captions(rows))
    torch.testing.assert_close(selected, logits[rows])
    kept, _ = decoder.step(ids[K:, 1], state.select_pictures(torch.tensor([1])))
    torch.testing.assert_close(kept, logits[K:])


def test_dropout_is_alive_in_training_and_dead_afterwards(decoder):
    memory, ids = memory_and_ids()
    torch.testing.assert_close(decoder(ids, memory)[0], decoder(ids, memory)[0])
    decoder.train()
    assert not torch.allclose(decoder(ids, memory)[0], decoder(ids, memory)[0])


def test_every_parameter_learns(decoder):
    memory, ids = memory_and_ids()
    decoder(ids, memory)[0].square().sum().backward()
    idle = {name for name, p in decoder.named_parameters() if p.grad.norm() < 1e-9}
    assert idle == {"attention.score.bias"}, "softmax sees no number added to all"


def test_the_last_layer_has_no_bias(decoder):
    assert decoder.lm_head.bias is None and isinstance(decoder.lm_head, nn.Linear)


def test_decoding_works_on_it(decoder):
    memory, _ = memory_and_ids()
    limits = {"start_id": 1, "eos_id": 2, "max_length": 6}
    greedy = greedy_decode(decoder, memory, **limits)
    assert greedy == beam_search(decoder, memory, beam_width=1, **limits)
    ids = torch.tensor([[1, *greedy[0]]])
    best = decoder(ids, memory[:1])[0].argmax(-1)[0, : len(greedy[0])]
    assert best.tolist() == greedy[0]
    assert len(beam_search(decoder, memory, beam_width=K, **limits)) == B


def test_captions_that_do_not_divide_among_pictures_are_refused(decoder):
    memory, ids = memory_and_ids(K)
    with pytest.raises(ValueError, match="each of 2 pictures, got 5 in all"):
        decoder(ids[:5], memory)

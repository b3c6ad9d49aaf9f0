# %% [markdown]
# # 08 · Show, attend and tell
#
# Two years before the transformer, captions were written by a *recurrent* network: one
# state that looks at the picture, reads a word, says the next one, and goes on. It was
# the first captioner that showed where it looked. You build it, train it, lay its
# attention over pictures, and race it against the decoder of lesson 05:
#
# photo → image tokens → encoder → memory → **decoder** → words → where it looked
#
# **Needs** lessons 04 to 07, or trust in their results, which are imported below.
# **Time** about 70 minutes. A CPU is enough: all training takes less than a minute.
#
# Axes: B pictures, C channels, h and w grid cells, N = h * w image tokens in reading
# order, D their width, T words, E width of a word, H of the state, A of the attention,
# V vocabulary.

# %%
import math
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from helpers.checks import ask
from helpers.datasets import load_captions, standard_splits
from helpers.decoder import CaptionDecoder
from helpers.decoding import beam_search, greedy_decode
from helpers.devices import choose_device
from helpers.encoders import make_encoder
from helpers.features import cache_features
from helpers.grammar import truth
from helpers.images import load_image, normalize, to_tensor
from helpers.loss import caption_loss
from helpers.machine import draw_machine
from helpers.overlays import draw_words
from helpers.resume import resumable
from helpers.scenes import COLOURS, SHAPES, draw_scenes
from helpers.tokens import EOS, PAD, START, UNK, Vocabulary, pad_batch, tokenize
from helpers.vit import init_xavier
from helpers.watch import Watch

_ = torch.manual_seed(0)

if not __debug__:
    raise RuntimeError("asserts are off, so no check can fail: run without -O")

# %% alt="The whole machine as boxes, with the shapes on the arrows between them; the
# LSTM, this lesson's part, stands out."
_ = draw_machine("08")
plt.show()

# %% [markdown]
# **From memory**: three questions about lesson 07, before you begin.
#
# 1. A row of N weights: how does it become a picture?
# 2. Which step's weights belong to the word at position t of a caption?
# 3. An overlay glows on the dog. What would be better evidence that the word *dog*
#    comes from there?
#
# <details><summary>Answers</summary>
#
# 1. Reshaped to (rows, cols), since image tokens stand in reading order, then
#    enlarged and laid over the photo.
# 2. Those of the step before: what the decoder reads up to position t - 1 predicts
#    word t.
# 3. To change something: paint the place over and see whether the word's
#    probability falls, and paint over another place as a control.
#
# </details>

# %%
DATA = "scenes"  # the one word to change: "flickr8k" means photos, and ResNet-50


@dataclass(frozen=True)
class Config:
    eye: str = "small"  # trained below, on scenes
    pictures: int = 3000  # to learn from
    held_out: int = 300  # to look at and to measure on
    min_count: int = 1  # rarer words become <unk>
    longest: int = 14  # words of a written caption
    width: int = 48  # E and A; the state is twice as wide
    dropout: float = 0.0
    steps: int = 600
    batch: int = 64  # captions
    rate: float = 5e-3


PHOTOS = Config(eye="resnet50", pictures=6000, min_count=5, longest=30, width=256,
                dropout=0.3, steps=2000, batch=128, rate=1e-3)  # fmt: skip
config = {"scenes": Config(), "flickr8k": PHOTOS}[DATA]
device = choose_device()

# %% [markdown]
# ## 8.1 Somebody else's eye
#
# The first captioners did not learn to see. They took a network that had learnt to name
# what is in a photo (today ResNet-50), cut off its last layers, and kept the grid of
# features below: for 224 pixels 7 x 7 cells of 2048 numbers. Only the mouth was
# trained. So do we, in miniature: a convolutional eye learns to name the thing in each
# of 6 x 6 cells. Then it is *frozen*, and its features are the memory. (A convolution
# hardly knows where it is, so each cell is given two more numbers, its place.)

# %%
SIDE, CELLS = 48, 6  # pixels and cells a side
NAMES = ["nothing", *(f"{c} {s}" for c in COLOURS for s in SHAPES)]


class SmallEye(nn.Module):
    """Scenes (B, 3, 48, 48) -> memory (B, 36, D); `name` says what is in each cell."""

    def __init__(self, width: int = 64):
        super().__init__()
        layers, c = [], 3
        for out, size, stride in ((16, 5, 2), (32, 3, 2), (width, 3, 2), (width, 3, 1)):
            conv = nn.Conv2d(c, out, size, stride, size // 2, bias=False)
            layers, c = [*layers, conv, nn.BatchNorm2d(out), nn.ReLU()], out
        self.body, self.names = nn.Sequential(*layers), nn.Linear(width, len(NAMES))
        places = torch.cartesian_prod(*[torch.linspace(-1, 1, CELLS)] * 2)
        self.register_buffer("places", places)  # (N, 2): down and across

    def forward(self, images: Tensor) -> Tensor:
        cells = self.body(normalize(images, (0.5,) * 3, (0.25,) * 3))  # (B, C, h, w)
        cells = cells.flatten(2).transpose(1, 2)  # (B, N, C) in reading order
        return torch.cat([cells, self.places.expand(len(cells), -1, -1)], -1)

    def name(self, memory: Tensor) -> Tensor:
        return self.names(memory[..., :-2])

# %%
def names_in(scene) -> list[int]:
    """What lies in the middle of each cell, as indices into NAMES."""
    found = [0] * CELLS**2
    for item in scene.items:
        left, top, right, bottom = (edge * CELLS / SIDE - 0.5 for edge in item.box)
        for cell in range(CELLS**2):
            row, column = divmod(cell, CELLS)
            if left <= column < right and top <= row < bottom:
                found[cell] = NAMES.index(f"{item.colour} {item.shape}")
    return found

# %%
def train_eye(images: Tensor, names: Tensor, steps: int = 300) -> SmallEye:
    """A frozen eye that has learnt to name what is in each cell."""
    eye = SmallEye().to(device)
    optimizer = torch.optim.AdamW(eye.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 6e-3, steps)
    for _ in range(steps):
        batch = torch.randint(len(images), (50,))
        guesses = eye.name(eye(images[batch].to(device))).flatten(0, 1)
        loss = F.cross_entropy(guesses, names[batch].flatten().to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return eye.eval().requires_grad_(False)

# %% [markdown]
# Whatever the eye, the rest of this lesson asks the same of it: a memory for each
# picture. ResNet's is computed once and kept on disk (the next lesson shows how).

# %%
@dataclass
class Seen:
    memory: Tensor  # or rows on disk: (pictures, N, D)
    grid: tuple[int, int]  # (h, w)
    captions: list[list[str]]  # of each picture
    show: object  # k -> picture (3, H, W) in [0, 1]
    scenes: list  # what was drawn; of photos nobody knows

# %%
def see_scenes() -> Seen:
    drawn = draw_scenes(config.pictures + config.held_out, seed=8, side=SIDE)
    images = to_tensor(np.stack([picture.image for picture in drawn]))
    names = torch.tensor([names_in(picture.scene) for picture in drawn])
    old, new = slice(config.pictures), slice(config.pictures, None)
    eye = train_eye(images[old], names[old])
    memory = torch.cat([eye(part.to(device)).cpu() for part in images.split(100)])
    right = eye.cpu().name(memory[new]).argmax(-1) == names[new]
    things = right[names[new] > 0].float().mean()
    print(f"of the cells with a thing in new pictures it names {things:.0%} rightly")
    captions = [[caption.text for caption in picture.captions] for picture in drawn]
    scenes = [picture.scene for picture in drawn]
    return Seen(memory, (CELLS, CELLS), captions, images.__getitem__, scenes)

# %%
def see_photos() -> Seen:
    photos, eye = load_captions(DATA), make_encoder(config.eye).to(device)
    sides = standard_splits(photos)
    names = sides["train"][: config.pictures] + sides["val"][: config.held_out]
    paths = [photos.path(name) for name in names]
    memory = cache_features(eye, paths, folder=Path("build/data/seen"))
    return Seen(memory, eye.grid, [photos.captions[name] for name in names],
                lambda k: to_tensor(load_image(paths[k], eye.image_size)), [])


seen = see_scenes() if DATA == "scenes" else see_photos()
print("memory of two pictures:", tuple(seen.memory[torch.arange(2)].shape))

# %% [markdown]
# ## 8.2 Attention with a small network in it
#
# A transformer scores by dot product: query and key have the same width, and a longer
# key counts for more, for or against. The older way asks a tiny network. Cell $m_n$ and
# state $h$ are each brought to width A, added, bent by a tanh, and summed up by a
# vector $v$:
#
# $$e_n = v^\top \tanh(W m_n + U h), \qquad \alpha = \mathrm{softmax}_n(e), \qquad
# \text{context} = \sum_n \alpha_n\, m_n.$$
#
# A sum of such units can say what no product says. For single numbers $m$ and $h$ take
# $\tanh(m - h + 1) - \tanh(m - h - 1)$: it is large where $m$ and $h$ are *equal*, a
# ridge along the diagonal. The price is a tanh for every word, cell and unit, where a
# product is one matrix multiplication.
#
# **Exercise** `AdditiveAttention` · difficulty ●●○ · 12 min
#
# <details><summary>Hint</summary>
#
# `from_memory(memory)` is (B, N, A) and `from_hidden(hidden)` is (B, A): give it an
# axis with `[:, None]`, and the sum broadcasts. `score` makes (B, N, 1) of it;
# `squeeze(-1)` before the softmax over the cells. The context mixes the memory itself.
#
# </details>

# %% exercise="AdditiveAttention"
class AdditiveAttention(nn.Module):
    """Look at image tokens with a state: score each by a small network, mix them.

    Args:
        memory_width: D.
        hidden_width: H.
        attention_width: A, in which the two meet.

    Has linear layers `from_memory` (D to A), `from_hidden` (H to A), `score` (A to 1).

    Source: Bahdanau et al. 2015, section 3.1 (arXiv:1409.0473).
    """

    def __init__(self, *, memory_width: int, hidden_width: int, attention_width: int):
        super().__init__()
        ### BEGIN SOLUTION
        self.from_memory = nn.Linear(memory_width, attention_width)
        self.from_hidden = nn.Linear(hidden_width, attention_width)
        self.score = nn.Linear(attention_width, 1)
        ### END SOLUTION

    def forward(self, memory: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
        """(B, N, D), (B, H) -> context (B, D), weights (B, N) that add up to 1."""
        ### BEGIN SOLUTION
        meeting = self.from_memory(memory) + self.from_hidden(hidden)[:, None]
        scores = self.score(meeting.tanh()).squeeze(-1)  # (B, N)
        weights = scores.softmax(-1)
        return (weights[:, None] @ memory).squeeze(1), weights
        ### END SOLUTION

# %% check="AdditiveAttention-shown" points=1
attention = AdditiveAttention(memory_width=4, hidden_width=3, attention_width=5)
state = attention.state_dict()
shapes = {name: tuple(value.shape) for name, value in state.items()}
wanted = {"from_memory": (5, 4), "from_hidden": (5, 3), "score": (1, 5)}
for layer, size in wanted.items():
    assert shapes.get(f"{layer}.weight") == size, (
        f"expected a linear layer self.{layer}, {size[1]} to {size[0]}, got {shapes}"
    )
generator = torch.Generator().manual_seed(31)
state = {n: torch.randn(x.shape, generator=generator) for n, x in sorted(state.items())}
attention.load_state_dict(state)
memory = torch.randn(2, 6, 4, generator=generator)
hidden = torch.randn(2, 3, generator=generator)
rule = (
    "hidden meets N tokens with an axis more, [:, None]; the score's last axis goes "
    "with squeeze(-1)"
)
given = memory.clone(), hidden.clone()
context, weights = ask(attention, *given, returns=("context", "weights"), hint=rule)
assert all(map(torch.equal, given, (memory, hidden))), "an argument changed in place"
assert weights.shape != (2, 4), (
    "return context, then weights; it is the other way round"
)
assert weights.shape == (2, 6), (
    f"expected weights (B, N) = (2, 6), got {tuple(weights.shape)}: return context, "
    "then weights, and squeeze the score's axis"
)
assert context.shape == (2, 4), (
    f"expected (B, D) = (2, 4), got {tuple(context.shape)}: the weighted sum, over N, "
    "of the memory itself, not of its projection"
)
assert (weights.sum(-1) - 1).abs().max() < 1e-4, (
    f"a state's weights should add up to 1 over the N tokens, got {weights.sum(-1)}"
)
parts = [
    x @ state[f"{name}.weight"].T + state.get(f"{name}.bias", torch.zeros(5))
    for name, x in (("from_memory", memory), ("from_hidden", hidden[:, None]))
]
scores = (torch.tanh(parts[0] + parts[1]) @ state["score.weight"].T).squeeze(-1)
assert (weights - scores.softmax(-1)).abs().max() < 1e-4, (
    "wrong weights: expected softmax(score(tanh(from_memory(m) + from_hidden(h)))): "
    "one tanh around the sum, nothing divided, every row with its own hidden state"
)
assert (context - (weights[..., None] * memory).sum(1)).abs().max() < 1e-4, (
    "the context should be the weighted sum of the memory itself, not of its projection"
)

# %% check="AdditiveAttention-hidden" points=1
# Graded on other sizes, token by token, and on gradients.
### BEGIN HIDDEN TESTS
generator = torch.Generator().manual_seed(32)
for b, n, d, h, a in ((3, 7, 5, 4, 6), (1, 9, 2, 6, 3), (4, 1, 3, 3, 2),
                      (2, 2, 6, 1, 9), (3, 3, 4, 4, 4)):
    place = f"B, N, D, H, A = {b, n, d, h, a}"
    attention = AdditiveAttention(memory_width=d, hidden_width=h, attention_width=a)
    state = attention.state_dict()
    for name in sorted(state):
        state[name] = torch.randn(state[name].shape, generator=generator)
    attention.load_state_dict(state)
    w, u, v = (state[f"{x}.weight"] for x in ("from_memory", "from_hidden", "score"))
    bias = state.get("from_memory.bias", 0) + state.get("from_hidden.bias", 0)
    memory = torch.randn(b, n, d, generator=generator)
    hidden = torch.randn(b, h, generator=generator)
    probe = torch.randn(b, d, generator=generator)
    given = [memory.clone().requires_grad_(), hidden.clone().requires_grad_()]
    oracle = [memory.clone().requires_grad_(), hidden.clone().requires_grad_()]
    with torch.enable_grad():
        context, weights = attention(*given)
        assert weights.shape == (b, n), f"{place}: weights {tuple(weights.shape)}"
        assert context.shape == (b, d), f"{place}: context {tuple(context.shape)}"
        (context * probe).sum().backward()
        mixed, shares = [], []
        for m, state_of_row in zip(*oracle, strict=True):
            scores = [torch.tanh(w @ x + u @ state_of_row + bias) @ v[0] for x in m]
            shares.append(torch.stack(scores).softmax(0))
            mixed.append(sum(s * x for s, x in zip(shares[-1], m, strict=True)))
        (torch.stack(mixed) * probe).sum().backward()
    assert torch.equal(given[0], memory), f"{place}: the memory was changed in place"
    assert torch.equal(given[1], hidden), f"{place}: the state was changed in place"
    for name, got, want in [
        ("weights", weights, torch.stack(shares)),
        ("context", context, torch.stack(mixed)),
        ("gradient of memory", given[0].grad, oracle[0].grad),
        ("gradient of hidden", given[1].grad, oracle[1].grad),
    ]:
        assert got is not None, f"{place}: no {name}"
        error = (got - want).abs().max()
        assert error < 1e-3, f"{place}: {name} off by {error}"
    for name, parameter in attention.named_parameters():
        assert parameter.grad is not None or name == "score.bias", f"{name} can't learn"
### END HIDDEN TESTS

# %% [markdown]
# Let us steer it by hand. The memory holds nothing but each cell's place (and a 1), a
# state is a place too, and the weights below make that ridge twice, downwards and
# across. Your attention should look where the state points.

# %%
STEEP, SURE = 3.0, 4.0
ends = torch.tensor([[1.0], [-1], [1], [-1]])  # two units an axis
axis = STEEP * torch.tensor([[1.0, 0], [1, 0], [0, 1], [0, 1]])
steered = AdditiveAttention(memory_width=3, hidden_width=2, attention_width=4)
by_hand = {name: torch.zeros_like(x) for name, x in steered.state_dict().items()}
by_hand["from_memory.weight"] = torch.cat([axis, ends], 1)
by_hand["from_hidden.weight"] = -axis
by_hand["score.weight"] = SURE * ends.T
steered.load_state_dict(by_hand)
places = torch.cartesian_prod(*[torch.linspace(-1, 1, 7)] * 2)
places = torch.cat([places, torch.ones(49, 1)], 1).expand(3, -1, -1)
states = torch.tensor([[-0.6, -0.6], [0.0, 0.5], [0.9, -0.2]])  # down, across
with torch.no_grad():
    _, looks = steered(places, states)

# %% alt="Three maps of attention on a 7 x 7 grid, each one bright spot at the place
# that the state names, which a red cross marks."
fig, axes = plt.subplots(1, 3, figsize=(7.5, 2.6), layout="constrained")
for ax, (y, x), look in zip(axes, states.tolist(), looks, strict=True):
    ax.imshow(look.view(7, 7), extent=(-7 / 6, 7 / 6, 7 / 6, -7 / 6), cmap="viridis")
    ax.plot(x, y, "x", color="red", ms=9, mew=2)
    ax.set(title=f"state ({y:.1f}, {x:.1f})", xticks=[], yticks=[])
plt.show()

# %% [markdown]
# ## 8.3 A state that reads
#
# An LSTM cell keeps two vectors, `hidden` (what it says) and `cell` (what it keeps); a
# step makes new ones from the old ones and an input. For a caption, step $t$
#
# 1. looks at the picture with the state so far, and gets context and weights;
# 2. reads word $t$ and the context, and so becomes a new state;
# 3. speaks of word $t + 1$, from the new state and whatever else it likes.
#
# No mask is needed: what has not been read can't be known. No positions either.

# %% [markdown]
# The wrong way to begin is a state of zeros: the first question would be the same for
# every picture. Start both vectors **from the memory**; a linear layer on its mean, the
# picture at a glance, will do. Whether you look with the old or with the new state is
# up to you, and so is where the context goes, as long as it is used.
#
# **Exercise** `LSTMDecoder` · difficulty ●●● · 25 min
#
# <details><summary>Hint</summary>
#
# `nn.LSTMCell(inputs, hidden_width)`: `hidden, cell = self.lstm(x, (hidden, cell))`.
# `self.words(ids).unbind(1)` gives the T embedded words, (B, E) each. Append logits and
# weights to two lists, and `torch.stack(a_list, 1)` at the end. A tanh keeps the start
# in a state's range. Dropout: on the embedded words and before the last layer.
#
# </details>

# %% exercise="LSTMDecoder"
class LSTMDecoder(nn.Module):
    """Predict each next word from a state that has read the words before it.

    Args:
        vocab_size: V.
        embed_width: E, of a word.
        hidden_width: H, of the state.
        attention_width: A.
        memory_width: D.
        dropout: probability, in training only.

    The state starts from the memory. Position t has read ids[:, 0] to ids[:, t] and
    predicts the word after them.

    Source: Xu et al. 2015, section 3.1.2 (arXiv:1502.03044), without its gate.
    """

    def __init__(
        self,
        *,
        vocab_size: int,
        embed_width: int,
        hidden_width: int,
        attention_width: int,
        memory_width: int,
        dropout: float,
    ):
        super().__init__()
        ### BEGIN SOLUTION
        self.words = nn.Embedding(vocab_size, embed_width)
        self.start_hidden = nn.Linear(memory_width, hidden_width)
        self.start_cell = nn.Linear(memory_width, hidden_width)
        self.attention = AdditiveAttention(
            memory_width=memory_width,
            hidden_width=hidden_width,
            attention_width=attention_width,
        )
        self.lstm = nn.LSTMCell(embed_width + memory_width, hidden_width)
        self.mix = nn.Linear(embed_width + hidden_width + memory_width, embed_width)
        self.dropout = nn.Dropout(dropout)
        self.lm_head = nn.Linear(embed_width, vocab_size, bias=False)
        ### END SOLUTION

    def forward(self, ids: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        """(B, T), (B, N, D) -> logits (B, T, V), weights (B, T, N)."""
        ### BEGIN SOLUTION
        mean = memory.mean(1)  # the picture at a glance
        hidden, cell = self.start_hidden(mean).tanh(), self.start_cell(mean).tanh()
        spoken, looked = [], []
        for word in self.dropout(self.words(ids)).unbind(1):
            context, weights = self.attention(memory, hidden)
            read = torch.cat([word, context], -1)
            hidden, cell = self.lstm(read, (hidden, cell))
            mixed = self.mix(torch.cat([word, hidden, context], -1)).tanh()
            spoken.append(self.lm_head(self.dropout(mixed)))
            looked.append(weights)
        return torch.stack(spoken, 1), torch.stack(looked, 1)
        ### END SOLUTION

# %% check="LSTMDecoder-shown" points=1
def strong(generator, **sizes):
    """A decoder in eval mode with random matrices, so that nothing is faint."""
    decoder = LSTMDecoder(**sizes)
    state = decoder.state_dict()
    for name in sorted(state):
        if state[name].dim() > 1 and state[name].is_floating_point():
            state[name] = 0.5 * torch.randn(state[name].shape, generator=generator)
    decoder.load_state_dict(state)
    return decoder.eval()


generator = torch.Generator().manual_seed(33)
sizes = {"vocab_size": 13, "embed_width": 6, "hidden_width": 9, "memory_width": 7}
decoder = strong(generator, **sizes, attention_width=5, dropout=0.5)
ids = torch.tensor([[1, 7, 5, 11, 9], [1, 10, 8, 3, 4]])
memory = torch.randn(2, 8, 7, generator=generator)
rule = (
    "ids are embedded first; attention gives context and weights, the LSTM two states"
)
given = ids.clone(), memory.clone()
logits, weights = ask(decoder, *given, returns=("logits", "weights"), hint=rule)
assert all(map(torch.equal, given, (ids, memory))), "an argument changed in place"
assert logits.shape == (2, 5, 13), (
    f"expected logits (B, T, V) = (2, 5, 13), got {tuple(logits.shape)}: stack the "
    "steps along axis 1"
)
assert (logits < 0).any(), (
    "no logit is below 0: a softmax (or sigmoid, relu) after the last layer?"
)
assert weights.shape == (2, 5, 8), (
    f"expected weights (B, T, N) = (2, 5, 8), got {tuple(weights.shape)}"
)
assert (weights.sum(-1) - 1).abs().max() < 1e-4, "weights should add up to 1 over N"
again = decoder(ids.clone(), memory.clone())[0]
assert (again - logits).abs().max() < 1e-5, (
    "two passes in eval mode differ: dropout alive in eval? a random or a kept state?"
)
decoder.train()
noise = (decoder(ids, memory)[0] - decoder(ids, memory)[0]).abs().max()
assert noise > 1e-3, (
    "two passes in train mode agree: is the dropout missing?"
)
calm = LSTMDecoder(**sizes, attention_width=5, dropout=0.0).train()
noise = (calm(ids, memory)[0] - calm(ids, memory)[0]).abs().max()
assert noise < 1e-5, (
    "dropout=0.0, and two passes in train mode differ: is a number written in its "
    "place?"
)
decoder.eval()
with torch.enable_grad():
    decoder(ids, memory)[0][0, -1, 3].backward()
for name, parameter in decoder.named_parameters():
    learns = parameter.grad is not None and parameter.grad.abs().max() > 0
    assert learns or parameter.dim() < 2, (
        f"the last word's logit teaches {name} nothing: is the context used, and not "
        "the mean in its place? does the state start from zeros, or not go on?"
    )
moved = memory.clone()
moved[0] += 1
for new, old in zip(decoder(ids, moved), (logits, weights), strict=True):
    assert (new - old)[1].abs().max() < 1e-5, "picture 0 changed the words of picture 1"
    assert (new - old)[0].abs().max() > 1e-6, "another picture changes nothing"
for s in range(5):
    changed = ids.clone()
    changed[:, s] += 1
    words, looks = (
        (new - old).abs().amax((0, 2))  # how far each position moved
        for new, old in zip(decoder(changed, memory), (logits, weights), strict=True)
    )
    early = words[:s].sum() + looks[:s].sum()
    assert early < 1e-5, f"word {s} changed what is before it: it can't be known yet"
    assert words[s] > 1e-6, f"position {s} has not read word {s}: shifted by one?"
    assert (words[s:] > 1e-6).all(), f"word {s} is forgotten: does the state go on?"
    assert (looks[s + 1 :] > 1e-6).all(), f"word {s} never moves the look: one for all?"

# The start. What else is in the picture should move the first look, or the first word:
moves = []
for a, b, rest in ((0, 1, slice(2, 8)), (6, 7, slice(0, 6))):  # shares of a against b
    other = memory.clone()
    other[:, rest] += 2 * torch.randn(other[:, rest].shape, generator=generator)
    pair = [decoder(ids, x)[1][:, 0].log() for x in (memory, other)]
    moves.append((pair[0][:, a] - pair[0][:, b] - pair[1][:, a] + pair[1][:, b]).abs())
decoder = strong(generator, **sizes, attention_width=300, dropout=0.0)  # picks sharply
crowd = 3 * torch.randn(1, 400, 7, generator=generator)
order = decoder(ids[:1], crowd)[1][0, 0].argsort(descending=True)
views = [crowd[:, torch.cat([order[:1], k])] for k in order[-6:].split(3)]
(one, shares), (two, others) = (decoder(ids[:1], x) for x in views)
if max(shares[0, 0, 1:].max(), others[0, 0, 1:].max()) < 1e-8:
    moves.append((one - two)[0, 0].abs())  # three that are not looked at were exchanged
assert max(move.max() for move in moves) > 1e-4, (
    "before the first word every picture is asked alike: does the state start from "
    "zeros or a learned constant? Start it from the memory, from its mean for instance"
)

# %% check="LSTMDecoder-hidden" points=2
# Graded on other sizes, on gradients, and on what each width is for.
### BEGIN HIDDEN TESTS
generator = torch.Generator().manual_seed(34)
for b, t, n, v, e, h, a, d in (
    (3, 4, 5, 11, 5, 4, 3, 6), (1, 1, 9, 97, 8, 3, 6, 5), (4, 4, 1, 31, 3, 7, 2, 4),
    (2, 7, 6, 97, 6, 11, 4, 9), (5, 2, 3, 17, 4, 4, 4, 4),
):
    place = f"B, T, N = {b, t, n}, V, E, H, A, D = {v, e, h, a, d}"
    sizes = {"vocab_size": v, "embed_width": e, "hidden_width": h,
             "attention_width": a, "memory_width": d}  # fmt: skip
    decoder, twin = (LSTMDecoder(**sizes, dropout=p) for p in (0.0, 0.7))
    state = decoder.state_dict()
    for name in sorted(state):
        if state[name].dim() > 1 and state[name].is_floating_point():
            state[name] = 0.5 * torch.randn(state[name].shape, generator=generator)
    decoder.load_state_dict(state)
    twin.load_state_dict(state)
    ids = torch.randint(4, v, (b, t), generator=generator)
    memory = torch.randn(b, n, d, generator=generator)
    given, kept = ids.clone(), memory.clone()
    decoder.train()  # there is nothing to drop
    logits, weights = decoder(given, kept)
    assert torch.equal(given, ids), f"{place}: the ids were changed in place"
    assert torch.equal(kept, memory), f"{place}: the memory was changed in place"
    assert logits.shape == (b, t, v), f"{place}: logits {tuple(logits.shape)}"
    assert weights.shape == (b, t, n), f"{place}: weights {tuple(weights.shape)}"
    assert (weights.sum(-1) - 1).abs().max() < 1e-4, f"{place}: weights add up to 1"
    assert (weights >= 0).all(), f"{place}: a negative weight"
    below = (logits < 0).any()
    assert below, "no logit is below 0: softmax, sigmoid or relu after the last layer?"
    for name, other in (("dropout 0 in train mode, and eval", decoder.eval()),
                        ("dropout in eval mode, and none", twin.eval())):  # fmt: skip
        off = (other(ids, memory)[0] - logits).abs().max()
        assert off < 1e-4, f"{place}: {name} differ by {off}"
    for k in range(1, t + 1):
        short, looks = decoder(ids[:, :k].clone(), memory.clone())
        off = (short - logits[:, :k]).abs().max() + (looks - weights[:, :k]).abs().max()
        assert off < 1e-4, f"{place}: the first {k} words alone differ by {off}"
    for row in range(b):
        one, looks = decoder(ids[row : row + 1].clone(), memory[row : row + 1].clone())
        off = (one[0] - logits[row]).abs().max() + (looks[0] - weights[row]).abs().max()
        assert off < 1e-4, f"{place}: a caption alone differs by {off} from the batch"
    for s in range(t):
        changed = ids.clone()
        changed[:, s] = (ids[:, s] - 3) % (v - 4) + 4  # another word
        pairs = zip(decoder(changed, memory), (logits, weights), strict=True)
        words, looks = ((new - old).abs().amax((0, 2)) for new, old in pairs)
        assert words[:s].sum() + looks[:s].sum() < 1e-4, f"{place}: sees word {s} early"
        assert (words[s:] > 1e-6).all(), f"{place}: word {s} is shifted or forgotten"
        assert n == 1 or (looks[s + 1 :] > 1e-6).all(), f"{place}: {s} moves no look"
    deaf = LSTMDecoder(**sizes, dropout=1.0).train()
    off = (deaf(ids, memory)[0] - deaf(ids, memory)[0]).abs().max()
    assert off < 1e-5, f"{place}: a dropout of 1 leaves nothing to chance, off by {off}"
    if v == 97 and t > 1:
        ids[0] = torch.arange(4, 4 + t)
        leaf = memory.clone().requires_grad_()
        with torch.enable_grad():
            decoder(ids, leaf)[0][0, -1, 3].backward()  # word 3 is in no caption
        reaches = leaf.grad is not None and leaf.grad[0].abs().max() > 0
        assert reaches, "no gradient reaches the memory: an eye could not learn"
        reached = set()
        for name, parameter in decoder.named_parameters():
            gradient = parameter.grad
            learns = gradient is not None and gradient.abs().max() > 0
            assert learns or parameter.dim() < 2, (
                f"the last word's logit teaches {name} nothing: is the context used?"
            )
            if learns and v in parameter.shape:
                axis = list(parameter.shape).index(v)
                rows = gradient.movedim(axis, 0).reshape(v, -1).abs().amax(1)
                reached |= set(rows.nonzero().flatten().tolist())
        found = set(ids[0].tolist()) <= reached
        assert found, "the gradient ends on its way back in time: a state detached?"
        learning = [x for x in decoder.parameters() if x.grad is not None]
        pushes = [torch.randn(x.shape, generator=generator) for x in learning]
        pairs = list(zip(learning, pushes, strict=True))
        slope = sum((x.grad * push).sum().item() for x, push in pairs)
        steep = math.sqrt(sum(x.grad.square().sum().item() for x in learning))
        ends = []
        for far in (1e-3, -2e-3):  # all parameters a little forward, then backward
            with torch.no_grad():
                for x, push in pairs:
                    x += far * push
                ends.append(decoder(ids, memory)[0][0, -1, 3].item())
        off = abs((ends[0] - ends[1]) / 2e-3 - slope)
        assert off < 0.1 * steep, f"{place}: no slope: the gradient is off by {off}"
        for name in state:  # with no way for words but the cell's own memory
            if name.endswith((".weight_hh", ".weight_hh_l0", "from_hidden.weight")):
                state[name] = torch.zeros_like(state[name])
        decoder.load_state_dict(state)
        changed = ids[:1].clone()
        changed[:, 0] += 1
        pair = (decoder(x, memory[:1])[0][0, 1] for x in (ids[:1], changed))
        kept = (next(pair) - next(pair)).abs().max()
        assert kept > 1e-7, "a word is forgotten: does `cell` go on to the next step?"
        count = sum(parameter.numel() for parameter in decoder.parameters())
        for name in sizes:
            larger = LSTMDecoder(**{**sizes, name: sizes[name] + 1}, dropout=0.0)
            numbers = sum(parameter.numel() for parameter in larger.parameters())
            assert numbers > count, f"{name} changes nothing: a size written in?"
### END HIDDEN TESTS

# %% [markdown]
# ## 8.4 Teacher forcing
#
# While it learns, the decoder reads the *true* words, whatever it would have said: the
# teacher puts the right word into its mouth and asks for the next. So all positions of
# a caption can be scored in one pass, with the loss of lesson 04; and so it never
# learns what to do after a wrong word of its own.

# %%
token_lists = [tokenize(text) for texts in seen.captions for text in texts]
owner = torch.tensor([k for k, texts in enumerate(seen.captions) for _ in texts])
learnt = int((owner < config.pictures).sum())  # rows of pictures to learn from
vocabulary = Vocabulary.from_captions(token_lists[:learnt], config.min_count)
ids = pad_batch([vocabulary.encode(tokens) for tokens in token_lists], PAD)


def loss_of(decoder: nn.Module, rows: Tensor) -> Tensor:
    """Nats a word, on these rows of the table of captions."""
    words = ids[rows, : int((ids[rows] != PAD).sum(1).max())].to(device)
    memory = seen.memory[owner[rows]].to(device).float()
    return caption_loss(decoder(words, memory)[0], words, PAD)


@torch.no_grad()
def held_out_loss(decoder: nn.Module) -> float:
    rows = torch.arange(learnt, len(ids)).split(300)
    return sum(loss_of(decoder, part).item() for part in rows) / len(rows)

# %% [markdown]
# What would it say meanwhile? The live view of lesson 02 watches one new picture, and
# there no teacher helps: each word read is the one just written, the likeliest.

# %%
@torch.no_grad()
def listen(decoder: nn.Module, k: int, words: list[int]) -> tuple[Tensor, Tensor]:
    """Picture k and words read -> logits (T, V) and weights (T, N)."""
    memory = seen.memory[torch.tensor([k])].to(device).float()
    logits, weights = decoder(torch.tensor([words], device=device), memory)
    if weights.dim() > 3:  # a transformer's: (L, B, heads, T, N)
        weights = weights.mean((0, 2))
    return logits[0].cpu(), weights[0].cpu()


def look(decoder: nn.Module, k: int) -> tuple[list[str], Tensor]:
    """What it writes of picture k, the likeliest word each time; the looks (T, N)."""
    decoder.eval()
    words = [START]
    while len(words) <= config.longest:
        logits, weights = listen(decoder, k, words)
        if (word := int(logits[-1].argmax())) == EOS:
            break
        words.append(word)
    decoder.train()
    said = [vocabulary.word(i) for i in words[1:]]
    return said, weights[: len(said)]  # a row writes the word after it

# %%
def fit(decoder: nn.Module) -> float:
    """Train any decoder, all on the same batches; return the seconds that it took."""
    init_xavier(decoder)  # Glorot's weights, as in lesson 02
    generator = torch.Generator().manual_seed(0)
    optimizer = torch.optim.AdamW(decoder.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, config.rate, config.steps, pct_start=0.1
    )
    decoder.train()
    took, losses, name = [], [], f"08-{type(decoder).__name__}"
    kept = decoder, optimizer, schedule, generator, took, losses
    new = config.pictures  # the first of those kept apart
    pixels = (255 * seen.show(new)).byte().permute(1, 2, 0)
    watch = Watch(pixels, grid=seen.grid, steps=config.steps)
    for _ in resumable(range(config.steps), *kept, name=name, of=config, every=100):
        began = time.perf_counter()
        rows = torch.randint(learnt, (config.batch,), generator=generator)
        loss = loss_of(decoder, rows)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(decoder.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        took.append(time.perf_counter() - began)
        watch(losses, lambda: look(decoder, new))
    decoder.eval()
    return sum(took)

# %%
torch.manual_seed(1)
D = seen.memory[torch.arange(1)].shape[-1]
recurrent = LSTMDecoder(
    vocab_size=len(vocabulary),
    embed_width=config.width,
    hidden_width=2 * config.width,
    attention_width=config.width,
    memory_width=D,
    dropout=config.dropout,
).to(device)
before = held_out_loss(recurrent.eval())
seconds = {"LSTM": fit(recurrent)}
print(f"{learnt:,} captions of {len(vocabulary)} words: loss {before:.2f} at first, "
      f"{held_out_loss(recurrent):.2f} after {seconds['LSTM']:.0f} s")

# %% [markdown]
# Here is a caption it has never read, word by word: what the teacher gave it, and what
# it would have said. A wrong guess is forgotten at once, the next input is true again.

# %%
row = max(range(learnt, learnt + 25), key=lambda row: len(token_lists[row]))
words = vocabulary.encode(token_lists[row])
chances, guesses = listen(recurrent, int(owner[row]), words)[0].softmax(-1).max(-1)
for read, guess, chance in zip(words[:-1], guesses, chances, strict=False):
    print(f"{vocabulary.word(read):>10}  ->  {vocabulary.word(guess):10}{chance:5.0%}")

# %% [markdown]
# ## 8.5 Writing
#
# No teacher now: the word just written is the next one read. Greedy and beam search are
# those of lesson 06 in batched form. They ask a decoder to `start` with a memory and to
# `step` by one more word; the class below gives these calls to any decoder that maps
# (ids, memory) to logits, by reading all words again each time. (Slow. We come back.)

# %%
@dataclass
class SoFar:
    """Captions under way, R = K * B rows: K of each picture, side by side."""

    memory: Tensor  # (R, N, D)
    ids: Tensor  # (R, T)
    k: int

    def select_captions(self, rows: Tensor) -> "SoFar":
        return SoFar(self.memory[rows], self.ids[rows], self.k)

    def select_pictures(self, pictures: Tensor) -> "SoFar":
        beams = torch.arange(self.k, device=pictures.device)
        return self.select_captions((pictures[:, None] * self.k + beams).flatten())

# %%
class Writer:
    """What the searches ask of a decoder: start, and a step a word."""

    def __init__(self, decoder: nn.Module):
        self.decoder = decoder

    def start(self, memory: Tensor, captions: int = 1) -> SoFar:
        memory = memory.repeat_interleave(captions, 0)
        nothing = torch.empty(len(memory), 0, dtype=torch.long, device=memory.device)
        return SoFar(memory, nothing, captions)

    def step(self, ids: Tensor, state: SoFar) -> tuple[Tensor, SoFar]:
        words = torch.cat([state.ids, ids[:, None]], 1)
        logits, _ = self.decoder(words, state.memory)
        return logits[:, -1], SoFar(state.memory, words, state.k)

# %%
@torch.no_grad()
def write(decoder: nn.Module, pictures: list[int], beam: int = 1) -> list[list[int]]:
    """The ids that a decoder writes for these pictures: greedy, or with a beam."""
    how = {"start_id": START, "eos_id": EOS, "never": (PAD, START, UNK),
           "max_length": config.longest}  # fmt: skip
    memory = seen.memory[torch.tensor(pictures)].to(device).float()
    if beam == 1:
        return greedy_decode(Writer(decoder), memory, **how)
    return beam_search(Writer(decoder), memory, beam_width=beam, **how)


new = list(range(config.pictures, len(seen.captions)))  # pictures kept apart
for beam in (1, 3):
    print(f"beam of {beam}:" if beam > 1 else "greedy:")
    for caption in write(recurrent, new[:5], beam):
        print("   ", vocabulary.decode(caption))

# %% [markdown]
# ## 8.6 Where it looked
#
# The overlays of lesson 07, as they are: they know only weights (T, N). This decoder
# has one layer and one head, so nothing is averaged: each word had this one look.

# %%
def is_true(caption: list[int], k: int) -> bool:
    """Of scene k; what is no sentence is not true. Of photos we believe everything."""
    try:
        return not seen.scenes or truth(vocabulary.decode(caption), seen.scenes[k])
    except ValueError:
        return False


def overlay(axes, decoder: nn.Module, k: int, caption: list[int]) -> None:
    """The picture, then each word of a caption over the place it was written from."""
    _, weights = listen(decoder, k, [START, *caption[:-1]])
    axes[0].imshow(seen.show(k).permute(1, 2, 0))
    axes[0].set_axis_off()
    names = [vocabulary.word(i) for i in caption]
    draw_words(axes[1:], seen.show(k), names, weights, grid=seen.grid)

# %% alt="Three pictures, each with the words of its caption over heat maps, the third
# caption not true. At colours and shapes the bright spots lie on the things, often on
# two at once; at the words between they wander over the ground."
captions = dict(zip(new[:60], write(recurrent, new[:60]), strict=False))
order = sorted(captions, key=lambda k: abs(len(captions[k]) - 8))
true = [k for k in order if is_true(captions[k], k)]
chosen = true[:2] + [k for k in order if k not in true][:1]
across = 1 + max(len(captions[k]) for k in chosen)
fig, axes = plt.subplots(
    len(chosen), across, figsize=(1.2 * across, 1.4 * len(chosen)), layout="compressed"
)
for panels, k in zip(axes, chosen, strict=True):
    overlay(panels, recurrent, k, captions[k])
    panels[0].set_title("" if k in true else "not true")
plt.show()

# %% [markdown]
# Mind the step: our weights were taken with the state *before* this word was said; they
# show where it looked to decide on it. And mind how often two things are bright at
# once. The context is then the mean of both, and in a mean it is hard to tell whose
# colour goes with whose shape: that is how a picture comes by two green circles.
#
# ## 8.7 What the transformer changed
#
# A fair race: the decoder of lesson 05 on the same memory, with as many numbers to
# learn, on the same captions in the same order, with the same steps and learning rate.

# %%
def count(decoder: nn.Module) -> int:
    return sum(parameter.numel() for parameter in decoder.parameters())


def new_transformer(width: int, max_length: int = 100) -> nn.Module:
    """The decoder of lesson 05: two layers of four heads."""
    return CaptionDecoder(
        vocab_size=len(vocabulary), width=width, memory_width=D, heads=4, layers=2,
        max_length=max_length, dropout=config.dropout,
    ).to(device)  # fmt: skip


torch.manual_seed(1)
goal = count(recurrent)
width = min(range(16, 400, 8), key=lambda n: abs(count(new_transformer(n)) - goal))
transformer = new_transformer(width)
seconds["transformer"] = fit(transformer)
racers = {"LSTM": recurrent, "transformer": transformer}

# %%
for name, decoder in racers.items():
    print(f"{name:12}{count(decoder):9,} numbers, {seconds[name]:.0f} s, held-out loss "
          f"{held_out_loss(decoder):.3f}")
    for how, beam in (("greedy search", 1), ("beam of 3", 3)) if seen.scenes else ():
        truths = list(map(is_true, write(decoder, new, beam), new))
        print(f"{np.mean(truths):16.0%} of {len(new)} new captions are true, {how}")

# %% [markdown]
# Step for step the recurrent one learns more slowly here. (It goes on: in a trial with
# three times as many captions it made up most of the difference.) And this is where
# both look while they read the same caption: of the transformer's eight looks a word,
# four heads in each of two layers, you see the mean.

# %% alt="One caption over the same picture twice: above the LSTM's look at each word,
# below the mean look of the transformer."
k = chosen[0]
fig, axes = plt.subplots(
    2, 1 + len(captions[k]), figsize=(1.2 * across, 3), layout="compressed"
)
for panels, (name, decoder) in zip(axes, racers.items(), strict=True):
    overlay(panels, decoder, k, captions[k])
    panels[0].set_title(name, size=10)
plt.show()

# %% [markdown]
# So what did it change? Not the looking: that was here before. Number each state by the
# earliest moment at which it can be computed, when the true caption is at hand.

# %% alt="Boxes numbered by when they can be computed. LSTM: one row, 1 to 12. A
# transformer of two layers: all boxes of the first layer 1, all of the second 2."
words = 12
moments = {
    "LSTM: each state waits for the state before it": [range(1, words + 1)],
    "transformer: each layer waits for the layer below it": [[2] * words, [1] * words],
}
fig, axes = plt.subplots(
    2, 1, figsize=(7.5, 2.6), height_ratios=(1, 2), layout="constrained"
)
for ax, (title, rows) in zip(axes, moments.items(), strict=True):
    ax.imshow(rows, cmap="YlGnBu", vmin=0, vmax=1.5 * words, aspect="auto")
    ax.set_xticks(np.arange(words + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(len(rows) + 1) - 0.5, minor=True)
    ax.grid(which="minor", color="white", lw=4)
    for (y, x), moment in np.ndenumerate(np.array(rows)):
        ax.text(x, y, moment, ha="center", va="center")
    ax.set_title(title, size=10)
    ax.tick_params(which="both", length=0, labelleft=False, labelbottom=False)
    ax.spines[:].set_visible(False)
plt.show()

# %% [markdown]
# T steps one after the other, against L. Does it matter on *your* machine? Take the
# time of a training step on captions of T made-up words, and of writing T words. Both
# racers now in their fast form, from `helpers`: the LSTM makes `from_memory` once a
# picture, not once a word, and while writing it keeps its state, as the transformer
# keeps the keys and values of all words so far.

# %%
from helpers.lstm import LSTMDecoder as FastLSTM  # here: no sooner than you wrote it

LENGTHS = [4, 8, 16, 32, 64, 128]
fast = {
    "LSTM": FastLSTM(
        vocab_size=len(vocabulary), embed_width=config.width, memory_width=D,
        hidden_width=2 * config.width, attention_width=config.width, dropout=0.0,
    ).to(device),
    "transformer": new_transformer(width, max_length=LENGTHS[-1]),
}  # fmt: skip
sixteen = seen.memory[torch.arange(16)].to(device).float()

# %%
def train_on(decoder: nn.Module, length: int) -> Tensor:
    words = torch.randint(4, len(vocabulary), (16, length), device=device)
    loss = caption_loss(decoder(words, sixteen, need_weights=False)[0], words, PAD)
    loss.backward()
    return loss


@torch.no_grad()
def write_words(decoder: nn.Module, length: int) -> Tensor:
    state, words = decoder.start(sixteen), torch.full((16,), START, device=device)
    for _ in range(length):
        logits, state = decoder.step(words, state)
        words = logits.argmax(-1)
    return words

# %%
def quickest(task, decoder: nn.Module, length: int) -> float:
    """Milliseconds of the best of several tries: other programs can only add to it."""
    times = []
    for _ in range(2 + 128 // length):
        began = time.perf_counter()
        task(decoder, length).sum().item()  # item() waits for a GPU
        times.append(1000 * (time.perf_counter() - began))
    return min(times)


tasks = {"one training step": train_on, "writing word by word": write_words}
times = {(task, name): [quickest(tasks[task], fast[name], n) for n in LENGTHS]
         for task in tasks for name in fast}  # fmt: skip

# %% alt="Milliseconds for 16 captions against their length, on logarithmic axes. One
# training step: the LSTM's line rises in proportion, the transformer's lies lower for
# long captions. Writing: both lines rise, the transformer's at last more steeply."
fig, axes = plt.subplots(1, 2, figsize=(8, 3.2), sharey=True, layout="constrained")
for ax, task in zip(axes, tasks, strict=True):
    for name, mark in (("LSTM", "s-"), ("transformer", "o-")):
        ax.plot(LENGTHS, times[task, name], mark, label=name)
    ax.set(title=f"{task}, 16 captions", xlabel="words T", xscale="log", yscale="log")
    ax.set_xticks(LENGTHS, LENGTHS)
    ax.minorticks_off()
    ax.spines[["right", "top"]].set_visible(False)
axes[0].set_ylabel("milliseconds")
axes[0].legend(frameon=False)
plt.show()

# %% [markdown]
# In training the transformer's T positions are one matrix, so its time hardly grows
# until the machine is full (two cores are full soon, a GPU after thousands of words),
# while the LSTM takes T small steps on any machine. In writing nobody knows the next
# word, and both go one by one. There the LSTM's step costs the same for ever, and the
# transformer looks back at every word that it has written.
#
# ## 8.8 Two experiments
#
# Guess, fill in the blank, run the cell; nothing learns anew, and they want scenes.
# Each cell of the memory ends in two numbers, its place. What if they were gone: would
# fewer captions be true? And what if the cells came in another order?

# %%
def truth_with(memory: Tensor) -> float:
    """The share of true captions, written from these memories of the pictures."""
    before, seen.memory = seen.memory, memory
    share = np.mean(list(map(is_true, write(recurrent, new), new)))
    seen.memory = before
    return share

# %%
numbers = ...  # of each cell, to be made 0: slice(-2, None) for its place
if numbers is not ...:
    changed = seen.memory.clone()
    changed[..., numbers] = 0
    print(f"{truth_with(changed):.1%} are true, {truth_with(seen.memory):.1%} before")

# %%
order = ...  # of the cells: torch.randperm(36), for example
if order is not ...:
    print(f"{truth_with(seen.memory[:, order]):.1%} are true in this order")

# %% [markdown]
# ## 8.9 In your own words
#
# **Question** · 3 points · 8 min. "Both decoders look at the picture, and both must
# write word by word," says a classmate. "So the transformer is a fashion." What does it
# change in training, and why can it? Why does that not help in writing? And in what is
# the recurrent decoder still the better one? Use your figures; four to six sentences.

# %% [markdown] question="what_changed" points=3
# In training the true words are all known, and a position of the transformer needs only
# the layer below: L steps one after the other however long the caption, each of them a
# large matrix product. The state t of the LSTM needs state t - 1, so it takes T small
# steps on any hardware, and in the left figure its time is proportional to T. (The
# first word also reaches the last directly, not through T states that must remember it,
# and so does the gradient.) In writing, a word can't be read before it has been chosen:
# T steps for both. The recurrent decoder keeps a state of fixed size, so its step takes
# the same time and memory after 10 words or 1,000, where the transformer keeps and
# looks at the keys and values of all words before; in the right figure its line ends
# lower.
#
# **Marking guide** (3 points)
# - 1: training: positions are computed side by side (L steps, not T), because they need
#   no earlier state, only the true words. "It is parallel" without why: half a point.
# - 1: writing: each word needs the one before, for both decoders.
# - 1: the recurrent one: constant time or memory a step; or no limit of positions; or
#   order without position vectors. "Fewer numbers" is false here: they have as many.
# The shorter path between far words, well said, makes up for half a point lost.

# %% [markdown]
# ## Three questions to take along
#
# 1. The LSTM has neither a causal mask nor positions. Where did both go?
# 2. Xu and colleagues add a penalty: for each cell the weights of all words should sum
#    to about 1. What would that do to "two red circles"? And to the empty ground?
# 3. Sometimes feed the decoder its own word in training, not the true one. What could
#    it learn that it can't learn now? And why is the loss then harder to believe?
#
# <details><summary>Answers</summary>
#
# 1. Into the order of reading. Words are read one by one, so later ones are not
#    there yet, and the state has counted those before.
# 2. "two red circles": the glow would have to lie on both, for about one word each,
#    and then leave them alone, though *red* and *circles* need the same places. And
#    the empty ground would get its turn, a word's weight for each cell, though
#    there is nothing to see.
# 3. To go on from a mistake of its own, which it never met before. But then the
#    true next word is asked for after a wrong one, where it may be no good answer;
#    and the loss depends on how often one does it, so losses can't be compared.
#
# </details>
#
# The eye of this lesson stayed shut to learning. Next the mouth stays, and the eyes are
# exchanged: [09 · Other eyes](09_other_eyes.ipynb).

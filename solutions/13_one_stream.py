# %% [markdown]
# # 13 · One stream
#
# Your captioner has two kinds of attention: words look at words, and words look at the
# picture. Most vision-language models of today have one kind. They turn the picture's
# tokens into something that looks like words, put them *in front of* the words, and
# let a plain language model read on. In this lesson you build that, measure it against
# cross-attention on the same memory, and then do what a captioner can't: **ask**.
#
# photo → image tokens → encoder → memory → **projector → one stream** → answers
#
# **Needs** lessons 04 and 05; the encoder is the kept one, frozen.
# **Time** about 80 minutes. A CPU is enough: training takes about a minute.
#
# Axes: B pictures, N image tokens, M their width, T text tokens, S = N + T the whole
# stream, D width, V vocabulary, L layers. The number of heads is written out.

# %%
import copy
import math
import time
from collections import Counter
from dataclasses import dataclass
from statistics import median

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from helpers.captioner import Captioner
from helpers.checks import ask
from helpers.decoder import CaptionDecoder
from helpers.grammar import truth
from helpers.loss import caption_loss
from helpers.machine import draw_machine
from helpers.masks import causal_mask
from helpers.overlays import peak_in_box
from helpers.questions import KINDS, answers, make_questions
from helpers.scene_scores import box_in_cells
from helpers.scenes import draw_scenes
from helpers.tokens import EOS, PAD, START, Vocabulary, pad_batch, tokenize
from helpers.vit import EncoderBlock, init_xavier

_ = torch.manual_seed(0)  # the last value of a cell would be printed

if not __debug__:
    raise RuntimeError("asserts are off, so no check can fail: run without -O")

# %% alt="The whole machine as boxes, with the shapes on the arrows between them; one
# stream, this lesson's part, stands out."
_ = draw_machine("13")
plt.show()

# %% [markdown]
# **From memory**: three questions about lesson 12, before you begin.
#
# 1. The loss of a CLIP has two directions. Which?
# 2. Two towers that know nothing yet and a batch of B pairs: about what is the
#    loss?
# 3. Which lie did the towers spot, and which hardly?
#
# <details><summary>Answers</summary>
#
# 1. Each picture chooses among all captions of the batch, each caption among all
#    pictures; the loss is the mean of both.
# 2. $\ln B$, if all similarities are alike.
# 3. A wrong colour nearly always. Whose colour, and left for right, hardly better
#    than a coin: for their loss a bag of words is enough.
#
# </details>

# %%
@dataclass(frozen=True)
class Config:
    seed: int = 0
    pictures: int = 3000  # to learn from
    held_out: int = 400
    width: int = 64
    heads: int = 4
    layers: int = 2
    longest: int = 20  # text tokens
    batch: int = 64
    rate: float = 2e-3
    steps: int = 400  # of cross-attention; one stream gets as many as cost the same


config = Config()
_ = torch.manual_seed(config.seed)
WORD, IMAGE, BLIND = "#e07a1f", "#2a6f97", "#8a8577"

# %% [markdown]
# ## 13.0 Two ways to let words see
#
# In cross-attention words and picture never mix: queries come from the words, keys and
# values from the memory, in a sublayer of its own. In **one stream** there is only a
# sequence. Some of its tokens came from a picture, others from a vocabulary, and the
# same self-attention, with the same weights, serves all of them.
#
# | | cross-attention | one stream |
# |---|---|---|
# | attention in a block | words → words, words → memory | all → all |
# | the picture's tokens | the same for all blocks | change with each block |
# | scores in a block | $T^2 + T \cdot N$ | $(N + T)^2$ |
# | a language model that exists | needs new sublayers | needs none |
#
# The last line is why it won: a trained language model can be kept as it is, and only
# a small **projector** has to learn to speak its language (LLaVA did it with one
# linear layer, its successor with two).
#
# Pictures first. The kept captioner's encoder is frozen, so it looks once.

# %%
captioner = Captioner.load()
vocabulary = captioner.vocabulary


def prepare(count: int, seed: int) -> tuple[list, Tensor]:
    """Pictures with their scenes, and the memory (B, N, M) of each."""
    pictures = draw_scenes(count, seed=seed)
    pixels = torch.from_numpy(np.stack([p.image for p in pictures]))
    return pictures, torch.cat([captioner.encode(part) for part in pixels.split(200)])


train, train_memory = prepare(config.pictures, 1300 + config.seed)
held_out, held_out_memory = prepare(config.held_out, 99)
print("memory (B, N, M)", tuple(train_memory.shape))

# %% [markdown]
# ## 13.1 The projector
#
# Image tokens are M wide, words D. Two linear layers with a GELU between them bring one
# to the other, each token by itself.
#
# **Exercise** `Projector` · difficulty ●○○ · 5 min
#
# <details><summary>Hint</summary>
#
# `nn.Linear` works on the last axis whatever stands before it. The exact GELU is
# `F.gelu(x)`, without the word "tanh".
#
# </details>

# %% exercise="Projector"
class Projector(nn.Module):
    """Image tokens to the width of words: (B, N, memory_width) -> (B, N, width).

    Has `first` (memory_width to width) and `second` (width to width), linear layers
    with a bias; the exact GELU between them, and nothing else.
    """

    def __init__(self, *, memory_width: int, width: int):
        super().__init__()
        ### BEGIN SOLUTION
        self.first = nn.Linear(memory_width, width)
        self.second = nn.Linear(width, width)
        ### END SOLUTION

    def forward(self, memory: Tensor) -> Tensor:
        ### BEGIN SOLUTION
        return self.second(F.gelu(self.first(memory)))
        ### END SOLUTION

# %% check="Projector-shown" points=1
layers = ask(Projector, memory_width=5, width=6).to(torch.float64)
state = layers.state_dict()
shapes = {name: tuple(state[name].shape) for name in sorted(state)}
wanted = {"first.bias": (6,), "first.weight": (6, 5), "second.bias": (6,),
          "second.weight": (6, 6)}  # fmt: skip
lost = sorted(set(wanted) - set(shapes))
assert not lost, (
    f"no weight {lost}, found {sorted(shapes)}: are both made in __init__, as "
    "self.first and self.second, with their bias?"
)
assert shapes == wanted, (
    f"expected the weights {wanted}, got {shapes}: first goes from memory_width to "
    "width, second from width to width, and there is nothing else"
)
g = torch.Generator().manual_seed(131)
for name in shapes:
    state[name] = 0.7 * torch.randn(shapes[name], generator=g).double()
layers.load_state_dict(state)
memory = 2 * torch.randn(2, 3, 5, generator=g).double()
given = memory.clone()
got = ask(layers, given, returns=Tensor)
assert torch.equal(given, memory), "the memory was changed in place"
assert got.shape == (2, 3, 6), f"expected (B, N, D) = (2, 3, 6), got {tuple(got.shape)}"
hidden = F.linear(memory, state["first.weight"], state["first.bias"])
early = F.linear(F.gelu(memory), state["first.weight"], state["first.bias"])
assert (got - F.gelu(hidden)).abs().max() > 2e-5, "the second layer is not called"
for slip, middle in (
    ("there is no GELU between the layers", hidden),
    ("the GELU comes before the first layer: it goes between the two", early),
    ("that is a ReLU: use a GELU", hidden.relu()),
    ("that is a tanh: use a GELU", hidden.tanh()),
    ("that is a SiLU: use a GELU", F.silu(hidden)),
    ("that is x * sigmoid(1.702 x): F.gelu(x) is the exact one",
     hidden * torch.sigmoid(1.702 * hidden)),
    ("that is the tanh approximation: F.gelu(x) is the exact one",
     F.gelu(hidden, approximate="tanh")),
    ("", F.gelu(hidden)),
):  # fmt: skip
    expected = F.linear(middle, state["second.weight"], state["second.bias"])
    off = (got - expected).abs().max()
    assert off > 2e-5 or not slip, slip
assert off < 1e-5, f"off by {off}: second(gelu(first(memory))), and nothing after it?"
with torch.enable_grad():
    leaf = memory.clone().requires_grad_()
    got = layers(leaf)
    assert got.requires_grad, "no gradient: is a no_grad or a detach in forward?"
    got.sum().backward()
assert leaf.grad is not None, "no gradient reaches the memory: is a detach in?"
silent = [n for n, weight in layers.named_parameters() if weight.grad is None]
assert not silent, f"no gradient reaches {silent}: is a detach in?"

# %% check="Projector-hidden" points=1
# Graded on other sizes and number formats, and on whether it learns.
### BEGIN HIDDEN TESTS
g = torch.Generator().manual_seed(132)
for b, n, m, d, dtype in [(1, 1, 1, 1, torch.float64), (3, 4, 7, 5, torch.float64),
                          (2, 6, 3, 12, torch.float32)]:  # fmt: skip
    projector = Projector(memory_width=m, width=d).to(dtype)
    state = projector.state_dict()
    for name in sorted(state):
        state[name] = torch.randn(state[name].shape, generator=g).to(dtype)
    projector.load_state_dict(state)
    memory = torch.randn(b, n, m, generator=g).to(dtype)
    leaf = memory.clone().requires_grad_()
    with torch.enable_grad():
        got = projector(leaf)
        got.square().sum().backward()
    place = f"B, N, M, D = {b, n, m, d}, {dtype}"
    assert got.shape == (b, n, d), f"{place}: got {tuple(got.shape)}"
    assert got.dtype == dtype, f"{place}: {got.dtype} came back"
    hidden = memory @ state["first.weight"].T + state["first.bias"]
    hidden = hidden * 0.5 * (1 + torch.erf(hidden / math.sqrt(2)))
    expected = hidden @ state["second.weight"].T + state["second.bias"]
    off = (got - expected).abs().max()
    assert off < 1e-4, f"{place}: off by {off}: second(gelu(first(memory)))?"
    assert leaf.grad is not None, "no gradient gets through: is a detach in?"
    for name, parameter in projector.named_parameters():
        assert parameter.grad is not None, f"{place}: no gradient reaches {name}"
### END HIDDEN TESTS

# %% [markdown]
# ## 13.2 Who sees whom
#
# A stream of S = N + T tokens, images first. Text keeps to the rule of lesson 04: a
# word sees itself and the past. The picture is there at once, so why should its tokens
# see only "earlier" patches? All image tokens see all image tokens. What they must not
# see is text: in generation they are computed once, before any word is there, so what
# they learned from a later word in training would be missing.
#
# For two image tokens and three words, `True` as 1:
#
# ```
#         i0 i1 w0 w1 w2
#     i0   1  1  0  0  0
#     i1   1  1  0  0  0
#     w0   1  1  1  0  0
#     w1   1  1  1  1  0
#     w2   1  1  1  1  1
# ```
#
# **Exercise** `prefix_mask` · difficulty ●○○ · 6 min
#
# <details><summary>Hint</summary>
#
# Begin with the causal mask of all S tokens. It is wrong in one block only: which?
#
# </details>

# %% exercise="prefix_mask"
def prefix_mask(image_tokens: int, text_tokens: int) -> Tensor:
    """(S, S) boolean, True where the row's token may see the column's; images first.

    Either number may be 0.
    """
    ### BEGIN SOLUTION
    mask = causal_mask(image_tokens + text_tokens)
    mask[:, :image_tokens] = True
    return mask
    ### END SOLUTION

# %% check="prefix_mask-shown" points=1
mask = ask(prefix_mask, 2, 3, returns=Tensor)
assert mask.dtype == torch.bool, f"expected booleans, got {mask.dtype}"
assert mask.shape == (5, 5), f"S = 2 + 3: expected (5, 5), got {tuple(mask.shape)}"
rows = ["".join("01"[x] for x in row) for row in mask.tolist()]
wanted = ["11000", "11000", "11100", "11110", "11111"]
for slip, wrong in {
    "rows are who looks, columns what is seen: this is the transpose":
        ["11111", "11111", "00111", "00011", "00001"],
    "upside down: True where the row's token may see the column's":
        ["00111", "00111", "00011", "00001", "00000"],
    "text stands first here: images first, then text":
        ["10011", "11011", "11111", "00011", "00011"],
}.items():  # fmt: skip
    assert rows != wrong, slip
assert rows[0][2:] == "000" or rows[4][0] != "1", (
    f"{rows}: an image token sees words; it is computed before any word is there"
)
assert rows[0] != "10000", "image tokens see all image tokens, not only earlier ones"
assert rows[2][3:] + rows[3][4:] == "000", (
    f"{rows}: words see their future: keep the triangle there"
)
assert rows[2][:2] == "11", f"{rows}: every word sees every image token"
assert rows[2][2] == "1", f"{rows}: a word sees itself"
assert rows == wanted, f"expected {wanted}, got {rows}"
none = "either number may be 0; x[-0:] is all of x, not nothing"
mask = ask(prefix_mask, 2, 0, returns=Tensor, hint=none)
assert mask.tolist() == [[True] * 2] * 2, f"2 image tokens, no words: {mask}; {none}"
mask = ask(prefix_mask, 0, 2, returns=Tensor, hint=none)
seen = [[True, False], [True, True]]
assert mask.tolist() == seen, f"no image tokens, 2 words: {mask}; {none}"

# %% check="prefix_mask-hidden" points=1
# Graded on other sizes.
### BEGIN HIDDEN TESTS
for n in range(5):
    for t in range(6):
        if n + t == 0:
            continue
        mask = prefix_mask(n, t)
        assert mask.dtype == torch.bool, f"expected booleans, got {mask.dtype}"
        assert mask.shape == (n + t, n + t), f"{n}, {t}: got {tuple(mask.shape)}"
        for row in range(n + t):
            for column in range(n + t):
                sees = column < n or (row >= n and column <= row)
                assert mask[row, column].item() == sees, (
                    f"{n} image tokens, {t} words: row {row} sees column {column}: "
                    f"expected {sees}"
                )
### END HIDDEN TESTS

# %% alt="Two masks side by side: of cross-attention, a triangle beside a full
# rectangle; of one stream, a full square of images above the words' full rectangle
# and triangle."
fig, axes = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
n, t = 6, 5
both = torch.cat([torch.ones(t, n, dtype=torch.bool), causal_mask(t)], 1)
titles = ("cross-attention: only words look", "one stream: everything looks")
for ax, seen, title in zip(axes, (both, prefix_mask(n, t)), titles, strict=True):
    ax.imshow(seen, cmap="Blues", vmin=0, vmax=1.4)
    ax.axvline(n - 0.5, color=WORD)
    if len(seen) > t:
        ax.axhline(n - 0.5, color=WORD)
    ax.set(title=title, xlabel="seen: image tokens | words", xticks=[], yticks=[])
axes[0].set_ylabel("words")
axes[1].set_ylabel("words        image tokens")
plt.show()

# %% [markdown]
# ## 13.3 The decoder
#
# Nothing in it is new: embed the words and add their positions, project the memory,
# put it in front, run the blocks under your mask, and read the logits off the **text**
# rows. The block is the encoder's block of lesson 02, with a mask; it is given.
#
# Positions are for words alone: they count 0, 1, 2, ... in the text. The memory has its
# places in it already (lesson 05), and a caption begins at 0 however many image tokens
# stand before it.
#
# The weights to return are those of the text rows on the image columns, as the softmax
# gave them. A word shares its attention between picture and text, so a row no longer
# sums to 1: how much is missing tells how much it looked at words.
#
# **Exercise** `StreamDecoder` · difficulty ●●● · 20 min
#
# <details><summary>Hint</summary>
#
# `torch.cat([images, text], 1)` is the stream (B, S, D). A block returns the stream and
# weights (B, heads, S, S): cut out `[:, :, n:, :n]`. After the last block only the text
# rows `[:, n:]` go through `norm` and `lm_head`.
#
# </details>

# %% exercise="StreamDecoder"
class StreamBlock(EncoderBlock):
    """Lesson 02's block under a mask: (B, S, D), (S, S) -> (B, S, D), weights."""

    def forward(self, x: Tensor, allowed: Tensor) -> tuple[Tensor, Tensor]:
        y = self.norm1(x)
        mixed, weights = self.attention(y, y, y, allowed)
        x = x + self.dropout(mixed)
        thought = self.mlp(self.norm2(x))
        return x + self.dropout(thought), weights


class StreamDecoder(nn.Module):
    """Predict each next word from image tokens and words in one stream.

    Args:
        vocab_size: V.
        width: D; four times as wide inside the mlp.
        memory_width: M.
        heads, layers: of the blocks, and how many.
        max_length: the most text tokens; image tokens are not counted.
        dropout: of the blocks.

    Has `words`, `positions` (embeddings, of V and of max_length rows), `projector` (a
    Projector), `blocks`, `norm`, `lm_head` (without bias, a weight of its own). Every
    id is a word, `<pad>` too.

    Raises:
        ValueError: more than max_length text tokens.
    """

    def __init__(
        self,
        *,
        vocab_size: int,
        width: int,
        memory_width: int,
        heads: int,
        layers: int,
        max_length: int,
        dropout: float,
    ):
        super().__init__()
        ### BEGIN SOLUTION
        self.max_length = max_length
        self.words = nn.Embedding(vocab_size, width)
        self.positions = nn.Embedding(max_length, width)
        self.projector = Projector(memory_width=memory_width, width=width)
        self.blocks = nn.ModuleList(
            StreamBlock(width=width, heads=heads, hidden=4 * width, dropout=dropout)
            for _ in range(layers)
        )
        self.norm = nn.LayerNorm(width)
        self.lm_head = nn.Linear(width, vocab_size, bias=False)
        ### END SOLUTION

    def forward(self, ids: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        """(B, T), (B, N, M) -> logits (B, T, V), weights (L, B, heads, T, N).

        The weights are those of words on image tokens, as the softmax over the whole
        stream gave them.
        """
        ### BEGIN SOLUTION
        n, t = memory.shape[1], ids.shape[1]
        if t > self.max_length:
            raise ValueError(f"expected at most {self.max_length} text tokens, got {t}")
        text = self.words(ids) + self.positions.weight[:t]
        stream = torch.cat([self.projector(memory), text], 1)
        allowed = prefix_mask(n, t).to(ids.device)
        weights = []
        for block in self.blocks:
            stream, seen = block(stream, allowed)
            weights.append(seen[:, :, n:, :n])
        return self.lm_head(self.norm(stream[:, n:])), torch.stack(weights)
        ### END SOLUTION

# %% check="StreamDecoder-shown" points=2
sizes = dict(vocab_size=11, width=6, memory_width=4, heads=2, layers=3, max_length=5)
decoder = ask(StreamDecoder, **sizes, dropout=0.5)
state = decoder.state_dict()
wanted = {"words": (11, 6), "positions": (5, 6), "projector.first": (6, 4),
          "projector.second": (6, 6), "norm": (6,), "lm_head": (11, 6)}  # fmt: skip
for part, shape in wanted.items():
    got = tuple(state.get(f"{part}.weight", torch.empty(0)).shape)
    assert got == shape, f"expected self.{part} with a weight of {shape}, got {got}"
assert "lm_head.bias" not in state, "lm_head should have no bias"
found = {name.split(".")[1] for name in state if name.startswith("blocks.")}
assert found == {"0", "1", "2"}, (
    f"expected the weights of blocks 0, 1, 2, found {sorted(found)}: nn.ModuleList?"
)
inside = {tuple(state[k].shape) for k in state if k.startswith("blocks.0.mlp.")}
assert inside >= {(24, 6), (6, 24)}, f"the mlp is 4 * D = 24 wide, got {inside}"
g = torch.Generator().manual_seed(133)
for name in [k for k in sorted(state) if k.endswith((".weight", ".bias"))]:
    state[name] = 0.5 * torch.randn(state[name].shape, generator=g)
decoder.load_state_dict(state)
for name, value in decoder.state_dict().items():
    assert torch.equal(value, state[name]), f"{name} is shared with another layer"
ids = torch.tensor([[1, 7, 5, 10, 2], [1, 4, 10, 0, 0]])
memory = torch.randn(2, 7, 4, generator=g)
one = (
    "torch.cat([images, text], 1) makes one stream, torch.stack one of all weights; "
    "max_length text tokens still work, image tokens are not counted"
)
ask(decoder, ids, memory, returns=("logits", "weights"), hint=one)
noise = (decoder.train()(ids, memory)[0] - decoder(ids, memory)[0]).abs().max()
assert noise > 1e-3, "two passes in train mode agree: is the dropout handed to blocks?"
sure = ask(StreamDecoder, **sizes, dropout=0.0)
noise = (sure.train()(ids, memory)[0] - sure(ids, memory)[0]).abs().max()
assert noise < 1e-5, "with dropout=0.0 two passes differ: is a rate of its own in?"
logits, weights = decoder.eval()(ids, memory)
noise = (decoder(ids, memory)[0] - logits).abs().max()
assert noise < 1e-5, "two passes in eval mode differ: F.dropout needs self.training"
assert logits.shape != (2, 12, 11), "logits of all N + T tokens: keep the text rows"
assert logits.shape == (2, 5, 11), f"expected (2, 5, 11), got {tuple(logits.shape)}"
assert weights.shape == (3, 2, 2, 5, 7), (
    "expected the weights of text rows on image columns, (L, B, heads, T, N) = "
    f"(3, 2, 2, 5, 7), got {tuple(weights.shape)}"
)
assert not torch.allclose(weights.sum(-1), torch.ones(()), atol=1e-3), (
    "rows of weights sum to 1: return what the softmax over the whole stream gave, "
    "words have their share too"
)
changed = ids.clone()
changed[0, 3] = 6
moved = ((decoder(changed, memory)[0] - logits).abs().amax(-1) > 1e-5).tolist()
assert not any(moved[1]), "item 0 changed item 1: batch and token axes are mixed up"
assert not any(moved[0][:3]), (
    "word 3 changed and an earlier output noticed: is the mask handed to every block, "
    "as it is, neither turned round nor transposed? Do image tokens see words?"
)
assert all(moved[0][3:]), (
    "word 3 changed, and its own or a later output did not: are the logits read off "
    "the text rows, [:, n:]?"
)
other = memory.clone()
other[0, 6] += 1
moved = ((decoder(ids, other)[0] - logits).abs().amax(-1) > 1e-5).tolist()
assert all(moved[0]), "the last image token changed and a word did not notice"
order = [6, 2, 0, 4, 1, 5, 3]
apart = (decoder(ids, 4 * memory[:, order])[0] - decoder(ids, 4 * memory)[0]).abs()
assert apart.max() < 1e-3, (
    "the image tokens in another order, and other logits: do all image tokens see each "
    "other, in prefix_mask(n, t)? Have they positions, which are for words alone?"
)
some = "N may differ from call to call, and T too: only the first T positions"
short, _ = ask(decoder, ids[:, :2], memory[:, :3], hint=some)
assert short.shape == (2, 2, 11), f"(2, 2, 11) expected, got {short.shape}: {some}"
silent = {n: torch.zeros_like(state[n]) for n in state if ".out." in n or ".mlp." in n}
decoder.load_state_dict({**state, **silent})  # the blocks hand on what they get
logits, words = decoder(ids[:, :3], memory)[0], state["words.weight"][ids[:, :3]]
chances = logits.sum(-1)
assert (chances - 1).abs().max() > 1e-3, "logits sum to 1: is a softmax too much in?"
rest = {n: x for n, x in silent.items() if not n.startswith("blocks.0.")}
decoder.load_state_dict({**state, **rest})  # block 0 alone has something to say
heard = (decoder(ids[:, :3], memory)[0] - logits).abs().max()
assert heard > 1e-4, "what block 0 gives is lost: hand it on to the next block"
plain = F.linear(words + state["positions.weight"][:3], state["lm_head.weight"])
assert (logits - plain).abs().max() > 1e-4, "the final norm is missing"
for text, slip in (
    (words, "the positions are not added"),
    (words * math.sqrt(6) + state["positions.weight"][:3], "a factor before the words"),
    (words + state["positions.weight"][1:4], "positions start at 0, not at 1"),
    (words + state["positions.weight"][[4, 4, 4]], "positions count image tokens too"),
    (words + state["positions.weight"][ids[:, :3].clamp(max=4)],
     "positions are looked up by ids: they count 0, 1, 2, ..."),
    (words + state["positions.weight"][:2, None],
     "a position for each row of the batch: they count 0, 1, 2, ... along a text"),
    (words + 2 * state["positions.weight"][:3], "the positions are added twice"),
    (words + state["positions.weight"][:3].flip(0), "positions count backwards"),
    (words + state["positions.weight"][:3], ""),
):  # fmt: skip
    normed = F.layer_norm(text, (6,), state["norm.weight"], state["norm.bias"])
    off = (logits - F.linear(normed, state["lm_head.weight"])).abs().max()
    assert off > 1e-4 or not slip, slip
assert off < 1e-3, (
    "expected lm_head(norm(words + positions)) from silent blocks: is something else "
    "added, or is there one more norm?"
)
decoder.load_state_dict(state)
leaf = memory.clone().requires_grad_()
with torch.enable_grad():
    decoder(ids, leaf)[0].square().sum().backward()
assert leaf.grad is not None, "no gradient reaches the memory: is a detach in?"
for name, parameter in decoder.named_parameters():
    assert parameter.grad is not None, f"no gradient reaches {name}: is a detach in?"
    assert name != "words.weight" or parameter.grad[0].any(), (
        "id 0 does not learn: every id is a word here, leave out padding_idx"
    )
decoder(torch.ones(1, 5, dtype=torch.long), memory[:1])  # max_length of them still work
try:
    refused = decoder(torch.ones(1, 6, dtype=torch.long), memory[:1]) is None
except Exception as error:
    refused = isinstance(error, ValueError)
assert refused, "6 text tokens with max_length 5: raise a ValueError that says so"

# %% check="StreamDecoder-hidden" points=3
# Graded on other sizes, with random weights, and on whether everything learns.
### BEGIN HIDDEN TESTS
from helpers.one_stream import StreamDecoder as Oracle

g = torch.Generator().manual_seed(134)
for b, t, n, heads, d, m, layers, longest in [(2, 5, 7, 3, 12, 8, 2, 9),
                                              (3, 1, 4, 1, 6, 4, 1, 1),
                                              (1, 6, 1, 2, 6, 9, 3, 6)]:  # fmt: skip
    place = f"B, T, N, heads, D, M, L = {b, t, n, heads, d, m, layers}"
    sizes = dict(vocab_size=13, width=d, memory_width=m, heads=heads, layers=layers,
                 max_length=longest, dropout=0.0)  # fmt: skip
    decoder, oracle = StreamDecoder(**sizes), Oracle(**sizes)
    state, theirs = decoder.state_dict(), oracle.state_dict()
    for name in [k for k in sorted(state) if k.endswith((".weight", ".bias"))]:
        state[name] = 0.5 * torch.randn(state[name].shape, generator=g)
    decoder.load_state_dict(state)
    state = decoder.state_dict()
    for name, value in theirs.items():
        if ".mlp." in name:  # its names inside, and its biases, are free
            start, shape = name.split("mlp.")[0] + "mlp.", (4 * d, d)
            shape = shape if ".mlp.0." in name else shape[::-1]
            fits = [k for k in state if k.startswith(start) and state[k].shape == shape]
            assert fits, f"{place}: no layer {shape} in {start}: 4 * D = {4 * d} inside"
            name = fits[0][:-6] + name.rpartition(".")[2]
        value.copy_(state.get(name, torch.zeros_like(value)))
    oracle.load_state_dict(theirs)
    ids = torch.randint(0, 13, (b, t), generator=g)
    ids[-1, 0], ids[0, -1] = 0, 12  # <pad> is a word too; the last of the vocabulary
    memory = torch.randn(b, n, m, generator=g)
    twin = memory.clone().requires_grad_()
    with torch.enable_grad():
        expected, shares = oracle(ids, twin)
        expected.square().sum().backward()
    decoder(ids[:, :1], memory[:, :1])  # smaller ones first: nothing of it may stay
    for mode in (True, False):
        decoder.train(mode)
        decoder.zero_grad()
        given = ids.clone(), memory.clone()
        decoder(*given)
        assert torch.equal(given[0], ids), "the caller's ids were changed in place"
        assert torch.equal(given[1], memory), "the caller's memory was changed in place"
        leaf = given[1].requires_grad_()
        with torch.enable_grad():
            logits, weights = decoder(ids, leaf)
            logits.square().sum().backward()
        assert logits.shape == (b, t, 13), f"{place}: logits {tuple(logits.shape)}"
        assert weights.shape == shares.shape, f"{place}: weights {tuple(weights.shape)}"
        error = (logits - expected).abs().max()
        assert error < 2e-2, (
            f"{place}: logits off by {error}; projected images, words + positions, "
            "every block in its order under the mask, norm, lm_head, and nothing else?"
        )
        error = (weights - shares).abs().max()
        assert error < 1e-2, f"{place}: weights on the image tokens off by {error}"
        assert leaf.grad is not None, "no gradient reaches the memory: is it cut off?"
        error = (leaf.grad - twin.grad).abs().max()
        assert error < 2e-2 * (1 + twin.grad.abs().max()), (
            f"{place}: the gradient of the memory is off by {error}: partly cut off?"
        )
        for name, parameter in decoder.named_parameters():
            assert parameter.grad is not None, f"no gradient reaches {name}"
        table = dict(decoder.named_parameters())["words.weight"].grad
        error = (table - oracle.words.weight.grad).abs().max()
        assert error < 2e-2 * (1 + oracle.words.weight.grad.abs().max()), (
            f"{place}: the words learn wrongly, off by {error}: every id is a "
            "word that learns, <pad> too"
        )
    decoder(torch.ones(1, longest).long(), memory[:1])
    try:
        refused = decoder(torch.ones(b, longest + 1).long(), memory) is None
    except Exception as error:
        refused = isinstance(error, ValueError)
    assert refused, f"{longest + 1} text tokens, max_length {longest}: a ValueError"
### END HIDDEN TESTS

# %% [markdown]
# ## 13.4 The same memory, the same size, the same seconds
#
# Now a fair race. Both decoders get the same frozen memory, the same captions, the same
# width; the stream gets one block more, since a block of it is smaller. And the same
# *seconds*: a stream of N + T tokens costs more than T words that look at N, so both
# are timed first, in turn, and the dearer one gets fewer steps.

# %%
caption_ids = [
    [vocabulary.encode(tokenize(c.text)) for c in picture.captions] for picture in train
]
sizes = dict(vocab_size=len(vocabulary), width=config.width, heads=config.heads,
             memory_width=train_memory.shape[-1], max_length=config.longest,
             dropout=0.0)  # fmt: skip


def count(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters())


def draw_captions(chosen: list[int]) -> tuple[Tensor, Tensor, None]:
    """Memory (B, N, M), ids (B, T): one caption of each picture."""
    rows = [caption_ids[k][torch.randint(5, ()).item()] for k in chosen]
    return train_memory[chosen], pad_batch(rows, PAD)[:, : config.longest], None


def fit(decoder: nn.Module, draw, loss_of, steps: int) -> list[float]:
    """Train for some steps at a rate that rises and falls; return the losses."""
    optimizer = torch.optim.AdamW(decoder.parameters(), lr=config.rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, config.rate, steps, pct_start=0.1, cycle_momentum=False
    )
    losses = []
    for _ in range(steps):
        chosen = torch.randint(len(train), (config.batch,)).tolist()
        memory, ids, marks = draw(chosen)
        loss = loss_of(decoder(ids, memory)[0], ids, marks)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(decoder.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    return losses


def new_stream() -> nn.Module:
    """A decoder of one stream, with Glorot's start and small embeddings."""
    decoder = StreamDecoder(layers=config.layers + 1, **sizes)
    init_xavier(decoder)
    for embedding in (decoder.words, decoder.positions):
        nn.init.normal_(embedding.weight, std=0.02)
    return decoder


def of_captions(logits: Tensor, ids: Tensor, marks: None) -> Tensor:
    return caption_loss(logits, ids, PAD)

# %%
racers = {
    "with cross-attention": CaptionDecoder(layers=config.layers, **sizes),
    "in one stream": new_stream(),
}


def milliseconds(decoder: nn.Module, steps: int = 4) -> float:
    """Of a step, learnt by a copy."""
    spare, began = copy.deepcopy(decoder), time.perf_counter()
    fit(spare, draw_captions, of_captions, steps)
    return 1000 * (time.perf_counter() - began) / steps


clock = {name: [] for name in racers}
for _ in range(4):
    for name, decoder in racers.items():
        clock[name].append(milliseconds(decoder))
cost = {name: median(times) for name, times in clock.items()}
curves = {}
for name, decoder in racers.items():
    steps = round(config.steps * min(1, cost["with cross-attention"] / cost[name]))
    curves[name] = fit(decoder, draw_captions, of_captions, steps)
    print(f"{name}: {count(decoder):,} numbers, {steps} steps of {cost[name]:.0f} ms")

# %%
@torch.no_grad()
def write(decoder: nn.Module, memory: Tensor, ids: Tensor, most: int) -> list[str]:
    """Greedy continuations of ids (B, T), all equally long, as texts."""
    begun = ids.shape[1]
    for _ in range(most):
        words = decoder(ids, memory)[0][:, -1].argmax(-1, keepdim=True)
        ids = torch.cat([ids, words], 1)
    return [vocabulary.decode(row) for row in ids[:, begun:].tolist()]


def is_true(text: str, scene) -> bool:
    """What is no sentence of the grammar is not true."""
    try:
        return truth(text, scene)
    except ValueError:
        return False


results = {}
for name, decoder in racers.items():
    start = torch.full((len(held_out), 1), START)
    texts = write(decoder.eval(), held_out_memory, start, config.longest - 1)
    true = [is_true(text, p.scene) for text, p in zip(texts, held_out, strict=True)]
    results[f"truth, {name}"] = share = 100 * sum(true) / len(true)
    print(f"{name}: {share:.1f} % of {len(true)} captions are true")
    print("   ", *texts[:4], sep="\n    ")

# %% alt="Two falling curves of loss over the time of training: cross-attention falls
# within a tenth of it; one stream falls slowly and ends above."
fig, ax = plt.subplots(figsize=(8, 3), layout="constrained")
for (name, curve), colour in zip(curves.items(), (IMAGE, WORD), strict=True):
    smooth = np.convolve(curve, np.ones(9) / 9, "valid")
    ax.plot(np.linspace(0, 1, len(smooth)), smooth, color=colour, label=name)
ax.set(xlabel="share of the time", ylabel="loss, nats a word", yscale="log")
ax.legend(frameon=False)
ax.spines[["right", "top"]].set_visible(False)
plt.show()

# %% [markdown]
# In so short a race cross-attention is ahead: it takes more steps in the same time, and
# its words need not share their attention with the words before. A stream has to learn
# first which of its tokens are a picture at all. Give both of them more steps (`steps`
# in the configuration) and watch the distance. What speaks for the stream is what else
# the design allows: it takes anything that can be made into tokens, in any order. A
# question, for example.
#
# ## 13.5 Learn the answer, not the question
#
# A training row is `<start> what colour is the ring <answer> red <eos>`. Should the
# model learn to *ask*, too? It would spend most of its loss on predicting which
# question somebody has in mind, which nobody can know. So only answers count: a boolean
# mark says of each token whether it is part of one. `answer[:, t]` marks `ids[:, t]`,
# and that token is the target of the logits at t - 1.
#
# **Exercise** `answer_loss` · difficulty ●●○ · 8 min
#
# <details><summary>Hint</summary>
#
# Shift twice: `logits[:, :-1]` predict `ids[:, 1:]`, and the marks move with the ids. A
# boolean tensor as an index picks rows. The mean is over *all* marked tokens together,
# so a row with two answers' tokens counts twice as much as a row with one.
#
# </details>

# %% exercise="answer_loss"
def answer_loss(logits: Tensor, ids: Tensor, answer: Tensor) -> Tensor:
    """Mean loss of the marked tokens of the whole batch: a scalar with its graph.

    Args:
        logits: (B, T, V); position t predicts ids[:, t + 1].
        ids: (B, T).
        answer: (B, T) boolean, True at ids that count, at least one of them behind the
            first column, which never counts. The marks alone decide.
    """
    ### BEGIN SOLUTION
    marked = answer[:, 1:]
    return F.cross_entropy(logits[:, :-1][marked], ids[:, 1:][marked])
    ### END SOLUTION

# %% check="answer_loss-shown" points=1
g = torch.Generator().manual_seed(135)
logits = 2 * torch.randn(2, 5, 7, generator=g, dtype=torch.float64)
ids = torch.tensor([[1, 4, 5, 6, 2], [1, 3, 6, 0, 0]])
answer = torch.tensor([[0, 0, 1, 1, 1], [1, 0, 1, 1, 0]]).bool()
marked = [(0, 2), (0, 3), (0, 4), (1, 2), (1, 3)]  # one of them at an id 0


def costs_of(shares, step=1, places=marked):
    """Minus the logarithms at (row, t), t's logits standing `step` to the left."""
    return [-shares[b, t - step, ids[b, t]].log().item() for b, t in places]


chances = logits.softmax(-1)
costs, right = -chances.log(), costs_of(chances)
every = [(b, t) for b in range(2) for t in range(1, 5)]
rule = "logits[:, :-1], ids[:, 1:] and answer[:, 1:] go together"
with torch.enable_grad():
    leaf, given = logits.clone().requires_grad_(), (ids.clone(), answer.clone())
    loss = ask(answer_loss, leaf, *given, returns=Tensor, hint=rule)
kept = torch.equal(given[0], ids) and torch.equal(given[1], answer)
assert kept, "the caller's ids or marks were changed in place"
assert loss.ndim == 0, f"expected a scalar, got {tuple(loss.shape)}: take the mean"
value = loss.item()
steep, flat = chances.softmax(-1), logits[:, :-1].softmax(1)
down = ids[:, 1:].T.reshape(2, 4)  # columns taken for rows
others = sorted(set(every) - set(marked))
near = torch.stack([logits[b, t - 1] for b, t in marked])
one_hot = F.one_hot(torch.stack([ids[b, t] for b, t in marked]), 7).double()
slips = {
    "logits t are compared with word t: shift by one":
        costs_of(chances, 0, [*marked, (1, 0)]),
    "logits t are compared with word t: shift them by one, not ids alone":
        costs_of(chances, 0),
    "shifted by two: logits t predict word t + 1": costs_of(chances, 2),
    "shifted the wrong way: logits[:, :-1] predict ids[:, 1:]":
        costs_of(chances, -1, [(0, 2), (0, 3), (1, 0), (1, 2), (1, 3)]),
    "the marks moved the wrong way: answer[:, t] marks ids[:, t]":
        costs_of(chances, 1, [(0, 3), (0, 4), (1, 1), (1, 3), (1, 4)]),
    "the first column never counts": [*right, costs[1, 4, 1]],
    "divided by all marks, but the first column never counts": [*right, 0],
    "all words count: the marks should decide": costs_of(chances, 1, every),
    "the marks are upside down: True where a token counts":
        costs_of(chances, 1, others),
    "padding is left out of all words, and the marks? They alone decide":
        costs_of(chances, 1, [(b, t) for b, t in every if ids[b, t] != 0]),
    "padding is left out: the marks alone decide, id 0 or not": right[:-1],
    "unmarked ids were set to 0 and count as words: leave them out":
        right + [costs[b, t - 1, 0] for b, t in others],
    "unmarked logits were set to 0 and count: leave them out": [
        costs[b, t - 1, ids[b, t]] if (b, t - 1) in [*marked, (1, 0)] else math.log(7)
        for b, t in every],
    "only the first mark of each row counts": [right[0], right[3]],
    "only the last mark of each row counts": [right[2], right[4]],
    "a softmax too much: cross_entropy takes logits and does its own":
        costs_of(steep),
    "the softmax runs over positions: over the vocabulary, the last axis":
        costs_of(flat),
    "axes are joined in two ways: ids and logits both row by row":
        [costs[b, t - 1, down[b, t - 1]] for b, t in marked],
    "minus the logits themselves: a log_softmax is missing":
        costs_of(logits.exp()),
    "those are probabilities: minus their logarithm": [-math.exp(-x) for x in right],
    "the sign: minus the log-probability": [-x for x in right],
    "divided by the number of rows: by the number of marked tokens":
        [sum(right)] + [0],
    "divided by T - 1: by the number of marked tokens": [sum(right)] + [0] * 3,
    "divided by the number of all tokens: by that of the marked ones":
        right + [0] * len(others),
    "divided by the number of all tokens, B * T: by that of the marked ones":
        right + [0] * 5,
    "a sum: divide by the number of marked tokens": [sum(right)],
    "each word by itself, a yes or no: cross_entropy lets them compete":
        F.binary_cross_entropy_with_logits(near, one_hot, reduction="none").flatten(),
    "squares of differences from one-hot: minus the log-probability":
        (near.softmax(-1) - one_hot).square().flatten(),
    "squares of differences, and of logits: minus the log-probability":
        (near - one_hot).square().flatten(),
}  # fmt: skip
for slip, wrong in slips.items():
    wrong = sum(map(float, wrong)) / len(wrong)
    assert abs(value - wrong) > 1e-6, slip
of_rows = (sum(right[:3]) / 3 + sum(right[3:]) / 2) / 2
assert abs(value - of_rows) > 1e-6, (
    "each row's mean, then the mean of rows: take the mean over all marked tokens"
)
mean = sum(right) / 5
assert abs(value - mean) < 1e-4, f"expected {mean:.6f}, got {value:.6f}: {rule}"
assert loss.requires_grad, (
    "no gradient: is a detach, a no_grad, an .item() in, or a torch.tensor(...)?"
)
loss.backward()
assert leaf.grad is not None, "no gradient reaches the logits: is a detach in?"
reached = [[t for t in range(5) if leaf.grad[b, t].abs().max() > 0] for b in range(2)]
wanted = [[1, 2, 3], [1, 2]]
assert reached == wanted, f"gradients reach positions {reached}, not {wanted}"

# %% check="answer_loss-hidden" points=1
# Graded on other sizes, marks and number formats.
### BEGIN HIDDEN TESTS
g = torch.Generator().manual_seed(136)
for b, t, v in ((1, 2, 3), (4, 7, 5), (3, 4, 300), (2, 9, 2)):
    dtype = torch.float32 if v == 300 else torch.float64
    for turn in range(6):
        logits = 4 * torch.randn(b, t, v, generator=g).to(dtype) + 50 * (turn - 2)
        ids = torch.randint(v, (b, t), generator=g)
        answer = torch.rand(b, t, generator=g) < 0.2 * turn
        answer[turn % b, 1 + turn % (t - 1)] = True
        if turn == 4:
            answer[:-1, 1:] = False  # whole rows without a mark
            answer[-1, 1:] = True
        given = logits.clone(), ids.clone(), answer.clone()
        with torch.enable_grad():
            leaf = given[0].requires_grad_()
            loss = answer_loss(leaf, *given[1:])
            assert isinstance(loss, Tensor) and loss.ndim == 0, f"no scalar: {loss!r}"
            loss.backward()
        place = f"B, T, V = {b, t, v}, {int(answer.sum())} marks"
        kept = torch.equal(given[1], ids) and torch.equal(given[2], answer)
        assert kept, f"{place}: ids or marks were changed in place"
        costs, wanted = [], torch.zeros(b, t, v, dtype=torch.float64)
        for row in range(b):
            for place_ in range(1, t):
                if answer[row, place_]:
                    scores = logits[row, place_ - 1].double()
                    word = ids[row, place_]
                    costs.append((scores.logsumexp(0) - scores[word]).item())
                    wanted[row, place_ - 1] += scores.softmax(0)
                    wanted[row, place_ - 1, word] -= 1
        mean = sum(costs) / len(costs)
        assert abs(loss.item() - mean) < 1e-3 * (1 + mean), (
            f"{place}: expected {mean}, got {loss.item()}"
        )
        error = (leaf.grad - wanted / len(costs)).abs().max()
        assert error < 1e-4, f"{place}: the gradient of the logits is off by {error}"
### END HIDDEN TESTS

# %% [markdown]
# ## 13.6 Questions
#
# `helpers.questions` asks five kinds of questions about a scene and knows the answers,
# since it knows the scene. The decoder is your StreamDecoder with a few more words.
# Beside it stand two controls that know no picture: a **blind** one, trained in the
# same way on a memory that is one token of zeros, and the **most frequent** answer of
# each kind. Whoever does not beat those has learnt to guess.

# %%
rng, other_rng = np.random.default_rng(config.seed), np.random.default_rng(99)
asked = [make_questions(picture.scene, rng) for picture in train]
asked_again = [make_questions(picture.scene, other_rng) for picture in held_out]
for question in asked_again[3]:
    print(question.text, "→", question.answer)
MARK = "<answer>"
texts = [tokenize(q.text) for questions in asked for q in questions]
known = {word for text in texts for word in text} | {*answers()}
vocabulary = Vocabulary([*sorted(known), MARK])

# %%
def as_ids(question) -> list[int]:
    """<start> question <answer> answer <eos>; the last two are to be learnt."""
    return vocabulary.encode([*tokenize(question.text), MARK, question.answer])


rows_of = [[as_ids(q) for q in questions] for questions in asked]


def draw_questions(chosen: list[int]) -> tuple[Tensor, Tensor, Tensor]:
    """Memory, ids (B, T) and marks: one question of each picture."""
    rows = [rows_of[k][torch.randint(len(rows_of[k]), ()).item()] for k in chosen]
    ids = pad_batch(rows, PAD)
    mark = vocabulary.encode([MARK])[1]
    begins = (ids == mark).int().argmax(1, keepdim=True)
    places = torch.arange(ids.shape[1])
    return train_memory[chosen], ids, (places > begins) & (ids != PAD)


def draw_blind(chosen: list[int]) -> tuple[Tensor, Tensor, Tensor]:
    memory, ids, marks = draw_questions(chosen)
    return torch.zeros_like(memory[:, :1]), ids, marks


sizes["vocab_size"] = len(vocabulary)
_ = torch.manual_seed(config.seed)  # however many steps the race had
seeing, blind = new_stream(), new_stream()
who = "seeing, blind, most frequent"  # those who will answer
names = who.split(", ")
for name, decoder, draw in ((names[0], seeing, draw_questions),
                            (names[1], blind, draw_blind)):  # fmt: skip
    losses = fit(decoder, draw, answer_loss, config.steps)
    print(f"{name}: loss {np.mean(losses[-20:]):.2f} nats a token of the answer")

# %%
@torch.no_grad()
def reply(decoder: nn.Module, memory: Tensor, questions: list) -> tuple[list, Tensor]:
    """Q answers, one word each, and where they looked: weights (Q, L, heads, N)."""
    rows = [as_ids(question)[:-2] for question in questions]
    ends = torch.tensor([len(row) - 1 for row in rows])
    each = torch.arange(len(rows))
    logits, weights = decoder(pad_batch(rows, PAD), memory)
    words = logits[each, ends].argmax(-1).tolist()
    return [vocabulary.word(i) for i in words], weights[:, each, :, ends]


seeing.eval(), blind.eval()
frequent = {
    kind: Counter(q.answer for questions in asked for q in questions if q.kind == kind)
    for kind in KINDS
}
right = {name: Counter() for name in names}
total, looked = Counter(), []
for k, questions in enumerate(asked_again):
    memory = held_out_memory[[k] * len(questions)]
    replies, weights = reply(seeing, memory, questions)
    guesses, _ = reply(blind, 0 * memory[:, :1], questions)
    looked += zip(questions, replies, weights, strict=True)
    for question, *said in zip(questions, replies, guesses, strict=True):
        said.append(frequent[question.kind].most_common(1)[0][0])
        total[question.kind] += 1
        for name, word in zip(right, said, strict=True):
            right[name][question.kind] += word == question.answer
spoken = "colour, shape, number, place, presence"  # KINDS, as the figure says them
labels = dict(zip(KINDS, spoken.split(", "), strict=True))
for kind, label in labels.items():
    shares = {name: 100 * right[name][kind] / total[kind] for name in right}
    results |= {f"{kind}, {name}": share for name, share in shares.items()}
    told = ", ".join(f"{name} {share:.0f} %" for name, share in shares.items())
    print(f"{label:9} of {total[kind]}: {told}")

# %% alt="Bars of accuracy for five kinds of questions: the seeing decoder above the
# blind one and the most frequent answer; highest for shapes and colours, lowest for
# places and presence."
fig, ax = plt.subplots(figsize=(9, 3), layout="constrained")
for k, (name, colour) in enumerate(zip(right, (IMAGE, BLIND, "#e9e4d8"), strict=True)):
    heights = [results[f"{kind}, {name}"] for kind in KINDS]
    ax.bar(np.arange(5) + 0.27 * (k - 1), heights, 0.25, color=colour, label=name)
ax.set_xticks(range(5), labels.values())
ax.set(ylabel="right answers, %", ylim=(0, 100))
ax.legend(frameon=False, ncols=3, loc="upper right", bbox_to_anchor=(1, 1.16))
ax.spines[["right", "top"]].set_visible(False)
plt.show()

# %% [markdown]
# Read the figure by its controls. Yes or no can be guessed in half of the cases, and
# the blind decoder does just that: it has learnt the *language* of the questions and
# nothing else. What lies above it is seen. After so few steps that is the colour and
# the shape of a thing, and some counting. For places and for "is there a red circle?"
# two things have to be found and compared, and half a minute of training is not enough.
#
# ## 13.7 Where did the answer look?
#
# The token `<answer>` stands where the answer is decided. Its weights on the image
# tokens, averaged over layers and heads, show the place; for questions about one thing
# we know where that thing is.

# %%
grid = captioner.encoder.grid


def points(question, weights: Tensor, scene) -> bool:
    """Does attention peak inside the item, give or take a patch?"""
    heat = weights.mean((0, 1)).view(grid)
    box = scene.items[question.items[0]].box
    return peak_in_box(heat, box_in_cells(box, scene.side, grid, 1))


scenes = [p.scene for p, qs in zip(held_out, asked_again, strict=True) for _ in qs]
about_one = [
    (q, points(q, weights, scene))
    for (q, _, weights), scene in zip(looked, scenes, strict=True)
    if q.kind in ("colour", "shape") and len(scene.items) > 1
]
results["pointing"] = 100 * sum(p for _, p in about_one) / len(about_one)
print(f"of {len(about_one)} questions about one of several things, attention peaks at "
      f"the thing in {results['pointing']:.0f} %")  # fmt: skip

# %% alt="Four scenes, each with a question, the answer given, and a heat map of where
# the answer looked: mostly on the thing that was asked about."
picked, seen = [], set()
for (question, answer, weights), scene in zip(looked, scenes, strict=True):
    if question.kind not in seen and len(scene.items) > 1 and len(picked) < 4:
        seen.add(question.kind)
        picked.append((question, answer, weights, scene))
images = {id(p.scene): p.image for p in held_out}
fig, axes = plt.subplots(1, 4, figsize=(10, 3), layout="constrained")
for ax, (question, answer, weights, scene) in zip(axes, picked, strict=True):
    heat = weights.mean((0, 1)).view(grid)
    ax.imshow(images[id(scene)], extent=(0, 1, 1, 0))
    ax.imshow(heat, extent=(0, 1, 1, 0), cmap="magma", alpha=0.55)
    colour = "darkgreen" if answer == question.answer else "firebrick"
    ax.set_title(f"{question.text}\n→ {answer}", size=8, color=colour)
    ax.axis("off")
plt.show()

# %% [markdown]
# ## 13.8 In your own words
#
# **Question** · 3 points · 6 min. A colleague trains a stream decoder on questions with
# the loss on *all* tokens. It answers yes-or-no questions about places correctly in
# 54 % of cases, and she reports: "It understands half of space." Name the controls that
# she lacks and what they would show, and say what the loss on all tokens does here.

# %% [markdown] question="half_of_space" points=3
# Half of yes-or-no questions is what a coin gets, so 54 % is next to nothing. A blind
# decoder, trained and asked without the picture, and the most frequent answer are the
# controls: if they reach 50 to 54 % too, nothing was seen. The loss on all tokens
# spends most of its weight on predicting the words of the question, which depend on
# what somebody chose to ask and hardly on the picture; the single answer token is one
# of ten, so the part that needs the picture gets a tenth of the gradient.
#
# **Marking guide.** 1 point: chance is 50 % for yes or no. 1 point: a blind decoder or
# the most frequent answer (one is enough) as a control, and what it would show. 1
# point: the question's words take most of the loss and can't be known from the picture.

# %% [markdown]
# ## Three questions to take along
#
# 1. A stream of 576 image tokens (a real model's) and 20 words: what share of the
#    work is spent on the picture, and what would you keep in a cache?
# 2. Let image tokens see the words in training. The loss gets *better*. Why is that
#    no good news?
# 3. Two pictures and the question "what changed?": what has to be added to the stream,
#    and what to the mask?
#
# <details><summary>Answers</summary>
#
# 1. 576 of 596 tokens, 97 %. No image token sees a word, so their keys and values
#    are the same for each word and each question: compute them once and keep them.
# 2. In training the answer stands in the stream. Image tokens that see it hand it
#    on to the words before it: lesson 04's student with 100 %. When it writes, the
#    answer is not there.
# 3. A second block of image tokens, and a vector added to each token that says
#    which picture it belongs to. The mask: one prefix over both blocks, so that the
#    pictures can be compared; the text sees both.
#
# </details>
#
# So far people's captions were the teacher. The next lesson takes the truth itself:
# [14 · Learning from truth](14_learning_from_truth.ipynb).

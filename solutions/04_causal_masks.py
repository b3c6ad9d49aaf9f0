# %% [markdown]
# # 04 · Causal masks
#
# A caption is learnt all at once and written one word at a time.
# What makes the two agree is a small grid of `True` and `False`: the mask.
# Today you write it, lay it over attention, and measure a loss that does not
# count padding. Then you meet a model with 100 % accuracy, find out how it
# cheats, and build the detector that catches such models without any training.
#
# **You need** attention (lesson 02) and padded batches of word ids (lesson 03).
# **Time** about 75 minutes. A CPU is enough.
#
# Axes: B captions, T tokens of the longest of them, V vocabulary, D width.
# The number of heads is written out. Rows of a mask are queries (who looks),
# columns are keys (who is looked at). `True` means **may attend**.

# %%
import math
from collections import Counter
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from matplotlib.colors import ListedColormap
from torch import Tensor, nn

from helpers.attention import MultiHeadAttention
from helpers.checks import ask
from helpers.grammar import truth
from helpers.machine import draw_machine
from helpers.scenes import draw_scenes
from helpers.tokens import PAD, START, Vocabulary, caption_labels, pad_batch, tokenize
from helpers.vit import EncoderBlock

_ = torch.manual_seed(0)

if not __debug__:
    raise RuntimeError("asserts are off, so no check can fail: run without -O")

# %% alt="The whole machine as boxes, with the shapes on the arrows between them; masked
# self-attention, this lesson's part, stands out."
_ = draw_machine("04")
plt.show()

# %% [markdown]
# **From memory**: three questions about lesson 03, before you begin.
#
# 1. Four ids are no words. Which, and what is each for?
# 2. From which captions is the vocabulary made, and why from those alone?
# 3. Why are captions split by image, and not one by one?
#
# <details><summary>Answers</summary>
#
# 1. `<pad>` fills rows up, `<start>` comes before the first word, `<eos>` ends a
#    caption, `<unk>` stands for words that are not in the vocabulary.
# 2. From the training captions. A word taken from a test caption tells something
#    about the test.
# 3. A picture has five captions. Four in training would tell the fifth, in the
#    test, what there is to see.
#
# </details>

# %%
@dataclass(frozen=True)
class Config:
    pictures: int = 600  # five captions each
    width: int = 48  # D
    heads: int = 4
    longest: int = 32  # positions that a model knows
    steps: int = 100  # enough: both curves below are flat by then
    batch: int = 64  # captions a step
    rate: float = 3e-3


config = Config()

# %% [markdown]
# ## 4.0 One caption, many questions
#
# Scenes and their captions, cut into words and turned into ids. Both steps are
# yours, from lesson 03. A caption becomes one row of questions: *after these
# words, which word comes next?*

# %%
pictures = draw_scenes(config.pictures, seed=4)
token_lists = [tokenize(c.text) for picture in pictures for c in picture.captions]
vocabulary = Vocabulary.from_captions(token_lists, min_count=1)
captions = [vocabulary.encode(tokens) for tokens in token_lists]
NAMES = ["<pad>", "<start>", "<eos>", "<unk>", *vocabulary.words]
chosen = next(i for i, t in enumerate(token_lists) if len(t) == 7 and len(set(t)) == 6)
words = [NAMES[i] for i in captions[chosen]]
print(len(captions), "captions,", len(vocabulary), "words;", "one of them:", *words)

# %% alt="A drawn scene; beside it a staircase: each row shows the words known so far in
# blue and the one word that is asked for in orange."
SEEN, HIDDEN, ASKED = "#2a6f97", "#e9e4d8", "#e07a1f"
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.4), width_ratios=(1, 2.6))
left.imshow(pictures[chosen // 5].image)
left.axis("off")
for row in range(len(words) - 1):
    for column in range(row + 2):
        colour = ASKED if column == row + 1 else SEEN
        right.add_patch(plt.Rectangle((column, row), 0.94, 0.86, color=colour))
        right.text(column + 0.47, row + 0.45, words[column], color="white",
                   ha="center", va="center", size=9)  # fmt: skip
right.set(xlim=(0, len(words)), ylim=(len(words) - 1, 0))
right.set_title("blue: what is known    orange: what is asked")
right.axis("off")
plt.show()

# %% [markdown]
# Eight questions, and attention answers all eight in one pass, side by side.
# That is why training is fast, and it is also the danger: the answer to each
# question stands in the same batch, one place further to the right.
# The staircase must be enforced.
#
# ## 4.1 Write the causal mask
#
# Token $i$ may look at itself and at earlier tokens.
# Rows are queries, columns are keys: $M_{ij}$ is `True` when $j \le i$.
# For $T = 3$ that allows 6 of the 9 pairs.
#
# **Exercise** `causal_mask` · difficulty ●○○ · 5 min
#
# <details><summary>Hint</summary>
#
# Start from a square of ones and keep its lower triangle, the diagonal included
# (`tril`); or compare a column of query numbers with a row of key numbers.
# Print it for `length` 3 before you run the checks. Mind the dtype.
#
# </details>

# %% exercise="causal_mask"
def causal_mask(length: int) -> Tensor:
    """(T, T) boolean; entry [i, j] is True when query i may see key j."""
    ### BEGIN SOLUTION
    return torch.ones(length, length, dtype=torch.bool).tril()
    ### END SOLUTION

# %% check="causal_mask-shown" points=1
mask = ask(causal_mask, 3, returns=Tensor)
assert mask.dtype == torch.bool, f"expected torch.bool, got {mask.dtype}"
assert mask.shape == (3, 3), f"expected shape (3, 3), got {tuple(mask.shape)}"
assert mask[0, 0] or not mask[0, 2], (
    "query 0 sees its future and not itself: polarity inverted? True = may attend"
)
assert not mask[0, 2], "query 0 sees key 2, its future: is the triangle upside down?"
assert not mask[0, 1], "query 0 sees key 1, the next token: diagonal off by one?"
assert mask[1, 1], "query 1 does not see itself: diagonal off by one?"
assert mask.sum() == 6, f"expected 6 allowed pairs, got {mask.sum()}: all the past"

# %% check="causal_mask-hidden" points=1
# Graded on other lengths.
### BEGIN HIDDEN TESTS
for length in (1, 2, 3, 7, 17, 40, 300):
    mask = causal_mask(length)
    assert mask.dtype == torch.bool, f"expected torch.bool, got {mask.dtype}"
    expected = torch.tensor([[j <= i for j in range(length)] for i in range(length)])
    assert mask.shape == expected.shape, f"wrong shape at length {length}"
    assert torch.equal(mask, expected), f"wrong at length {length}"
### END HIDDEN TESTS

# %% [markdown]
# The same staircase as above, now as a grid. Read it row by row: *who may I look
# at?* The last row sees the whole caption, the first sees only `<start>`.

# %% alt="A grid with the caption's words on both axes; blue on and below the diagonal."
def draw_mask(ax, mask, words, *, title, colours=(HIDDEN, SEEN)):
    """Give 0 (False), 1 (True), ... of a (T, T) grid their colours; rows look."""
    ax.imshow(mask, cmap=ListedColormap(colours), vmin=0, vmax=len(colours) - 1)
    ax.set_xticks(range(len(words)), words, rotation=90)
    ax.set_yticks(range(len(words)), words)
    ax.set_xticks(np.arange(len(words)) - 0.5, minor=True)
    ax.set_yticks(np.arange(len(words)) - 0.5, minor=True)
    ax.grid(which="minor", color="white", lw=2)
    ax.tick_params(which="both", length=0)
    ax.spines[:].set_visible(False)
    ax.set_title(title, size=11)


fig, ax = plt.subplots(figsize=(4.6, 4.6), layout="constrained")
draw_mask(ax, causal_mask(len(words)), words, title="blue = may attend")
ax.set(xlabel="key: is looked at", ylabel="query: looks")
plt.show()

# %% [markdown]
# ## 4.2 Two ways to use a mask wrongly
#
# Attention has scores, a softmax and weights. Where does the mask go?
# First idea: compute the weights, then strike out what is forbidden.
# Second idea: multiply forbidden *scores* by 0 before the softmax.
# Look at each row's sum, and at the corner that should be empty.

# %%
T = len(words)
scores = 1.5 * torch.randn(T, T, generator=torch.Generator().manual_seed(1))
allowed = torch.arange(T)[:, None] >= torch.arange(T)
struck_out = scores.softmax(-1) * allowed
times_zero = (scores * allowed).softmax(-1)
print("weights struck out, sums of rows:", *[f"{s:.2f}" for s in struck_out.sum(-1)])
print("scores times 0, weight on the future:",
      *[f"{s:.2f}" for s in (times_zero * ~allowed).sum(-1)])  # fmt: skip

# %% alt="Two heat maps of attention weights. Left: the future is empty but the rows sum
# to less than 1. Right: rows sum to 1 but the future still has weight."
def draw_weights(ax, weights, words, *, title):
    """A (T, T) heat map of weights, with the sum of each row at its right."""
    ax.imshow(weights, cmap="viridis", vmin=0, vmax=1)
    ax.set_xticks(range(len(words)), words, rotation=90)
    ax.set_yticks(range(len(words)), words)
    for row, total in enumerate(weights.sum(-1).tolist()):
        ax.text(len(words) - 0.3, row, f"sum {total:.2f}", va="center", size=9)
    ax.set_title(title, size=11)


fig, axes = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
draw_weights(axes[0], struck_out, words, title="wrong: weights struck out")
draw_weights(axes[1], times_zero, words, title="wrong: scores times 0")
plt.show()

# %% [markdown]
# Struck-out weights leave early words with a faint, shrunken mixture, and the
# softmax has already spent probability on the future: it still pulls on the
# gradient. A score of 0 is no better, since $e^0 = 1$ is a perfectly good weight.
#
# The mask belongs **between scores and softmax**. A hidden score acts like
# $-\infty$, because $e^{-\infty} = 0$, and the others share the whole 1.
# One trap is left. A row with *nothing* allowed has $0/0$, which is NaN, and a NaN
# that is only painted over can live on in the gradient. Such a row becomes zeros.
#
# **Exercise** `masked_softmax` · difficulty ●●● · 15 min
#
# <details><summary>Hint</summary>
#
# Write the softmax out. Put a very low number in place of each hidden score,
# subtract each row's largest (scores of several hundred would overflow `exp`),
# take `exp`, set the hidden parts to 0, divide by the row's sum. In a row that sees
# anything the largest part is $e^0 = 1$, so its sum is at least 1. A smaller sum
# means an empty row. What may you divide by, so that both kinds come out right?
#
# </details>

# %% exercise="masked_softmax"
def masked_softmax(scores: Tensor, allowed: Tensor) -> Tensor:
    """Softmax over the allowed entries of the last axis; hidden ones get 0.

    `allowed` is boolean and broadcasts to `scores`. A row that may see nothing
    becomes zeros, without NaN in the value or the gradient.
    """
    ### BEGIN SOLUTION
    lowest = torch.finfo(scores.dtype).min
    kept = scores.masked_fill(~allowed, lowest)
    parts = (kept - kept.amax(-1, keepdim=True)).exp().masked_fill(~allowed, 0)
    return parts / parts.sum(-1, keepdim=True).clamp(min=1)
    ### END SOLUTION

# %% check="masked_softmax-shown" points=1
scores = torch.tensor([[2.0, 1.0, 3.0], [1.0, 2.0, 9.0], [0.0, 5.0, 1.0]])
allowed = torch.tensor([[True, False, False], [True, True, False], [False] * 3])
given, asked = scores.clone(), allowed.clone()
ask(masked_softmax, given, asked, returns=Tensor)
assert torch.equal(given, scores), "the caller's scores were changed in place"
assert torch.equal(asked, allowed), "the caller's mask was changed in place"
with torch.enable_grad():
    leaf = scores.clone().requires_grad_()
    weights = ask(masked_softmax, leaf, allowed, returns=Tensor)
    assert weights.requires_grad, "no gradient: the graph is cut, by a detach perhaps"
    (weights * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
weights = weights.detach()
assert weights.shape == (3, 3), f"expected shape (3, 3), got {tuple(weights.shape)}"
assert weights[0, 0] != 0, "the only allowed key gets weight 0: polarity inverted?"
added = (weights - (scores + allowed.float()).softmax(-1)).abs().max() < 1e-5
assert not added, (
    "adding the mask only makes allowed scores larger by 1: put -inf, or a very low "
    "number, where it is False (masked_fill)"
)
assert abs(weights[1].sum() - 1) < 1e-5, (
    f"row 1 sums to {weights[1].sum():.2f}, not 1: mask after the softmax without "
    "renormalising? softmax over the query axis? a sum without keepdim=True?"
)
assert weights[1, 2] == 0 and weights[0, 1:].tolist() == [0, 0], (
    f"a hidden key gets weight {weights[1, 2]:.2f}: scores multiplied by 0? e^0 is 1"
)
assert abs(weights[1, 1] - 1 / (1 + math.exp(-1))) < 1e-5, f"row 1 is {weights[1]}"
assert weights[2].tolist() == [0] * 3, (
    f"row 2 may see nothing and is {weights[2].tolist()}, not zeros: NaN? uniform?"
)
assert leaf.grad.isfinite().all(), "NaN in the gradient, from the row that sees nothing"
scores = torch.tensor([[800.0, 0.0, 0.0], [-800.0, -800.0, 800.0]])
weights = ask(masked_softmax, scores, allowed[:2], returns=Tensor)
assert weights[:, 0].min() > 0.4 and weights.isfinite().all(), (
    f"scores of 800 and -800 gave {weights.tolist()}: exp overflows, or is 0 "
    "everywhere; subtract each row's own largest allowed score first"
)

# %% check="masked_softmax-hidden" points=1
# Graded on other shapes, masks and sizes of scores, and on the gradient.
### BEGIN HIDDEN TESTS
g = torch.Generator().manual_seed(11)
shapes = (((5, 7), (5, 7)), ((2, 3, 5, 5), (5, 5)), ((2, 3, 5, 7), (2, 1, 5, 7)))
for dtype, close in ((torch.float32, 1e-3), (torch.float64, 1e-5)):
    for shape, rows in shapes:
        base, probe = torch.randn(2, *shape, generator=g, dtype=torch.float64).to(dtype)
        allowed = torch.rand(rows, generator=g) < 0.6
        allowed[..., 0, :] = False
        wide = allowed.expand(shape)
        for name, scores in (
            ("small scores", base),
            ("scores of +-900", (450 * base).clamp(-900, 900)),
            ("allowed scores near -800", base - 800),
            ("allowed scores near 800", base + 800),
            ("hidden scores of 500", base.masked_fill(~wide, 500)),
            ("allowed near -800, hidden 800", (base - 800).masked_fill(~wide, 800)),
        ):
            lowered = scores.double().masked_fill(~wide, -math.inf)
            wanted = lowered.softmax(-1).nan_to_num(0)
            slope = wanted * (probe - (wanted * probe).sum(-1, keepdim=True))
            given, asked = scores.clone(), allowed.clone()
            with torch.enable_grad():
                weights = masked_softmax(given, asked)
                assert torch.equal(given, scores), "scores were changed in place"
                assert torch.equal(asked, allowed), "allowed was changed in place"
                leaf = scores.clone().requires_grad_()
                graph = masked_softmax(leaf, asked)
                assert graph.requires_grad, "no gradient: the graph is cut"
                (graph * probe).sum().backward()
            assert weights.dtype == dtype, f"expected {dtype}, got {weights.dtype}"
            assert weights.shape == shape, f"{shape} became {tuple(weights.shape)}"
            assert not weights.isnan().any(), f"NaN in the value with {name}"
            off = weights[..., 0, :].abs().max()
            assert off == 0, "a row that may see nothing must become zeros"
            off = (weights - wanted).abs().max()
            assert off < close, f"{name}, {shape}: off by {off:.1e} (mask, axis, fill?)"
            assert leaf.grad.isfinite().all(), f"NaN in the gradient with {name}"
            off = (leaf.grad - slope).abs().max()
            assert off < 10 * close, f"the gradient is off by {off:.1e} with {name}"
### END HIDDEN TESTS

# %% [markdown]
# Now each row hands out exactly 1, and only to the past. One row of this mask is
# empty on purpose: zeros, and no NaN in sight.

# %% alt="Heat map of weights: lower triangle, every row sums to 1 but the one emptied."
scores = 1.5 * torch.randn(T, T, generator=torch.Generator().manual_seed(1))
allowed = causal_mask(T)
allowed[4] = False
fig, ax = plt.subplots(figsize=(5.2, 4), layout="constrained")
title = f"right: mask, then softmax (row {words[4]!r} emptied)"
draw_weights(ax, masked_softmax(scores, allowed), words, title=title)
plt.show()

# %% [markdown]
# ## 4.3 Padding is not a word
#
# A batch is a rectangle and captions are not, so short ones are filled up with
# `<pad>`. The fill-in carries no meaning and no one should look at it.
# The first step is to know where it is: `True` on real tokens. `<start>`, `<eos>`
# and `<unk>` are real. Which id means padding is an argument: not every vocabulary
# gives it the number 0.
#
# **Exercise** `padding_mask` · difficulty ●○○ · 3 min
#
# <details><summary>Hint</summary>
#
# A comparison of a tensor with a number gives a boolean tensor of the same shape.
#
# </details>

# %% exercise="padding_mask"
def padding_mask(ids: Tensor, pad_id: int) -> Tensor:
    """(B, T) ids -> (B, T) boolean, True on real tokens."""
    ### BEGIN SOLUTION
    return ids != pad_id
    ### END SOLUTION

# %% check="padding_mask-shown" points=1
ids = torch.tensor([[1, 7, 5, 2, 0], [1, 9, 2, 0, 0]])
mask = ask(padding_mask, ids, 0, returns=Tensor)
assert mask.dtype == torch.bool, f"expected torch.bool, got {mask.dtype}"
assert mask.shape == (2, 5), f"expected shape (2, 5), got {tuple(mask.shape)}"
assert mask[0, 0] or not mask[0, 4], (
    "True on padding, False on words: polarity inverted? True means a real token"
)
expected = [[True, True, True, True, False], [True, True, True, False, False]]
assert mask.tolist() == expected, (
    f"expected {expected}, got {mask.tolist()}: <start>, <eos> and <unk> are real "
    "tokens"
)
mask = ask(padding_mask, torch.tensor([[1, 0, 9, 7, 7]]), 7, returns=Tensor)
assert mask.tolist() == [[True, True, True, False, False]], (
    f"with pad_id 7 ids 1 0 9 7 7 gave {mask.tolist()}: padding is what equals pad_id, "
    "which is not 0 in every vocabulary, nor the smallest id"
)

# %% check="padding_mask-hidden" points=1
# Graded on other sizes and on another pad_id.
### BEGIN HIDDEN TESTS
for pad_id in (0, 4, 12):
    words_only = [i for i in range(13) if i != pad_id]
    for lengths, total in (((3, 7, 1, 6), 7), ((4, 4), 4), ((0, 2), 3), ((1,), 1)):
        rows = [
            [words_only[(5 * row + 3 * t) % 12] for t in range(length)]
            + [pad_id] * (total - length)
            for row, length in enumerate(lengths)
        ]
        ids = torch.tensor(rows)
        mask = padding_mask(ids, pad_id)
        assert ids.tolist() == rows, "ids were changed in place"
        assert mask.dtype == torch.bool, f"expected torch.bool, got {mask.dtype}"
        expected = [[i != pad_id for i in row] for row in rows]
        assert mask.tolist() == expected, f"pad_id {pad_id}: wrong for {rows}"
### END HIDDEN TESTS

# %% [markdown]
# Three captions in one batch. Grey is padding: a long neighbour costs everyone.

# %% alt="Three captions as rows of word boxes; the short ones end in grey padding."
batch_ids = pad_batch(sorted(captions[:40], key=len)[::-19], PAD)
real = padding_mask(batch_ids, PAD)
fig, ax = plt.subplots(figsize=(10, 1.5))
ax.imshow(real, cmap=ListedColormap([HIDDEN, SEEN]), vmin=0, vmax=1, aspect="auto")
for row, column in np.ndindex(*batch_ids.shape):
    colour = "white" if real[row, column] else "grey"
    name = NAMES[batch_ids[row, column]]
    ax.text(column, row, name, ha="center", va="center", size=8, color=colour)
ax.axis("off")
plt.show()

# %% [markdown]
# ## 4.4 Two masks become one
#
# The causal mask is about places, $(T, T)$, the same for every caption.
# The padding mask is about captions, $(B, T)$, and it hides **keys**: no one may
# look at padding. Padding as a *query* stays as it is. Nobody reads what it
# computes, and a row without any key would only make trouble.
# Attention takes $(B, \text{heads}, T, T)$; a 1 for the heads broadcasts.
#
# **Exercise** `combine_masks` · difficulty ●●○ · 8 min
#
# <details><summary>Hint</summary>
#
# Both must allow it: `&`. Give the padding mask two new axes so that its T lies
# on the last axis, the keys, and its B on the first. `None` in an index makes
# an axis of length 1.
#
# </details>

# %% exercise="combine_masks"
def combine_masks(causal: Tensor, padding: Tensor) -> Tensor:
    """(T, T) and (B, T) -> (B, 1, T, T) boolean; padding hides keys."""
    ### BEGIN SOLUTION
    return causal & padding[:, None, None, :]
    ### END SOLUTION

# %% check="combine_masks-shown" points=1
causal = torch.tensor([[True, False, False], [True, True, False], [True, True, True]])
padding = torch.tensor([[True, True, True], [True, False, False]])
axes = "padding (B, T) needs axes to meet (T, T): padding[:, None, None, :]"
given = causal.clone(), padding.clone()
mask = ask(combine_masks, *given, returns=Tensor, hint=axes)
assert all(map(torch.equal, given, (causal, padding))), "a mask was changed in place"
assert mask.dtype == torch.bool, f"expected torch.bool, got {mask.dtype}"
assert mask.shape == (2, 1, 3, 3), (
    f"expected (B, 1, T, T) = (2, 1, 3, 3), got {tuple(mask.shape)}: {axes}"
)
keys = padding[:, None, None, :]
for slip, wrong in (
    ("| or + allows what one mask alone allows; both must: use &", causal | keys),
    ("^ allows what exactly one mask allows; both must: use &", causal ^ keys),
    ("== allows what both masks forbid; both must allow: use &", causal == keys),
    ("only padding is left: polarity of the padding inverted?", causal & ~keys),
):
    assert not torch.equal(mask, wrong), slip
assert torch.equal(mask[0, 0], causal), (
    "caption 0 has no padding, so its mask is the causal one, but it is "
    f"{mask[0, 0].tolist()}: has padding replaced the causal mask? transposed?"
)
assert not mask[1, 0, 1, 1], "query 1 sees key 1, padding: padding hides keys"
assert mask[1, 0, 2, 0], (
    "query 2, padding, lost key 0, a word: wrong axis? padding hides keys, not queries"
)
assert mask[1, 0].tolist() == [[True, False, False]] * 3, (
    f"caption 1 has one word and two paddings, got {mask[1, 0].tolist()}: & of the "
    "causal mask and the padding of the keys"
)

# %% check="combine_masks-hidden" points=1
# Graded on other sizes, also with B equal to T, and on other masks.
### BEGIN HIDDEN TESTS
g = torch.Generator().manual_seed(4)
for lengths, total in ([5, 3], 5), ([1, 4], 4), ([3, 1, 2], 3), ([2, 0], 6), ([1], 1):
    step = torch.arange(total)
    usual = step[:, None] >= step, step < torch.tensor(lengths)[:, None]
    others = [torch.rand(x.shape, generator=g) < 0.6 for x in usual]
    for causal, padding in (usual, others):
        given = causal.clone(), padding.clone()
        mask = combine_masks(*given)
        assert torch.equal(given[0], causal), "the causal mask was changed in place"
        assert torch.equal(given[1], padding), "the padding mask was changed in place"
        assert mask.dtype == torch.bool, f"expected torch.bool, got {mask.dtype}"
        assert mask.shape == (len(lengths), 1, total, total), f"got {tuple(mask.shape)}"
        for item, query in np.ndindex(len(lengths), total):
            got = mask[item, 0, query].tolist()
            see, kept = causal[query].tolist(), padding[item].tolist()
            expected = [see[key] and kept[key] for key in range(total)]
            assert got == expected, (
                f"caption {item}, causal row {see}, padding {kept}: expected "
                f"{expected}, got {got}"
            )
### END HIDDEN TESTS

# %% [markdown]
# Below, the middle one of the three captions: places, padding, and both.

# %% alt="Three grids: the causal triangle, padded columns hidden, and both combined."
causal = causal_mask(batch_ids.shape[1])
panels = {
    "causal": causal,
    "padding hides keys": real[1].expand(len(causal), -1),
    "both": combine_masks(causal, real)[1, 0],
}
names = [NAMES[i] for i in batch_ids[1]]
fig, axes = plt.subplots(1, 3, figsize=(11, 4.2), sharey=True, layout="constrained")
for ax, (title, mask) in zip(axes, panels.items(), strict=True):
    draw_mask(ax, mask, names, title=title)
axes[0].set(ylabel="query: looks")
plt.show()

# %% [markdown]
# ## 4.5 The other polarity
#
# PyTorch has two opinions. `F.scaled_dot_product_attention` and this course say:
# `True` = **may attend**. `nn.MultiheadAttention` says: `True` = **hidden**.
# Both take the same shape without complaint. Here is our mask, handed over as it
# is, to a layer that reads it the other way.

# %% alt="A heat map with weight only above the diagonal, the future, and a row of NaN."
torch.manual_seed(0)
layer = nn.MultiheadAttention(config.width, config.heads, batch_first=True)
x = torch.randn(1, T, config.width)
ours = torch.arange(T)[:, None] >= torch.arange(T)
weights = layer(x, x, x, attn_mask=ours)[1][0].detach()
fig, ax = plt.subplots(figsize=(5.2, 4), layout="constrained")
draw_weights(ax, weights, words, title="wrong: our mask, read the other way")
plt.show()

# %% [markdown]
# No error, just a model that sees nothing but its future. The NaN of the last row,
# which had no key left, gives it away; the other rows look perfectly healthy.
#
# Return a new boolean tensor. The caller still needs the old mask, so leave it as
# it is: an underscore at the end of a method's name (`logical_not_`) would change it.
#
# **Exercise** `to_torch_mha_mask` · difficulty ●○○ · 3 min
#
# <details><summary>Hint</summary>
#
# `~` inverts a boolean tensor. `-mask` and `1 - mask` are refused by PyTorch, and
# a mask of numbers would be *added* to the scores.
#
# </details>

# %% exercise="to_torch_mha_mask"
def to_torch_mha_mask(allowed: Tensor) -> Tensor:
    """True = may attend -> True = hidden, a new boolean tensor of the same shape."""
    ### BEGIN SOLUTION
    return ~allowed
    ### END SOLUTION

# %% check="to_torch_mha_mask-shown" points=1
allowed = torch.tensor([[True, False, False], [True, True, False], [True, True, True]])
before = allowed.clone()
mask = ask(to_torch_mha_mask, allowed, returns=Tensor)
assert torch.equal(allowed, before), "the caller's mask was changed in place"
assert mask.dtype == torch.bool, (
    f"expected torch.bool, got {mask.dtype}: numbers would be added to the scores"
)
assert mask.shape == (3, 3), f"expected shape (3, 3), got {tuple(mask.shape)}"
assert mask[0, 2], "key 2, the future of query 0, is not hidden: polarity inverted?"
assert mask.sum() == 3, (
    f"expected 3 hidden pairs, ~allowed, got {mask.tolist()}: transposed in place of "
    "inverted, or is the diagonal hidden too?"
)
other = torch.tensor([[True, True], [False, True]])
mask = ask(to_torch_mha_mask, other.clone(), returns=Tensor)
assert torch.equal(mask, ~other), (
    f"{other.tolist()} became {mask.tolist()}: any mask may come, not just causal ones"
)
mask = to_torch_mha_mask(allowed)
layer = nn.MultiheadAttention(4, 2, batch_first=True)
weights = layer(*[torch.ones(1, 3, 4)] * 3, attn_mask=mask)[1]
assert torch.equal(weights[0] > 0, allowed), f"the layer's weights are {weights[0]}"

# %% check="to_torch_mha_mask-hidden" points=1
# Graded on other masks, with nn.MultiheadAttention as the judge.
### BEGIN HIDDEN TESTS
g = torch.Generator().manual_seed(5)
for shape in ((1, 1), (5, 5), (5, 7), (2, 5)):
    for share in (0, 0.5, 1):
        allowed = torch.rand(shape, generator=g) < share
        given = allowed.clone()
        mask = to_torch_mha_mask(given)
        assert torch.equal(given, allowed), "the caller's mask was changed in place"
        assert mask.dtype == torch.bool, f"expected torch.bool, got {mask.dtype}"
        expected = [[not see for see in row] for row in allowed.tolist()]
        assert mask.tolist() == expected, f"{allowed.tolist()} became {mask.tolist()}"
layer = nn.MultiheadAttention(12, 3, batch_first=True, dtype=torch.float64)
x = torch.randn(2, 5, 12, generator=g, dtype=torch.float64)
causal = torch.ones(5, 5, dtype=torch.bool).tril()
padding = torch.tensor([[True] * 5, [True, True, True, False, False]])
hidden = to_torch_mha_mask(causal), to_torch_mha_mask(padding)
weights = layer(x, x, x, attn_mask=hidden[0], key_padding_mask=hidden[1])[1]
expected = causal & padding[:, None, :]
assert torch.equal(weights > 0, expected), "the layer looks at other keys than allowed"
### END HIDDEN TESTS

# %% [markdown]
# One permission, two spellings. When you read someone's code, find out first what
# `True` means there.

# %% alt="The same mask spelt twice, T and F in every cell, with all letters exchanged."
panels = {
    "F.scaled_dot_product_attention\nand this course: T = may attend": causal_mask(T),
    "nn.MultiheadAttention\nT = hidden": to_torch_mha_mask(causal_mask(T)),
}
fig, axes = plt.subplots(1, 2, figsize=(9, 4.4), sharey=True, layout="constrained")
for ax, (title, mask) in zip(axes, panels.items(), strict=True):
    draw_mask(ax, causal_mask(T), words, title=title)
    for row, column in np.ndindex(T, T):
        colour = "white" if column <= row else "grey"
        letter = "FT"[mask[row, column]]
        ax.text(column, row, letter, ha="center", va="center", size=9, color=colour)
plt.show()

# %% [markdown]
# ## 4.6 A loss that does not count padding
#
# Position $t$ predicts token $t + 1$: shift by one. `<start>` is given, never
# predicted; `<eos>` is predicted like a word, or the model could not stop.
# Padding is no target at all.
#
# Why care? Take a model that only knows word pairs: after *a* comes *red* so often,
# *blue* so often. After `<pad>` comes `<pad>`, always. Count the padding, and
# its loss depends on how wide we made the batch.

# %%
pairs = torch.full((len(vocabulary), len(vocabulary)), 0.01)
for caption in captions:
    for now, then in zip(caption, [*caption[1:], PAD], strict=True):
        pairs[now, then] += 1
pairs[PAD, PAD] += 1e6
widths = range(max(map(len, captions)), 51, 4)
padded = [F.pad(pad_batch(captions, PAD), (0, w))[:, :w] for w in widths]
counting_all = [
    F.cross_entropy(pairs.log()[ids[:, :-1]].flatten(0, 1), ids[:, 1:].flatten())
    for ids in padded
]
print("loss with the padding counted, by width of the batch:")
print({w: round(loss.item(), 2) for w, loss in zip(widths, counting_all, strict=True)})

# %% [markdown]
# The model did not change, the captions did not change, and the "loss" fell to a
# quarter. Leave padding out and divide by the number of **real** targets in the
# batch. A long caption then counts for more than a short one: every word is equal.
#
# **Exercise** `caption_loss` · difficulty ●●○ · 10 min
#
# <details><summary>Hint</summary>
#
# Guesses are `logits[:, :-1]`, targets are `ids[:, 1:]`. Take `log_softmax` over
# the vocabulary, pick the target's entry of each with `gather`, keep the real ones,
# average. Or let `F.cross_entropy` do it: it wants one row a guess, knows
# `ignore_index`, and takes logits as they are, without a softmax before it.
#
# </details>

# %% exercise="caption_loss"
def caption_loss(logits: Tensor, ids: Tensor, pad_id: int) -> Tensor:
    """Mean cost of the next word over the batch's real targets: (B, T, V) -> scalar.

    Position t of `logits` predicts token t + 1 of `ids` (B, T). The cost of a word
    is its negative log-probability (natural log).
    """
    ### BEGIN SOLUTION
    targets = ids[:, 1:]
    guesses = logits[:, :-1].log_softmax(-1)
    costs = -guesses.gather(-1, targets[:, :, None])  # (B, T - 1, 1)
    return costs[targets != pad_id].mean()
    ### END SOLUTION

# %% check="caption_loss-shown" points=1
ids = torch.tensor([[1, 5, 6, 2, 0, 0], [1, 4, 2, 0, 0, 0]])
given = ids.clone()
axes = (
    "shift: logits[:, :-1] go with ids[:, 1:]; cross_entropy wants (B, V, T): "
    "transpose"
)
logits = torch.zeros(2, 6, 7)
loss = ask(caption_loss, logits, given, 0, returns=Tensor, hint=axes)
assert torch.equal(given, ids), "ids were changed in place: work on a copy"
assert loss.dim() == 0, (
    f"expected a scalar, got {tuple(loss.shape)}: take the mean over the real targets"
)
loss = float(loss)
for wrong, slip in (
    (-math.log(7), "a cost is *minus* the log-probability"),
    (math.log2(7), "that is in bits: take the natural logarithm"),
    (5 * math.log(7), "that is the sum over 5 targets, not their mean"),
    (0, "a guess costs its negative log-probability, ln 7 here; right or wrong is no "
     "cost"),
):
    assert abs(loss - wrong) > 1e-3, slip
with torch.enable_grad():
    leaf = logits.clone().requires_grad_()
    graph = ask(caption_loss, leaf, ids, 0, returns=Tensor)
    assert graph.requires_grad, "no gradient: the graph is cut, by a detach perhaps"
assert abs(loss - math.log(7)) < 1e-4, (
    f"a uniform guess among 7 words costs ln 7 = 1.946, got {loss:.3f}: "
    "padding masked, then averaged over all positions? axes flattened?"
)
repeats = 20 * F.one_hot(ids, 7).float()  # sure of the word it has just read
assert float(caption_loss(repeats, ids, 0)) > 0.5, (
    "a model that repeats its input pays nothing: shift by 0? t predicts token t + 1"
)
last = torch.zeros(2, 6, 7)
last[:, -1, 3] = 50
assert abs(float(caption_loss(last, ids, 0)) - math.log(7)) < 1e-4, (
    "the last position has nothing to predict, and counts: rolled labels make it "
    "predict <start>; cut it off, logits[:, :-1]"
)
knows = torch.zeros(2, 6, 7)
knows[:, :-1] = repeats[:, 1:]  # sure of the next word, and right
loss = float(caption_loss(knows, ids, 0))
assert loss < 0.1, (
    f"knowing every next word costs {loss:.2f}: a softmax before the cross-entropy? "
    "shift by 2? axes flattened in different orders?"
)
half = knows.clone()
half[1] = 0  # caption 0 costs nothing, the 2 targets of caption 1 cost ln 7 each
knows[:, 3:, 0] -= 90  # after <eos>: sure that no padding comes
assert float(caption_loss(knows, ids, 0)) < 0.1, (
    "padding is in the loss: leave it out where it is the target, not where it is read"
)
assert abs(float(caption_loss(half, ids, 0)) - math.log(7) / 2) > 1e-3, (
    "a mean of the captions' means: take one mean over all real targets of the batch"
)
six = torch.zeros(1, 5, 7)
six[..., 6] = -90
loss = float(ask(caption_loss, six, torch.tensor([[1, 5, 0, 2, 6]]), 6, returns=Tensor))
assert abs(loss - math.log(6)) < 1e-3, (
    f"with pad_id 6 expected ln 6, got {loss:.3f}: padding is pad_id, not always 0"
)

# %% check="caption_loss-hidden" points=1
# Graded on other sizes, another pad_id, and on the gradient.
### BEGIN HIDDEN TESTS
g = torch.Generator().manual_seed(3)
for lengths, total, vocab, pad_id in (([5, 3], 5, 7, 0), ([4, 8, 2], 8, 11, 4),
                                      ([3, 9], 12, 6, 5), ([2], 2, 5, 0)):  # fmt: skip
    words_only = torch.tensor([i for i in range(3, vocab) if i != pad_id])
    ids = torch.full((len(lengths), total), pad_id)
    for row, n in enumerate(lengths):
        ids[row, :n] = words_only[torch.randint(len(words_only), (n,), generator=g)]
        ids[row, 0], ids[row, n - 1] = 1, 2
    shape = (len(lengths), total, vocab)
    logits = 3 * torch.randn(shape, generator=g, dtype=torch.float64)
    given, asked = logits.clone(), ids.clone()
    with torch.enable_grad():
        plain = float(caption_loss(given, asked, pad_id))
        assert torch.equal(given, logits), "logits were changed in place"
        assert torch.equal(asked, ids), "ids were changed in place"
        leaf, other = logits.clone().requires_grad_(), logits.clone().requires_grad_()
        loss = caption_loss(leaf, ids, pad_id)
        assert loss.requires_grad, "the loss has no gradient: the graph is cut"
        loss.backward()
        costs = [
            -other[row, t].log_softmax(0)[ids[row, t + 1]]
            for row, n in enumerate(lengths)
            for t in range(n - 1)
        ]
        wanted = sum(costs) / len(costs)
        wanted.backward()
    touched = leaf.grad.abs().sum(-1) > 1e-12
    for row, n in enumerate(lengths):
        assert touched[row, n - 2], "nothing is learnt before <eos>: it is a target"
        assert not touched[row, -1], "the last step has no next word: shift by 0?"
        assert not touched[row, n - 1 :].any(), "padding is in the loss: <eos> -> <pad>"
    assert abs(plain - wanted) < 1e-4, (
        f"expected {wanted:.4f}, got {plain:.4f}: the mean is over the batch's real "
        "targets, not all positions, not a mean of means; axes flattened alike?"
    )
    off = (leaf.grad - other.grad).abs().max()
    assert off < 1e-4, f"the gradient is off by {off:.1e}"
### END HIDDEN TESTS

# %% [markdown]
# Yours is the flat line: however wide the batch, same model, same number. And it
# is the true one. Even the narrowest batch made the model look twice as good.

# %% alt="Loss against batch width: with padding counted it falls to a quarter, yours
# is a flat line, and higher."
yours = [caption_loss(pairs.log()[ids], ids, PAD) for ids in padded]
fig, ax = plt.subplots(figsize=(7, 3.4), layout="constrained")
ax.plot(widths, yours, "o-", color=SEEN, label="over real targets (yours)")
ax.plot(widths, counting_all, "s--", color=ASKED, label="padding counted")
ax.set(xlabel="T, the width of the batch in tokens", ylabel="loss (nats a word)")
ax.set(ylim=(0, None), title="The same model on the same captions")
ax.legend()
plt.show()

# %% [markdown]
# ## 4.7 The student with 100 %
#
# Two small writers of captions. They see no picture, only words: embeddings,
# two rounds of attention (yours, from lesson 02), a linear layer. They are twins
# in all but one thing: `reads`, the $(T, T)$ grid that says who may read whom.

# %%
class Writer(nn.Module):
    """(B, T) ids -> logits (B, T, V); `reads` is a boolean (longest, longest)."""

    def __init__(self, reads: Tensor):
        super().__init__()
        size, width = len(vocabulary), config.width
        layers = [MultiHeadAttention(width=width, heads=config.heads) for _ in range(2)]
        self.reads = reads
        self.words = nn.Embedding(size, width)
        self.positions = nn.Embedding(len(reads), width)
        self.attentions = nn.ModuleList(layers)
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(width, size, bias=False)

    def forward(self, ids: Tensor) -> Tensor:
        t = ids.shape[1]
        allowed = combine_masks(self.reads[:t, :t], padding_mask(ids, PAD))
        x = self.words(ids) + self.positions.weight[:t]
        for attention in self.attentions:
            x = x + self.dropout(attention(x, x, x, allowed)[0])
        return self.head(x)

# %% [markdown]
# **Token accuracy** is the share of real targets that the model's first guess gets
# right, with the true words before it given. We measure it on captions of pictures
# that were kept apart, while both learn with your loss.

# %%
def train_writer(reads: Tensor, make=Writer) -> tuple[Writer, list[float]]:
    """A trained writer and its accuracy on held-out captions, every 10 steps."""
    torch.manual_seed(0)
    writer = make(reads)
    optimizer = torch.optim.AdamW(writer.parameters(), lr=config.rate)
    ids, held_out = pad_batch(captions, PAD).split([len(captions) - 250, 250])
    accuracies = []
    for step in range(config.steps + 1):
        if step % 10 == 0:
            targets = held_out[:, 1:]
            with torch.no_grad():
                hits = writer.eval()(held_out)[:, :-1].argmax(-1) == targets
            accuracies.append(hits[padding_mask(targets, PAD)].float().mean().item())
        batch = ids[torch.randint(len(ids), (config.batch,))]
        loss = caption_loss(writer.train()(batch), batch, PAD)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return writer.eval(), accuracies

# %%
longest = config.longest
honest, honest_curve = train_writer(causal_mask(longest))
peeker, peeker_curve = train_writer(torch.ones(longest, longest, dtype=torch.bool))

# %% alt="Token accuracy while training: without a causal mask it climbs to 100 %, the
# honest writer stays near 50 %."
steps = range(0, config.steps + 1, 10)
fig, ax = plt.subplots(figsize=(7, 3.4), layout="constrained")
ax.plot(steps, peeker_curve, "s-", color=ASKED, label="everyone reads everyone")
ax.plot(steps, honest_curve, "o-", color=SEEN, label="causal mask")
ax.set(xlabel="training steps", ylabel="held-out token accuracy", ylim=(0, 1.05))
ax.set(title="One of these is too good to be true")
ax.legend()
plt.show()

# %% [markdown]
# A hundred percent, on captions it has never seen, without looking at the picture!
# No model can know whether the next shape is a square or a circle. Let both **write**:
# start with `<start>`, draw a word from the predicted chances, append it, repeat.
# Now there is no next word to copy. (Lesson 06 does this properly.)

# %%
def write(writer: Writer, count: int) -> list[str]:
    """Captions drawn word by word from the writer's own chances."""
    generator = torch.Generator().manual_seed(0)
    ids = torch.full((count, 1), START)
    for _ in range(15):
        with torch.no_grad():
            chances = writer(ids)[:, -1].softmax(-1)
        ids = torch.cat([ids, torch.multinomial(chances, 1, generator=generator)], 1)
    return [vocabulary.decode(row) for row in ids.tolist()]


def is_sentence(text: str) -> bool:
    """Does it obey the grammar of scenes? (True of a picture or not.)"""
    try:
        truth(text, pictures[0].scene)
    except ValueError:
        return False
    return True

# %%
for name, writer in (("causal mask", honest), ("everyone reads everyone", peeker)):
    written = write(writer, 200)
    share = sum(map(is_sentence, written)) / len(written)
    print(f"{name}: {share:.0%} of its captions are sentences")
    print(*[f"    {text!r}" for text in written[:6]], sep="\n")

# %% [markdown]
# The accuracy was an exam with the answers printed on the sheet. The peeker learnt
# one thing, *copy what stands to your right*, and in writing nothing stands there.
# So a high accuracy proves nothing. What does?
#
# ## 4.8 Catch a leak
#
# Wiring can be tested from outside, even before training: **change a later word
# and see whether an earlier output moves**. Here is one try. We exchange the last
# word and compare what both writers say after the very first one.

# %%
caption = torch.tensor([captions[chosen]])
changed = caption.clone()
changed[0, -2] = next(c[-2] for c in captions if c[-2] != caption[0, -2])
print("   ", *words, "\n ->", *[NAMES[i] for i in changed[0]])
for name, writer in (("causal mask", honest), ("everyone reads everyone", peeker)):
    with torch.no_grad():
        moved = (writer(changed) - writer(caption))[0, 0].abs().max().item()
    print(f"{name}: the first output moved by {moved:.6f}")

# %% [markdown]
# One try is no proof: a mask can be wrong in a single place. Try every place.
# Two details decide whether the detector can be trusted. With **dropout** on, two
# calls differ anyway, so ask in eval mode and put the mode back. And a changed word
# must really be another word, below V, the size of the output's last axis.
#
# **Exercise** `leaks_future` · difficulty ●●● · 15 min
#
# <details><summary>Hint</summary>
#
# For every cut from 1 to T - 1: clone `ids`, exchange all words from the cut on, for
# instance with `(word + 1) % V`, and compare the outputs *before* the cut with the
# old ones. Equal up to rounding: allow a tiny difference, about 1e-5. Use
# `torch.no_grad()`, and `model.training` to remember the mode.
#
# </details>

# %% exercise="leaks_future"
def leaks_future(model: nn.Module, ids: Tensor) -> bool:
    """True if any output of model(ids) depends on a later token.

    `model` maps ids (B, T) to (B, T, V), ids are below V. It may have been left in
    train mode, with dropout. `ids` stay as they are.
    """
    ### BEGIN SOLUTION
    was_training = model.training
    model.eval()
    with torch.no_grad():
        before = model(ids)
        moved = 0.0
        for cut in range(1, ids.shape[1]):
            changed = ids.clone()
            changed[:, cut:] = (ids[:, cut:] + 1) % before.shape[-1]
            moves = model(changed)[:, :cut] - before[:, :cut]
            moved = max(moved, moves.abs().max())
    model.train(was_training)
    return bool(moved > 1e-5)
    ### END SOLUTION

# %% check="leaks_future-shown" points=1
class Reader(nn.Module):
    """Output i adds up the words j that have reads[i, j] = 1."""

    def __init__(self, reads):
        super().__init__()
        self.reads = reads
        self.words, self.head = nn.Embedding(11, 6), nn.Linear(6, 11)
        self.dropout = nn.Dropout(0.5)

    def forward(self, ids):
        t = ids.shape[1]
        return self.head(self.dropout(self.reads[:t, :t] @ self.words(ids)))


ids = torch.tensor([[1, 7, 5, 10, 2], [1, 10, 2, 0, 0]])
before = ids.clone()
full, past = torch.ones(5, 5), torch.ones(5, 5).tril()
leaks = [past.clone() for _ in range(3)]
for place, leak in enumerate(leaks):  # output 0, 1 or 2 reads the next token, no other
    leak[place, place + 1] = 1
below = "a changed word must be a word: (word + 1) % V, V the size of the last axis"
with torch.enable_grad():
    honest = ask(leaks_future, Reader(past).eval(), ids, returns=bool, hint=below)
    leaky = ask(leaks_future, Reader(full).eval(), ids, returns=bool, hint=below)
    still = torch.is_grad_enabled()
assert still, "gradients are left switched off: use `with torch.no_grad():`"
assert torch.equal(ids, before), "ids were changed in place"
assert leaky or not honest, "it says the opposite: True means that the model leaks"
assert leaky, (
    "misses a mask that leaks all: is a later word exchanged for another word, and are "
    "the outputs before it compared?"
)
assert leaks_future(Reader(full.tril(1)).eval(), ids) in [True], (
    "misses a mask that leaks the next token"
)
assert not honest, (
    "an honest model is accused: outputs compared at or after the changed word?"
)
for leak in leaks:
    assert leaks_future(Reader(leak).eval(), ids) in [True], (
        "misses a leak in one place: try every cut from 1 to T - 1, and compare all "
        "outputs before it"
    )
assert leaks_future(Reader(past).train(), ids) in [False], (
    "an honest model in train mode is accused: dropout moves outputs; no eval()?"
)

# %% check="leaks_future-hidden" points=1
# Graded on other models: leaks in one place, faint ones, dropout.
### BEGIN HIDDEN TESTS
class Mixer(nn.Module):
    """As Reader, and reads `extra` too in captions that open with `opening`."""

    def __init__(self, reads, extra, opening):
        super().__init__()
        self.reads, self.extra, self.opening = reads, extra, opening
        self.words, self.head = nn.Embedding(211, 24), nn.Linear(24, 211)
        self.dropout = nn.Dropout(0.5)
        g = torch.Generator().manual_seed(8)
        for weight in self.parameters():  # quarters: sums are exact in any order
            weight.data = torch.randint(-3, 4, weight.shape, generator=g) / 4

    def forward(self, ids):
        t = ids.shape[1]
        opens = (ids[:, :1] == self.opening)[:, None]
        reads = self.reads[:t, :t] + self.extra[:t, :t] * opens
        return self.head(self.dropout(reads @ self.words(ids)))


ids = torch.tensor([[1, 210, 5, 2, 0], [3, 210, 7, 3, 1]])
before, none = ids.clone(), torch.zeros(5, 5)
full, past = torch.ones(5, 5), torch.ones(5, 5).tril()
late = past.clone()
late[3, 4] = 1
for train in (False, True):
    for reads in (past, past.tril(-1), torch.eye(5), none, past.tril(-4)):
        with torch.enable_grad():
            found = leaks_future(Mixer(reads, none, 1).train(train), ids)
            assert torch.is_grad_enabled(), "gradients stay switched off afterwards"
        assert found in [False], (
            "an honest model is accused: no eval() against dropout? outputs compared "
            f"at the changed word itself? (train mode: {train})"
        )
    for reads in (full, full.triu(1), past.flip(0), late):
        found = leaks_future(Mixer(reads, none, 1).train(train), ids[:1])
        assert found in [True], "misses a mask that leaks, in one caption"
    for query, key, strength, opening in ((0, 1, 1, 1), (0, 4, 1 / 64, 3),
                                          (1, 3, 1, 3), (2, 3, 1 / 64, 1),
                                          (3, 4, 1, 1), (3, 4, 1 / 64, 3)):  # fmt: skip
        extra = none.clone()
        extra[query, key] = strength
        model = Mixer(past, extra, opening).train(train)
        model.head.weight.data.abs_()  # so that any other word
        word = ids[ids[:, 0] == opening, key]
        model.words.weight.data[word] = 1  # lowers the outputs
        found = leaks_future(model, ids)
        assert found in [True], (
            f"misses a mask that leaks in one place: output {query} reads token {key} "
            f"times {strength:g} in captions that open with {opening}"
        )
assert torch.equal(ids, before), "ids were changed in place"
### END HIDDEN TESTS

# %% [markdown]
# Four suspects, none of them trained. `tril(1)` is the classic slip of one diagonal:
# every word reads just one word too far, and that is the very word to be predicted.

# %%
def square(length: int) -> Tensor:
    return torch.ones(length, length, dtype=torch.bool)


late = causal_mask(longest)
late[5, 6] = True  # one wrong entry in a thousand
suspects = {
    "causal": causal_mask(longest),
    "no causal mask": square(longest),
    "tril(1)": square(longest).tril(1),
    "one wrong entry": late,
}
writers = {name: Writer(reads) for name, reads in suspects.items()}
for name, writer in writers.items():
    print(f"{name:16} leaks: {leaks_future(writer.train(), caption)}")

# %% [markdown]
# And a picture of what the detector feels. For every word we change it alone and
# colour the outputs that move, orange if they should not have known. Measured from
# outside, without one look into the model, the grid is its mask.

# %% alt="Grids of which outputs move when a word changes: causal, a blue triangle; no
# mask, all else orange; tril(1), two orange diagonals; one wrong entry, one cell."
grids = {name: torch.zeros(T, T, dtype=torch.bool) for name in writers}
for name, column in ((n, c) for n in writers for c in range(T)):
    changed = caption.clone()
    changed[0, column] = (changed[0, column] + 7) % len(vocabulary)
    with torch.no_grad():
        moves = writers[name].eval()(changed) - writers[name](caption)
    grids[name][:, column] = moves[0].abs().amax(-1) > 1e-5
fig, axes = plt.subplots(1, 4, figsize=(12, 3.9), sharey=True, layout="constrained")
for ax, (name, grid) in zip(axes, grids.items(), strict=True):
    colours = grid + 1 * (grid & ~causal_mask(T))  # 2: a leak
    draw_mask(ax, colours, words, title=name, colours=(HIDDEN, SEEN, ASKED))
axes[0].set(ylabel="output that moves", xlabel="word that was changed")
plt.show()

# %% [markdown]
# With two layers `tril(1)` reaches **two** words ahead: layer two reads a neighbour
# that has itself read its neighbour. Reach adds up through depth, and so do leaks.
#
# ## 4.9 Two experiments
#
# Guess, fill in the blank, run the cell, and compare with the honest writer of 4.7.
# What if each word could read itself and the one before it, and nothing else? And what
# if there were no positions: is an earlier word then one of a bag?

# %%
reads = ...  # who may read whom: causal_mask(longest).triu(-1), for example
if reads is not ...:
    writer, curve = train_writer(reads)
    share = sum(map(is_sentence, write(writer, 200))) / 200
    print(f"{curve[-1]:.1%} of words guessed, {share:.0%} of captions are sentences")

# %%
class Nowhere(Writer):
    """A writer whose positions are all 0, and stay so."""

    def __init__(self, reads: Tensor):
        super().__init__(reads)
        nn.init.zeros_(self.positions.weight).requires_grad_(False)


make = ...  # Writer or Nowhere
if make is not ...:
    writer, curve = train_writer(causal_mask(longest), make)
    share = sum(map(is_sentence, write(writer, 200))) / 200
    print(f"{curve[-1]:.1%} of words guessed, {share:.0%} of captions are sentences")

# %% [markdown]
# ## 4.10 In your own words
#
# **Question** · 4 points · 8 min. A classmate trains a captioner on real photos. After
# one epoch it reports 99 % token accuracy on held-out captions, the loss is near 0,
# and the captions it writes read "a a a a dog dog". What is the most likely mistake,
# why do the numbers look so good and the captions so bad, and how would you make sure
# within a minute, without training? (4 to 6 sentences.)

# %% [markdown] question="too_good_to_be_true" points=4
# Most likely the decoder has no working causal mask (missing, inverted, or one
# diagonal off), so position t can attend to token t + 1, which is its target. In
# training and in teacher-forced evaluation the true caption is the input, so the
# answer stands in the input, and copying it gives near-perfect accuracy on any
# caption, held out or not. In writing, the next word does not exist yet: the
# model has only learnt to copy, has nothing to copy from, and produces noise or
# repetition. Real captions can't be predicted with 99 %, because several next words
# are right. Test: put an untrained model into eval mode, change one later word, and
# compare the earlier outputs; if any moves, the mask leaks. Do it for every position.
#
# **Marking guide** (4 points)
# - 1: names the leak: an output can see its own target, the causal mask fails.
# - 1: explains the good numbers: the true next word is in the input, held out or not.
# - 1: explains the bad captions: in writing there is no next word to copy.
# - 1: a valid quick test: change later words, earlier outputs must stay (eval mode);
#   or print the mask or the attention weights above the diagonal.
# Half a point off for a claim that it is ordinary overfitting (held-out captions).

# %% [markdown]
# ## Three questions to take along
#
# 1. A padded query still attends to real words and computes an output. Why is that
#    harmless, and which function of this lesson makes sure of it?
# 2. At writing time there are no later words. Does the causal mask change anything
#    when the words so far are fed in again for each new word?
# 3. A decoder will soon look at image tokens as well. Should the causal mask lie
#    over those?
#
# <details><summary>Answers</summary>
#
# 1. Nobody reads what it computes: real words don't see padded keys, and
#    `caption_loss` leaves out positions whose target is padding.
# 2. For the last position nothing, it may see all there is. But in every layer but
#    the first it reads what the *earlier* positions computed, and these would now
#    see later words, as they never did in training.
# 3. No. The whole picture is known before the first word; there is no future to
#    hide.
#
# </details>
#
# The third is where we go next: [lesson 05](05_cross_attention_decoder.ipynb) gives
# the honest writer eyes.

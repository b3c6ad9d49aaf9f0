# %% [markdown]
# # 02 · A vision transformer
#
# Lesson 01 ended with a row of tokens, one a patch, that had never met. Here they
# begin to look at each other. You build attention, give it several heads, wrap it in a
# block that can be stacked, and train the stack until its class token names a shape:
#
# photo → image tokens → **encoder** → memory → decoder → words → where it looked
#
# **Needs** lesson 01, or trust in its result, which is imported below.
# **Time** about 90 minutes. A CPU is enough: both trainings take about a minute.
#
# Axes: B pictures, N tokens, D width; T queries look at S keys, each of width d.
# The number of heads is written out.

# %%
import math
import re
import warnings
from collections import Counter
from dataclasses import dataclass, replace

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from helpers.checks import ask
from helpers.fashion_mnist import CLASSES, load_fashion_mnist
from helpers.grammar import COLOURS, Thing, say, truth
from helpers.language import load_language
from helpers.machine import draw_machine
from helpers.patches import ImageTokens, PatchEmbedding, count_patches, patchify
from helpers.resume import resumable
from helpers.scenes import SHAPES, draw_objects, draw_scenes
from helpers.shapes import trace_shapes
from helpers.watch import Watch
from helpers.worlds import PLAIN

_ = torch.manual_seed(0)  # the last value of a cell would be printed

if not __debug__:
    raise RuntimeError("asserts are off, so no check can fail: run without -O")

# %% alt="The whole machine as boxes, with the shapes on the arrows between them; the
# encoder's blocks, this lesson's part, stands out."
_ = draw_machine("02")
plt.show()

# %% [markdown]
# **From memory**: three questions about lesson 01, before you begin.
#
# 1. A picture of 48 × 48 pixels in patches of 8: how many tokens, and how many
#    numbers does each patch hold before it is projected?
# 2. Why can't one `reshape` to (B, N, P · P · C) cut the patches?
# 3. What would be lost if no position were added to the tokens?
#
# <details><summary>Answers</summary>
#
# 1. 6 × 6 = 36 tokens; 8 × 8 × 3 = 192 numbers.
# 2. A reshape keeps the order in memory, and there a row of the picture runs
#    through many patches. The two axes of the grid have to come together first:
#    split H and W, then `permute`.
# 3. Where each patch was. To attention the tokens are a set: in another order they
#    give the same results, in that order.
#
# </details>

# %% [markdown]
# ## 2.1 Ask, compare, gather
#
# Three words carry the whole lesson. A token that wants to know something sends out a
# *query*. Every token holds up a *key*, what can be asked of it, and a *value*, what it
# has to give. Query and key are vectors of the same width d; their dot product is a
# *score*, large where they point the same way. A softmax turns the scores of one query
# into weights that add up to 1, and the answer is the weighted mean of the values.
#
# That would be all, if dot products did not grow. Below, one random query meets twelve
# random keys, three times. No key is special: we expect a dozen modest weights.

# %% alt="Softmax weights of 12 random keys for d = 4, 64 and 1024. Raw scores let one
# key take everything as d grows; divided by the root of d they stay spread."
generator = torch.Generator().manual_seed(5)
figure, axes = plt.subplots(
    2, 3, figsize=(8, 3.8), sharex=True, sharey=True, layout="constrained"
)
for column, d in zip(axes.T, (4, 64, 1024), strict=True):
    query = torch.randn(d, generator=generator)
    scores = torch.randn(12, d, generator=generator) @ query  # of twelve keys
    panels = [("q·k", scores, "orange"), ("q·k / √d", scores / math.sqrt(d), "cyan")]
    for ax, (name, x, colour) in zip(column, panels, strict=True):
        weights = x.softmax(-1)
        slope = (weights * (1 - weights)).max()  # of a weight by its own score
        ax.bar(range(12), weights, color=f"tab:{colour}")
        ax.set_title(f"{name}, d = {d}", fontsize=10)
        ax.text(6, 0.85, f"steepest slope {slope:.3f}", ha="center", fontsize=9)
        ax.set(ylim=(0, 1.05), xticks=[])
        ax.spines[["right", "top"]].set_visible(False)
figure.supxlabel("twelve keys", fontsize=10)
figure.supylabel("weight", fontsize=10)
plt.show()

# %% [markdown]
# A sum of d products of independent numbers of variance 1 has variance d. At width 1024
# a softmax of such scores is a winner who takes all, by pure chance, and it is deaf as
# well: its slope is almost 0, so no gradient gets through to change its mind. Dividing
# by $\sqrt d$ brings the variance back to 1. With the queries as rows of $Q$,
#
# $$A = \mathrm{softmax}\!\left(\frac{Q K^\top}{\sqrt d}\right), \qquad
# \text{values} = A\,V.$$
#
# A mask may forbid some pairs: `allowed` is boolean, and `True` means *may attend*. A
# forbidden score becomes $-\infty$ **before** the softmax. (0 would not do: it is a
# score like any other.)
#
# **Exercise** `attend` · difficulty ●●○ · 10 min
#
# <details><summary>Hint</summary>
#
# `key.transpose(-2, -1)` turns (..., S, d) into (..., d, S), and `@` multiplies the
# last two axes, whatever stands before them. `scores.masked_fill(~allowed, -math.inf)`
# returns a masked copy. The softmax runs over the keys.
#
# </details>

# %% exercise="attend"
def attend(
    query: Tensor, key: Tensor, value: Tensor, allowed: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Let every query gather from the values.

    Args:
        query: (..., T, d).
        key, value: (..., S, d).
        allowed: boolean, broadcasts to (..., T, S); True = may attend. None: all may.

    Returns:
        values (..., T, d) and weights (..., T, S); the weights of a query add up to 1.

    Source: Vaswani et al. 2017, equation 1 (arXiv:1706.03762).
    """
    ### BEGIN SOLUTION
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if allowed is not None:
        scores = scores.masked_fill(~allowed, -math.inf)
    weights = scores.softmax(-1)
    return weights @ value, weights
    ### END SOLUTION

# %% check="attend-shown" points=1
generator = torch.Generator().manual_seed(21)
query, key, value = (torch.randn(n, 4, generator=generator) for n in (2, 3, 3))
pair = ("values", "weights")
rule = "scores are query @ key.transpose(-2, -1), values are weights @ value"
given = [x.clone() for x in (query, key, value)]
values, weights = ask(attend, *given, returns=pair, hint=rule)
assert all(map(torch.equal, given, (query, key, value))), "changed in place: a copy"
assert weights.shape != (2, 4) or values.shape != (2, 3), (
    "return values, then weights; it is the other way round"
)
assert weights.shape == (2, 3), (
    f"expected weights (T, S) = (2, 3), one row a query, got {tuple(weights.shape)}; "
    "are query and key swapped, or values and weights?"
)
assert values.shape == (2, 4), f"expected (T, d) = (2, 4), got {tuple(values.shape)}"
assert (weights.sum(-1) - 1).abs().max() < 1e-5, (
    f"each query's weights should add up to 1, got {weights.sum(-1)}: softmax over the "
    "keys, the last axis, not over the queries"
)
difference = query[0] @ (key[0] - key[1])  # of two scores
divisor = difference / (weights[0, 0] / weights[0, 1]).log()
assert (divisor - 2).abs() < 1e-2, (
    f"scores should be divided by the square root of d = 4, so by 2; yours by {divisor}"
)
mixed = (weights[:, :, None] * value).sum(1)
assert (values - mixed).abs().max() < 1e-5, "values should be weights @ value"
allowed = torch.ones(3, 3, dtype=torch.bool).tril()  # query 0 may see key 0 alone
given = allowed.clone()
values, weights = ask(attend, key, key, value, given, returns=pair)
assert torch.equal(given, allowed), "the caller's mask was changed in place"
assert weights[0, 0] > 0, (
    "query 0 may see key 0 and gives it no weight: True = may attend; inverted mask?"
)
assert weights[2, 0] > 0, (
    "query 2 may see key 0 and gives it no weight: rows are queries; transposed mask?"
)
assert weights[~allowed].abs().max() < 1e-6, (
    "a forbidden key still has weight: its score must be -inf; 0 is an ordinary score"
)
assert (weights.sum(-1) - 1).abs().max() < 1e-5, (
    "under a mask the weights of a query no longer add up to 1: mask the scores, "
    "before the softmax, not the weights after it"
)
mixed = (weights[:, :, None] * value).sum(1)
assert (values - mixed).abs().max() < 1e-5, "the values ignore the mask"
front = torch.randn(3, 2, 5, 5, 4, generator=generator)  # with axes B, heads in front
ends = (
    "with (B, heads) in front, count axes from the end: transpose(-2, -1), softmax(-1)"
)
several = ask(attend, *front, allowed.new_ones(5, 5), returns=pair, hint=ends)
for one, all_ in zip(attend(*front[:, 1, 2]), several, strict=True):
    assert all_.shape[:2] == (2, 5), f"axes in front are lost: {ends}"
    assert (all_[1, 2] - one).abs().max() < 1e-5, (
        f"axes in front change the result: {ends}, the last axis, not .T, .t(), "
        "softmax(1)"
    )
for wide in ask(attend, *front.double(), returns=pair):
    assert wide.dtype == torch.float64, f"float64 came back as {wide.dtype}"

# %% check="attend-hidden" points=1
# Graded on other sizes, on masks of several shapes, and on gradients.
### BEGIN HIDDEN TESTS
generator = torch.Generator().manual_seed(22)
sizes = [((), 1, 6, 3), ((4,), 6, 1, 9), ((2, 3), 5, 7, 4), ((2, 1), 5, 5, 5)]
for lead, t, s, d in sizes:
    drawn = [torch.randn(*lead, n, d, generator=generator).double() for n in (t, s, s)]
    own = torch.arange(t)[:, None] % s == torch.arange(s)  # nobody sees nothing
    masks = [None, own, own | (torch.rand(t, s, generator=generator) < 0.5)]
    if len(lead) == 2:
        each = torch.rand(lead[0], 1, t, s, generator=generator) < 0.4
        masks += [own | each, own | each.expand(*lead, t, s)]
    for allowed in masks:
        place, mask = f"T {t}, S {s}, d {d} after {lead}", None
        if allowed is not None:
            place, mask = f"{place}, allowed {tuple(allowed.shape)}", allowed.clone()
        given = [x.clone().requires_grad_() for x in drawn]
        oracle = [x.clone().requires_grad_() for x in drawn]
        with torch.enable_grad():
            values, weights = attend(*given, mask)
            assert all(map(torch.equal, given, drawn)), f"{place}: changed in place"
            values.square().sum().backward()
            expected = F.scaled_dot_product_attention(*oracle, attn_mask=allowed)
            expected.square().sum().backward()
        assert mask is None or torch.equal(mask, allowed), f"{place}: mask changed"
        assert values.dtype == torch.float64, f"float64 came back as {values.dtype}"
        eye = torch.eye(s).double().expand(*lead, s, s)  # values that show the weights
        shares = F.scaled_dot_product_attention(*drawn[:2], eye, attn_mask=allowed)
        for name, got, want in [
            ("values", values, expected),
            ("weights", weights, shares),
            ("gradient of query", given[0].grad, oracle[0].grad),
            ("gradient of key", given[1].grad, oracle[1].grad),
            ("gradient of value", given[2].grad, oracle[2].grad),
        ]:
            assert got is not None, f"{place}: no {name}"
            assert got.shape == want.shape, f"{place}: {name} {tuple(got.shape)}"
            error = (got - want).abs().max()
            assert error < 1e-6, f"{place}: {name} off by {error}"
### END HIDDEN TESTS

# %% [markdown]
# Attention has nothing to learn yet, and still it does something. Let the patches of a
# picture, centred and made equally long, be queries, keys and values all at once: each
# one then asks "who looks like me?"

# %%
ROWS, P = 12, 8  # patches a side, pixels
scene = next(
    drawn for drawn in draw_scenes(200, seed=3, side=ROWS * P)
    if len(drawn.scene.items) == 3 and len({i.colour for i in drawn.scene.items}) == 2
    and "ring" not in {i.shape for i in drawn.scene.items}
)  # fmt: skip
image = torch.from_numpy(scene.image).permute(2, 0, 1) / 255
raw = patchify(image[None], P)  # (1, N, C*P*P)
raw = 8 * F.normalize(raw - raw.mean(1, keepdim=True), dim=-1)
_, weights = attend(raw, raw, raw)  # (1, N, N)
print(f"{weights.shape[-1]} patches ask {weights.shape[-1]} patches")

# %% alt="A scene, and for three of its patches, marked, the attention over the whole
# picture: each looks at the patches that have its own colour, wherever they are."
figure, axes = plt.subplots(1, 4, figsize=(8, 2.2), layout="constrained")
axes[0].imshow(image.permute(1, 2, 0))
for ax, item in zip(axes[1:], scene.scene.items, strict=True):
    left, top, right, bottom = item.box
    x, y = (left + right) // (2 * P), (top + bottom) // (2 * P)  # its middle patch
    heat = weights[0, y * ROWS + x].reshape(ROWS, ROWS)
    ax.imshow(heat, extent=(0, ROWS * P, ROWS * P, 0))
    ax.set_title(f"{say(Thing(item.shape, item.colour))} asks", fontsize=9)
    for marked in (axes[0], ax):
        square = plt.Rectangle((x * P, y * P), P, P, fill=False, color="red", lw=1.5)
        marked.add_patch(square)
for ax in axes:
    ax.axis("off")
plt.show()

# %% [markdown]
# ## 2.2 Many heads
#
# To be a useful look-up, a token should ask "who has my colour?" and "what lies to my
# left?" at the same time; one softmax gives only one answer. So the width is cut into
# consecutive slices of d = D / heads, and every slice, a *head*, attends by itself.
#
# (B, N, D) has to become (B, heads, N, d). Again `view` would do it in one step.
# Should we trust it? Here every number of token $k$ has the colour $k$.

# %% alt="Six tokens as rows of one colour each. A bare view gives each of three heads
# two whole tokens; view and transpose give each head a slice of all six tokens."
N, D, HEADS = 6, 12, 3
tokens = torch.arange(N)[:, None].expand(N, D)
wrong = tokens.reshape(HEADS, N, D // HEADS)
right = tokens.view(N, HEADS, D // HEADS).transpose(0, 1)
figure, axes = plt.subplots(
    1, 7, figsize=(8, 2.2), width_ratios=[3] + 6 * [1], layout="constrained"
)
panels = [("tokens (N, D)", tokens)]
panels += [(f"view:\nhead {h}", wrong[h]) for h in range(HEADS)]
panels += [(f"transpose:\nhead {h}", right[h]) for h in range(HEADS)]
for ax, (title, panel) in zip(axes, panels, strict=True):
    ax.pcolormesh(panel.flipud(), cmap="viridis", vmin=0, vmax=N - 1, edgecolors="w")
    ax.set_title(title, fontsize=9)
    ax.axis("off")
plt.show()

# %% [markdown]
# The bare view hands head 0 two tokens and head 1 two others: nobody can look at
# anybody else. No error, a plausible loss, and a model that never works.
#
# Now the whole machine. Three linear layers, `query`, `key` and `value`, say what each
# token asks, shows and gives; after the heads are laid side by side again, `out` lets
# them mix. All four turn D into D and have a bias.
#
# **Exercise** `MultiHeadAttention` · difficulty ●●● · 15 min
#
# <details><summary>Hint</summary>
#
# `x.unflatten(-1, (heads, -1))` turns (B, N, D) into (B, N, heads, d); then swap axes 1
# and 2. `attend` does not mind the two axes in front. Swap back before `flatten(2)`.
#
# </details>

# %% exercise="MultiHeadAttention"
class MultiHeadAttention(nn.Module):
    """Attention in several heads, each on its own slice of the width.

    Args:
        width: D.
        heads: divides D; head h owns the slice [h * d, (h + 1) * d), d = D / heads.

    Has linear layers `query`, `key`, `value`, `out`, D to D, with bias.
    """

    def __init__(self, *, width: int, heads: int):
        super().__init__()
        ### BEGIN SOLUTION
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)
        ### END SOLUTION

    def forward(
        self, query: Tensor, key: Tensor, value: Tensor, allowed: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """(B, T, D), (B, S, D), (B, S, D) -> (B, T, D), weights (B, heads, T, S).

        `allowed` is as in `attend`: (T, S), or (B, 1, T, S) for all heads of an item.
        """
        ### BEGIN SOLUTION
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (B, heads, N, d)
            for layer, x in ((self.query, query), (self.key, key), (self.value, value))
        )
        values, weights = attend(q, k, v, allowed)
        return self.out(values.transpose(1, 2).flatten(2)), weights
        ### END SOLUTION

# %% check="MultiHeadAttention-shown" points=1
attention = MultiHeadAttention(width=6, heads=3)
state = attention.state_dict()
shapes = {name: tuple(value.shape) for name, value in state.items()}
for layer in ("query", "key", "value", "out"):
    assert shapes.get(f"{layer}.weight") == (6, 6), (
        f"expected a linear layer self.{layer} from D = 6 to 6 (each head has rows of "
        f"its own: heads share no weights), got {shapes}"
    )
    assert shapes.get(f"{layer}.bias") == (6,), f"self.{layer} should have a bias"
    state[f"{layer}.weight"] = torch.eye(6)  # each layer hands on what it gets
    state[f"{layer}.bias"] = torch.zeros(6)
state["out.weight"] = 2 * torch.eye(6)  # and the last one doubles it
attention.load_state_dict(state)
generator = torch.Generator().manual_seed(23)
query = torch.randn(2, 4, 6, generator=generator)
key, value = torch.randn(2, 2, 5, 6, generator=generator)
split = "split to (B, N, heads, d), transpose; back to (B, T, D) with flatten(2)"
given = [x.clone() for x in (query, key, value)]
out, weights = ask(attention, *given, returns=("out", "weights"), hint=split)
assert all(map(torch.equal, given, (query, key, value))), "changed in place: a copy"
assert weights.shape != (2, 3, 4, 4), "are keys and values made of query, not of key?"
assert weights.shape == (2, 3, 4, 5), (
    f"expected weights (B, heads, T, S) = (2, 3, 4, 5), got {tuple(weights.shape)}: "
    "one grid a head, not averaged; are heads and tokens transposed?"
)
assert out.shape == (2, 4, 6), f"expected (B, T, D) = (2, 4, 6), got {tuple(out.shape)}"
assert (weights.sum(-1) - 1).abs().max() < 1e-4, "softmax over the keys, the last axis"
moved = key.clone()
moved[0, 0, 0] += 1
assert (attention(query, moved, value)[1] - weights)[1].abs().max() < 1e-5, (
    "item 0 changed item 1: batch and token axes are mixed up"
)
moved = query.clone()
moved[0, 1, 4:] += 1  # token 1 of item 0, in the slice of head 2
changed = (attention(moved, key, value)[1] - weights).abs().amax(-1) > 1e-5
assert changed.nonzero().tolist() == [[0, 2, 1]], (
    "numbers 4 and 5 of token 1, item 0, concern [item, head, query] [0, 2, 1] alone, "
    f"got {changed.nonzero().tolist()}: view as (B, N, heads, d) first, then transpose"
)
joined = torch.zeros(2, 4, 6)
for h in range(3):
    part = slice(2 * h, 2 * h + 2)  # of head h
    scores = query[..., part] @ key[..., part].transpose(1, 2)
    expected = (scores / math.sqrt(2)).softmax(-1)
    assert (weights[:, h] - expected).abs().max() < 1e-4, (
        f"head {h}: expected softmax(q·k / sqrt(d)) with d = D / heads = 2, not with "
        "D = 6 nor undivided, over the keys"
    )
    joined[..., part] = weights[:, h] @ value[..., part]
assert not (out - joined).abs().max() < 1e-4, "the output projection, out, is missing"
assert (out - 2 * joined).abs().max() < 1e-4, (
    "the heads' values are joined wrongly: transpose back to (B, T, heads, d), then "
    "flatten, then apply out"
)
first = torch.arange(5).expand(4, 5) == 0  # (T, S): key 0 alone
weights = ask(attention, query, key, value, first, returns=("out", "weights"))[1]
assert (weights[..., 0] - 1).abs().max() < 1e-4, (
    "allowed lets every query see key 0 alone; is it handed on to attend, not inverted?"
)
for layer, name in (("query", "query"), ("key", "key"), ("value", "value")):
    state[f"{layer}.weight"] = torch.zeros(6, 6)  # now this layer says nothing
    attention.load_state_dict(state)
    out, weights = attention(query, key, value)
    off = out.abs().max() if layer == "value" else (weights - 1 / 5).abs().max()
    assert off < 1e-4, f"the {name} is not read by self.{layer}, but by another layer"
    state[f"{layer}.weight"] = torch.eye(6)

# %% check="MultiHeadAttention-hidden" points=2
# Graded on other sizes and masks, with random weights, and on whether all layers learn.
### BEGIN HIDDEN TESTS
generator = torch.Generator().manual_seed(24)
layers = ("query", "key", "value", "out")
sizes = [(2, 5, 7, 3, 4), (1, 4, 4, 1, 6), (3, 6, 2, 4, 2), (2, 1, 3, 2, 5)]
sizes += [(2, 3, 3, 3, 2)]  # as many heads as tokens
for b, t, s, heads, d in sizes:
    width = heads * d
    attention = MultiHeadAttention(width=width, heads=heads)
    oracle = nn.MultiheadAttention(width, heads, batch_first=True)
    state, theirs = attention.state_dict(), {}
    for kind in ("weight", "bias"):
        for name in [f"{layer}.{kind}" for layer in layers]:
            state[name] = 0.5 * torch.randn(state[name].shape, generator=generator)
        stacked = [state[f"{layer}.{kind}"] for layer in layers[:3]]
        theirs[f"in_proj_{kind}"] = torch.cat(stacked)
        theirs[f"out_proj.{kind}"] = state[f"out.{kind}"]
    attention.load_state_dict(state)
    oracle.load_state_dict(theirs)
    drawn = [torch.randn(b, n, width, generator=generator) for n in (t, s, s)]
    own = torch.arange(t)[:, None] % s == torch.arange(s)  # nobody sees nothing
    some = own | (torch.rand(t, s, generator=generator) < 0.5)
    each = own | (torch.rand(b, 1, t, s, generator=generator) < 0.4)
    for allowed in (None, some, each):
        place = f"B, T, S, heads, D = {b, t, s, heads, width}"
        given, mask, hidden = [x.clone() for x in drawn], None, None
        if allowed is not None:  # for nn.MultiheadAttention True means: may not
            place, mask = f"{place}, allowed {tuple(allowed.shape)}", allowed.clone()
            hidden = ~allowed.expand(b, heads, t, s).flatten(0, 1)
        attention(*given, mask)
        assert all(map(torch.equal, given, drawn)), f"{place}: changed in place"
        assert mask is None or torch.equal(mask, allowed), f"{place}: mask changed"
        leaves, twins = ([x.clone().requires_grad_() for x in drawn] for _ in "12")
        attention.zero_grad()
        with torch.enable_grad():
            out, weights = attention(*leaves, mask)
            out.square().sum().backward()
            want = oracle(*twins, attn_mask=hidden, average_attn_weights=False)
            want[0].square().sum().backward()
        assert out.shape == want[0].shape, f"{place}: out {tuple(out.shape)}"
        shape = tuple(weights.shape)
        assert shape == want[1].shape, f"{place}: weights {shape}"
        error = (weights - want[1]).abs().max()
        assert error < 1e-4, f"{place}: weights off by {error}"
        error = (out - want[0]).abs().max()
        assert error < 1e-3, f"{place}: out off by {error}; see value and out"
        for name, leaf, twin in zip(layers, leaves, twins, strict=False):
            assert leaf.grad is not None, f"no gradient reaches what {name} reads"
            error = (leaf.grad - twin.grad).abs().max()
            assert error < 1e-3 * (1 + twin.grad.abs().max()), (
                f"{place}: the gradient of what {name} reads is off by {error}"
            )
    learned = dict(attention.named_parameters())
    for name in [f"{layer}.weight" for layer in layers]:
        gradient = learned[name].grad if name in learned else None
        assert gradient is not None, f"no gradient reaches {name}: it can't learn"
        assert gradient.abs().max() > 0, f"the gradient of {name} is zero"
### END HIDDEN TESTS

# %% [markdown]
# When shapes don't fit, look at them on the way. `trace_shapes` prints each tensor
# that your own lines make, with the letters of the sizes you name; take sizes that
# differ. It works in every lesson, around any call.

# %%
with trace_shapes(B=2, T=5, S=7, D=12, heads=3, d=4):
    asking, asked = torch.rand(2, 5, 12), torch.rand(2, 7, 12)
    MultiHeadAttention(width=12, heads=3)(asking, asked, asked)

# %% [markdown]
# ## 2.3 A block that can be stacked
#
# Attention carries messages between tokens; a small *mlp* then lets every token think
# about what it heard. Stack a few dozen of those? Let us try with attention alone, and
# measure how alike the tokens of one picture become on the way up.

# %%
def likeness(residual: bool, depth: int = 16, width: int = 48) -> list[float]:
    """Mean cosine of two tokens of a picture, below and after each attention layer."""
    torch.manual_seed(2)
    x, means = torch.randn(1, 20, width), []  # (1, N, D)
    for _ in range(depth + 1):
        means.append(F.cosine_similarity(x[0, :, None], x[0, None], dim=-1).mean())
        normed = F.layer_norm(x, (width,))
        with torch.no_grad():
            new, _ = MultiHeadAttention(width=width, heads=4)(normed, normed, normed)
        x = x + new if residual else new
    return means

# %% alt="Likeness of a picture's tokens against depth. Attention alone makes them
# identical after two layers; added to what was there, they stay different for sixteen."
figure, ax = plt.subplots(figsize=(6, 2.8), layout="constrained")
for residual, colour in ((False, "tab:orange"), (True, "tab:cyan")):
    label = "x = x + attention(norm(x))" if residual else "x = attention(norm(x))"
    ax.plot(likeness(residual), "o-", ms=4, color=colour, label=label)
ax.set(xlabel="layer", ylabel="mean cosine of two tokens", ylim=(0, 1.05))
ax.spines[["right", "top"]].set_visible(False)
ax.legend(frameon=False, loc="center right")
plt.show()

# %% [markdown]
# A weighted mean of everybody makes everybody the same. So the block never replaces a
# token, it *adds* to it. What runs through all layers untouched is the *residual
# stream*; two branches read a normed copy of it and write their part on top:
#
# $$x \leftarrow x + \mathrm{attention}(\mathrm{norm}_1(x)), \qquad
# x \leftarrow x + \mathrm{mlp}(\mathrm{norm}_2(x)).$$
#
# The mlp is two linear layers, D to hidden and back, with a GELU between. Dropout
# belongs inside the branches: what is on the stream is never dropped.
#
# **Exercise** `EncoderBlock` · difficulty ●●○ · 12 min
#
# <details><summary>Hint</summary>
#
# `nn.LayerNorm(width)` norms each token by itself; the two places need one each.
# `nn.Sequential(nn.Linear(...), nn.GELU(), nn.Linear(...))` is an mlp. Norm once, hand
# the result to the attention three times, and keep the first thing that it returns.
#
# </details>

# %% exercise="EncoderBlock"
class EncoderBlock(nn.Module):
    """Let tokens look at each other, then think: (B, N, D) -> (B, N, D).

    Args:
        width: D.
        heads: of the attention.
        hidden: width inside the mlp.
        dropout: probability, inside each branch.

    Has `norm1`, `attention`, `norm2`, `mlp`; each branch reads a normed copy of the
    residual stream and adds to it (pre-norm).
    """

    def __init__(self, *, width: int, heads: int, hidden: int, dropout: float):
        super().__init__()
        ### BEGIN SOLUTION
        self.norm1 = nn.LayerNorm(width)
        self.attention = MultiHeadAttention(width=width, heads=heads)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(
            nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, width)
        )
        self.dropout = nn.Dropout(dropout)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        ### BEGIN SOLUTION
        normed = self.norm1(x)
        heard, _ = self.attention(normed, normed, normed)
        x = x + self.dropout(heard)
        return x + self.dropout(self.mlp(self.norm2(x)))
        ### END SOLUTION

# %% check="EncoderBlock-shown" points=1
block = EncoderBlock(width=6, heads=2, hidden=10, dropout=0.5)
state = block.state_dict()
for part in ("norm1", "attention", "norm2"):
    found = any(name.startswith(f"{part}.") for name in state)
    assert found, f"expected self.{part}, got {sorted(state)}"
mlp = [name for name in sorted(state) if name.startswith("mlp.")]
sizes = sorted(tuple(state[name].shape) for name in mlp if state[name].dim() == 2)
assert sizes == [(6, 10), (10, 6)], (
    f"expected two linear layers in self.mlp, 6 to 10 (hidden) and back, got {sizes}"
)
generator = torch.Generator().manual_seed(25)
tokens = 3 + torch.randn(2, 4, 6, generator=generator)
attention = [n for n in sorted(state) if n.startswith("attention.")]
silent = {name: torch.zeros_like(state[name]) for name in mlp + attention}
loud = {n: torch.randn(state[n].shape, generator=generator) for n in mlp + attention}

block.load_state_dict({**state, **silent})
block.eval()
result = ask(block, tokens.clone(), returns=Tensor)
assert result.shape == (2, 4, 6), f"expected (B, N, D) back, got {tuple(result.shape)}"
assert result.abs().max() > 0, "silent branches give 0: the residual is missing"
assert (result - tokens).abs().max() < 1e-4, (
    "with silent branches the block should be the identity: add to x itself, not to "
    "its norm (the residual skips the norm); pre-norm: norm what a branch reads, not "
    "the sum"
)
block.train()
assert (block(tokens.clone()) - tokens).abs().max() < 1e-4, (
    "in training a silent block is no longer the identity: is there dropout on the "
    "residual stream? It belongs inside the branches"
)
block.load_state_dict({**state, **loud})
given = tokens.clone()
noise = (block(given) - block(tokens.clone())).abs().max()
assert torch.equal(given, tokens), "the caller's tokens changed in place: no x += ..."
assert noise > 1e-3, "two passes in train mode agree: is the dropout missing?"
block.eval()
result = block(tokens)
noise = (block(tokens) - result).abs().max()
assert noise < 1e-4, "two passes in eval mode differ: dropout is alive in eval"
moved = tokens.clone()
moved[0, 1, 2] += 1
changed = ((block(moved) - result).abs().amax(-1) > 1e-5).tolist()
assert not any(changed[1]), "item 0 changed item 1: batch and token axes are mixed up"
assert all(changed[0]), (
    "a token changed and others took no notice: is attention used, and not normed away?"
)
block.load_state_dict({**state, **loud, **{n: silent[n] for n in attention}})
changed = (block(moved) - block(tokens)).abs().amax(-1) > 1e-5
assert changed.nonzero().tolist() == [[0, 1]], (
    "without attention a token should change nobody but itself: does the norm run over "
    "the wrong axis? LayerNorm(width) norms each token alone"
)

norms = [n for n in state if n[:4] == "norm" and n.endswith((".weight", ".bias"))]
own = {n: torch.randn(state[n].shape, generator=generator) for n in norms}
first, last = (
    next(n[:-6] for n in mlp if tuple(state[n].shape) == s) for s in ((10, 6), (6, 10))
)


def by_hand(norm="norm2", activation=F.gelu):
    """tokens + mlp(norm(tokens)): what the block gives with a silent attention."""
    x = tokens
    if norm:
        x = F.layer_norm(x, (6,), own[f"{norm}.weight"], own[f"{norm}.bias"])
    up = activation(F.linear(x, loud[f"{first}weight"], loud.get(f"{first}bias")))
    return tokens + F.linear(up, loud[f"{last}weight"], loud.get(f"{last}bias"))


hushed = {**state, **loud, **own, **{n: silent[n] for n in attention}}
block.load_state_dict(hushed)
loaded = block.state_dict()
for name in norms:
    assert torch.equal(loaded[name], own[name]), (
        f"{name} is shared: norm2 is a norm of its own"
    )
result = block(tokens)
for slip, wrong in (
    ("the mlp adds nothing: is it called?", tokens),
    ("the mlp reads norm1 of x; it has a norm of its own, norm2", by_hand("norm1")),
    ("the mlp reads x as it is; norm what a branch reads: norm2(x)", by_hand("")),
    ("a ReLU in the mlp; expected nn.GELU()", by_hand(activation=torch.relu)),
    ("no GELU between the two layers of the mlp", by_hand(activation=lambda x: x)),
):
    assert (result - wrong).abs().max() > 2e-2, slip
assert (result - by_hand()).abs().max() < 2e-2, (
    "with a silent attention expected x + mlp(norm2(x)), the mlp a linear layer, a "
    "GELU, a linear layer: another activation, or another norm than LayerNorm?"
)
alone = {**state, **loud, **own, **{n: silent[n] for n in mlp}}  # a silent mlp
block.load_state_dict(alone)
moves = (block(2 * tokens + 3) - 2 * tokens - 3) - (block(tokens) - tokens)
assert moves.abs().max() < 1e-2, (
    "the attention should not notice that tokens are doubled and shifted: its query, "
    "key and value are all norm1(x), a LayerNorm"
)
block.load_state_dict({**alone, **{n: 0 * own[n] for n in own if "norm1" in n}})
moves = block(tokens) - tokens
assert (moves - moves[0, 0]).abs().max() < 1e-4, (
    "the attention reads another than norm1"
)
deaf = EncoderBlock(width=6, heads=2, hidden=10, dropout=1.0).train()
noise = (deaf(tokens) - deaf(tokens)).abs().max()
assert noise < 1e-5, "another dropout than asked for: is a number written in its place?"

# %% check="EncoderBlock-hidden" points=2
# Graded on other sizes, with random weights, and on whether everything learns.
### BEGIN HIDDEN TESTS
def torch_block(state, d, heads):
    """PyTorch's encoder layer with the weights of an EncoderBlock."""
    shaped = [(n[:-6], v) for n, v in state.items() if n[:4] == "mlp." and v.dim() == 2]
    (first, up), (last, _) = sorted(shaped, key=lambda pair: pair[1].shape[1] != d)
    layer = nn.TransformerEncoderLayer(
        d, heads, len(up), 0.0, "gelu", batch_first=True, norm_first=True
    )
    names = {"linear1.": first, "linear2.": last, "self_attn.": "attention."}
    if "attention.query.weight" in state:  # else nn.MultiheadAttention's own names
        names["self_attn.out_proj."] = "attention.out."
        qkv = [f"attention.{part}." for part in ("query", "key", "value")]
        for kind in ("weight", "bias"):
            stacked = torch.cat([state[part + kind] for part in qkv])
            state = {**state, f"attention.in_proj_{kind}": stacked}
    theirs = layer.state_dict()
    for name, value in theirs.items():
        ours = max((n for n in names if name.startswith(n)), key=len, default="")
        ours = names.get(ours, "") + name[len(ours) :]
        theirs[name] = state.get(ours, torch.zeros_like(value))  # a bias may be missing
    layer.load_state_dict(theirs)
    return layer


generator = torch.Generator().manual_seed(26)
for b, n, heads, d, hidden in [(2, 5, 3, 12, 10), (1, 7, 1, 4, 9), (3, 2, 2, 6, 24)]:
    block = EncoderBlock(width=d, heads=heads, hidden=hidden, dropout=0.0)
    state = block.state_dict()
    for name in [k for k in sorted(state) if k.endswith(("weight", "bias"))]:
        state[name] = 0.6 * torch.randn(state[name].shape, generator=generator)
    block.load_state_dict(state)
    for name, value in block.state_dict().items():
        assert torch.equal(value, state[name]), f"{name} is shared by two layers"
    oracle = torch_block(state, d, heads)
    tokens = torch.randn(b, n, d, generator=generator) + 0.5
    twin = tokens.clone().requires_grad_()
    with torch.enable_grad():
        expected = oracle(twin)
        expected.square().sum().backward()
    for mode in (True, False):
        block.train(mode)
        block.zero_grad()
        given, leaf = tokens.clone(), tokens.clone().requires_grad_()
        with torch.enable_grad():
            block(given)
            assert torch.equal(given, tokens), "the caller's tokens changed in place"
            result = block(leaf)
            result.square().sum().backward()
        error = (result - expected).abs().max()
        assert error < 1e-2, (
            f"B, N, heads, D, hidden = {b, n, heads, d, hidden}: off by {error}; does "
            "each branch read the stream through a norm of its own? Is it a GELU?"
        )
        assert leaf.grad is not None, "no gradient reaches the tokens: is a detach in?"
        error = (leaf.grad - twin.grad).abs().max()
        assert error < 1e-2 * (1 + twin.grad.abs().max()), (
            f"the gradient of the tokens is off by {error}: is part of the graph cut?"
        )
        for name, parameter in block.named_parameters():
            gradient = parameter.grad
            assert gradient is not None, f"no gradient reaches {name}: it can't learn"
            flat = name == "attention.key.bias"  # it shifts all scores of a query alike
            assert flat or gradient.abs().max() > 0, f"the gradient of {name} is zero"
    deaf = EncoderBlock(width=d, heads=heads, hidden=hidden, dropout=1.0).train()
    off = (deaf(tokens) - deaf(tokens)).abs().max()
    assert off < 1e-5, f"a dropout of 1 leaves nothing to chance, off by {off}"
### END HIDDEN TESTS

# %% [markdown]
# And why norm *before* a branch? The transformer of 2017 normed after adding
# (*post-norm*), so the stream itself went through every norm. Stack sixteen blocks of
# each kind, with weights as we start them, and look at the first gradient of each.

# %% alt="Size of the first gradient against the block, for sixteen blocks: with the
# norm after adding larger on the way up, in the last block three to five times."
class PostNorm(EncoderBlock):
    """Add, then norm: what runs through all layers is no longer untouched."""

    def forward(self, x: Tensor) -> Tensor:
        x = self.norm1(x + self.attention(x, x, x)[0])
        return self.norm2(x + self.mlp(x))


def first_gradients(kind: type, depth: int = 16, width: int = 48) -> list[float]:
    """The gradient's length in each block, for random tokens and classes."""
    torch.manual_seed(2)
    blocks = [kind(width=width, heads=4, hidden=96, dropout=0.0) for _ in range(depth)]
    for block in blocks:
        for layer in block.modules():
            if isinstance(layer, nn.Linear):
                nn.init.xavier_uniform_(layer.weight)
    x = torch.randn(32, 20, width)
    for block in blocks:
        x = block(x)
    logits = nn.Linear(width, 10)(F.layer_norm(x[:, 0], (width,)))
    F.cross_entropy(logits, torch.arange(32) % 10).backward()
    sizes = [[p.grad.square().sum() for p in block.parameters()] for block in blocks]
    return [sum(size).sqrt().item() for size in sizes]


figure, ax = plt.subplots(figsize=(6, 2.8), layout="constrained")
for kind, colour in ((PostNorm, "tab:orange"), (EncoderBlock, "tab:cyan")):
    label = "norm after adding" if kind is PostNorm else "norm before the branch"
    ax.plot(range(1, 17), first_gradients(kind), "o-", ms=4, color=colour, label=label)
ax.set(xlabel="block", ylabel="length of the gradient", ylim=(0, None))
ax.spines[["right", "top"]].set_visible(False)
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# With pre-norm the stream grows from block to block, so each block's share of it, and
# with it the gradient, falls. With post-norm the last block shakes the result three to
# five times as hard (from seed to seed), and a full-sized first step overshoots. So the
# old recipes let the learning rate begin near zero (*warm-up*; Xiong et al. 2020,
# arXiv:2002.04745). Two blocks, as below, learn either way.
#
# ## 2.4 The vision transformer
#
# Everything is there. `PatchEmbedding` and `ImageTokens` are yours, from lesson 01:
# patches become tokens, the class token stands first, positions are added. Then come
# the blocks. The class token belongs to no patch, so what it holds at the end can only
# be what it gathered. A final norm, a linear layer, one number a class: the *logits*.
#
# **Exercise** `VisionTransformer` · difficulty ●●○ · 12 min
#
# <details><summary>Hint</summary>
#
# A plain Python list hides its modules from PyTorch: use `nn.ModuleList`. And
# `[block] * 3` is one block three times; build a new one in each turn of a loop. Make
# the mlp 4 D wide, as usual. `x[:, 0]` is the class token.
#
# </details>

# %% exercise="VisionTransformer"
class VisionTransformer(nn.Module):
    """Classify pictures from their class token: (B, C, H, W) -> logits (B, classes).

    Args:
        image_size, patch_size: H = W and P, in pixels; P divides H.
        channels: C.
        width, heads, layers: D, heads of each block, number of blocks.
        classes: number of logits.
        dropout: of the blocks.

    Has `patches`, `tokens`, `blocks`, `norm`, `head`.

    Source: Dosovitskiy et al. 2021, section 3.1 (arXiv:2010.11929).
    """

    def __init__(
        self,
        *,
        image_size: int,
        patch_size: int,
        channels: int,
        width: int,
        heads: int,
        layers: int,
        classes: int,
        dropout: float,
    ):
        super().__init__()
        ### BEGIN SOLUTION
        self.patches = PatchEmbedding(
            image_size=image_size, patch_size=patch_size, channels=channels, width=width
        )
        n = count_patches(image_size, image_size, patch_size)
        self.tokens = ImageTokens(patches=n, width=width)
        self.blocks = nn.ModuleList(
            EncoderBlock(width=width, heads=heads, hidden=4 * width, dropout=dropout)
            for _ in range(layers)
        )
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, classes)
        ### END SOLUTION

    def forward(self, images: Tensor) -> Tensor:
        ### BEGIN SOLUTION
        x = self.tokens(self.patches(images))
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x[:, 0]))
        ### END SOLUTION

# %% check="VisionTransformer-shown" points=1
vit = VisionTransformer(image_size=6, patch_size=2, channels=3, width=8, heads=2,
                        layers=3, classes=5, dropout=0.5)  # fmt: skip
state = vit.state_dict()
for name in ("patches", "tokens", "norm", "head"):
    assert any(n.startswith(name + ".") for n in state), f"expected self.{name}"
blocks = {name.split(".")[1] for name in state if name.startswith("blocks.")}
assert len(blocks) == 3, (
    f"expected the weights of 3 blocks in the model, found {sorted(blocks)}: is "
    "self.blocks a plain list? Use nn.ModuleList"
)
generator = torch.Generator().manual_seed(27)
for name in sorted(state):
    if name.endswith(("weight", "bias", "cls", "position")):
        state[name] = 0.5 * torch.randn(state[name].shape, generator=generator)
vit.load_state_dict(state)
for name, value in vit.state_dict().items():
    assert torch.equal(value, state[name]), (
        f"{name} is the same as another one: [block] * n makes blocks shared, not new"
    )
images = torch.rand(2, 3, 6, 6, generator=generator)
vit.train()
hint = (
    "positions: count_patches(image_size, image_size, patch_size), and the class token"
)
logits = ask(vit, images.clone(), returns=Tensor, hint=hint)
noisy = (vit(images) - vit(images)).abs().max()
assert noisy > 1e-3, (
    "two passes in train mode agree: is the dropout handed to the blocks?"
)
vit.eval()
logits = vit(images.clone())
shape = tuple(logits.shape)
assert shape == (2, 5), (
    f"expected logits (B, classes) = (2, 5), got {shape}: one number a class, no "
    "argmax, of token 0 alone, x[:, 0]"
)
assert (vit(images) - logits).abs().max() < 1e-4, "dropout is alive in eval mode"
moved = images.clone()
moved[0, 1, 5, 5] += 1
changed = ((vit(moved) - logits).abs().amax(-1) > 1e-5).tolist()
assert changed[0], "a pixel changed, the logits did not: are all the blocks used?"
assert not changed[1], "item 0 changed item 1: batch and token axes are mixed up"
last = (".attention.out", ".mlp.")  # layers of the branches
silent = {n: torch.zeros_like(state[n]) for n in state if any(k in n for k in last)}
for name in blocks:
    own = {n: x for n, x in silent.items() if n.startswith(f"blocks.{name}.")}
    vit.load_state_dict({**state, **own})
    assert (vit(images) - logits).abs().max() > 1e-4, (
        f"block {name} has no say: unused?"
    )
vit.load_state_dict({**state, **silent})  # the blocks hand on what they get
logits = vit(images)
assert (logits[0] - logits[1]).abs().max() < 1e-4, (
    "with silent blocks the class token knows nothing of the picture, yet the logits "
    "do: read token 0 of self.tokens alone, not a patch, not the mean"
)
first = (state["tokens.cls"] + state["tokens.position"])[0, 0]
normed = F.layer_norm(first, (8,), state["norm.weight"], state["norm.bias"])
expected = F.linear(normed, state["head.weight"], state.get("head.bias"))
assert (logits[0] - expected).abs().max() < 1e-3, (
    "expected head(norm(class token)): is the final norm missing, or is something else "
    "between the last block and the logits, a softmax perhaps?"
)

# %% check="VisionTransformer-hidden" points=2
# Graded on other sizes, with random weights, and on whether everything learns.
### BEGIN HIDDEN TESTS
def torch_block(state, d, heads):
    """PyTorch's encoder layer with the weights of an EncoderBlock."""
    shaped = [(n[:-6], v) for n, v in state.items() if n[:4] == "mlp." and v.dim() == 2]
    (first, up), (last, _) = sorted(shaped, key=lambda pair: pair[1].shape[1] != d)
    layer = nn.TransformerEncoderLayer(
        d, heads, len(up), 0.0, "gelu", batch_first=True, norm_first=True
    )
    names = {"linear1.": first, "linear2.": last, "self_attn.": "attention."}
    if "attention.query.weight" in state:  # else nn.MultiheadAttention's own names
        names["self_attn.out_proj."] = "attention.out."
        qkv = [f"attention.{part}." for part in ("query", "key", "value")]
        for kind in ("weight", "bias"):
            stacked = torch.cat([state[part + kind] for part in qkv])
            state = {**state, f"attention.in_proj_{kind}": stacked}
    theirs = layer.state_dict()
    for name, value in theirs.items():
        ours = max((n for n in names if name.startswith(n)), key=len, default="")
        ours = names.get(ours, "") + name[len(ours) :]
        theirs[name] = state.get(ours, torch.zeros_like(value))  # a bias may be missing
    layer.load_state_dict(theirs)
    return layer


generator = torch.Generator().manual_seed(28)
sizes = [(2, 3, 3, 2, 12, 3, 2, 5), (3, 1, 2, 3, 6, 1, 1, 2), (1, 2, 1, 4, 8, 4, 3, 10)]
for b, c, rows, p, d, heads, layers, classes in sizes:
    place = f"{rows * p} pixels, P {p}, C {c}, D {d}, {heads} heads, {layers} layers"
    vit = VisionTransformer(
        image_size=rows * p, patch_size=p, channels=c, width=d, heads=heads,
        layers=layers, classes=classes, dropout=0.0,
    )  # fmt: skip
    state = vit.state_dict()
    shape = tuple(state["tokens.position"].shape)
    assert shape == (1, rows * rows + 1, d), f"{place}: positions {shape}"
    blocks = list(dict.fromkeys(n.split(".")[1] for n in state if n[:7] == "blocks."))
    assert len(blocks) == layers, f"{place}: blocks {blocks}"
    for name in sorted(state):
        if name.endswith(("weight", "bias", "cls", "position")):
            state[name] = 0.5 * torch.randn(state[name].shape, generator=generator)
            state[name] += "norm" in name and "weight" in name  # about 1
    vit.load_state_dict(state)
    images = torch.rand(b, c, rows * p, rows * p, generator=generator)
    cutter = [v for n, v in state.items() if n.startswith("patches.")]
    kernel = next(v for v in cutter if v.numel() == d * c * p * p).reshape(d, c, p, p)
    bias = next((v for v in cutter if v.shape == (d,)), None)
    x = F.conv2d(images, kernel, bias, stride=p)
    x = torch.cat([state["tokens.cls"].expand(b, 1, d), x.flatten(2).mT], 1)
    x = x + state["tokens.position"]
    for block in blocks:
        own = f"blocks.{block}."
        own = {n[len(own) :]: v for n, v in state.items() if n.startswith(own)}
        x = torch_block(own, d, heads)(x)
    x = F.layer_norm(x[:, 0], (d,), state["norm.weight"], state["norm.bias"])
    expected = F.linear(x, state["head.weight"], state.get("head.bias"))
    for mode in (True, False):
        vit.train(mode)
        vit.zero_grad()
        given = images.clone()
        with torch.enable_grad():
            logits = vit(given)
            shape = tuple(logits.shape)
            assert shape == (b, classes), f"{place}: logits {shape}"
            assert torch.equal(given, images), "the caller's images changed in place"
            logits.square().sum().backward()
        error = (logits - expected).abs().max()
        assert error < 2e-2, (
            f"{place}: logits off by {error}; tokens, every block in its order, the "
            "norm of what the last one gives, the head, and nothing else?"
        )
        for name, parameter in vit.named_parameters():
            gradient = parameter.grad
            assert gradient is not None, f"no gradient reaches {name}: it can't learn"
### END HIDDEN TESTS

# %% [markdown]
# ## 2.5 Something to look at
#
# By default the model learns to name shapes: 3,000 drawn pictures to learn from, 1,000
# others to test on. Change one word to train on 60,000 photographed clothes instead
# (a download of 30 MB, and six minutes on two cores).

# %%
DATA = "scenes"  # or "fashion_mnist"


@dataclass(frozen=True)
class Config:
    """Sizes of a model and its training."""

    image_size: int  # pixels
    patch_size: int  # pixels
    channels: int
    names: tuple[str, ...]  # of the classes
    width: int
    heads: int
    layers: int
    epochs: int
    batch_size: int  # pictures
    learning_rate: float = 2e-3  # the highest
    dropout: float = 0.0  # moved and mirrored pictures hardly overfit

# %%
CONFIGS = {
    "scenes": Config(
        32, 4, 3, tuple(map(load_language().word, SHAPES)), 48, 4, layers=2, epochs=5,
        batch_size=32,
    ),
    "fashion_mnist": Config(
        28, 7, 1, tuple(CLASSES), 64, 4, layers=3, epochs=24, batch_size=64
    ),
}
config = CONFIGS[DATA]

# %%
def load(data: str) -> list[tuple[Tensor, Tensor]]:
    """Pictures uint8 (M, C, H, W) and labels (M,), to train on and to test on."""
    if data == "scenes":
        return [draw_objects(3000, seed=0), draw_objects(1000, seed=1)]
    return [load_fashion_mnist(train=True), load_fashion_mnist(train=False)]


def batches(images: Tensor, labels: Tensor, size: int, *, train: bool):
    """Yield (pictures, labels); to train: shuffled, half mirrored, moved a pixel."""
    order = torch.randperm(len(images)) if train else torch.arange(len(images))
    for part in order.split(size):
        pictures = (images[part] / 255 - 0.5) / 0.25
        if train:  # mirrored, a ring is a ring and a shoe a shoe
            mirror = torch.rand(len(part), 1, 1, 1) < 0.5
            pictures = torch.where(mirror, pictures.flip(-1), pictures)
            moved = torch.randint(-1, 2, (2,)).tolist()  # down, to the right
            pictures = pictures.roll(moved, (-2, -1))
        yield pictures, labels[part]


train_set, test_set = load(DATA)

# %% alt="Sixteen pictures to learn from, each with the name of its class."
def show(ax, image, title, colour="black"):
    """Draw a picture (C, H, W) of numbers 0 to 255, grey or coloured."""
    ax.imshow(image.permute(1, 2, 0), cmap="gray")
    ax.set_title(title, fontsize=9, color=colour)
    ax.axis("off")


figure, axes = plt.subplots(2, 8, figsize=(8, 2.4), layout="constrained")
for ax, image, label in zip(axes.flat, *train_set, strict=False):
    show(ax, image, config.names[label])
plt.show()

# %% [markdown]
# ## 2.6 One epoch
#
# To learn: for each batch, compute the loss, clear the old gradients, send new ones
# back, take one step. Cross-entropy averages over its batch, and the last batch may be
# smaller, so the epoch's loss is *not* the mean of the batches' losses: with batches of
# 64 and 1 a single picture would count as much as 64.
#
# **Exercise** `train_one_epoch` · difficulty ●●○ · 10 min
#
# <details><summary>Hint</summary>
#
# `model.train()` first: the last measurement may have left it in eval mode. Add up
# `loss.item() * len(labels)`, count the examples, divide at the end. `batches` may be a
# generator, which can be walked once and has no `len`.
#
# </details>

# %% exercise="train_one_epoch"
def train_one_epoch(model: nn.Module, batches, optimizer) -> float:
    """Learn from every batch once, in train mode; return the mean loss per example.

    Args:
        model: pictures (B, ...) -> logits (B, classes).
        batches: yields (pictures, labels (B,)); B may differ from batch to batch.
        optimizer: of the model's parameters; one step a batch.
    """
    ### BEGIN SOLUTION
    model.train()
    total, examples = 0.0, 0
    for images, labels in batches:
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
        examples += len(labels)
    return total / examples
    ### END SOLUTION

# %% check="train_one_epoch-shown" points=1
generator = torch.Generator().manual_seed(29)
images = torch.randn(7, 4, generator=generator)
labels = torch.tensor([0, 1, 2, 2, 1, 0, 1])
cuts = [(images[:4], labels[:4]), (images[4:6], labels[4:6]), (images[6:], labels[6:])]
start = torch.randn(3, 4, generator=generator)


def learn(clear, batches=3):
    """Steps of gradient descent by hand: the weight, the losses."""
    weight, gradient, losses = start.clone(), torch.zeros(3, 4), []
    for x, y in cuts[:batches]:
        wrong = (x @ weight.T).softmax(-1) - F.one_hot(y, 3)  # slope of the loss
        losses.append(F.cross_entropy(x @ weight.T, y).item())
        gradient = wrong.T @ x / len(x) + (0 if clear else gradient)
        weight = weight - 0.5 * gradient
    return weight, losses


model = nn.Sequential(nn.Dropout(0.0), nn.Linear(4, 3, bias=False))
model.load_state_dict({"1.weight": start.clone()})
with torch.enable_grad(), warnings.catch_warnings(action="ignore"):  # of float(loss)
    given = [(x.clone(), y.clone()) for x, y in cuts]
    sgd = torch.optim.SGD(model.parameters(), lr=0.5)
    loss = ask(train_one_epoch, model, given, sgd, returns=float)
after = model.state_dict()["1.weight"]
weight, losses = learn(clear=True)
assert (after - start).abs().max() > 0, (
    "nothing was learned: the order is zero_grad, backward, step; zero_grad after "
    "backward throws the gradients away"
)
one = learn(clear=True, batches=1)[0]
assert not (after - one).abs().max() < 1e-4, (
    "it learned from the first batch alone: is the return inside the loop?"
)
piled = (after - learn(clear=False)[0]).abs().max()
assert not piled < 1e-4, "the gradients of all batches pile up: zero_grad is missing"
assert (after - weight).abs().max() < 1e-4, (
    "after three batches the weights are not those of three steps, one a batch, on the "
    "mean cross-entropy of the logits (no softmax before it)"
)
assert abs(loss - sum(losses) / 3) > 1e-4, (
    "that is the mean of the batches' losses; the mean per example weighs each batch "
    "by its size"
)
total = sum(a * len(y) for a, (_, y) in zip(losses, cuts, strict=True))
for wrong, slip in (
    (losses[-1], "that is the last batch's loss alone"),
    (total, "that is the sum, not yet divided by the number of examples"),
    (sum(losses), "that is the sum of the batches' losses; weigh and divide"),
    (sum(losses) / 7, "a batch's loss is a mean: weigh it by len(labels) before "
     "dividing"),
):
    assert abs(loss - wrong) > 1e-4, f"{slip}; expected the mean per example"
assert all(map(torch.equal, sum(given, ()), sum(cuts, ()))), (
    "the caller's batches were changed in place"
)
mean = total / 7
assert abs(loss - mean) < 1e-4, f"expected the mean per example, {mean}, got {loss}"
model = nn.Sequential(nn.Dropout(1.0), nn.Linear(4, 3))  # deaf in train mode
model.load_state_dict({"1.weight": start.clone(), "1.bias": torch.zeros(3)})
model.eval()
with torch.enable_grad(), warnings.catch_warnings(action="ignore"):
    train_one_epoch(model, cuts, torch.optim.SGD(model.parameters(), lr=0.5))
assert (model.state_dict()["1.weight"] - start).abs().max() < 1e-6, (
    "the model came in eval mode and learned in it, its dropout asleep: model.train()"
)

# %% check="train_one_epoch-hidden" points=1
# Graded on other models, optimizers and batches, generators among them.
### BEGIN HIDDEN TESTS
generator = torch.Generator().manual_seed(30)
for sizes, classes, adam in [((3, 3, 5), 4, 0), ((2, 6), 3, 1), ((5,), 2, 0)]:
    images = [torch.randn(n, 2, 3, generator=generator) for n in sizes]
    labels = [torch.randint(classes, (n,), generator=generator) for n in sizes]
    models, optimizers = [], []
    for _ in range(2):
        layers = nn.Linear(6, 5), nn.BatchNorm1d(5), nn.Tanh(), nn.Linear(5, classes)
        model = nn.Sequential(nn.Flatten(), *layers)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.3, momentum=0.9)
        if adam:
            optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
        models.append(model)
        optimizers.append(optimizer)
    models[0].load_state_dict(models[1].state_dict())
    models[0].eval()
    for epoch in range(2):
        given = [x.clone() for x in images + labels]
        pairs = zip(given, given[len(sizes) :], strict=False)
        total = 0.0
        with torch.enable_grad(), warnings.catch_warnings(action="ignore"):
            walk = pairs if epoch else [list(pair) for pair in pairs]
            loss = train_one_epoch(models[0], walk, optimizers[0])
            assert torch.is_grad_enabled(), "gradients are left switched off"
            for x, y in zip(images, labels, strict=True):
                error = F.cross_entropy(models[1](x), y)
                optimizers[1].zero_grad()
                error.backward()
                optimizers[1].step()
                total += error.item() * len(y)
        kept = all(map(torch.equal, given, images + labels))
        assert kept, "the caller's batches were changed in place"
        assert isinstance(loss, (float, np.floating)), (
            f"expected a float, got {type(loss)}"
        )
        mean = total / sum(sizes)
        assert abs(loss - mean) < 1e-4, (
            f"batches of {sizes}: expected a mean loss of {mean}, got {loss}"
        )
        expected = models[1].state_dict()
        for name, value in models[0].state_dict().items():
            off = (value - expected[name]).abs().max()
            assert off < 1e-3, f"batches of {sizes}, epoch {epoch}: {name} off by {off}"
### END HIDDEN TESTS

# %% [markdown]
# ## 2.7 How often is it right?
#
# Measuring is not learning. Dropout must sleep (`model.eval()`), no graph is needed
# (`torch.no_grad()`), and afterwards the model should be as it was found: a function
# that measures and leaves the dropout switched off ruins the next epoch in silence.
#
# **Exercise** `accuracy` · difficulty ●○○ · 8 min
#
# <details><summary>Hint</summary>
#
# Keep `model.training` before you change it; `model.train(was)` puts it back. Count the
# right answers and the examples; divide once.
#
# </details>

# %% exercise="accuracy"
def accuracy(model: nn.Module, batches) -> float:
    """Return the share of right answers, 0 to 1, in eval mode and without a graph.

    Args:
        model: pictures (B, ...) -> logits (B, classes); its mode is put back.
        batches: yields (pictures, labels (B,)); B may differ from batch to batch.
    """
    ### BEGIN SOLUTION
    was_training = model.training
    model.eval()
    right, examples = 0, 0
    with torch.no_grad():
        for images, labels in batches:
            right += (model(images).argmax(-1) == labels).sum().item()
            examples += len(labels)
    model.train(was_training)
    return right / examples
    ### END SOLUTION

# %% check="accuracy-shown" points=1
notes = []  # on calls in the wrong state


class Notes(nn.Module):
    """Take pictures for logits, and note the calls made in the wrong state."""

    def __init__(self):
        super().__init__()
        self.inner = nn.Dropout()
        self.scale = nn.Parameter(torch.ones(()))

    def forward(self, images):
        notes.extend(["train"] * (self.training or self.inner.training))
        notes.extend(["graph"] * torch.is_grad_enabled())
        return images * self.scale


logits = torch.tensor([[9.0, 1, 2], [0, 1, 4], [2, 3, 1], [5, 6, 7]])
labels = torch.tensor([0, 2, 1, 0])  # the last one is wrong
cuts = [(logits[:3], labels[:3]), (logits[3:], labels[3:])]
for was in (True, False):
    model = Notes().train(was)
    notes.clear()
    with torch.enable_grad():
        share = ask(accuracy, model, iter(cuts), returns=float)
        still = torch.is_grad_enabled()
    for wrong, slip in (
        (75, "that is in percent; a share is between 0 and 1"),
        (0.25, "the wrong ones are counted, or the argmax is not over the last axis"),
        (1.5, "the argmax goes over the batch, not over the classes, the last axis"),
        (0, "nothing is right: max gives how much, argmax(-1) gives which class"),
        (1, "3 of 4 are right, and it says all: is the share rounded?"),
        (3, "that is the count of right answers: divide by the examples for a share"),
    ):
        assert abs(share - wrong) > 1e-6, slip
    assert share != 0.5, "that is the mean of 3/3 and 0/1; count examples, not batches"
    assert abs(share - 0.75) < 1e-6, f"3 of 4 are right: expected 0.75, got {share}"
    assert "train" not in notes, "the model was measured in train mode: model.eval()"
    assert "graph" not in notes, "a graph was built: measure under torch.no_grad()"
    assert still, "gradients are left switched off: use `with torch.no_grad():`"
    assert model.training == was and model.inner.training == was, (
        f"the mode was not put back: model.training was {was}, now it is "
        f"{model.training}, and {model.inner.training} inside the model"
    )

# %% check="accuracy-hidden" points=1
# Graded on other models and batches, generators among them.
### BEGIN HIDDEN TESTS
generator = torch.Generator().manual_seed(72)  # one without near ties
for sizes, classes in [((4, 4, 1), 3), ((7,), 5), ((1, 9, 2), 2), ((2, 2), 40)]:
    layers = nn.BatchNorm1d(6), nn.Dropout(0.9), nn.Linear(6, classes)
    model = nn.Sequential(nn.Flatten(), *layers)
    state = {name: value.clone() for name, value in model.state_dict().items()}
    for name in ("3.weight", "3.bias"):
        state[name] = torch.randn(state[name].shape, generator=generator)
    model.load_state_dict(state)
    images, labels, right = [], [], 0
    for n in sizes:
        x = torch.randn(n, 2, 3, generator=generator)
        logits = F.linear(x.flatten(1), state["3.weight"])  # of an untrained BatchNorm
        best = (logits / math.sqrt(1 + 1e-5) + state["3.bias"]).argmax(1)
        y = (best + (torch.rand(n, generator=generator) < 0.4)) % classes
        right += int((best == y).sum())
        images.append(x)
        labels.append(y)
    for was in (True, False):
        model.train(was)
        given = [x.clone() for x in images + labels]
        pairs = zip(given, given[len(sizes) :], strict=False)
        with torch.enable_grad():
            share = accuracy(model, pairs if was else [list(pair) for pair in pairs])
            assert torch.is_grad_enabled(), "gradients are left switched off"
        kept = all(map(torch.equal, given, images + labels))
        assert kept, "the caller's batches were changed in place"
        assert isinstance(share, (float, np.floating)), (
            f"expected a float, got {type(share)}"
        )
        mean = right / sum(sizes)
        assert abs(share - mean) < 1e-6, (
            f"batches of {sizes}: expected {right} right, {mean}, got {share}"
        )
        for name, value in model.state_dict().items():
            assert torch.equal(value, state[name]), f"measuring changed {name}"
        for part in [model, *model.children()]:
            assert part.training == was, f"the mode of {part} was not put back"
        frozen = not all(parameter.requires_grad for parameter in model.parameters())
        assert not frozen, "the parameters no longer want gradients"
### END HIDDEN TESTS

# %% [markdown]
# ## 2.8 Train
#
# AdamW, and a learning rate that falls along a cosine to almost nothing. One thing
# matters more than it looks: PyTorch starts a linear layer with weights so small that
# all scores are nearly equal and every head sees the same grey mean. Glorot's start,
# which the first vision transformers used, is larger, and saves half of the epochs.
#
# Colab may take its machine away while you train. If your Drive is mounted, `resumable`
# keeps everything that learns in one file there after each epoch; after a restart the
# same cell goes on from that file.
#
# So that there is something to look at meanwhile: your attention returns its weights,
# and we can walk through the model, block by block, and keep them. In a notebook a
# **live view** is renewed below the training's cell: the loss, one test picture, what
# the model calls it, and where its class token looks. It is drawn so seldom that it
# takes less than 2 % of the time; a script shows nothing.

# %%
@torch.no_grad()
def look(model: nn.Module, pictures: Tensor) -> Tensor:
    """Attention weights of all blocks: (B, C, H, W) -> (layers, B, heads, N+1, N+1)."""
    x, kept = model.tokens(model.patches(pictures)), []
    for block in model.blocks:
        normed = block.norm1(x)
        kept.append(block.attention(normed, normed, normed)[1])
        x = block(x)
    return torch.stack(kept)

# %%
def glance(model: nn.Module, config: Config, test_set) -> tuple[list[str], Tensor]:
    """What the first test picture is called, and where the class token looks (1, N)."""
    pictures, _ = next(batches(*test_set, 1, train=False))
    model.eval()
    with torch.no_grad():
        name = config.names[model(pictures).argmax()]
    return [name], look(model, pictures)[-1, :, :, 0, 1:].mean(1)  # of the last layer

# %%
def new_model(config: Config) -> nn.Module:
    """A model of these sizes, with Glorot's start."""
    model = VisionTransformer(
        image_size=config.image_size, patch_size=config.patch_size,
        channels=config.channels, width=config.width, heads=config.heads,
        layers=config.layers, classes=len(config.names), dropout=config.dropout,
    )  # fmt: skip
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    return model

# %%
def fit(config: Config, train_set, test_set, name="02") -> tuple[nn.Module, list]:
    """Train a new model; return it and (loss, accuracy on the test set) an epoch."""
    rows = config.image_size // config.patch_size
    picture = test_set[0][0].permute(1, 2, 0).expand(-1, -1, 3)  # grey or coloured
    watch = Watch(picture, grid=(rows, rows), steps=config.epochs, unit="epoch")
    model, rate = new_model(config), config.learning_rate
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, config.epochs)
    history = []
    kept = model, optimizer, schedule, history
    for epoch in resumable(range(1, config.epochs + 1), *kept, name=name, of=config):
        learning = batches(*train_set, config.batch_size, train=True)
        loss = train_one_epoch(model, learning, optimizer)
        schedule.step()
        history.append((loss, accuracy(model, batches(*test_set, 500, train=False))))
        print(f"epoch {epoch:2}: loss {loss:.3f}, {history[-1][1]:.1%} right")
        losses = [loss for loss, _ in history]
        watch(losses, lambda: glance(model, config, test_set))
    return model, history


torch.manual_seed(0)
model, history = fit(config, train_set, test_set)
print(f"{sum(p.numel() for p in model.parameters()):,} numbers were learned")

# %% alt="Two curves over the epochs: the training loss falls, and the share of right
# answers on unseen pictures climbs from chance to more than nine in ten."
losses, shares = zip(*history, strict=True)
epochs = range(1, config.epochs + 1)
figure, axes = plt.subplots(1, 2, figsize=(8, 2.6), layout="constrained")
axes[0].plot(epochs, losses, "o-", color="tab:orange")
axes[0].set(title="loss, while learning", ylim=0)
axes[1].plot(epochs, shares, "o-", color="tab:cyan")
axes[1].axhline(1 / len(config.names), color="gray", ls=":")
axes[1].text(1, 1 / len(config.names) + 0.02, "guessing", color="gray")
axes[1].set(title="right on pictures never seen", ylim=(0, 1))
for ax in axes:
    ax.set_xlabel("epoch")
    ax.spines[["right", "top"]].set_visible(False)
plt.show()

# %% [markdown]
# Numbers hide faces. Here are the pictures it gets wrong, most certain mistake first,
# and below them some that it gets right.

# %% alt="Two rows of test pictures, each with the answer and its probability: mistakes
# in red with the true class, many of them made with confidence; right ones in green."
model.eval()
with torch.no_grad():
    logits = [model(x) for x, _ in batches(*test_set, 500, train=False)]
sure, answer = torch.cat(logits).softmax(-1).max(-1)
wrong = answer != test_set[1]
mistakes = sure.where(wrong, -1).argsort(descending=True)[:6]
successes = (~wrong).nonzero()[:6, 0]
figure, axes = plt.subplots(2, 6, figsize=(8, 3.6), layout="constrained")
for ax, k in zip(axes.flat, torch.cat([mistakes, successes]), strict=True):
    title = f"{config.names[answer[k]]} {sure[k]:.0%}"
    if wrong[k]:
        title += f"\nis {config.names[test_set[1][k]]}"
    show(ax, test_set[0][k], title, "firebrick" if wrong[k] else "darkgreen")
plt.show()

# %% [markdown]
# ## 2.9 What is built in
#
# A convolution knows something about pictures before it has seen one: that what matters
# is *local*, and the same wherever it stands. A transformer knows little of it: all
# patches are read alike. Which of them lie side by side it has to learn. What is that
# knowledge worth? Here is a small convolution net of about as many numbers, and both
# learn from all pictures and from 200 of them, with as many steps.

# %%
def new_convolution(config: Config) -> nn.Module:
    """A net that looks at 3 x 3 pixels at a time, then takes the mean of all places."""
    return nn.Sequential(
        nn.Conv2d(config.channels, 32, 3, stride=2, padding=1), nn.GELU(),
        nn.Conv2d(32, 64, 3, stride=2, padding=1), nn.GELU(),
        nn.Conv2d(64, 64, 3, padding=1), nn.GELU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, len(config.names)),
    )  # fmt: skip


def learn_from(net: nn.Module, count: int, epochs: int) -> float:
    """Learn from the first `count` pictures; the share right of the test set."""
    few = [part[:count] for part in train_set]
    optimizer = torch.optim.AdamW(
        net.parameters(), lr=config.learning_rate, weight_decay=0.05
    )
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    for _ in range(epochs):
        batch = batches(*few, config.batch_size, train=True)
        train_one_epoch(net, batch, optimizer)
        schedule.step()
    return accuracy(net, batches(*test_set, 500, train=False))


FEW, ROUNDS = 200, 67  # 67 rounds of 200 are 469 steps of 32, as 5 rounds of 3,000
torch.manual_seed(1)
shares = {
    "the transformer": (learn_from(new_model(config), FEW, ROUNDS), history[-1][1]),
    "the convolution": (
        learn_from(new_convolution(config), FEW, ROUNDS),
        learn_from(new_convolution(config), len(train_set[0]), config.epochs),
    ),
}
for name, (little, much) in shares.items():
    print(f"{name}: {little:.1%} right after {FEW} pictures, {much:.1%} after all")

# %% [markdown]
# The convolution is ahead, by more where there is little to learn from. That is the
# rule: a vision transformer trained on a million photos loses to a convolution net, on
# three hundred million it wins (Dosovitskiy et al. 2021). What we build reads pictures
# *and* words, and for both the transformer's one layer is enough. Lesson 09 borrows the
# eye of a convolution net that has seen a million photos.
#
# ## 2.10 Where did it look?
#
# The last look of the live view was one layer's mean. `look` has kept more: all layers,
# all heads, and every token as the one who asks.

# %%
pictures, _ = next(batches(*test_set, 3, train=False))
weights = look(model, pictures)
print("layers, B, heads, queries, keys:", tuple(weights.shape))

# %% alt="Two test pictures, each twice, and beside them the attention of eight heads,
# first of the class token, then of a marked patch: some heads trace the shape, some
# its corners, others the ground around it."
rows, P = config.image_size // config.patch_size, config.patch_size
brightest = F.avg_pool2d(pictures.amax(1), P).flatten(1).argmax(1)  # (B,) patches
columns = 1 + 2 * config.heads  # the picture, heads of the first and last layer
figure, axes = plt.subplots(4, columns, figsize=(8, 4), layout="constrained")
asks = [(0, False), (0, True), (2, False), (2, True)]  # picture, is it a patch?
for row, (k, patch) in zip(axes, asks, strict=True):
    query = 1 + brightest[k].item() if patch else 0  # token 0 is the class token
    show(row[0], test_set[0][k], "one patch:" if patch else "class token:")
    if patch:
        corner = (query - 1) % rows * P - 0.5, (query - 1) // rows * P - 0.5
        row[0].add_patch(plt.Rectangle(corner, P, P, fill=False, color="red", lw=1.5))
    heads = weights[[0, -1], k, :, query, 1:].flatten(0, 1)  # (2 * heads, N)
    for ax, head in zip(row[1:], heads, strict=True):
        ax.imshow(head.reshape(rows, rows))
        ax.axis("off")
for number, ax in enumerate(axes[0, 1:]):
    layer, head = divmod(number, config.heads)
    name = f"last layer\nhead {head}" if layer else f"first layer\nhead {head}"
    ax.set_title(name, fontsize=8)
plt.show()

# %% [markdown]
# Nobody told the heads what to look for. The class token gathers from the shape, often
# from the few patches that decide, its corners; other heads measure the ground around
# it, which tells as much. (Brighter means more weight, each map on its own scale.)
# A warning to take along: such maps show where information was fetched *from*, not why.
#
# ## 2.11 Your first captioner
#
# Six colours and five shapes make 30 *kinds* of things. A scene with one thing in it
# has one kind, and a kind is a class like any other: the transformer, the epoch and the
# measure that you wrote can learn it as they are. Put its name into a sentence, and you
# have a captioner, trained by you alone.

# %%
KINDS = [Thing(shape, colour) for colour in COLOURS for shape in SHAPES]
SIDE = 48  # pixels


def scenes_of(things: int, count: int, seed: int) -> list:
    """Drawn scenes with so many things in each."""
    world = replace(PLAIN, items=(0.0,) * (things - 1) + (1.0,))
    drawn = draw_scenes(count, seed=seed, side=SIDE, world=world)
    return [one for one in drawn if len(one.scene.items) == things]  # if all had room


def by_kind(scenes: list) -> tuple[Tensor, Tensor]:
    """Pictures uint8 (M, 3, H, W), and the kind of each one's first thing (M,)."""
    images = torch.from_numpy(np.stack([one.image for one in scenes]))
    first = [one.scene.items[0] for one in scenes]
    kinds = [KINDS.index(Thing(item.shape, item.colour)) for item in first]
    return images.permute(0, 3, 1, 2), torch.tensor(kinds)

# %%
alone = scenes_of(1, 500, seed=4)
first = replace(
    CONFIGS["scenes"], image_size=SIDE, patch_size=8, names=tuple(map(say, KINDS)),
    width=64, epochs=8,
)
torch.manual_seed(0)
captioner, history = fit(
    first, by_kind(scenes_of(1, 4000, seed=3)), by_kind(alone), name="02-captioner"
)

# %%
@torch.no_grad()
def describe(scenes: list) -> list[str]:
    """A sentence for each scene."""
    captioner.eval()
    pictures, _ = next(batches(*by_kind(scenes), len(scenes), train=False))
    return [say(KINDS[k], opening=True) for k in captioner(pictures).argmax(-1)]


pairs = scenes_of(2, 500, seed=5)
for name, scenes in (("one thing", alone), ("two things", pairs)):
    true = list(map(truth, describe(scenes), [one.scene for one in scenes]))
    print(f"{name}: {sum(true) / len(true):.1%} of {len(true)} sentences are true")

# %% alt="Four scenes with one thing and four with two, each below a sentence that names
# one thing. True ones are green with a tick, false ones red with a cross."
figure, axes = plt.subplots(2, 4, figsize=(8, 4.4), layout="constrained")
for row, scenes in zip(axes, (alone[:4], pairs[:4]), strict=True):
    for ax, one, said in zip(row, scenes, describe(scenes), strict=True):
        right = truth(said, one.scene)
        image = torch.from_numpy(one.image).permute(2, 0, 1)
        title = f"{'✓' if right else '✗'} {said}"
        show(ax, image, title, "darkgreen" if right else "firebrick")
plt.show()

# %% [markdown]
# Of two things it can name one at most, whichever that is: its sentence has no place
# for a second. A class for each *pair* of kinds would need 900 of them, and *left of*
# or *above* more still. Lesson 05 mends it: there a decoder
# writes word by word, and looks at the picture anew for each.
#
# ## 2.12 In your own words
#
# **Question** · 2 points · 6 min. A classmate leaves out $1/\sqrt d$. "The linear
# layers can learn to make queries and keys smaller," he writes, "so the model can do
# exactly the same." Where is he right, and what does he overlook? Use the first figure
# of this lesson; three or four sentences.

# %% [markdown] question="why_scale" points=2
# He is right about what the model *can express*: a factor $1/\sqrt d$ fits into the
# weights and bias of `query`, so both models have the same functions. But learning
# starts from random weights, where the scores' variance grows with d. There the softmax
# gives nearly all weight to one key by chance, its slope is close to 0, and the
# gradient that should make the queries smaller hardly passes through. The division puts
# the start where the softmax is soft and can learn, for every d alike.
#
# **Marking guide.** 1 point: the same functions can be expressed, the factor can be
# absorbed by the weights. 1 point: training starts saturated, so gradients vanish (the
# steepest slope in the figure is 0.000 at d = 1024). Half a point for "scores get too
# large" without the slope or the gradient. An answer that says a smaller
# initialisation of `query` would do as well is right, and a good one.

# %% [markdown]
# ## Three questions to take along
#
# 1. Doubling the picture's sides makes four times as many patches. What happens to the
#    number of weights in $A$, and what to the number of learned parameters?
# 2. Leave out the positions and train again: what does the accuracy become, and on
#    which shapes does it fall most? Guess first.
# 3. The class token looked at the ground. How can an absence of shape tell a shape?
#
# <details><summary>Answers</summary>
#
# 1. $A$ has a row and a column for each token, so about 16 times as many weights in
#    each head. Learned parameters: four times as many rows of positions, all else
#    as it was.
# 2. Hardly anything happens: with three seeds 96.9, 92.9 and 96.8 % right without,
#    96.1, 96.6 and 96.4 % with positions (one seed lost squares). To name a shape
#    it is enough to know which pieces there are, arcs or corners or straight edges:
#    a bag of patches. Where things *stand* is another matter; captions will ask for
#    that.
# 3. Those tokens are no bare patches any more. In the layers before, each has
#    looked at others, so that what lies in the ground's token may come from the
#    shape. And an empty place between two arcs tells a ring from a circle. The
#    weights show from which token something was taken, not where that token had it
#    from.
#
# </details>
#
# **Next:** [03 · Captions and tokens](03_captions_and_tokens.ipynb), the other end of
# the corridor: how sentences become rows of numbers too.

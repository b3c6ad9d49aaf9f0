# %% [markdown]
# # 01 · From a picture to a row of tokens
#
# A transformer reads a row of vectors. A sentence is already a row of words; a
# picture is a grid of pixels. In this lesson you build the first metres of the course's
# corridor, the way from a picture to *image tokens*:
#
# **photo → image tokens** → encoder → memory → decoder → words → where it looked
#
# You will cut pictures into patches, put them together again, give each patch a
# vector, and tell every vector where it came from.
#
# **Needs** Python and a little PyTorch: shapes, `reshape`, `permute`, `nn.Module`.
# **Time** about 50 minutes. A CPU is enough.
#
# Axes, here and in every lesson: B pictures, C channels, H and W pixels, P patch side
# in pixels, N patches in reading order, D width of a token.

# %%
import math
import re
import textwrap
from collections import Counter

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from helpers.checks import ask
from helpers.machine import draw_machine
from helpers.positions import sincos_positions
from helpers.scenes import draw_scenes

_ = torch.manual_seed(0)  # the last value of a cell would be printed

if not __debug__:
    raise RuntimeError("asserts are off, so no check can fail: run without -O")

# %% alt="The whole machine as boxes, with the shapes on the arrows between them;
# patches and their embedding, this lesson's part, stands out."
_ = draw_machine("01")
plt.show()

# %% [markdown]
# ## Where this leads
#
# First the end. This captioner comes with the course: half a million numbers, trained
# in a few minutes, and the picture is new to it. Point at a word, or step with the
# arrow keys, and see which patches it looked at when it wrote that word.

# %%
from helpers.captioner import Captioner  # its pieces are what you build
from helpers.explorer import explore

captioner = Captioner.load()
never_seen = draw_scenes(6, seed=11)[5].image
[told] = captioner.caption(never_seen[None])
explore(never_seen, told.words, told.weights, grid=captioner.encoder.grid)

# %% [markdown]
# Now mislead it. Below the same captioner runs in the page (in the walkthrough it
# stands on the front page): drag a shape, add one, recolour it, and read its sentence
# again. Under *Open the machine* the rooms *Patches* and *Tokens with positions* hold
# what you build today.

# %% tags=["remove-output"]
from helpers.live import live

live(captioner)

# %% [markdown]
# All of it will be yours: its patches today, the encoder that lets them look at each
# other in lesson 02, words as numbers in 03, the decoder in 04 and 05, which you train
# there, the writing in 06, the glow in 07. In lesson 11 you hand it pictures of your
# own.
#
# ## 1.0 The pictures
#
# The course draws its own small world: coloured shapes on a cloudy ground, with
# captions that are true by construction. Pixels arrive as whole numbers from 0 to 255,
# colour last. PyTorch wants fractions, colour first: (B, C, H, W).

# %%
SIDE = 96  # pixels: H and W
PATCH = 16  # pixels: P, as in the first vision transformer

scenes = draw_scenes(400, seed=1, side=SIDE)
pixels = torch.from_numpy(np.stack([scene.image for scene in scenes]))
images = pixels.permute(0, 3, 1, 2) / 255  # (B, H, W, C) -> (B, C, H, W)
print(tuple(pixels.shape), pixels.dtype, "->", tuple(images.shape), images.dtype)

# %% alt="Three pictures of coloured shapes, each with a caption that is true."
figure, axes = plt.subplots(1, 3, figsize=(8, 3.4), layout="constrained")
for ax, k in zip(axes, (23, 5, 13), strict=True):
    ax.imshow(images[k].permute(1, 2, 0))  # imshow wants the colour last again
    ax.set_title(textwrap.fill(scenes[k].captions[0].text, 26), fontsize=9)
    ax.axis("off")
plt.show()

# %% [markdown]
# ## 1.1 How many patches?
#
# Cut a picture of H × W pixels into squares of side P: that gives $H/P$ rows of
# $W/P$ patches. If P does not divide both sides, something is left over. A function
# that drops the rest in silence hides a mistake until much later, so ours refuses.
#
# **Exercise** `count_patches` · difficulty ●○○ · 3 min
#
# <details><summary>Hint</summary>
#
# `a % b` is 0 exactly when `b` divides `a`, and `//` divides whole numbers. Look at
# each side on its own: 8 × 18 pixels can't be cut into patches of 12, although
# 12 · 12 divides 8 · 18.
#
# </details>

# %% exercise="count_patches"
def count_patches(height: int, width: int, patch_size: int) -> int:
    """Return how many patches of side `patch_size` tile height x width pixels.

    Raises:
        ValueError: patch_size does not divide the height and the width.
    """
    ### BEGIN SOLUTION
    if height % patch_size or width % patch_size:
        raise ValueError(
            f"expected sides that {patch_size} divides, got {height} x {width}; resize"
        )
    return (height // patch_size) * (width // patch_size)
    ### END SOLUTION

# %% check="count_patches-shown" points=1
count = ask(count_patches, 32, 48, 16, returns=int)
assert count != 9, "32 x 48 was taken for a square: use the height and the width"
assert count == 6, (
    "32 x 48 pixels hold 2 rows of 3 patches of side 16, their product is 6, got "
    f"{count}"
)
for height, width, side in [(30, 32, 16), (32, 30, 16), (8, 18, 12)]:
    answer = error = None
    try:
        answer = count_patches(height, width, side)
    except Exception as caught:
        error = caught
    place = f"{height} x {width} pixels can't be cut into patches of {side}"
    assert error is None or isinstance(error, ValueError), (
        f"{place}: raise a ValueError that says so, not {type(error).__name__}: {error}"
    )
    assert error, (
        f"{place}: raise a ValueError, do not return or print it; got {answer!r}: is "
        "the rest silently cropped? Look at each side on its own, not at the area"
    )

# %% check="count_patches-hidden" points=1
# Graded on other sizes.
### BEGIN HIDDEN TESTS
heights, widths, sides = (1, 2, 8, 18, 35), (1, 8, 12, 18), (1, 2, 5, 12)
sizes = [(h, w, p) for h in heights for w in widths for p in sides]
for height, width, p in sizes:
    rows, columns = range(0, height, p), range(0, width, p)
    place = f"{height} x {width} pixels in patches of {p}"
    answer = error = None
    try:
        answer = count_patches(height, width, p)
    except Exception as caught:
        error = caught
    if rows[-1] + p == height and columns[-1] + p == width:
        assert error is None, f"{place}: these fit, but it raised {error!r}"
        expected = len(rows) * len(columns)
        assert answer == expected, f"{place}: expected {expected}, got {answer}"
        assert hasattr(answer, "__index__"), f"{place}: {answer!r} is no whole number"
    else:
        assert isinstance(error, ValueError), (
            f"{place}: raise a ValueError; got {error or answer!r}; look at each side"
        )
### END HIDDEN TESTS

# %% [markdown]
# Why care? Because in a transformer every token looks at every token. Here is what
# the choice of P costs for a photo of 224 × 224 pixels.

# %% alt="Two bar charts against the patch side: each halving of the side makes four
# times as many tokens, and sixteen times as many pairs of tokens."
sides = [56, 28, 14, 7]
counts = [count_patches(224, 224, side) for side in sides]
figure, axes = plt.subplots(1, 2, figsize=(8, 2.8), layout="constrained")
for ax, values, what in [
    (axes[0], counts, "tokens, N"),
    (axes[1], [n * n for n in counts], "pairs that look at each other, N²"),
]:
    bars = ax.bar([str(side) for side in sides], values, color="tab:cyan")
    ax.bar_label(bars, [f"{value:,}" for value in values])
    ax.set(title=what, xlabel="patch side, pixels", yscale="log")
    ax.yaxis.set_visible(False)
    ax.margins(y=0.2)
    ax.spines[["left", "right", "top"]].set_visible(False)
plt.show()

# %% [markdown]
# ## 1.2 Cut
#
# (B, C, H, W) must become (B, N, C·P·P): one row of numbers a patch. The number of
# numbers is the same before and after, so `reshape` accepts it. Is that all? Let us
# try the short way first and look at what it calls "patches".

# %% alt="A picture, and what a mere reshape makes of it: 36 striped squares in which
# nothing of the picture can be recognised."
def draw_patches(figure, patches, title):
    """Draw N = rows * rows patches (N, C*P*P), channel first, each with its number."""
    rows, side = math.isqrt(len(patches)), math.isqrt(patches.shape[1] // 3)
    axes = figure.subplots(rows, rows)
    for number, ax in enumerate(axes.flat):
        ax.imshow(patches[number].reshape(3, side, side).permute(1, 2, 0))
        ax.text(1, 1, number, color="white", fontsize=7, va="top")
        ax.axis("off")
    figure.suptitle(title)


picture = images[23:24]  # (1, C, H, W)
left, right = plt.figure(figsize=(8, 4), layout="constrained").subfigures(1, 2)
ax = left.subplots()
ax.imshow(picture[0].permute(1, 2, 0))
ax.axis("off")
left.suptitle("the picture")
scrambled = picture.reshape(1, -1, 3 * PATCH * PATCH)
draw_patches(right, scrambled[0], "only reshaped")
plt.show()

# %% [markdown]
# Shapes right, content wrong: `reshape` reads on along the rows of the whole picture,
# so a "patch" is a stack of thin strips of one colour channel. No error, no warning;
# a network would train on it, badly. So give every axis its own place first:
#
# $$H \to (H/P,\ P) \qquad W \to (W/P,\ P)$$
#
# Then bring the axes that count patches to the front, and only then join.
# Patches come in reading order, and inside a patch the channel comes first.
#
# **Exercise** `patchify` · difficulty ●●○ · 10 min
#
# <details><summary>Hint</summary>
#
# `reshape` to six axes, `permute`, then `reshape` to three. Write the six axes down as
# letters before and after: (B, C, H/P, P, W/P, P) → (B, H/P, W/P, C, P, P).
#
# </details>

# %% exercise="patchify"
def patchify(images: Tensor, patch_size: int) -> Tensor:
    """Cut pictures into flat patches: (B, C, H, W) -> (B, N, C*P*P), dtype as it is.

    Patches come in reading order: row by row, from left to right. The numbers of one
    patch are those of images[b, :, top:top+P, left:left+P], flattened.
    """
    ### BEGIN SOLUTION
    b, c, h, w = images.shape
    p = patch_size
    x = images.reshape(b, c, h // p, p, w // p, p)
    x = x.permute(0, 2, 4, 1, 3, 5)  # (B, H/P, W/P, C, P, P)
    return x.reshape(b, -1, c * p * p)
    ### END SOLUTION

# %% check="patchify-shown" points=1
numbered = torch.arange(2 * 3 * 4 * 6.0).reshape(2, 3, 4, 6)  # no two pixels alike
given = numbered.clone()
order = "pictures are (B, C, H, W), in this order"
patches = ask(patchify, given, 2, returns=Tensor, hint=order)
assert torch.equal(given, numbered), "the caller's pictures were changed in place"
shape = tuple(patches.shape)
slips = {
    (2, 12, 6): "the last two axes are swapped, as F.unfold gives them: transpose",
    (12, 12): "the batch was joined with the patches: keep the axis B",
}
assert shape == (2, 6, 12), (
    f"expected (B, N, C*P*P) = (2, 6, 12), got {shape}: "
    + slips.get(shape, "join the grid's two axes to N, and (C, P, P) to one")
)
first = numbered[0, :, :2, :2].flatten()  # the square at the top left
second = numbered[0, :, :2, 2:4].flatten()  # its right neighbour
third = numbered[0, :, 2:4, :2].flatten()  # the first of the second row, number 3
swapped = numbered.reshape(2, 3, 3, 2, 2, 2).permute(0, 2, 4, 1, 3, 5)
assert not torch.equal(patches, swapped.reshape(2, 6, 12)), (
    "H and W are swapped: a picture is (B, C, H, W), its rows are counted by H"
)
assert torch.equal(patches[0, 0].sort().values, first), (
    "patch 0 is not the 2 x 2 square at the top left: a reshape reads on along whole "
    "rows; split H into (H/P, P) and W into (W/P, P), then permute, then join"
)
assert not torch.equal(patches[0, 0], numbered[0, :, :2, :2].mT.flatten()), (
    "the pixels of patch 0 run down its columns: are its two P axes swapped?"
)
assert torch.equal(patches[0, 0], first), (
    "patch 0 holds the right numbers in another order: inside a patch the channel "
    "comes first, (C, P, P), not last, (P, P, C)"
)
assert not torch.equal(patches[0, 1], third), (
    "patch 1 lies below patch 0: reading order goes to the right first; columns "
    "came first here"
)
assert torch.equal(patches[0, 1], second), "patch 1 is not the square right of patch 0"
assert torch.equal(patches[0, 3], third), "patch 3 should open the second row"
assert torch.equal(patches[1, 0] - 72, first), "picture 1 is mixed with picture 0"
kept = ask(patchify, numbered.double(), 2, returns=Tensor).dtype
assert kept == torch.float64, f"float64 came back as {kept}: keep the dtype"
tall = ask(patchify, torch.arange(24.0).reshape(1, 1, 6, 4), 2, returns=Tensor)
assert tall.shape == (1, 6, 4), (
    f"one channel of 6 x 4 pixels gave {tuple(tall.shape)}, not (1, 6, 4): is the "
    "number of channels, 3, written in, or are H and W swapped?"
)

# %% check="patchify-hidden" points=2
# Graded on other sizes: tall, wide, one channel, patches of one pixel or all of them.
### BEGIN HIDDEN TESTS
generator = torch.Generator().manual_seed(12)
for b, c, rows, columns, p in [
    (2, 3, 3, 5, 4), (1, 1, 4, 2, 3), (3, 2, 1, 1, 5), (2, 4, 5, 3, 1), (1, 3, 1, 7, 2),
]:
    drawn = torch.rand(b, c, rows * p, columns * p, generator=generator)
    given = drawn.clone()
    patches = patchify(given, p)
    place = f"{rows * p} x {columns * p} pixels in patches of {p}"
    shape = (b, rows * columns, c * p * p)
    assert patches.shape == shape, f"{place}: expected {shape}, got {patches.shape}"
    assert torch.equal(given, drawn), "the caller's pictures were changed in place"
    for dtype in (torch.float64, torch.float16):
        same = patchify(given.to(dtype), p)
        assert same.dtype == dtype, f"{place}: {dtype} came back as {same.dtype}"
        off = (same - patches).abs().max()
        assert off < 1e-3, f"{place}: in {dtype} it is off by {off}"
    for number in range(rows * columns):
        top, left = number // columns * p, number % columns * p
        cut = drawn[:, :, top : top + p, left : left + p].reshape(b, -1)
        assert torch.equal(patches[:, number], cut), (
            f"{place}: patch {number} is not the cut at row {top}, column {left}; "
            "are H and W swapped?"
        )
### END HIDDEN TESTS

# %% [markdown]
# Now the same picture through your function. Follow the numbers: this is the order in
# which the transformer will read.

# %% alt="The picture cut into 36 numbered patches that together still show it."
patches = patchify(picture, PATCH)
figure = plt.figure(figsize=(4.4, 4.8), layout="constrained")
draw_patches(figure, patches[0], "cut: read row by row")
plt.show()

# %% [markdown]
# ## 1.3 And back again
#
# A cut that loses nothing can be undone. The way back is the same road: split the
# axes, permute, join. Later it turns what a model says about patches into a picture
# that we can look at. The picture need not be square, so its size is handed in.
#
# **Exercise** `unpatchify` · difficulty ●●○ · 8 min
#
# <details><summary>Hint</summary>
#
# Read your `patchify` from its last line to its first. How many channels are there?
# The last axis is C·P·P long. The six axes become (B, C, H/P, P, W/P, P).
#
# </details>

# %% exercise="unpatchify"
def unpatchify(patches: Tensor, patch_size: int, height: int, width: int) -> Tensor:
    """Put patches together: (B, N, C*P*P) -> (B, C, H, W), the inverse of patchify.

    The picture has the dtype of the patches.
    """
    ### BEGIN SOLUTION
    p = patch_size
    x = patches.reshape(len(patches), height // p, width // p, -1, p, p)
    x = x.permute(0, 3, 1, 4, 2, 5)  # (B, C, H/P, P, W/P, P)
    return x.reshape(len(patches), -1, height, width)
    ### END SOLUTION

# %% check="unpatchify-shown" points=1
numbered = torch.arange(2 * 3 * 4 * 6.0).reshape(2, 3, 4, 6)  # no two pixels alike
cuts = [numbered[:, :, r : r + 2, c : c + 2] for r in (0, 2) for c in (0, 2, 4)]
pieces = torch.stack([cut.flatten(1) for cut in cuts], dim=1)
given = pieces.clone()
sizes = "the grid is height // P by width // P, no square; C is the last axis / (P * P)"
joined = ask(unpatchify, given, 2, 4, 6, returns=Tensor, hint=sizes)
assert torch.equal(given, pieces), "the caller's patches were changed in place"
assert joined.shape != (2, 3, 6, 4), "height and width are swapped: expected 4 x 6"
assert joined.shape == (2, 3, 4, 6), f"expected (2, 3, 4, 6), got {tuple(joined.shape)}"
assert torch.equal(joined[0, :, :2, :2].sort().values, numbered[0, :, :2, :2]), (
    "the square at the top left is not patch 0, channel first: split into (C, P, P), "
    "and permute the axes before you join them"
)
assert torch.equal(joined[:, :, :2, 2:4], numbered[:, :, :2, 2:4]), (
    "patch 1 should lie right of patch 0: do columns come before rows?"
)
assert torch.equal(joined, numbered), "the pieces are right, some places are not"
same = ask(unpatchify, pieces.double(), 2, 4, 6, returns=Tensor)
assert same.dtype == torch.float64, (
    f"float64 came back as {same.dtype}: the picture should have the patches' dtype; "
    "is a tensor made anew, without dtype=patches.dtype?"
)
one = torch.arange(24.0).reshape(1, 6, 4)
one = ask(unpatchify, one, 2, 6, 4, returns=Tensor, hint=sizes)
assert one.shape == (1, 1, 6, 4), (
    f"6 patches of one channel gave {tuple(one.shape)}, not (1, 1, 6, 4): is the "
    "number of channels, 3, written in? C is the last axis / (P * P)"
)
assert one[0, 0, 0, 2] == 4, (
    "tall pictures come out wrong: is the grid a square to you?"
)

# %% check="unpatchify-hidden" points=1
# Graded on other sizes: tall, wide, one channel, patches of one pixel or all of them.
### BEGIN HIDDEN TESTS
generator = torch.Generator().manual_seed(13)
for b, c, rows, columns, p in [
    (2, 3, 3, 5, 4), (1, 1, 4, 2, 3), (3, 2, 1, 1, 5), (2, 4, 5, 3, 1), (1, 3, 1, 7, 2),
]:
    drawn = torch.rand(b, rows * columns, c * p * p, generator=generator)
    given = drawn.clone()
    joined = unpatchify(given, p, rows * p, columns * p)
    place = f"{rows * p} x {columns * p} pixels in patches of {p}"
    shape = (b, c, rows * p, columns * p)
    assert joined.shape == shape, f"{place}: expected {shape}, got {joined.shape}"
    assert torch.equal(given, drawn), "the caller's patches were changed in place"
    for dtype in (torch.float64, torch.float16):
        same = unpatchify(given.to(dtype), p, rows * p, columns * p)
        assert same.dtype == dtype, f"{place}: {dtype} came back as {same.dtype}"
        off = (same - joined).abs().max()
        assert off < 1e-3, f"{place}: in {dtype} it is off by {off}"
    for number in range(rows * columns):
        top, left = number // columns * p, number % columns * p
        piece = joined[:, :, top : top + p, left : left + p].reshape(b, -1)
        assert torch.equal(piece, drawn[:, number]), (
            f"{place}: patch {number} is not at row {top}, column {left}"
        )
### END HIDDEN TESTS

# %% [markdown]
# There and back changes nothing. And once a picture is a row of patches, you can do
# to it what you can do to any row: shuffle it, or hide three patches of four. (A model
# that guesses the hidden ones learns to see without a single caption: look for *masked
# autoencoders* when you have finished the course.)

# %% alt="The picture after a round trip, unchanged; with its patches shuffled, a
# jigsaw; with three patches of four hidden, where the shapes can still be guessed."
count = count_patches(SIDE, SIDE, PATCH)
order = torch.randperm(count, generator=torch.Generator().manual_seed(3))
hidden = patches.clone()
hidden[:, order[: count * 3 // 4]] = 0.5
figure, axes = plt.subplots(1, 3, figsize=(8, 3.1), layout="constrained")
for ax, changed, title in [
    (axes[0], patches, "there and back"),
    (axes[1], patches[:, order], "patches shuffled"),
    (axes[2], hidden, "three of four hidden"),
]:
    joined = unpatchify(changed, PATCH, SIDE, SIDE)
    ax.imshow(joined[0].permute(1, 2, 0))
    ax.set(title=title, xticks=[], yticks=[])
plt.show()

# %% [markdown]
# ## 1.4 From pixels to tokens
#
# A patch is 16 · 16 · 3 = 768 numbers. One linear layer, the same for every patch,
# turns them into a token of width D: $\;x_k = W\,p_k + b$.
#
# The very same layer has a second name: a convolution with kernel P and stride P, a
# window of P x P pixels that multiplies by $W$ and then jumps P further. Write
# whichever you like; only keep the order of the pixels: channel first, as in
# `patchify`. (It is how the first vision transformer began: Dosovitskiy et al. 2021,
# arXiv:2010.11929.)
#
# **Exercise** `PatchEmbedding` · difficulty ●●○ · 8 min
#
# <details><summary>Hint</summary>
#
# With your `patchify` it takes two lines: a `nn.Linear` from C·P·P to D in
# `__init__`, and `self.project(patchify(...))` in `forward`. With `nn.Conv2d` the
# result is (B, D, H/P, W/P), so flatten its last two axes and move D to the end.
#
# </details>

# %% exercise="PatchEmbedding"
class PatchEmbedding(nn.Module):
    """Make one token of each patch: (B, C, H, W) -> (B, N, D).

    Args:
        image_size: H and W, in pixels.
        patch_size: P, in pixels; divides image_size.
        channels: C.
        width: D.

    `project` is the linear layer (or the convolution) that reads a patch, its numbers
    in patchify's order.
    """

    def __init__(self, *, image_size: int, patch_size: int, channels: int, width: int):
        super().__init__()
        ### BEGIN SOLUTION
        self.patch_size = patch_size
        self.project = nn.Linear(channels * patch_size**2, width)
        ### END SOLUTION

    def forward(self, images: Tensor) -> Tensor:
        ### BEGIN SOLUTION
        return self.project(patchify(images, self.patch_size))
        ### END SOLUTION

# %% check="PatchEmbedding-shown" points=1
embed = PatchEmbedding(image_size=6, patch_size=2, channels=3, width=5)
shapes = {name: tuple(value.shape) for name, value in embed.state_dict().items()}
assert "project.weight" in shapes, (
    f"expected a layer self.project with a weight, got {sorted(shapes)}"
)
assert math.prod(shapes["project.weight"]) == 5 * 12, (
    f"project should turn 3 * 2 * 2 numbers into 5, its weight is {shapes}"
)
assert shapes["project.weight"][0] == 5, (
    f"project goes the wrong way, from 5 numbers to 12: nn.Linear(in, out); {shapes}"
)
generator = torch.Generator().manual_seed(14)
drawn = torch.rand(2, 3, 6, 6, generator=generator)
state = embed.state_dict()
for name in sorted(dict(embed.named_parameters())):  # a buffer stays as it is
    state[name] = torch.randn(shapes[name], generator=generator)
embed.load_state_dict(state)
reads = "project reads flat patches, C*P*P numbers each: patchify first"
tokens = ask(embed, drawn.clone(), returns=Tensor, hint=reads)
assert tokens.shape[1] != 25, "a window at every pixel: the convolution lacks stride P"
assert tokens.shape == (2, 9, 5), (
    f"expected (B, N, D) = (2, 9, 5), got {tuple(tokens.shape)}; a convolution's "
    "(B, D, H/P, W/P) still needs its grid flattened and D moved to the end"
)
moved = drawn.clone()
moved[0, 1, 2, 5] += 1  # a pixel of picture 0, patch row 1, patch column 2
changed = ((embed(moved) - tokens).abs().amax(-1) > 1e-3).nonzero().tolist()
assert changed == [[0, 5]], (
    "a pixel in patch 5 of picture 0 should move token [0, 5] alone, not "
    f"{changed[:4]}: use patchify (or a convolution with stride P), not a bare "
    "reshape; make the layer once, in __init__"
)
weight = state["project.weight"].reshape(5, 12)
expected = drawn[:, :, :2, :2].reshape(2, 12) @ weight.T
expected = expected + state.get("project.bias", torch.zeros(5))
assert (tokens[:, 0] - expected).abs().max() < 1e-4, (
    "token 0 is not project applied to patch 0: keep patchify's order, channel first, "
    "and add nothing after the layer"
)

# %% check="PatchEmbedding-hidden" points=2
# Graded on other sizes, and on whether the layer can learn.
### BEGIN HIDDEN TESTS
generator = torch.Generator().manual_seed(15)
for b, c, rows, p, d in [(3, 1, 3, 4, 7), (1, 3, 4, 3, 2), (2, 2, 1, 5, 6)]:
    embed = PatchEmbedding(image_size=rows * p, patch_size=p, channels=c, width=d)
    state, learned = embed.state_dict(), dict(embed.named_parameters())
    for name in sorted(learned):
        state[name] = torch.randn(state[name].shape, generator=generator)
    embed.load_state_dict(state)
    weight = state["project.weight"].reshape(d, c * p * p).clone().requires_grad_()
    bias = state.get("project.bias", torch.zeros(d))
    for batch in (b, b + 1):
        drawn = torch.rand(batch, c, rows * p, rows * p, generator=generator)
        given = drawn.clone()
        with torch.enable_grad():
            tokens = embed(given)
            assert tokens.shape == (batch, rows * rows, d), (
                f"expected {(batch, rows * rows, d)}, got {tuple(tokens.shape)}"
            )
            tokens.square().sum().backward()
        assert torch.equal(given, drawn), "the caller's pictures were changed in place"
        for number in range(rows * rows):
            top, left = number // rows * p, number % rows * p
            cut = drawn[:, :, top : top + p, left : left + p].reshape(batch, -1)
            with torch.enable_grad():
                expected = cut @ weight.T + bias
                expected.square().sum().backward()
            error = (tokens[:, number] - expected).abs().max()
            assert error < 1e-4, f"token {number} of {rows * rows} is off by {error}"
    gradient = learned["project.weight"].grad if "project.weight" in learned else None
    assert gradient is not None, "no gradient reaches project: it can't learn"
    error = (gradient.reshape(weight.shape) - weight.grad).abs().max()
    assert error < 1e-4 * (1 + weight.grad.abs().max()), (
        f"the gradient of project is off by {error}: is part of the graph cut?"
    )
### END HIDDEN TESTS

# %% [markdown]
# Two names, one layer: hand your weights to a convolution with stride P and compare.

# %%
layer = PatchEmbedding(image_size=SIDE, patch_size=PATCH, channels=3, width=8)
kernel = layer.project.weight.reshape(8, 3, PATCH, PATCH)  # (D, C, P, P)
convolved = F.conv2d(picture, kernel, layer.project.bias, stride=PATCH)  # (B, D, h, w)
difference = (convolved.flatten(2).mT - layer(picture)).abs().max().item()
print(f"{tuple(convolved.shape)}, as tokens (B, N, D): off by {difference:.0e}")

# %% [markdown]
# What does a token of width D keep of its patch? Turn it back into pixels and look.
# Above, with the weights as they were drawn at random when your layer was made; below,
# with the D directions in which patches of 400 pictures differ most (their principal
# components). With good weights 64 numbers tell what 768 did, and the first thing
# forgotten is noise. Good weights are what training looks for.

# %%
every = patchify(images, PATCH).flatten(0, 1)  # (B*N, C*P*P), patches of all pictures
mean = every.mean(0)
directions = torch.linalg.eigh((every - mean).T.cov()).eigenvectors  # largest last


def through(width: int, learned: bool) -> Tensor:
    """Send the picture through tokens of a width and back: (C, H, W)."""
    embed = PatchEmbedding(image_size=SIDE, patch_size=PATCH, channels=3, width=width)
    weight = embed.project.weight.data  # a linear layer's or a convolution's
    if learned:
        weight.copy_(directions[:, -width:].T.reshape(weight.shape))
    with torch.no_grad():
        blank = unpatchify(mean.expand(1, len(patches[0]), -1), PATCH, SIDE, SIDE)
        tokens = embed(picture) - embed(blank)  # (1, N, D), without the bias
        back = tokens @ torch.linalg.pinv(weight.flatten(1)).T + mean
    return unpatchify(back, PATCH, SIDE, SIDE)[0].clamp(0, 1)

# %% alt="The picture rebuilt from tokens of width 4, 16, 64 and 768. Random weights
# need all 768 numbers; the best directions show every shape with 16, sharply with 64."
figure, axes = plt.subplots(2, 4, figsize=(8, 4.4), layout="constrained")
for row, learned in zip(axes, (False, True), strict=True):
    for ax, width in zip(row, (4, 16, 64, 768), strict=True):
        ax.imshow(through(width, learned).permute(1, 2, 0))
        title = f"best, D = {width}" if learned else f"random, D = {width}"
        ax.set(title=title, xticks=[], yticks=[])
plt.show()

# %% [markdown]
# ## 1.5 Where was it?
#
# A transformer treats its tokens as a bag: shuffle them, and the same vectors come out,
# shuffled. For such a reader the picture and the jigsaw of section 1.3 are one and the
# same. Is anything left in the tokens that tells the two apart?

# %%
embed = PatchEmbedding(image_size=SIDE, patch_size=PATCH, channels=3, width=8)
with torch.no_grad():
    tokens = embed(picture)
    jigsaw = embed(unpatchify(patches[:, order], PATCH, SIDE, SIDE))
same = torch.allclose(jigsaw, tokens[:, order], atol=1e-5)
print("the jigsaw's tokens are the picture's, in another order:", same)

# %% [markdown]
# So each of the N places gets a vector of its own, learned like any weight, that is
# added to whatever token stands there.
#
# One more token joins them. It stands first, belongs to no patch and starts the same
# for every picture: the *class token*. It will listen to all others, and lesson 02
# reads the answer "what is this?" from it. It has a place too, so there are N + 1.
#
# **Exercise** `ImageTokens` · difficulty ●●○ · 8 min
#
# <details><summary>Hint</summary>
#
# `nn.Parameter` makes a tensor learnable. `cls.expand(B, -1, -1)` repeats it for every
# picture, `torch.cat(..., dim=1)` joins along the tokens. First join, then add.
#
# </details>

# %% exercise="ImageTokens"
class ImageTokens(nn.Module):
    """Put the class token first, then add positions: (B, N, D) -> (B, N+1, D).

    Args:
        patches: N.
        width: D.

    Parameters: `cls` (1, 1, D) and `position` (1, N+1, D), one for all pictures.
    """

    def __init__(self, *, patches: int, width: int):
        super().__init__()
        ### BEGIN SOLUTION
        self.cls = nn.Parameter(torch.zeros(1, 1, width))
        self.position = nn.Parameter(torch.randn(1, patches + 1, width) * 0.02)
        ### END SOLUTION

    def forward(self, tokens: Tensor) -> Tensor:
        ### BEGIN SOLUTION
        cls = self.cls.expand(len(tokens), -1, -1)
        return torch.cat([cls, tokens], dim=1) + self.position
        ### END SOLUTION

# %% check="ImageTokens-shown" points=1
module = ImageTokens(patches=4, width=3)
shapes = {name: tuple(value.shape) for name, value in module.state_dict().items()}
for name, shape in {"cls": (1, 1, 3), "position": (1, 5, 3)}.items():
    assert name in shapes, f"{name} is not part of the model: make it an nn.Parameter"
    assert shapes[name] == shape, (
        f"expected {name} of shape {shape}: one for all pictures, no batch in it, and "
        f"a position for the class token too; got {shapes[name]}"
    )
generator = torch.Generator().manual_seed(16)
state = module.state_dict()
for name in ("cls", "position"):
    state[name] = torch.randn(shapes[name], generator=generator)
module.load_state_dict(state)
tokens = torch.rand(2, 4, 3, generator=generator)
learned = dict(module.named_parameters())
for name in ("cls", "position"):
    assert name in learned, (
        f"{name} is a buffer: saved, but never learned; make it an nn.Parameter"
    )
given = tokens.clone()
joins = "torch.cat joins the class token, one a picture, to the patches"
result = ask(module, given, returns=Tensor, hint=joins)
assert torch.equal(given, tokens), "the caller's tokens were changed in place: no +="
assert result.shape == (2, 5, 3), (
    f"expected (B, N+1, D) = (2, 5, 3), got {tuple(result.shape)}: one token more than "
    "patches, joined with torch.cat along the tokens, dim=1"
)
alone = ask(module, tokens[:1].clone(), returns=Tensor)
assert alone.shape == (1, 5, 3), "one picture fails: is the batch size, 2, written in?"
cls, position = state["cls"][0, 0], state["position"][0]
assert not (result[:, -1] - cls - position[-1]).abs().max() < 1e-4, (
    "the class token is last; it belongs in front"
)
assert not (result[:, 0] - cls).abs().max() < 1e-4, (
    "the class token has no position: put it in front first, then add all N + 1"
)
assert (result[:, 0] - cls - position[0]).abs().max() < 1e-4, (
    "the first token should be cls plus position 0, the same in every picture: "
    "positions count tokens, not pictures"
)
for k in range(4):
    assert (result[:, k + 1] - tokens[:, k] - position[k + 1]).abs().max() < 1e-4, (
        f"patch {k} should get position {k + 1}, the same in every picture: positions "
        "count tokens, not pictures, and number 0 is the class token's"
    )

# %% check="ImageTokens-hidden" points=2
# Graded on other sizes, and on whether both parameters learn.
### BEGIN HIDDEN TESTS
generator = torch.Generator().manual_seed(17)
for n, d in [(6, 5), (1, 4), (9, 1)]:
    module = ImageTokens(patches=n, width=d)
    state = module.state_dict()
    for name in ("cls", "position"):
        state[name] = torch.randn(state[name].shape, generator=generator)
    module.load_state_dict(state)
    for batch in (2, 1, n + 1):
        drawn = torch.rand(batch, n, d, generator=generator)
        pull = torch.rand(batch, n + 1, d, generator=generator)
        given, leaf = drawn.clone(), drawn.clone().requires_grad_()
        module.zero_grad()
        with torch.enable_grad():
            module(given)
            assert torch.equal(given, drawn), "the caller's tokens changed in place"
            result = module(leaf)
            assert result.shape == (batch, n + 1, d), (
                f"expected {(batch, n + 1, d)}, got {tuple(result.shape)}"
            )
            (result * pull).sum().backward()
        assert leaf.grad is not None, "no gradient reaches the tokens: is a detach in?"
        error = (leaf.grad - pull[:, 1:]).abs().max()
        assert error < 1e-4, f"the gradient of the tokens is off by {error}"
        for b in range(batch):
            rows = torch.cat([state["cls"][0], drawn[b]]) + state["position"][0]
            error = (result[b] - rows).abs().max()
            assert error < 1e-4, f"picture {b} of {batch} is off by {error}"
        learned = dict(module.named_parameters())
        for name, expected in {
            "cls": pull[:, :1].sum(0, keepdim=True),
            "position": pull.sum(0, keepdim=True),
        }.items():
            assert name in learned, f"{name} is no nn.Parameter: it can't learn"
            gradient = learned[name].grad
            assert gradient is not None, f"no gradient reaches {name}: it can't learn"
            assert (gradient - expected).abs().max() < 1e-4, f"{name} learns wrongly"
### END HIDDEN TESTS

# %% [markdown]
# This is yours now: picture in, tokens out. One thing remains to be seen. The
# positions start as noise; nobody tells them that place 7 lies below place 1. Can they
# find out? Let them play a guessing game: every patch is guessed as a mean of the
# *other* patches, and the weights of that mean come from the positions alone. Places
# whose positions point the same way listen to each other.
#
# (Scores, a softmax, a weighted sum: this is the next lesson's attention, met here for
# the first time.)

# %%
tokens = ImageTokens(patches=count, width=16)
nn.init.normal_(tokens.position, std=0.3, generator=torch.Generator().manual_seed(4))
before = tokens.position.detach()[0, 1:].clone()  # (N, D), without the class token
optimizer = torch.optim.Adam([tokens.position], lr=0.05)
cuts = patchify(images, PATCH)  # (B, N, C*P*P)
cuts = cuts - cuts.mean((0, 1))
for _ in range(200):
    where = tokens.position[0, 1:]
    scores = (where @ where.T).fill_diagonal_(-torch.inf)  # nobody listens to itself
    batch = cuts[torch.randint(len(cuts), (12,))]
    loss = F.mse_loss(scores.softmax(-1) @ batch, batch)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
after = tokens.position.detach()[0, 1:]
print(f"mean squared error of a guess, at the end: {loss:.4f}")

# %% alt="For each of the 36 places a small map of how alike its position vector is to
# all others: noise before training; after it, each place is bright around itself."
figures = plt.figure(figsize=(8, 4.4), layout="constrained").subfigures(1, 2)
titles = "before: noise", "after: neighbours are alike"
for figure, where, title in zip(figures, (before, after), titles, strict=True):
    alike = F.cosine_similarity(where[:, None], where[None], dim=-1)  # (N, N)
    axes = figure.subplots(SIDE // PATCH, SIDE // PATCH)
    for ax, row in zip(axes.flat, alike, strict=True):
        ax.imshow(row.reshape(SIDE // PATCH, -1), vmin=-1, vmax=1)
        ax.axis("off")
    figure.suptitle(title)
plt.show()

# %% [markdown]
# Nobody drew that map. Patches that lie together look alike, and so the positions
# arranged themselves as the picture is arranged: in two dimensions, from a row.
#
# Must they start as noise, then? A layer must: two units that start alike get the same
# gradient and stay alike for ever. Two places get different gradients however they
# start, since different patches stand there, so positions *added to tokens* may start
# at zero. In the game they may not: there two positions are multiplied, and where both
# are zero the slope is zero too.

# %%
still = torch.zeros(count, 16, requires_grad=True)
scores = (still @ still.T).fill_diagonal_(-torch.inf)
F.mse_loss(scores.softmax(-1) @ batch, batch).backward()
print(f"the game, from zero: steepest slope {still.grad.abs().max():.0e}")

zeros = ImageTokens(patches=count, width=8)
nn.init.zeros_(zeros.position)
F.gelu(zeros(layer(images[:12]))).square().mean().backward()
slopes = zeros.position.grad[0, 1:]  # (N, D)
print(f"added, from zero: steepest slope {slopes.abs().max():.0e}, "
      f"{len(slopes)} places, {len(slopes.unique(dim=0))} different slopes")

# %% [markdown]
# One can also *tell* them: fill half of each vector with waves along the rows and half
# with waves along the columns, slow ones and fast ones, and learn on from there.

# %% alt="For each of the 36 places a small map of how alike its waves are to those of
# all others: brightest at itself, darker the further away."
where = sincos_positions(SIDE // PATCH, SIDE // PATCH, 16)  # (N, D)
alike = F.cosine_similarity(where[:, None], where[None], dim=-1)
figure, axes = plt.subplots(SIDE // PATCH, SIDE // PATCH, figsize=(4, 4))
for ax, row in zip(axes.flat, alike, strict=True):
    ax.imshow(row.reshape(SIDE // PATCH, -1), vmin=-1, vmax=1)
    ax.axis("off")
plt.show()

# %% [markdown]
# Sharper than what was learned from noise, and there from the first step. A captioner
# that has only small noise to start from names colours and shapes well and leaves
# *left of* to chance: lesson 05 measures it, and lesson 10 takes the positions of one
# that knows away.
#
# ## 1.6 In your own words
#
# **Question** · 2 points · 5 min. A friend builds the captioner of this course and
# forgets the positions. Her model writes "a red ring and a blue circle" correctly,
# again and again. Could it ever learn when to write "a red ring *left of* a blue
# circle"? Explain both, in three or four sentences.

# %% [markdown] question="why_positions" points=2
# Without positions the tokens are a bag: a picture and its jigsaw of whole patches
# give the same tokens, only in another order, and nothing after them can tell which
# order it was. What is *inside* a patch is still there, so colours and (pieces of)
# shapes can be named: the first caption is possible. But the picture and its mirror
# arrangement (the ring's patches exchanged with the circle's) give the same bag, so one
# and the same sentence is written for both, and "left of" can't be better than
# what is usual in the training captions.
#
# **Marking guide.** 1 point: without positions the order of the tokens carries nothing
# (the same set of tokens for both pictures), hence "left of" can't be learned. 1 point:
# colour and shape survive because they are inside the patches. A shape that spans
# several patches does become harder, since its pieces can't be joined by place: right
# too. Half a point off if "the model becomes worse" stands without a reason.

# %% [markdown]
# ## Three questions to take along
#
# 1. A large picture of 1024 × 1024 pixels in patches of 16: how many tokens, how many
#    pairs? What would you change first?
# 2. A ring lies exactly on the border of four patches. Which part of the model has to
#    put it together again, and from which information?
# 3. You trained with 96 × 96 pixels and now get 128 × 128. Which of your five
#    pieces still work, which one does not, and how could its weights be stretched?
#
# <details><summary>Answers</summary>
#
# 1. 64 × 64 = 4,096 tokens and 4,096², nearly 17 million pairs, in each head of
#    each layer. Patches of 32 pixels leave a quarter of the tokens and a sixteenth
#    of the pairs, and so does a picture half as wide and half as high.
# 2. The encoder. Each of the four tokens knows its arc and, from its position,
#    where it lies; attention brings them together.
# 3. `count_patches`, `patchify`, `unpatchify` and the linear layer of
#    `PatchEmbedding` work for any size that the patch divides, and the class token
#    stays. The positions do not: there is a row for each of 144 patches (with P =
#    8), and 256 are wanted. Lay the 144 out as a grid of 12 × 12, enlarge it to 16
#    × 16 as one enlarges a picture, and flatten it again (Dosovitskiy et al. 2021,
#    section 3.2).
#
# </details>
#
# **Next:** [02 · A vision transformer](02_vision_transformer.ipynb), in which the
# tokens begin to look at each other, and the class token learns to say what it sees.

# %% [markdown]
# # 07 · Where did it look?
#
# Your captioner writes a word, and for that word it spread its attention over the
# picture. Those weights are numbers in a row. Today they become pictures: a glow on the
# photo, one panel a word. Then you measure how often the glow lies where it should, and
# in the end you ask how much of it to believe:
#
# photo → image tokens → encoder → memory → decoder → words → **where it looked**
#
# **Needs** lessons 05 and 06, or trust in their result, which is loaded below. **Time**
# about 60 minutes. A CPU is enough: nothing is trained.
#
# Axes: H and W pixels, N = rows * cols image tokens in reading order, T caption tokens,
# L layers. The number of heads is written out.

# %%
import math
import re
from collections import Counter
from dataclasses import dataclass
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from helpers.captioner import Captioner
from helpers.checks import ask
from helpers.explorer import explore
from helpers.grammar import COLOURS, SIZES, named_items, truth
from helpers.images import normalize, to_tensor
from helpers.kept import photos_to_show
from helpers.language import load_language
from helpers.machine import draw_machine
from helpers.scenes import draw_scenes
from helpers.tokens import EOS, PAD, START, pad_batch

_ = torch.manual_seed(0)

if not __debug__:
    raise RuntimeError("asserts are off, so no check can fail: run without -O")

# %% alt="The whole machine as boxes, with the shapes on the arrows between them; the
# overlay, this lesson's part, stands out."
_ = draw_machine("07")
plt.show()

# %% [markdown]
# **From memory**: three questions about lesson 06, before you begin.
#
# 1. When does the greedy loop stop?
# 2. How can a beam search find a likelier caption than the likeliest word, again
#    and again?
# 3. What does the key/value cache save, and which words does it change?
#
# <details><summary>Answers</summary>
#
# 1. When each caption of the batch has its `<eos>`, or when the longest allowed
#    length is reached.
# 2. A likely word can lead where only unlikely ones follow. A beam keeps several
#    beginnings, so that a second choice can win later.
# 3. The keys and values of the words so far, and those of the memory, are computed
#    once. It changes none.
#
# </details>

# %% [markdown]
# ## 7.0 A row of weights
#
# A trained captioner comes with the course: a small vision transformer as eye, a
# decoder as mouth, both of the kind you built. It writes as in lesson 06. Then one pass
# of the decoder over `<start>` and the caption gives the weights of all steps at once:
# a step depends on earlier words alone, so they are the weights that decoding had.

# %%
captioner = Captioner.load()
pictures = draw_scenes(12, seed=7)
pixels = np.stack([picture.image for picture in pictures])  # (B, H, W, 3) uint8
memory = captioner.encode(pixels)
captions = captioner.generate(memory)  # greedy: B lists of ids
for ids in captions[:4]:
    print(captioner.vocabulary.decode(ids))

# %%
CHOSEN = 4  # its caption names two things
said = torch.tensor([START, *captions[CHOSEN], EOS])
with torch.no_grad():
    _, looks = captioner.decoder(said[None], memory[CHOSEN : CHOSEN + 1])
print("weights (L, B, heads, T, N):", tuple(looks.shape))
print("one step, one layer, one head:", *looks[0, 0, 3, 3].numpy().round(2))

# %% [markdown]
# The picture had 6 x 6 patches; here stand their 36 weights in one line. Most are
# nothing and a few are a lot. Which places are these? Five small functions will show.
#
# ## 7.1 Undo the normalisation
#
# The eye does not get pixels in $[0, 1]$ but $(\text{pixels} - \text{mean}) /
# \text{std}$, colour by colour. To show such a picture one must go back. Below are two
# ways that are often seen: to cut off what lies outside $[0, 1]$, and to stretch the
# numbers until they fit. (The lower row is the bare upper half of the same scene.)

# %% alt="A scene and its bare upper half, three times. Clipped, the ground is black and
# colours glare. Stretched, the dark bare half becomes bright coloured noise."
EYE_MEAN = torch.tensor(captioner.encoder.mean)
EYE_STD = torch.tensor(captioner.encoder.std)
scene = to_tensor(pictures[CHOSEN].image)  # (3, H, W) in [0, 1]
seen = normalize(scene, EYE_MEAN, EYE_STD)  # what the eye receives
ways = {
    "the scene": lambda x: x * EYE_STD[:, None, None] + EYE_MEAN[:, None, None],
    "wrong: clipped": lambda x: x,
    "wrong: stretched": lambda x: (x - x.min()) / (x.max() - x.min()),
}
fig, axes = plt.subplots(2, 3, figsize=(7, 3.7), height_ratios=(2, 1),
                         layout="compressed")  # fmt: skip
for (whole, half), (title, way) in zip(axes.T, ways.items(), strict=True):
    whole.imshow(way(seen).clamp(0, 1).permute(1, 2, 0))
    half.imshow(way(seen[:, :24]).clamp(0, 1).permute(1, 2, 0))
    whole.set_title(title)
    whole.axis("off")
    half.axis("off")
plt.show()

# %% [markdown]
# Both look like pictures, so the mistake lives long. Yours will go back exactly: first
# times the standard deviation, then plus the mean, each colour with its own. What still
# lies outside $[0, 1]$ (noise added later, rounding) is cut off, for no screen shows
# it. The input stays as it is: the model may need it again.
#
# **Exercise** `unnormalize` · difficulty ●○○ · 5 min
#
# <details><summary>Hint</summary>
#
# `torch.as_tensor(mean)[:, None, None]` has shape (3, 1, 1): one number a colour, for
# all pixels. `clamp(0, 1)` returns a clipped copy.
#
# </details>

# %% exercise="unnormalize"
def unnormalize(image: Tensor, mean, std) -> Tensor:
    """Undo (pixels - mean) / std and clip to [0, 1]: (3, H, W) -> (3, H, W), a copy.

    `mean` and `std` hold three numbers, one a colour.
    """
    ### BEGIN SOLUTION
    mean, std = (torch.as_tensor(x)[:, None, None] for x in (mean, std))
    return (image * std + mean).clamp(0, 1)
    ### END SOLUTION

# %% check="unnormalize-shown" points=1
def undone(image, mean, std):
    """Three plain numbers, or three in a tensor: an answer may want either."""
    try:
        unnormalize(image.clone(), mean, std)
    except Exception:
        mean, std = torch.tensor(mean), torch.tensor(std)
    axes = "three numbers meet (3, H, W) with two more axes, mean[:, None, None]"
    return ask(unnormalize, image, mean, std, returns=Tensor, hint=axes)


MEAN, STD = (0.5, 0.4, 0.3), (0.25, 0.2, 0.1)
image = torch.zeros(3, 2, 5)
image[:, 1], image[:, :, 4] = 1.0, 30.0
before = image.clone()
pixels_back = undone(image, MEAN, STD)
assert torch.equal(image, before), "the input was changed in place: work on a copy"
assert pixels_back.shape == (3, 2, 5), (
    f"expected (3, H, W) = (3, 2, 5), got {tuple(pixels_back.shape)}"
)
assert pixels_back.max() <= 1, "pixels lie in [0, 1], not in 0 to 255: clip to 0 and 1"
for c in range(3):
    zero, one, huge = (float(pixels_back[c, y, x]) for y, x in ((0, 0), (1, 2), (0, 4)))
    assert abs(zero - MEAN[c]) < 1e-5, (
        f"colour {c}: 0 became {zero:.2f}, but an average pixel is 0 and comes back as "
        f"the mean, {MEAN[c]}: wrong order (first * std, then + mean), normalised once "
        "more, stretched to its own range, or another colour's mean?"
    )
    assert abs(one - MEAN[c] - STD[c]) < 1e-5, (
        f"colour {c}: 1 became {one:.2f}, but 1 is one std ({STD[c]}) above the mean: "
        "divided by std instead of multiplied, or not its own?"
    )
    assert huge == 1, f"30 became {huge:.2f}: clip what lies outside [0, 1]"

# %% check="unnormalize-hidden" points=1
# Graded on other pictures, sizes and colours.
### BEGIN HIDDEN TESTS
def undone(image, mean, std):
    try:
        return unnormalize(image, mean, std)
    except Exception:
        return unnormalize(image, torch.tensor(mean), torch.tensor(std))


g = torch.Generator().manual_seed(1)
for mean, std in (
    ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ([0.5, 0.5, 0.5], [0.25, 0.25, 0.25]),
    ([0.1, 0.8, 0.45], [0.9, 0.05, 0.3]),
):
    for h, w in ((4, 7), (7, 4), (3, 5), (5, 3), (3, 3), (1, 6)):
        for dtype in (torch.float32, torch.float64):
            pixels_in = 0.2 + 0.5 * torch.rand(3, h, w, generator=g, dtype=dtype)
            image = torch.stack(
                [(p - m) / s for p, m, s in zip(pixels_in, mean, std, strict=True)]
            )
            before = image.clone()
            back = undone(image, mean, std)
            assert torch.equal(image, before), "the input was changed in place"
            assert back.shape == (3, h, w), f"(3, {h}, {w}) became {tuple(back.shape)}"
            off = (back - pixels_in).abs().max()
            assert off < 1e-5, f"pixels come back wrong by {off:.2f} at {h} x {w}"
            wild = 4 * torch.randn(3, h, w, generator=g, dtype=dtype)
            back = undone(wild, mean, std)
            wanted = torch.stack(
                [(p * s + m) for p, m, s in zip(wild, mean, std, strict=True)]
            )
            assert back.min() >= 0 and back.max() <= 1, "pixels outside [0, 1]: clip"
            off = (back - wanted.clamp(0, 1)).abs().max()
            assert off < 1e-5, f"clipped pixels are wrong by {off:.2f} at {h} x {w}"
### END HIDDEN TESTS

# %% [markdown]
# ## 7.2 From a row to a grid
#
# Token $n$ was cut out in reading order (lesson 01): it belongs into row
# $\lfloor n / \text{cols} \rfloor$ and column $n \bmod \text{cols}$.
# On a square grid a transposed one looks just as good, and every glow sits in a wrong
# place. So try it where it shows: a strip of 3 x 5 patches, with all weight on one.

# %% alt="A wide strip of a scene, cut into 3 by 5 numbered patches. Right of it two
# grids: token 8 lights the cross in one, and another place in the other."
strip = scene[:, 20:44, 2:42]  # 24 x 40 pixels: 3 x 5 patches of 8
fig, axes = plt.subplots(1, 3, figsize=(10, 2.5), layout="constrained")
axes[0].imshow(strip.permute(1, 2, 0))
for token in range(15):
    row, col = divmod(token, 5)
    axes[0].text(8 * col + 3.5, 8 * row + 3.5, token, color="w",
                 ha="center", va="center")  # fmt: skip
    axes[0].add_patch(plt.Rectangle((8 * col - 0.5, 8 * row - 0.5), 8, 8, fill=False,
                                    color="w", lw=0.5))  # fmt: skip
eight = F.one_hot(torch.tensor(8), 15).float()
axes[1].imshow(eight.reshape(3, 5), cmap="viridis")
axes[2].imshow(eight.reshape(5, 3).T, cmap="viridis")
titles = ("15 tokens", "token 8: row 1, column 3", "wrong: columns first")
for ax, title in zip(axes, titles, strict=True):
    ax.set_title(title)
    ax.axis("off")
plt.show()

# %% [markdown]
# Weights come with axes before the last one: words, heads, layers. The function leaves
# those alone and folds the last.
#
# **Exercise** `to_grid` · difficulty ●○○ · 5 min
#
# <details><summary>Hint</summary>
#
# `x.shape[:-1]` are the leading axes, however many; `*` unpacks them into a `reshape`.
# Or look up `unflatten`.
#
# </details>

# %% exercise="to_grid"
def to_grid(weights: Tensor, rows: int, cols: int) -> Tensor:
    """Put each token's weight where its patch lies: (..., N) -> (..., rows, cols).

    The grid has the dtype of the weights.
    """
    ### BEGIN SOLUTION
    return weights.reshape(*weights.shape[:-1], rows, cols)
    ### END SOLUTION

# %% check="to_grid-shown" points=1
rule = "all N weights are patches, no class token; rows by cols need be no square"
numbers = torch.arange(15.0)
grid = ask(to_grid, numbers, 3, 5, returns=Tensor, hint=rule)
assert numbers.shape == (15,), "the caller's weights were changed in place"
assert grid.shape == (3, 5), (
    f"expected (rows, cols) = (3, 5), got {tuple(grid.shape)}: leading axes stay as "
    "they are, and none is added"
)
assert grid[0, 0] == 0 and grid[2, 4] == 14, (
    f"the corners hold tokens {grid[0, 0]:.0f} and {grid[2, 4]:.0f}, not 0 and 14: "
    "flipped? one taken for a class token? The weights hold none"
)
assert grid[0, 1] == 1 and grid[1, 2] == 7, (
    f"place [0, 1] holds token {grid[0, 1]:.0f}, not 1: transposed? Reading order goes "
    "along a row first"
)
lead = "leading axes stay: reshape(*weights.shape[:-1], rows, cols)"
several = torch.arange(120.0).reshape(2, 4, 15)
grid = ask(to_grid, several, 3, 5, returns=Tensor, hint=lead)
assert grid.shape == (2, 4, 3, 5), (
    f"expected the leading axes (2, 4) untouched, got {tuple(grid.shape)}"
)
assert grid[1, 2, 1, 2] == 97, "the leading axes got mixed up: only the last one folds"

# %% check="to_grid-hidden" points=1
# Graded on other grids and leading axes.
### BEGIN HIDDEN TESTS
g = torch.Generator().manual_seed(2)
for rows, cols in ((1, 4), (4, 1), (2, 7), (7, 2), (3, 3), (5, 4)):
    for leading in ((), (3,), (2, 3), (rows * cols,), (2, 1, 3, 2)):
        weights = torch.rand(*leading, rows * cols, generator=g)
        given = weights.clone()
        grid = to_grid(given, rows, cols)
        assert given.shape == weights.shape and torch.equal(given, weights), (
            "the weights were changed in place"
        )
        assert grid.shape == (*leading, rows, cols), (
            f"{tuple(weights.shape)} became {tuple(grid.shape)}"
        )
        for dtype in (torch.float64, torch.float16):
            kept = to_grid(weights.to(dtype), rows, cols).dtype
            assert kept == dtype, f"{dtype} came back as {kept}"
        for n in range(rows * cols):
            off = (grid[..., n // cols, n % cols] - weights[..., n]).abs().max()
            assert off < 1e-6, f"token {n} is misplaced on a grid of {rows} x {cols}"
### END HIDDEN TESTS

# %% [markdown]
# ## 7.3 Enlarge without inventing
#
# A grid of 6 x 6 has to cover 48 x 48 pixels. Between the centres of two patches
# something must be put, and smooth curves are tempting. Look at a row of weights with
# all attention on one patch, enlarged in three ways.

# %% alt="A row of seven weights, one of them 1, enlarged three ways: nearest gives
# steps, bilinear a tent, bicubic a smooth hill that dips below zero on both sides."
weight_row = torch.zeros(1, 1, 1, 7)
weight_row[..., 3] = 1
fig, ax = plt.subplots(figsize=(7, 2.9), layout="constrained")
for mode, style in (("nearest", ":"), ("bilinear", "-"), ("bicubic", "--")):
    line = F.interpolate(weight_row, size=(1, 56), mode=mode)[0, 0, 0]
    ax.plot(np.arange(56) + 0.5, line, style, lw=2, label=f"{mode}: {line.min():.2f} "
            f"to {line.max():.2f}")  # fmt: skip
ax.axhspan(-0.2, 0, color="tab:red", alpha=0.12, lw=0)
ax.text(1, -0.14, "less than no attention", color="tab:red")
ax.set(xlabel="pixel", ylabel="weight", ylim=(-0.2, 1.1), xticks=range(0, 57, 8))
ax.legend()
plt.show()

# %% [markdown]
# The bicubic hill goes below zero: less than no attention, and between two patches it
# can rise above both. A picture of weights must not show weights that nobody gave. So
# **every value stays between the smallest and the largest old one**, and each patch's
# own weight shines where that patch lies. Steps (`nearest`) or tents (`bilinear`): both
# will do. Mind the order: here it is height, then width. OpenCV and PIL want (W, H).
#
# **Exercise** `enlarge` · difficulty ●●○ · 8 min
#
# <details><summary>Hint</summary>
#
# `F.interpolate` wants a batch and a channel axis: `heat[None, None]` adds them, `[0,
# 0]` takes them off again. Its `size` is (height, width).
#
# </details>

# %% exercise="enlarge"
def enlarge(heat: Tensor, height: int, width: int) -> Tensor:
    """Scale (rows, cols) up to (height, width), also where these do not divide.

    Values stay in the old range: none below the smallest, none above the largest.
    """
    ### BEGIN SOLUTION
    return F.interpolate(heat[None, None], size=(height, width), mode="bilinear")[0, 0]
    ### END SOLUTION

# %% check="enlarge-shown" points=1
heat = torch.zeros(3, 5)
heat[0, 3] = 0.5  # its patch: rows 0 to 7, columns 24 to 31
given = heat.clone()
axes = "F.interpolate wants (B, C, rows, cols): two axes more in front, [None, None]"
large = ask(enlarge, given, 24, 40, returns=Tensor, hint=axes)
assert torch.equal(given, heat), "heat was changed in place"
assert large.shape == (24, 40), (
    f"expected (height, width) = (24, 40), got {tuple(large.shape)}: (W, H) swapped? "
    "an axis left on?"
)
assert large.min() >= -1e-6 and large.max() <= 0.5 + 1e-6, (
    f"0 to 0.5 became {large.min():.2f} to {large.max():.2f}: values must stay in the "
    "old range; cubic? scaled to its own maximum?"
)
y, x = divmod(int(large.argmax()), 40)
assert y < 8 and 24 <= x < 32, (
    f"the brightest pixel is at row {y}, column {x}, outside its patch: transposed, "
    "flipped?"
)
assert large[:8, 24:32].mean() > 0.12, "its own patch stays dark"
assert large[:, :16].max() < 0.05, "a patch two places to the left lights up"
large = ask(enlarge, heat, 25, 43, returns=Tensor)
assert large.shape == (25, 43), (
    f"expected (25, 43), got {tuple(large.shape)}: sizes need not divide"
)

# %% check="enlarge-hidden" points=1
# Graded on other grids and sizes, patch by patch.
### BEGIN HIDDEN TESTS
g = torch.Generator().manual_seed(3)
for rows, cols, height, width in (
    (3, 5, 24, 40), (5, 3, 40, 24), (2, 7, 16, 35), (4, 4, 12, 20), (3, 5, 25, 43),
    (6, 1, 31, 8), (1, 4, 6, 33), (4, 5, 4, 5),
):  # fmt: skip
    place = f"{rows} x {cols} to {height} x {width}"
    down = F.one_hot(torch.arange(height) * rows // height, rows).float()
    across = F.one_hot(torch.arange(width) * cols // width, cols).float()
    down, across = down / down.sum(0), across / across.sum(0)  # means over each patch
    for token in range(rows * cols):
        heat = torch.zeros(rows, cols)
        heat[token // cols, token % cols] = 1
        large = enlarge(heat, height, width)
        assert large.shape == (height, width), f"{place}: got {tuple(large.shape)}"
        assert large.min() >= -1e-5 and large.max() <= 1 + 1e-5, (
            f"{place}: 0 to 1 became {large.min():.2f} to {large.max():.2f}"
        )
        light = (down.T @ large.float() @ across).flatten()
        own = float(light[token])
        light[token] = 0
        assert own > 0.25, f"{place}: the patch of token {token} stays dark"
        assert light.max() < 0.75 * own, f"{place}: token {token} lights another patch"
    ramp = torch.arange(rows)[:, None].expand(rows, cols) - 1.0  # below zero as well
    for name, large in (
        ("downwards", enlarge(ramp, height, width)),
        ("to the right", enlarge(ramp.T.contiguous(), width, height).T),
    ):
        assert (large.diff(dim=0) > -0.05).all(), f"{place}: does not grow {name}"
        assert (large.diff(dim=1).abs() < 1e-3).all(), f"{place}: uneven along a row"
        off = (down.T @ large.float() @ across - ramp).abs().max()
        assert off < 0.6, f"{place}: patches growing {name} come out {off:.1f} off"
    for low, high in ((0.2, 0.3), (0.001, 0.003), (-2, 5), (7, 9), (0.3, 0.3)):
        heat = low + (high - low) * torch.rand(rows, cols, generator=g)
        given = heat.clone()
        large = enlarge(given, height, width)
        assert torch.equal(given, heat), "heat was changed in place"
        slack = 1e-5 * max(1, abs(high))
        assert heat.min() - slack <= large.min() <= large.max() <= heat.max() + slack, (
            f"{place}: {low} to {high} became {large.min():.4f} to {large.max():.4f}"
        )
### END HIDDEN TESTS

# %% [markdown]
# ## 7.4 Lay it over the picture
#
# Now picture and heat have one size and can be mixed: `strength` says how much of the
# heat goes in, the picture gets the rest. At 0 it is the picture, at 1 the heat alone.
# The same heat goes into all three colours, so attended places turn bright and the
# others dim, like a spotlight.
#
# **Exercise** `blend` · difficulty ●○○ · 3 min
#
# <details><summary>Hint</summary>
#
# A (3, H, W) picture and an (H, W) heat map broadcast: the last axes already match.
#
# </details>

# %% exercise="blend"
def blend(image: Tensor, heat: Tensor, strength: float) -> Tensor:
    """(1 - strength) * image + strength * heat, in every colour: (3, H, W).

    Picture and heat have one dtype, and the mixture has it too.
    """
    ### BEGIN SOLUTION
    return (1 - strength) * image + strength * heat
    ### END SOLUTION

# %% check="blend-shown" points=1
g = torch.Generator().manual_seed(4)
image = torch.rand(3, 2, 4, generator=g)
heat = 0.4 * torch.rand(2, 4, generator=g)
given_image, given_heat = image.clone(), heat.clone()
pictures = given_image, given_heat
mixed = {s: ask(blend, *pictures, s, returns=Tensor) for s in (0.0, 0.25, 1.0)}
for x in mixed.values():
    assert x.dtype == torch.float32, f"float32 became {x.dtype}: keep the dtype"
    assert x.shape == (3, 2, 4), f"expected (3, H, W) = (3, 2, 4), got {tuple(x.shape)}"
assert torch.equal(given_image, image), "the picture was changed in place"
assert torch.equal(given_heat, heat), "the heat was changed in place"
off = (mixed[0.0] - image).abs().max()
assert off < 1e-6, "strength 0 must give the picture: strength on the wrong side?"
off = (mixed[1.0] - heat).abs().max()
assert off < 1e-6, (
    "strength 1 must give the heat, as it is, in all three colours: the picture fades "
    "by (1 - strength)"
)
off = (mixed[0.25] - (0.75 * image + 0.25 * heat)).abs().max()
assert off < 1e-6, "strength 0.25: three quarters of the picture, one of the heat"

# %% check="blend-hidden" points=1
# Graded on other sizes and strengths.
### BEGIN HIDDEN TESTS
g = torch.Generator().manual_seed(5)
for h, w in ((5, 7), (7, 5), (3, 4), (4, 3), (3, 3), (1, 6)):
    for strength in (0, 0.1, 0.35, 0.5, 0.9, 1):
        for dtype in (torch.float32, torch.float64):
            image = torch.rand(3, h, w, generator=g, dtype=dtype)
            heat = 0.1 + 0.4 * torch.rand(h, w, generator=g, dtype=dtype)
            given_image, given_heat = image.clone(), heat.clone()
            mixed = blend(given_image, given_heat, strength)
            assert torch.equal(given_image, image), "the picture was changed in place"
            assert torch.equal(given_heat, heat), "the heat was changed in place"
            assert mixed.shape == (3, h, w), f"got shape {tuple(mixed.shape)}"
            assert mixed.dtype == dtype, f"{dtype} came back as {mixed.dtype}"
            for c in range(3):
                wanted = image[c] * (1 - strength) + heat * strength
                off = (mixed[c] - wanted).abs().max()
                assert off < 1e-5, f"strength {strength}, colour {c}: off by {off:.2f}"
### END HIDDEN TESTS

# %% [markdown]
# All four together, on the strip, with all attention on token 8: the glow lies on the
# cross.

# %% alt="The strip blended with a glow on its patch 8, at strengths 0, 0.25, 0.5, 0.75
# and 1: from the bare picture to the bare glow."
glow = enlarge(to_grid(eight, 3, 5), 24, 40)
fig, axes = plt.subplots(1, 5, figsize=(10, 1.7), layout="constrained")
for ax, strength in zip(axes, (0, 0.25, 0.5, 0.75, 1), strict=True):
    ax.imshow(blend(strip, glow, strength).permute(1, 2, 0))
    ax.set_title(f"strength {strength}", fontsize=10)
    ax.axis("off")
plt.show()

# %% [markdown]
# ## 7.5 Which step wrote the word?
#
# The decoder's step $t$ reads token $t$ and writes token $t + 1$. So the attention that
# wrote token $t$ was paid one step earlier, when that word was not there yet:
#
# | position | 0 | 1 | 2 | 3 |
# |---|---|---|---|---|
# | token read | `<start>` | a | red | ring |
# | token written | a | red | ring | `<eos>` |
#
# `ids[t]` goes with `weights[t - 1]`, and nothing wrote `<start>`. Off by one, every
# word gets its neighbour's glow, and often that looks fine: neighbours speak of one
# thing.
#
# **Exercise** `word_heatmaps` · difficulty ●●○ · 8 min
#
# <details><summary>Hint</summary>
#
# Fold all weights with `to_grid` first. Then walk `t` from 1 on. A caption may say a
# word twice, so a dictionary will not do.
#
# </details>

# %% exercise="word_heatmaps"
def word_heatmaps(
    weights: Tensor, ids: list[int] | Tensor, rows: int, cols: int
) -> list[tuple[int, Tensor]]:
    """Pair every word with the attention that wrote it.

    Args:
        weights: (T, N); row t was paid at the step that read ids[t].
        ids: T tokens, `<start>` first.
        rows, cols: of the grid.

    Returns:
        (id, heat (rows, cols)) for each token but `<start>`, in their order.
    """
    ### BEGIN SOLUTION
    heats = to_grid(weights, rows, cols)
    return [(ids[t], heats[t - 1]) for t in range(1, len(ids))]
    ### END SOLUTION

# %% check="word_heatmaps-shown" points=1
def paired(weights, ids, rows, cols):
    """Ids in a list, or in a tensor: an answer may want either."""
    try:
        word_heatmaps(weights.clone(), list(ids), rows, cols)
    except Exception:
        ids = torch.tensor(ids)
    return ask(word_heatmaps, weights, ids, rows, cols)


ids_read = [1, 7, 9, 7, 2]  # <start>, a word, another, the first again, <eos>
steps = F.one_hot(torch.tensor([14, 2, 5, 11, 0]), 15) * 0.5  # step t looks at one cell
given = steps.clone()
pairs = paired(given, ids_read, 3, 5)
assert pairs is not None, "got nothing (None): is a `return` missing?"
assert isinstance(pairs, (list, tuple)), (
    f"expected a list of (id, heat) pairs, got {type(pairs)}"
)
for pair in pairs:
    assert len(pair) == 2 and isinstance(pair[1], Tensor), (
        f"expected a pair, an id and then its heat, got {pair}"
    )
assert torch.equal(given, steps), "the weights were changed in place"
assert [int(word) for word, _ in pairs] == [7, 9, 7, 2], (
    f"expected words 7, 9, 7, 2, got {[int(word) for word, _ in pairs]}: no pair for "
    "<start>, one for every other token, <eos> and repeated words too"
)
for t, (_, heat) in enumerate(pairs, 1):
    assert heat.shape == (3, 5), f"expected a heat of (3, 5), got {tuple(heat.shape)}"
    hot = int(heat.reshape(15).argmax())
    wrote, read = (int(steps[s].argmax()) for s in (t - 1, t))
    assert hot != read, f"ids[{t}] has the glow of weights[{t}]: off by one step"
    assert hot == wrote, f"ids[{t}] lights cell {hot}, expected {wrote}: transposed?"
    assert abs(heat.max() - 0.5) < 1e-6, "weights changed: scaled to their own maximum?"

# %% check="word_heatmaps-hidden" points=1
# Graded on other captions and grids.
### BEGIN HIDDEN TESTS
def paired(weights, ids, rows, cols):
    try:
        return word_heatmaps(weights, ids, rows, cols)
    except Exception:
        return word_heatmaps(weights, torch.tensor(ids), rows, cols)


g = torch.Generator().manual_seed(6)
for rows, cols in ((3, 5), (5, 3), (1, 6), (6, 1), (4, 4)):
    for ids_read in ([1, 2], [1, 5, 2], [1, 4, 4, 3, 2], [1, 8, 6, 8, 8, 30, 5, 2],
                     [1, 9, 7, 11, 6]):  # fmt: skip
        weights = torch.rand(len(ids_read), rows * cols, generator=g)
        weights = weights / weights.sum(-1, keepdim=True)
        given, given_ids = weights.clone(), list(ids_read)
        pairs = paired(given, given_ids, rows, cols)
        assert torch.equal(given, weights), "the weights were changed in place"
        assert given_ids == ids_read, "the ids were changed in place"
        assert len(pairs) == len(ids_read) - 1, (
            f"expected {len(ids_read) - 1} pairs for {ids_read}, got {len(pairs)}"
        )
        for t, (word, heat) in enumerate(pairs, 1):
            assert int(word) == ids_read[t], f"pair {t} holds another word"
            assert heat.shape == (rows, cols), f"got a heat of {tuple(heat.shape)}"
            for n in range(rows * cols):
                off = abs(heat[n // cols, n % cols] - weights[t - 1, n])
                assert off < 1e-6, f"word {t} does not hold the weights of step {t - 1}"
### END HIDDEN TESTS

# %% [markdown]
# Now the whole way for one caption: average over layers and heads (more of that later),
# pair, enlarge, blend. One decision is left, and it is about honesty: **which weight is
# drawn brightest?** Give each word its own scale and every panel has a bright spot,
# however unsure the word was. Panels that are to be compared share one scale.

# %%
ROWS, COLS = captioner.encoder.grid


def overlay(image: Tensor, heat: Tensor, top: float) -> Tensor:
    """The picture under its glow, (H, W, 3) for imshow; weight `top` shines white."""
    heat = enlarge(heat, *image.shape[1:]) / top
    return blend(image, heat, 0.5).clamp(0, 1).permute(1, 2, 0)


image = unnormalize(seen, EYE_MEAN, EYE_STD)
pairs = word_heatmaps(looks[:, 0].mean((0, 1)), said, ROWS, COLS)
words = [captioner.vocabulary.word(int(word)) for word, _ in pairs]
top = max(float(heat.max()) for _, heat in pairs)

# %% alt="One panel a word, twice. On a shared scale the object's words glow brightly
# and words like 'a' faintly; each on its own scale, all look equally sure."
fig, axes = plt.subplots(2, len(pairs), figsize=(1.5 * len(pairs), 3.8),
                         layout="compressed")  # fmt: skip
for column, word, (_, heat) in zip(axes.T, words, pairs, strict=True):
    column[0].imshow(overlay(image, heat, top))
    column[1].imshow(overlay(image, heat, float(heat.max())))
    column[0].set_title(word)
    for ax in column:
        ax.set(xticks=[], yticks=[])
axes[0, 0].set_ylabel("shared scale")
axes[1, 0].set_ylabel("wrong: own scale")
plt.show()

# %% [markdown]
# ## 7.6 Did it look at the right place?
#
# On a photo one can only nod. On a scene the right place is known: every object has a
# box, and the grammar knows which object a noun names. So count: **how often is the
# hottest patch inside the box?** Boxes come in pixels and have to be counted in cells.
# Right and bottom lie outside, as in Python's ranges: box (4, 1, 5, 2) is the one cell
# in row 1, column 4.
#
# **Exercise** `peak_in_box` · difficulty ●●○ · 8 min
#
# <details><summary>Hint</summary>
#
# `argmax()` counts through the whole grid in reading order; `divmod` by the number of
# columns gives row and column. Left and right bound the column, top and bottom the row.
#
# </details>

# %% exercise="peak_in_box"
def peak_in_box(heat: Tensor, box: tuple[int, int, int, int]) -> bool:
    """Whether the hottest cell of (rows, cols) lies in (left, top, right, bottom).

    The box is counted in cells; right and bottom are outside.
    """
    ### BEGIN SOLUTION
    row, col = divmod(int(heat.argmax()), heat.shape[1])
    left, top, right, bottom = box
    return left <= col < right and top <= row < bottom
    ### END SOLUTION

# %% check="peak_in_box-shown" points=1
heat = torch.full((3, 5), 0.05)
heat[2, 1] = 0.3  # row 2, column 1
given = heat.clone()
boxes = [(1, 2, 2, 3), (0, 0, 5, 3), (2, 1, 3, 2), (0, 2, 1, 3), (1, 0, 2, 2),
         (2, 2, 5, 3), (1, 0, 5, 3), (0, 1, 5, 2), (0, 0, 5, 1)]  # fmt: skip
hint = "row, column = divmod(int(heat.argmax()), heat.shape[1])"
found = [bool(ask(peak_in_box, given, box, returns=bool, hint=hint)) for box in boxes]
assert torch.equal(given, heat), "heat was changed in place"


def inside(row, col):
    """For each box: does it hold this cell?"""
    return [x <= col < right and y <= row < low for x, y, right, low in boxes]


slips = {
    "row and column are swapped, or the box's order: it is (left, top, right, bottom)":
        inside(1, 2),
    "argmax tells where it is hottest; max how hot, argmin where it is coldest":
        inside(0, 0),
    "a row has heat.shape[1] cells, divide by that, not by the number of rows":
        inside(3, 2),
    "right is outside the box: off by one?": [x <= 1 <= r and y <= 2 < b
                                              for x, y, r, b in boxes],
    "bottom is outside the box: off by one?": [x <= 1 < r and y <= 2 <= b
                                               for x, y, r, b in boxes],
    "right and bottom are outside the box: off by one?": [x <= 1 <= r and y <= 2 <= b
                                                          for x, y, r, b in boxes],
    "left is inside the box: off by one?": [x < 1 < r and y <= 2 < b
                                            for x, y, r, b in boxes],
    "top is inside the box: off by one?": [x <= 1 < r and y < 2 < b
                                           for x, y, r, b in boxes],
    "left and top are inside the box: off by one?": [x < 1 < r and y < 2 < b
                                                     for x, y, r, b in boxes],
    "right and bottom are places, not the width and height of the box":
        [x <= 1 < x + r and y <= 2 < y + b for x, y, r, b in boxes],
    "are top and bottom looked at?": [x <= 1 < r for x, y, r, b in boxes],
    "are left and right looked at?": [y <= 2 < b for x, y, r, b in boxes],
    "both must hold, columns and rows: and, not or":
        [x <= 1 < r or y <= 2 < b for x, y, r, b in boxes],
    "it says the opposite: True means inside": [not x for x in inside(2, 1)],
}  # fmt: skip
for slip, wrong in slips.items():
    assert found != wrong, slip
for box, got, wanted in zip(boxes, found, inside(2, 1), strict=True):
    assert got == wanted, (
        f"hottest cell (row 2, column 1), box {box}: expected {wanted}, got {got}: "
        "only the one hottest cell counts, left <= column < right and top <= row < "
        "bottom"
    )

# %% check="peak_in_box-hidden" points=1
# Graded on other grids, with every cell as the hottest.
### BEGIN HIDDEN TESTS
g = torch.Generator().manual_seed(7)
for rows, cols in ((3, 5), (5, 2), (1, 4), (4, 1), (4, 4)):
    for row, col in ((r, c) for r in range(rows) for c in range(cols)):
        heat = torch.rand(rows, cols, generator=g) * 0.1
        heat[row, col] = 0.12  # so that most of the heat lies elsewhere
        right, bottom = col + 1, row + 1
        boxes = [((col, row, right, bottom), True), ((0, 0, cols, rows), True),
                 ((0, row, right, rows), True), ((col, 0, cols, bottom), True),
                 ((0, 0, col, rows), False), ((right, 0, cols, rows), False),
                 ((0, 0, cols, row), False),
                 ((0, bottom, cols, rows), False), ((1, 0, col, rows), False),
                 ((0, 1, cols, row), False)]  # fmt: skip
        heat = heat * (1, 50, 0.001)[(row + col) % 3]
        for box, inside in boxes:
            if box[0] < box[2] and box[1] < box[3]:
                given = heat.clone()
                found = peak_in_box(given, box)
                assert torch.equal(given, heat), "heat was changed in place"
                assert found in [inside], (
                    f"hottest cell (row {row}, column {col}) of {rows} x {cols}, box "
                    f"{box}: expected {inside}"
                )
### END HIDDEN TESTS

# %% [markdown]
# To measure, caption a thousand scenes of a seed that no training has used, and ask the
# grammar which objects each noun may mean. *Two circles* may mean either of two, so any
# of their boxes will do.

# %%
held_out = draw_scenes(1000, seed=20_000)
memory = captioner.encode(np.stack([picture.image for picture in held_out]))
captions = [[START, *words, EOS] for words in captioner.generate(memory)]
with torch.no_grad():
    _, weights = captioner.decoder(pad_batch(captions, PAD), memory)
weights = weights.permute(1, 3, 0, 2, 4)  # (B, T, L, heads, N)

# %%
@dataclass(frozen=True)
class Noun:
    """Token t of a picture's caption, and the items of the scene that it may mean."""

    picture: int
    t: int
    items: tuple[int, ...]


def named_at(row: list[int], t: int) -> int:
    """Where a thing is named in full; in some languages adjectives follow noun t."""
    words, meaning = captioner.vocabulary.decode(row).split(), load_language().meaning
    while t < len(words) and meaning(words[t]) in (*COLOURS, *SIZES):
        t += 1  # words[t] is token t + 1
    return t


nouns = []
for picture, (row, drawn) in enumerate(zip(captions, held_out, strict=True)):
    try:
        named = named_items(captioner.vocabulary.decode(row), drawn.scene)
    except ValueError:  # no sentence of the grammar: it names nothing
        continue
    nouns += [Noun(picture, named_at(row, word + 1), tuple(items))
              for word, items in named if items]  # fmt: skip
print(len(nouns), "nouns, for instance", nouns[0])

# %%
def heat_of(noun: Noun, reduce) -> Tensor:
    """(rows, cols); `reduce` takes a caption's (T, L, heads, N) to (T, N)."""
    row = captions[noun.picture]
    steps = reduce(weights[noun.picture, : len(row)])
    return word_heatmaps(steps, row, ROWS, COLS)[noun.t - 1][1]


def points(heat: Tensor, noun: Noun) -> bool:
    """Whether the hottest patch lies on an item that the noun may mean."""
    for item in noun.items:
        left, top, right, bottom = held_out[noun.picture].scene.items[item].box
        touched = (left // 8, top // 8, -(-right // 8), -(-bottom // 8))  # of 8 pixels
        if peak_in_box(heat, touched):
            return True
    return False


def average(steps: Tensor) -> Tensor:
    return steps.mean((1, 2))  # over layers and heads

# %% [markdown]
# A share alone says little. What would one get **without attention**? Two things to
# compare with: a random patch, and the brightest patch of the picture, whatever the
# word. And a third: attention one step late, the slip of 7.5.

# %%
def brightness(noun: Noun) -> Tensor:
    """(rows, cols): how bright each patch of the noun's picture is."""
    grey = torch.from_numpy(held_out[noun.picture].image).float().mean(-1)
    return F.avg_pool2d(grey[None], 8)[0]


g = torch.Generator().manual_seed(0)
heats = {
    "a random patch": lambda noun: torch.rand(ROWS, COLS, generator=g),
    "the brightest patch": brightness,
    "attention, one step late": lambda n: heat_of(n, lambda x: average(x).roll(-1, 0)),
    "attention that wrote it": lambda noun: heat_of(noun, average),
}
shares = {
    name: 100 * np.mean([points(heat(noun), noun) for noun in nouns])
    for name, heat in heats.items()
}

# %% alt="Bars: a random patch lies on the named object for 22 % of the nouns, the
# brightest for 59 %, attention one step late for 57 %, attention that wrote the noun
# for 95 %."
fig, ax = plt.subplots(figsize=(8, 2.4), layout="constrained")
bars = ax.barh(list(shares), list(shares.values()),
               color=["0.75", "0.75", "#e07a1f", "#2a6f97"])  # fmt: skip
ax.bar_label(bars, fmt="%.1f %%", padding=4)
ax.set(xlim=(0, 112), xlabel="hottest patch on the named object, % of nouns")
ax.spines[["top", "right"]].set_visible(False)
plt.show()
lead = shares["attention that wrote it"] - shares["the brightest patch"]
assert lead >= 25, "attention no longer points better than the brightest patch"

# %% [markdown]
# 95 of 100, and only at the right step: one step late attention does no
# better than the brightest patch, which knows no words at all. In a single picture
# nobody would have noticed. And the misses? Look at some before you believe a number.
# Orange is the hottest patch, dashed is what the noun may mean.

# %% alt="Six scenes, each with a noun above and the object's box dashed: the glow peaks
# on another object, mostly one of the same colour."
def show_glow(ax, noun: Noun, heat: Tensor, top: float) -> None:
    """The picture under its glow; dashed: what the noun may mean; orange: hottest."""
    picture = held_out[noun.picture]
    ax.imshow(overlay(to_tensor(picture.image), heat, top))
    row, col = divmod(int(heat.argmax()), COLS)
    boxes = [(8 * col, 8 * row, 8 * col + 8, 8 * row + 8)]
    boxes += [picture.scene.items[item].box for item in noun.items]
    for n, (left, up, right, down) in enumerate(boxes):
        colour, line = ("cyan", "--") if n else ("#ff8c1a", "-")
        ax.add_patch(plt.Rectangle((left - 0.5, up - 0.5), right - left, down - up,
                                   fill=False, ls=line, color=colour))  # fmt: skip
    ax.set(xticks=[], yticks=[])


misses = [noun for noun in nouns if not points(heat_of(noun, average), noun)]
fig, axes = plt.subplots(1, 6, figsize=(11, 2.2), layout="compressed")
for ax, noun in zip(axes, misses[::5], strict=False):
    heat = heat_of(noun, average)
    show_glow(ax, noun, heat, float(heat.max()))
    ax.set_title(captioner.vocabulary.word(captions[noun.picture][noun.t]))
plt.show()

# %% [markdown]
# Most often the glow sits on another object **of the same colour**. The colour was said
# one word earlier, and as the noun is written some attention still hangs on all that
# has this colour. A count says how often, a look says why.
#
# ## 7.7 Layers and heads
#
# So far layers and heads were averaged. Here they are one by one, for a single noun and
# on one scale: a row a layer, a column a head. Which looks where you would?

# %%
HEADS = list(np.ndindex(2, 4))  # (layer, head)
hits = {  # for each head, whether it points, noun by noun
    (layer, head): np.array(
        [points(heat_of(n, lambda x, a=layer, b=head: x[:, a, b]), n) for n in nouns]
    )
    for layer, head in HEADS
}
scores = {head: 100 * pointed.mean() for head, pointed in hits.items()}

# %% alt="One noun: the average glows on its object, as half of the eight single heads
# do; the others are hottest beside it or far away."
def show_heads(noun: Noun) -> None:
    """One noun's attention: the average large, then each layer's heads in a row."""
    row, steps = captions[noun.picture], weights[noun.picture, noun.t - 1]
    fig = plt.figure(figsize=(10, 3.9), layout="constrained")
    axes = fig.subplot_mosaic("mm0123;mm4567")  # m: the mean of all
    top = float(steps.max())
    show_glow(axes["m"], noun, heat_of(noun, average), top)
    axes["m"].set_title(f"{captioner.vocabulary.word(row[noun.t])!r}: the average")
    axes["m"].set_xlabel(fill(captioner.vocabulary.decode(row), 40), fontsize=11)
    for layer, head in HEADS:
        ax = axes[str(4 * layer + head)]
        show_glow(ax, noun, heat_of(noun, lambda x, a=layer, b=head: x[:, a, b]), top)
        share = f"{scores[layer, head]:.0f} %"
        ax.set_title(f"layer {layer + 1}, head {head + 1}: {share}", fontsize=9)
    plt.show()


half = [noun for noun, count in zip(nouns, sum(hits.values()), strict=True)
        if count == 4 and points(heat_of(noun, average), noun)]  # fmt: skip
of_three = [noun for noun in half if len(held_out[noun.picture].scene.items) == 3]
show_heads(max(of_three, key=lambda noun: float(heat_of(noun, average).max())))

# %% [markdown]
# Above each panel stands how often that head points, over all nouns. Both layers look
# where people would, the second a little more. But one head of the first layer points
# for little more than half of the nouns, and one of the second for two thirds: here
# both look somewhere else. Are they useless? No picture of weights can say. Experiments
# can.
#
# First look around for yourself. Point at a word, or step through the caption with the
# arrow keys; choose a layer and a head; point at a patch for its weight.

# %%
[told] = captioner.caption(pixels[[CHOSEN]])
explore(pixels[CHOSEN], told.words, told.weights, grid=(ROWS, COLS))

# %% [markdown]
# ## 7.8 How much does it explain?
#
# **Test 1: silence a head.** Head $h$ fills its own slice of the width, and the output
# layer reads that slice with its own columns. With those at zero the head may look
# where it likes: nothing of it arrives. Let the captioner write that way, and count the
# captions that are still true.

# %%
def true_share() -> float:
    """Percent of captions of 400 scenes that are true; what is no sentence is not."""
    true = 0
    written = captioner.generate(memory[:400])
    for words, picture in zip(written, held_out[:400], strict=True):
        try:
            true += truth(captioner.vocabulary.decode(words), picture.scene)
        except ValueError:
            continue
    return true / 4


with_all = true_share()
without = {}
for layer, head in HEADS:
    out = captioner.decoder.blocks[layer].cross_attention.out.weight.data  # (D, D)
    before, d = out.clone(), len(out) // 4
    out[:, head * d : (head + 1) * d] = 0
    without[layer, head] = true_share()
    out.copy_(before)

# %% alt="Eight heads as points: across, how often a head points; up, the share of true
# captions without it. The head that points least is missed as much as any."
fig, ax = plt.subplots(figsize=(7, 3.8), layout="constrained")
for layer, head in HEADS:
    x, y = scores[layer, head], without[layer, head]
    colour = ("#e07a1f", "#2a6f97")[layer]
    ax.plot(x, y, "o", color=colour, ms=9, zorder=4)
    shift, side = ((-1, "right"), (1, "left"))[layer]
    ax.text(x + shift, y, f"{layer + 1}.{head + 1}", ha=side, va="center", size=9,
            color=colour)  # fmt: skip
ax.axhline(with_all, color="0.6", ls="--", lw=1, zorder=0)
ax.text(100, with_all, "with all heads", color="0.4", size=8, ha="right", va="bottom")
ax.set(xlabel="the head's hottest patch is on the named object, % of nouns",
       ylabel="true captions without it, %", xlim=(0, 100),
       title="2.3 is layer 2, head 3")  # fmt: skip
ax.spines[["top", "right"]].set_visible(False)
plt.show()

# %% [markdown]
# If good pointers mattered more, the points would fall from left to right. They do not.
# The head that points least is missed as much as the best, and two that point well can
# go and hardly a caption suffers. A head may count, or make sure
# that nothing else is there, or look at one place to say something of another. **Where
# a head looks is not what it does with what it finds.**
#
# **Test 2: what an average hides.** Two circles are purple, and both stand left of the
# cross: which one does *a purple circle* mean?

# %% alt="Two purple circles left of a cross. For the word 'circle' the average is
# hottest at the lower one, some single heads there too, others at the upper one."
show_heads(next(noun for noun in nouns if noun.picture == 852))

# %% [markdown]
# Ask the average and it names the lower one. Ask the heads and they are divided: some
# rest on the lower circle, some on the upper one, one beside both. An average is a fair
# summary of heads that agree and a poor one of heads that do not.
#
# **Test 3: take the object away.** The plainest test leaves attention aside: paint the
# object over in the colour of the ground and ask again, after the same words. Does the
# captioner still want that noun? And if another object is painted over?

# %%
def painted(picture, box) -> np.ndarray:
    """The picture with a box (and a pixel around it) in the colour of the ground."""
    x, y, end_x, end_y = box
    image = picture.image.copy()
    ground = np.median(image, axis=(0, 1))
    image[max(y - 1, 0) : end_y + 1, max(x - 1, 0) : end_x + 1] = ground
    return image


def chances(images: list[np.ndarray], asked: list[Noun]) -> tuple[Tensor, Tensor]:
    """Of each noun: its chance with another image, and whether it is the likeliest."""
    rows = pad_batch([captions[noun.picture] for noun in asked], PAD)
    with torch.no_grad():
        logits, _ = captioner.decoder(rows, captioner.encode(np.stack(images)))
    n, t = torch.arange(len(asked)), torch.tensor([noun.t for noun in asked])
    word, logits = rows[n, t], logits[n, t - 1]
    return logits.softmax(-1)[n, word], logits.argmax(-1) == word

# %%
single = [n for n in nouns if len(n.items) == 1
          and len(held_out[n.picture].scene.items) > 1][:400]  # fmt: skip
for name, other in (("the object itself", 0), ("another object", 1)):
    images = []
    for noun in single:
        items = held_out[noun.picture].scene.items
        box = items[noun.items[0] - other].box  # item -1 is the last
        images.append(painted(held_out[noun.picture], box))
    stays = 100 * chances(images, single)[1].float().mean()
    print(f"{name} painted over: the noun stays for {stays:.0f} % of {len(single)}")

# %% alt="Six scenes, twice: attention when the noun was written, and below it how much
# the noun's chance falls when a place is painted over. Both glow on the same object."
def chance_lost(noun: Noun) -> Tensor:
    """(rows, cols): how far the noun's chance falls when a place is painted over."""
    picture = held_out[noun.picture]
    corners = [(8 * col - 4, 8 * row - 4) for row in range(ROWS) for col in range(COLS)]
    images = [painted(picture, (x, y, x + 16, y + 16)) for x, y in corners]
    chance, _ = chances([picture.image, *images], [noun] * (1 + len(images)))
    return to_grid((chance[0] - chance[1:]).clamp(min=0), ROWS, COLS)


fig, axes = plt.subplots(2, 6, figsize=(11, 4.1), layout="compressed")
for (above, below), noun in zip(axes.T, single[::7], strict=False):
    heat = heat_of(noun, average)
    show_glow(above, noun, heat, float(heat.max()))
    show_glow(below, noun, chance_lost(noun), 1.0)
    above.set_title(captioner.vocabulary.word(captions[noun.picture][noun.t]))
axes[0, 0].set_ylabel("attention")
axes[1, 0].set_ylabel("chance lost")
plt.show()

# %% [markdown]
# Here the two mostly agree. Without its object a noun stays one time in three: a guess
# among five shapes, or another object of that shape. Without another object it nearly
# always stays. On scenes attention does point at the cause, and we know it **because we
# tested**. On photos there are no boxes, objects come with company (a dog with grass),
# and an eye that mixes its tokens may keep the dog where the grass is. There a glow is
# a hint, painting over is evidence, and neither is the model's reason.
#
# ### On a photo
#
# The same overlay on a photo, if the extra `photos` is installed. Its eye has 7 x 7
# tokens, and each has seen far beyond its own cell: expect blotches, not outlines.

# %% alt="A photo of a woman in uniform, and small panels of it, one a word of its
# caption, lit where the decoder looked; many words share the same few cells."
if shown := photos_to_show("admiral"):
    photographer, photos = shown
    image = photos["admiral"]
    [said] = photographer.caption(image[None])
    fig, axes = plt.subplots(3, 6, figsize=(11, 6), layout="constrained")
    axes[0, 0].imshow(image)
    glow = said.weights.mean((1, 2))  # (T, N), over layers and heads
    for ax, word, heat in zip(axes.flat[1:], said.words, glow, strict=False):
        cells = to_grid(heat, *photographer.encoder.grid)
        ax.imshow(image, extent=(0, 7, 7, 0))
        ax.imshow(cells, extent=(0, 7, 7, 0), cmap="inferno", alpha=0.5)
        ax.set_title(word)
    for ax in axes.flat:
        ax.set_axis_off()
    plt.show()

# %% [markdown]
# ## 7.9 In your own words
#
# **Question** · 4 points · 8 min. A friend shows you an overlay: for the word *dog* the
# average attention glows on a ball beside the dog. "The model takes the ball for a
# dog," says the friend. Give two other explanations of different kinds, and an
# experiment that could tell them from the friend's, with what you would see in each
# case. (5 to 7 sentences.)

# %% [markdown] question="ball_or_dog" points=4
# The overlay may be wrong as a picture: the word got its neighbour's step (this is the
# glow of *ball*), the grid is transposed, or the panel has a scale of its own and a
# faint rest of attention looks like a spotlight. Or it is right and means something
# else: the average hides single heads that do look at the dog, the heads that look at
# the ball carry other information, or the encoder has mixed its tokens and the one on
# the ball knows of the dog. To tell, change the picture: paint over the ball, in
# another copy the dog, and compare the chance of *dog* at the same step, after the same
# words. If the friend is right, *dog* goes with the ball and stays without the dog; if
# not, it goes with the dog and stays without the ball. One picture is an anecdote:
# repeat it on many, with a bare spot painted over as control.
#
# **Marking guide** (4 points)
# - 1: a valid other explanation: an error of the overlay (off by one, transposed, own
#   scale) or of reading it (average over heads, another use of the head, mixed tokens).
# - 1: a second one, of a different kind.
# - 1: an experiment that changes the input or silences attention (paint over, hide
#   tokens, silence a head) rather than a look at more overlays.
# - 1: says what each explanation predicts, so that the outcome decides.
#
# Half a point off if attention is taken as proof of what the model thinks.

# %% [markdown]
# ## Three questions to take along
#
# 1. The weights of a head add up to 1. Where does it look when it has nothing to say?
# 2. What is the smallest thing that these overlays can tell apart, and what would make
#    it smaller?
# 3. The brightest patch does well on scenes without any model. Which lazy rule would do
#    well on photos, and how would you notice?
#
# <details><summary>Answers</summary>
#
# 1. Somewhere all the same: a softmax can't say "nowhere". Often on tokens that
#    tell little, such as the ground, whose values then change hardly anything.
# 2. A patch; nothing smaller has a weight of its own, and a smooth enlargement adds
#    none. Smaller patches or a larger picture give more tokens, and N² as many
#    pairs.
# 3. "Look at the middle": people put what matters there. Compare with a glow that
#    is always in the middle, or take photos whose subject stands at an edge.
#
# </details>
#
# Attention over a picture was first made for a mouth of another kind. Next you build
# it: [lesson 08](08_show_attend_tell.ipynb), an LSTM that looks.

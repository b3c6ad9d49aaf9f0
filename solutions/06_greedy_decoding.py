# %% [markdown]
# # 06 · Greedy decoding
#
# A trained decoder answers one question: *after these words, which word comes next?*
# A caption needs the question asked again and again, and somebody who knows when to
# stop. You write that loop, first against toy models that do exactly what a script
# says, then for a trained captioner. Then you search more widely than one word at a
# time, and measure what makes it fast.
#
# photo → image tokens → encoder → memory → decoder → **words** → where it looked
#
# **Needs** the decoder of lesson 05; a trained one is loaded here, nothing is trained.
# **Time** about 95 minutes. A CPU is enough.
#
# Axes: B captions written side by side, T tokens so far (`<start>` first), V
# vocabulary, N image tokens, D width.

# %%
import copy
import math
import random
import re
import time
from collections import Counter
from dataclasses import dataclass
from itertools import product
from statistics import median
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from helpers.captioner import Captioner
from helpers.checks import ask
from helpers.decoder import CaptionDecoder
from helpers.grammar import truth
from helpers.images import normalize, to_tensor
from helpers.kept import photos_to_show
from helpers.machine import draw_machine
from helpers.masks import causal_mask, padding_mask
from helpers.scenes import draw_scenes
from helpers.tokens import EOS, PAD, START, UNK, Vocabulary, pad_batch, tokenize

_ = torch.manual_seed(0)  # the last value of a cell would be printed

if not __debug__:
    raise RuntimeError("asserts are off, so no check can fail: run without -O")

# %% alt="The whole machine as boxes, with the shapes on the arrows between them; the
# next word, this lesson's part, stands out."
_ = draw_machine("06")
plt.show()

# %% [markdown]
# **From memory**: three questions about lesson 05, before you begin.
#
# 1. In cross-attention, what do queries, keys and values come from?
# 2. T words, N image tokens, h heads: what shape do the weights have, and does the
#    causal mask lie over them?
# 3. Why overfit one batch before training for long?
#
# <details><summary>Answers</summary>
#
# 1. Queries from the words, keys and values from the picture's memory.
# 2. (B, h, T, N). It does not: the whole picture is known before the first word.
# 3. Eight pictures can be learnt by heart within seconds. If the loss does not get
#    there, something is broken, and no long training mends it.
#
# </details>

# %%
@dataclass(frozen=True)
class Config:
    pictures: int = 160  # that no training has seen
    searched: int = 40  # of them, where a search is repeated for a curve
    max_length: int = 19  # generated tokens; the decoder knows 20 positions
    beam_width: int = 3
    dropout: float = 0.3  # of the copy that forgets to go to eval mode
    temperatures: tuple[float, ...] = (0.25, 0.5, 1.0, 1.5, 2.0)
    drawn: int = 80  # of the pictures, where captions are drawn by chance
    lengths: tuple[int, ...] = (8, 16, 32, 64)  # tokens, for the clock
    together: int = 16  # captions side by side, for the clock


config = Config()
SEEN, HIDDEN, ASKED = "#2a6f97", "#e9e4d8", "#e07a1f"

# %% [markdown]
# ## 6.0 A captioner, and what it says
#
# The kept captioner is a larger sister of lesson 05's, trained longer. It has an
# encoder, a decoder and a vocabulary. Pictures become memory once; after that only
# words change.

# %%
captioner = Captioner.load()
encoder, decoder = captioner.encoder, captioner.decoder
vocabulary = captioner.vocabulary
NAMES = [vocabulary.word(i) for i in range(len(vocabulary))]
pictures = draw_scenes(config.pictures, seed=6)
pixels = to_tensor(np.stack([picture.image for picture in pictures]))
inputs = normalize(pixels, encoder.mean, encoder.std)
with torch.no_grad():
    memory = encoder(inputs)
print("images", tuple(inputs.shape), "-> memory (B, N, D)", tuple(memory.shape))

# %% [markdown]
# Give the decoder the first four tokens of a person's caption. It returns logits
# (B, T, V): at **every** position an opinion on the word after it. Here they are as
# chances, the six likeliest each.

# %% alt="A scene and four bar charts, one a position, of the six likeliest next words.
# The last one is orange: only it asks for a new word."
two = next(i for i, p in enumerate(pictures) if len(p.scene.items) == 2)
ids = vocabulary.encode(tokenize(pictures[two].captions[0].text))[:4]
with torch.no_grad():
    logits, _ = decoder(torch.tensor([ids]), memory[two : two + 1])
fig, (left, *axes) = plt.subplots(1, 5, figsize=(10, 2.7), layout="constrained")
left.imshow(pictures[two].image)
left.axis("off")
for t, ax in enumerate(axes):
    chances, words = logits[0, t].softmax(-1).topk(6)
    colour = ASKED if t == len(ids) - 1 else SEEN
    ax.barh([NAMES[i] for i in words], chances, color=colour)
    ax.set_title(f"after {NAMES[ids[t]]!r}", size=10)
    ax.set(xlim=(0, 1), xticks=[0, 1])
    ax.invert_yaxis()
    ax.spines[["right", "top"]].set_visible(False)
plt.show()

# %% [markdown]
# Three of the four answer a question whose answer we already have. In training they
# all count; in writing only the last one is news.
#
# ## 6.1 The next word
#
# Take the logits of the **last** position and name the word with the largest. No
# softmax is needed: it keeps the order.
#
# **Exercise** `next_word` · difficulty ●○○ · 3 min
#
# <details><summary>Hint</summary>
#
# An index of -1 is the last position, whatever T is. `argmax` takes the axis along
# which it searches, and it must search the vocabulary.
#
# </details>

# %% exercise="next_word"
def next_word(logits: Tensor) -> Tensor:
    """(B, T, V) logits -> (B,) ids: the likeliest word after the last position."""
    ### BEGIN SOLUTION
    return logits[:, -1].argmax(-1)
    ### END SOLUTION

# %% check="next_word-shown" points=1
logits = torch.full((2, 3, 5), -4.0)  # three positions of two captions
for row, words in enumerate([[1, 3, 2], [0, 0, 4]]):
    for position, word in enumerate(words):
        logits[row, position, word] = -1.0
before = logits.clone()
words = ask(next_word, logits, returns=Tensor)
assert torch.equal(logits, before), "the logits were changed in place"
assert words.shape != (3,), (
    "logits[-1] is the last caption; the last position of each is logits[:, -1]"
)
assert words.shape != (2, 5), "a number for each word: argmax(-1) tells the likeliest"
assert words.shape == (2,), (
    f"expected one word a caption, (B,) = (2,), got {tuple(words.shape)}: the largest "
    "over the vocabulary, at one position"
)
assert not words.is_floating_point(), (
    f"expected ids, whole numbers, got {words.dtype}: max gives how much, argmax which"
)
assert words.tolist() != [1, 0], (
    "that is the word after <start>: the logits of the first position, not the last"
)
assert words.tolist() != [3, 0], "the logits were read one position too early"
assert words.tolist() == [2, 4], (
    f"expected words 2 and 4, got {words.tolist()}: the largest logit, last position"
)

# %% check="next_word-hidden" points=1
# Graded on other sizes, and on logits of all kinds.
### BEGIN HIDDEN TESTS
g = torch.Generator().manual_seed(61)
sizes = [(1, 1, 5), (2, 5, 7), (3, 4, 2), (5, 2, 11), (4, 1, 3), (1, 9, 300), (2, 3, 1)]
for b, t, v in sizes:
    ranks = torch.randperm(b * t * v, generator=g).reshape(b, t, v).double()
    ranks[0, -1, -1] = b * t * v  # once the last word, of 300 too
    hidden = (ranks % 3 == 0) & (ranks < ranks.amax(-1, keepdim=True))
    for name, logits in (
        ("logits of both signs", (ranks - ranks.median()) / 4),
        ("float32", (ranks / 4).float()),
        ("large logits", ranks + 900),
        ("logits below zero", ranks - 9000),
        ("words at -inf", ranks.masked_fill(hidden, -math.inf)),
    ):
        expected = []
        for rows in logits.tolist():
            last = rows[len(rows) - 1]
            expected.append(last.index(max(last)))
        given = logits.clone()
        words = next_word(given)
        place = f"B, T, V = {b, t, v}, {name}"
        assert torch.equal(given, logits), f"{place}: the logits were changed in place"
        assert words.shape == (b,), f"{place}: expected (B,), got {tuple(words.shape)}"
        assert not words.is_floating_point(), f"{place}: words are {words.dtype}"
        assert words.tolist() == expected, (
            f"{place}: expected {expected}, got {words.tolist()}; the last position, "
            "the largest over the vocabulary?"
        )
### END HIDDEN TESTS

# %% [markdown]
# ## 6.2 Again and again
#
# Now the loop. To keep it free of pictures we hand it a function: `step(ids)` takes
# all words so far, (B, T), and returns logits (B, T, V). Row b is always caption b.
# Start every row with `<start>`, ask, append the likeliest word, ask again.
# Captions end at different times: one that has written `<eos>` is finished, but its
# row stays in the rectangle while others go on. Which word it is fed from then on does
# not matter, as long as nothing of it reaches the result.
# And stop asking as soon as all are finished, or after `max_length` words.
#
# **Exercise** `greedy_decode` · difficulty ●●● · 15 min
#
# <details><summary>Hint</summary>
#
# Keep three things: `ids` (B, T), which grows by one column in each turn; a list of
# words for each caption; and whether each has ended. In a turn, get the next words
# (`next_word`), append them all to `ids` (`torch.cat` along axis 1), then walk over the
# rows: has this one ended before, does it end now, or does it keep the word?
# `[[]] * batch_size` is one list many times; `[[] for _ in range(batch_size)]` is many.
#
# </details>

# %% exercise="greedy_decode"
def greedy_decode(
    step, start_id: int, eos_id: int, max_length: int, batch_size: int
) -> list[list[int]]:
    """Write `batch_size` captions, each by its likeliest next word.

    Args:
        step: ids (B, T) long, 0..V-1, `<start>` first -> logits (B, T, V).
        start_id, eos_id: of `<start>` and `<eos>`; every other id is a word, 0 too.
        max_length: of the generated tokens of a caption, `<eos>` included.
        batch_size: B.

    Returns:
        B lists of ints with neither `<start>` nor `<eos>`. A finished caption takes no
        more words while others go on; once all are finished, step is not called.
    """
    ### BEGIN SOLUTION
    captions = [[] for _ in range(batch_size)]
    ended = [False] * batch_size
    ids = torch.full((batch_size, 1), start_id)
    for _ in range(max_length):
        words = next_word(step(ids)).cpu()
        ids = torch.cat([ids, words[:, None]], 1)
        for row, word in enumerate(words.tolist()):
            ended[row] = ended[row] or word == eos_id
            if not ended[row]:
                captions[row].append(word)
        if all(ended):
            break
    return captions
    ### END SOLUTION

# %% [markdown]
# The check plays a model that follows a script. Caption 0 of the script is 7 5 4
# `<eos>`, and then the script goes on, as a model would: with words that nobody should
# read. Whoever feeds the wrong words gets a 9 for an answer.

# %% check="greedy_decode-shown" points=1
script = [[7, 5, 4, 2, 6, 2], [2, 8, 8, 8, 8, 8], [6, 6, 4, 7, 2, 8]]  # <eos> is 2
calls = []


def step(ids):
    assert ids.ndim == 2 and len(ids) == 3, (
        f"step got ids {tuple(ids.shape)}, expected (3, T): every row, each time; new "
        "words are joined along dim=1"
    )
    assert ids.dtype == torch.long, f"step takes long ids, got {ids.dtype}"
    assert len(calls) < 12, "step is called again and again: where does the loop end?"
    calls.append(ids.tolist())
    strange = [i for said in calls[-1] for i in said if not 0 <= i < 10]
    assert not strange, f"step got {strange}: feed a finished caption any word's id"
    logits = torch.zeros(*ids.shape, 10)
    for row, (said, words) in enumerate(zip(calls[-1], script, strict=True)):
        for t in range(len(said)):
            follows = said[: t + 1] == [1, *words[:t]] and t < len(words)
            logits[row, t, words[t] if follows else 9] = 5
    return logits


captions = ask(greedy_decode, step, 1, 2, 9, 3, returns=list)
assert all(row[0] == 1 for row in calls[0]), f"first call {calls[0]}: <start> is 1"
assert len(calls) == 1 or calls[1] != calls[0], (
    f"the second call held the ids of the first, {calls[1]}: append the new words"
)
assert len(calls) == 1 or len(calls[1][0]) > 1, (
    f"the second call held {calls[1]}, only the newest token: step remembers nothing, "
    "it takes <start> and all words so far"
)
assert len(calls) > 1, (
    "stopped when one caption ended: the others should go on; or is the return inside "
    "the loop?"
)
assert isinstance(captions, list) and len(captions) == 3, (
    f"expected a list of 3 lists of ints, got {captions!r}"
)
assert all(isinstance(caption, list) for caption in captions), (
    f"expected a list of ints for each caption, got {captions!r}"
)
assert not any(1 in caption for caption in captions), f"<start> is in {captions}"
assert not any(2 in caption for caption in captions), f"<eos> is in {captions}"
words = [word for caption in captions for word in caption]
assert all(isinstance(word, int | np.integer) for word in words), (
    f"expected ints in the lists, got {words[0]!r}: .item() or .tolist()"
)
assert not captions[0] == captions[1] == captions[2], (
    f"all captions are one and the same list, {captions[0]}: [[]] * B makes one list, "
    "B times named; [[] for _ in range(B)] makes B"
)
assert captions[0][:3] != [7, 7, 7], (
    f"caption 0 is {captions[0]}: the logits of the last position count, not the "
    "first's"
)
assert len(captions[1]) == 0, f"caption 1 wrote {captions[1]} past its <eos>"
assert len(captions[0]) == 3, f"caption 0 is 7 5 4, then past its <eos>: {captions[0]}"
assert captions == [[7, 5, 4], [], [6, 6, 4, 7]], f"got {captions}"
assert not len(calls) > 5, f"{len(calls)} steps, but all had ended after 5"
calls.clear()
captions = greedy_decode(step, 1, 2, 3, 3)  # cut at 3 tokens
assert captions == [[7, 5, 4], [], [6, 6, 4]], (
    f"max_length 3: expected [[7, 5, 4], [], [6, 6, 4]], got {captions}: one too many, "
    "one too few? It counts generated tokens, without <start>"
)
assert len(calls) == 3, f"max_length 3, but {len(calls)} steps: one too many?"

# %% check="greedy_decode-hidden" points=2
# Graded on other scripts, ids, lengths and batches.
### BEGIN HIDDEN TESTS
scripts = [  # start_id, eos_id, and what each caption would go on to say
    (5, 0, [[3, 1, 0, 4, 0, 7, 7], [2, 2, 2, 2, 3, 0, 4], [0, 1, 0, 1, 1, 1, 1]]),
    (1, 2, [[0, 3, 0, 0, 2, 0, 2], [4, 0, 2, 2, 2, 2, 2]]),
    (8, 9, [[4, 4, 4, 4, 4, 4, 4]]),
    (1, 2, [[2, 4, 2, 2, 2, 2, 2]]),
    (11, 300, [[257, 3, 300, 5, 5, 5, 5], [256, 300, 6, 6, 6, 6, 6]]),
    (0, 1, [[9, 8, 7, 6, 5, 1, 1]] * 2 + [[1] * 7] * 2 + [[2, 1, 3, 1, 3, 1, 3]]),
]
for start_id, eos_id, script in scripts:
    for max_length in (1, 2, 3, 4, 5, 6, 7):
        calls = []

        def step(ids, script=script, start_id=start_id, calls=calls):
            shape = tuple(ids.shape)
            assert shape[:-1] == (len(script),), f"step takes (B, T), got {shape}"
            assert ids.dtype == torch.long, f"step takes long ids, got {ids.dtype}"
            assert len(calls) < 9, "step is called more often than max_length"
            calls.append(ids.tolist())
            logits = torch.full((*ids.shape, 301), -math.inf)
            logits[..., 10] = -700.0  # what is said to those who fed something else
            for row, (said, words) in enumerate(zip(calls[-1], script, strict=True)):
                for t in range(min(len(said), len(words))):
                    if said[: t + 1] == [start_id, *words[:t]]:
                        logits[row, t, words[t]] = -600.0
                        logits[row, t, 256 - t] = -600.5  # nearly as likely, never said
            return logits

        captions = greedy_decode(step, start_id, eos_id, max_length, len(script))
        place = f"<start> {start_id}, <eos> {eos_id}, max_length {max_length}: {script}"
        expected, longest = [], 0
        for words in script:
            words = words[:max_length]
            length = words.index(eos_id) if eos_id in words else len(words)
            expected.append(words[:length])
            longest = max(longest, min(length + 1, max_length))
        assert isinstance(captions, list), f"{place}: expected a list of lists"
        for caption in captions:
            assert isinstance(caption, list), f"{place}: expected lists, got {caption}"
            whole = all(isinstance(word, (int, np.integer)) for word in caption)
            assert whole, f"{place}: expected whole numbers, got {caption}"
        assert captions == expected, f"{place}: expected {expected}, got {captions}"
        assert len(calls) == longest, (
            f"{place}: step was called {len(calls)} times, expected {longest}, until "
            "all had ended"
        )
        fed = [i for call in calls for said in call for i in said]
        assert min(fed) >= 0 and max(fed) < 301, f"{place}: fed an id that is no word"
### END HIDDEN TESTS

# %% [markdown]
# The same loop on real pictures. A `step` ties the decoder to its memory: row b of the
# ids belongs to row b of the memory, which is why rows must stay where they are.

# %%
def step_on(memory: Tensor, decoder: nn.Module = decoder):
    """A step for these pictures: ids (B, T) -> logits (B, T, V)."""

    def step(ids: Tensor) -> Tensor:
        with torch.no_grad():
            return decoder(ids, memory)[0]

    return step


few = [0, 1, 3, 21, 20, 35]
written = greedy_decode(step_on(memory[few]), START, EOS, config.max_length, len(few))
print(*map(vocabulary.decode, written), sep="\n")

# %% alt="Six captions as rows of word boxes. Each ends in an orange <eos>, some
# two steps before others; grey boxes after it are where the finished row waits."
longest = max(map(len, written)) + 1
fig, ax = plt.subplots(figsize=(10, 2.6), layout="constrained")
for row, words in enumerate(written):
    for t in range(longest):
        text = [*(NAMES[i] for i in words), "<eos>", *[""] * longest][t]
        colour = HIDDEN if not text else ASKED if text == "<eos>" else SEEN
        ax.add_patch(plt.Rectangle((t, row), 0.95, 0.88, color=colour))
        ax.text(t + 0.47, row + 0.44, text, color="white", ha="center", va="center")
ax.set(xlim=(0, longest), ylim=(len(written), 0), yticks=[])
ax.set_xticks(np.arange(longest) + 0.47, range(1, longest + 1))
ax.set(xlabel="step", title="grey: finished, waiting for the others")
ax.spines[:].set_visible(False)
plt.show()

# %% [markdown]
# ## 6.3 From pictures to sentences
#
# Around the loop goes what a caller wants: pictures in, sentences out. Three manners
# belong to it. **Eval mode** while writing, in both parts. **Their mode put back**
# afterwards, each part its own: a frozen encoder may have been in eval mode while the
# decoder trains. And **no graph**: nobody will call `backward` on a caption, and every
# step would keep its share of memory.
#
# **Exercise** `caption_images` · difficulty ●●○ · 10 min
#
# <details><summary>Hint</summary>
#
# `part.training` is a part's mode, `part.eval()` and `part.train(mode)` set it for all
# that is inside. Under `torch.no_grad()` compute the memory once, define a `step` that
# returns the first of the decoder's two results, and call your `greedy_decode` with
# `START` and `EOS`. On a GPU the ids must lie where the memory lies: `.to(...)`.
#
# </details>

# %% exercise="caption_images"
def caption_images(
    encoder: nn.Module,
    decoder: nn.Module,
    images: Tensor,
    vocabulary: Vocabulary,
    max_length: int,
) -> list[str]:
    """Greedy captions of a batch of pictures.

    Args:
        encoder: images (B, 3, H, W), normalised already -> memory (B, N, D).
        decoder: (ids (B, T), memory) -> (logits (B, T, V), weights).
        vocabulary: of the decoder, with `START` and `EOS`.
        max_length: generated tokens of a caption, `<eos>` included.

    Works in eval mode and without a graph; leaves each part in the mode it was in.
    """
    ### BEGIN SOLUTION
    modes = [(m, m.training) for part in (encoder, decoder) for m in part.modules()]
    encoder.eval()
    decoder.eval()
    with torch.no_grad():
        memory = encoder(images)

        def step(ids):
            return decoder(ids.to(memory.device), memory)[0]

        captions = greedy_decode(step, START, EOS, max_length, len(images))
    for module, mode in modes:
        module.training = mode
    return [vocabulary.decode(ids) for ids in captions]
    ### END SOLUTION

# %% check="caption_images-shown" points=1
notes = []  # on calls in the wrong state: (which part, what)


class Part(nn.Module):
    """Notes calls in train mode, and calls that built a graph."""

    def __init__(self):
        super().__init__()
        self.deaf = nn.Dropout(1.0)  # in train mode it lets nothing through
        self.scale = nn.Parameter(torch.ones(()))

    def hear(self, x):
        for what, wrong in (("train", self.training or self.deaf.training),
                            ("graph", (x * self.scale).requires_grad)):  # fmt: skip
            notes.extend([(type(self), what)] * wrong)
        return self.deaf(x) * self.scale


class Eye(Part):
    """The pixels of a picture's first channel are its memory."""

    def forward(self, images):
        return self.hear(images[:, 0].flatten(1)[..., None])


class Mouth(Part):
    """Reads the caption off the memory, if it is told the words so far."""

    def forward(self, ids, memory):
        script = self.hear(memory)[..., 0].round().long()
        logits = torch.zeros(*ids.shape, 9) + 0 * self.scale
        for t in range(ids.shape[1]):
            told = torch.cat([torch.ones_like(ids[:, :1]), script[:, :t]], 1)
            heard = (ids[:, : t + 1] == told).all(1)
            logits[range(len(ids)), t, torch.where(heard, script[:, t], 3)] += 5
        return logits, torch.ones(*ids.shape, memory.shape[1]) / memory.shape[1]


rule = "the encoder makes the memory; decoder(ids, memory) gives logits and weights"
names = Vocabulary(["a", "red", "blue", "ring", "dot"])  # ids 4 to 8
script = torch.tensor([[4, 5, 7, 2, 8, 8], [4, 6, 5, 8, 2, 7]])
images = script.reshape(2, 1, 2, 3).expand(2, 3, 2, 3) + 0.0
for modes in ((True, True), (False, True), (True, False), (False, False)):
    eye, mouth = Eye().train(modes[0]), Mouth().train(modes[1])
    given = images.clone()
    notes.clear()
    with torch.enable_grad():
        parts = eye, mouth, given, names
        captions = ask(caption_images, *parts, 6, returns=list, hint=rule)
        still = torch.is_grad_enabled()
    assert torch.equal(given, images), "the images were changed in place"
    assert all(isinstance(c, str) for c in captions), (
        f"expected strings, got {captions}: decode each caption, vocabulary.decode(ids)"
    )
    assert len(captions) == 2, f"expected one caption a picture, 2, got {captions}"
    assert (Eye, "train") not in notes, (
        "the encoder worked in train mode: encoder.eval()"
    )
    assert (Mouth, "train") not in notes, (
        "the decoder worked in train mode: decoder.eval()"
    )
    assert captions == ["a red ring", "a blue red dot"], f"got {captions}"
    assert (Eye, "graph") not in notes, "the encoder built a graph: torch.no_grad()"
    assert (Mouth, "graph") not in notes, "the decoder built a graph: torch.no_grad()"
    assert still, "gradients are left switched off: use `with torch.no_grad():`"
    after = (eye.training, mouth.training)
    assert after == modes, (
        f"modes of encoder and decoder were {modes}, now they are {after}: put back "
        "each one's own"
    )
    inner = (eye.deaf.training, mouth.deaf.training)
    assert inner == modes, f"inside the parts the modes {modes} became {inner}"
captions = caption_images(eye, mouth, images.flip(0), names, 3)
assert captions == ["a blue red", "a red ring"], (
    f"pictures exchanged, max_length 3: expected 'a blue red', 'a red ring', got "
    f"{captions}"
)

# %% check="caption_images-hidden" points=1
# Graded on other pictures, lengths, modes and number formats.
### BEGIN HIDDEN TESTS
graphs = []  # one entry for each call that built one


class Eye(nn.Module):
    """Turns a picture (B, 3, H, W) into memory (B, N, D), noisily in train mode."""

    def __init__(self, g):
        super().__init__()
        self.deep = nn.Sequential(nn.Dropout(0.5), nn.Conv2d(3, 6, 1))
        for weight in self.parameters():
            weight.data = torch.randn(weight.shape, generator=g)

    def forward(self, images):
        memory = self.deep(images).flatten(2).mT
        graphs.extend(["encoder"] * memory.requires_grad)
        return memory


class Mouth(nn.Module):
    """A causal mixture of all words so far and the memory; noisy in train mode."""

    def __init__(self, g):
        super().__init__()
        self.words, self.lm_head = nn.Embedding(16, 6), nn.Linear(6, 16, bias=False)
        self.deep = nn.Sequential(nn.Dropout(0.5), nn.Linear(6, 6))
        for weight in self.parameters():
            weight.data = torch.randn(weight.shape, generator=g)

    def forward(self, ids, memory):
        assert len(ids) == len(memory), f"{len(memory)} pictures, {len(ids)} captions"
        rate = torch.arange(1, ids.shape[1] + 1, device=ids.device).sqrt()[:, None]
        text = self.words(ids).cumsum(1) / rate.to(memory)
        weights = (text @ memory.mT).softmax(-1)
        logits = self.lm_head(self.deep(text + 2 * weights @ memory).sin())
        logits[..., [0, 1, 3]] -= 1000.0  # never <pad>, <start>, <unk>
        graphs.extend(["decoder"] * logits.requires_grad)
        return logits, weights


names = Vocabulary([f"w{i}" for i in range(12)])
g = torch.Generator().manual_seed(62)
for b, h, w, dtype in [(5, 2, 3, torch.float64), (1, 3, 1, torch.float64),
                       (9, 1, 2, torch.float64), (4, 2, 2, torch.float32)]:  # fmt: skip
    eye, mouth = Eye(g).to(dtype), Mouth(g).to(dtype)
    images = torch.randn(b, 3, h, w, generator=g).to(dtype)
    for max_length, modes in product((1, 7), product((True, False), repeat=2)):
        eye.eval(), mouth.eval()
        expected = []
        for k in range(b):
            ids = [1]
            while len(ids) <= max_length and ids[-1] != 2:
                with torch.no_grad():
                    known = torch.tensor([ids]), eye(images[k : k + 1])
                    ids.append(int(mouth(*known)[0][0, -1].argmax()))
            expected.append(" ".join(f"w{i - 4}" for i in ids[1:] if i != 2))
        eye.train(modes[0]), mouth.train(modes[1])
        before = {**eye.state_dict(prefix="e."), **mouth.state_dict(prefix="d.")}
        before = {name: value.clone() for name, value in before.items()}
        graphs.clear()
        with torch.enable_grad():
            captions = caption_images(eye, mouth, images, names, max_length)
            assert torch.is_grad_enabled(), "gradients are left switched off"
        place = f"{b} pictures, max_length {max_length}, {dtype}"
        assert captions == expected, f"{place}: expected {expected}, got {captions}"
        assert not graphs, f"{place}: a graph was built by the {graphs[0]}"
        after = {**eye.state_dict(prefix="e."), **mouth.state_dict(prefix="d.")}
        for name, value in after.items():
            assert torch.equal(value, before[name]), f"{place}: {name} has changed"
        for part, mode in zip((eye, mouth), modes, strict=True):
            inside = {module.training for module in part.modules()}
            assert inside == {mode}, f"{place}: modes {modes} were not put back"
            assert all(p.requires_grad for p in part.parameters()), "left frozen"
### END HIDDEN TESTS

# %% [markdown]
# Now the captioner speaks. A scene is known exactly, so its caption is simply true or
# false.

# %%
def is_true(text: str, picture) -> bool:
    """A true sentence about the picture? What is no sentence of the grammar is not."""
    try:
        return truth(text, picture.scene)
    except ValueError:
        return False


def share_true(captions: list[str]) -> float:
    """Of captions of all pictures, or of the first ones."""
    pairs = zip(captions, pictures, strict=False)
    return sum(is_true(text, picture) for text, picture in pairs) / len(captions)


captions = caption_images(encoder, decoder, inputs, vocabulary, config.max_length)
print(f"{share_true(captions):.1%} of {len(captions)} captions are true")

# %% alt="Eight scenes with the captions written for them, blue with a
# tick where true."
fig, axes = plt.subplots(2, 4, figsize=(10, 5.2), layout="constrained")
for ax, picture, text in zip(axes.flat, pictures, captions, strict=False):
    ax.imshow(picture.image)
    mark, colour = ("✓", SEEN) if is_true(text, picture) else ("✗", ASKED)
    ax.set_title(fill(f"{mark} {text}", 28), size=10, color=colour)
    ax.axis("off")
plt.show()

# %% [markdown]
# ## 6.4 Leave one out
#
# What is each part of the loop for? Leave it out and see. The last position: ask the
# first one instead. `<eos>`: give the loop an id that never comes. Eval mode: the kept
# decoder was trained without dropout, so a copy gets some, and stays in train mode.

# %%
noisy = copy.deepcopy(decoder)
for module in noisy.modules():
    if isinstance(module, nn.Dropout):
        module.p = config.dropout
intact = step_on(memory)
left_out = {
    "nothing": (intact, EOS),
    "eval mode": (step_on(memory, noisy.train()), EOS),
    "last position": (lambda ids: intact(ids)[:, :1], EOS),
    "<eos>": (intact, -1),
}
results = {}
for name, (step, eos_id) in left_out.items():
    ids = greedy_decode(step, START, eos_id, config.max_length, len(memory))
    results[name] = [" ".join(NAMES[i] for i in row) for row in ids]

# %% alt="Bars: the share of true captions when nothing, eval mode, the last position or
# <eos> is left out, with an example caption beside each bar."
loud = enumerate(results["eval mode"])
k = next(i for i, x in loud if x.count(" ") > 5 and not is_true(x, pictures[i]))
fig, ax = plt.subplots(figsize=(10, 2.8), layout="constrained")
for row, texts in enumerate(results.values()):
    share = share_true(texts)
    ax.barh(row, share, height=0.6, color=ASKED if row else SEEN)
    example = texts[k] if len(texts[k]) < 60 else texts[k][:60] + " ..."
    ax.text(share + 0.01, row, f"{share:.0%}   {example}", va="center", size=9)
ax.set(xlim=(0, 2), xticks=[0, 0.5, 1], xlabel="share of true captions")
ax.set_yticks(range(len(results)), ["all there", *[f"no {n}" for n in results][1:]])
ax.invert_yaxis()
ax.spines[["right", "top"]].set_visible(False)
plt.show()

# %% [markdown]
# The first position knows `<start>` alone, so its answer never changes. Without `<eos>`
# the caption is right and then does not end. Dropout is the treacherous one: most of
# its captions are fluent sentences, but many more of them are wrong. Nothing crashes,
# nothing looks broken, and tomorrow the same picture gets another caption.
#
# ## 6.5 The likeliest word is not the likeliest caption
#
# The chance of a caption is the product of the chances of its words, `<eos>` among
# them. Greedy takes the best word now and can't take it back. Here is a picture where
# it misses a caption that the decoder itself finds likelier.

# %%
def log_chance(words: list[int], memory: Tensor) -> float:
    """Log-probability of finished words, `<eos>` included if it is among them."""
    logits = step_on(memory)(torch.tensor([[START, *words]]))
    chances = logits[0, :-1].log_softmax(-1)
    return chances[range(len(words)), words].sum().item()


other = "a red ring left of a white ring"
at = next(i for i, picture in enumerate(pictures) if is_true(other, picture))
odd = slice(at, at + 1)  # a batch of one
narrow = greedy_decode(step_on(memory[odd]), START, EOS, config.max_length, 1)[0]
for words in (narrow, vocabulary.encode(tokenize(other))[1:-1]):
    total = log_chance([*words, EOS], memory[odd])
    print(f"log p = {total:.2f}, p = {math.exp(total):.4f}", vocabulary.decode(words))

# %% [markdown]
# A **beam search** keeps the `beam_width` likeliest beginnings instead of one. In each
# turn every beginning is continued by every word, and of all these the likeliest
# survive. What ends in `<eos>` is set aside as finished and makes room.
# At the end the finished ones compete, and a sum of log-probabilities falls with every
# word: it would favour short captions. So the score is
#
# $$\frac{\log p}{n^a},$$
#
# where $n$ counts the generated tokens, `<eos>` too, and $a$ is the length penalty: 0
# for the plain sum, 1 for the mean per token.
#
# **Exercise** `beam_search` · difficulty ●●● · 25 min
#
# <details><summary>Hint</summary>
#
# Keep the beginnings as a list of (log-probability, words), at first `[(0.0, [])]`.
# One turn: ask `step` for all of them at once, take `log_softmax` of the last position,
# add each beginning's own log-probability: a table (beginnings, V). `flatten().topk(k)`
# finds the best k; `place // V` is the beginning, `place % V` the word. There may be
# fewer than `beam_width` places. At `max_length` everything is finished.
#
# </details>

# %% exercise="beam_search"
def beam_search(
    step,
    start_id: int,
    eos_id: int,
    max_length: int,
    beam_width: int,
    length_penalty: float,
) -> list[int]:
    """Write one caption, the best that `beam_width` beginnings side by side lead to.

    Args:
        step: ids (B, T) long, `<start>` first -> logits (B, T, V), for any B.
        start_id, eos_id: of `<start>` and `<eos>`.
        max_length: of the generated tokens, `<eos>` included; a caption that reaches it
            without `<eos>` is cut there, and counts as it is.
        beam_width: beginnings that go on in each turn; may exceed V.
        length_penalty: best is log-probability / n ** length_penalty, where n counts
            the generated tokens, `<eos>` included.

    Returns:
        ints with neither `<start>` nor `<eos>`.
    """
    ### BEGIN SOLUTION
    best, beams = (-math.inf, []), [(0.0, [])]
    for n in range(1, max_length + 1):
        ids = torch.tensor([[start_id, *words] for _, words in beams])
        totals = step(ids)[:, -1].log_softmax(-1).cpu()
        totals = totals + torch.tensor([[total] for total, _ in beams])
        values, places = totals.flatten().topk(min(beam_width, totals.numel()))
        grown = []
        for total, place in zip(values.tolist(), places.tolist(), strict=True):
            parent, word = divmod(place, totals.shape[1])
            words = [*beams[parent][1], word]
            if word == eos_id or n == max_length:
                best = max(best, (total / n**length_penalty, words))
            else:
                grown.append((total, words))
        if not grown:
            break
        beams = grown
    return [word for word in best[1] if word != eos_id]
    ### END SOLUTION

# %% [markdown]
# Another scripted model. Its likeliest first word is 4, which leads to nothing good; 5
# leads further, 6 furthest of all. So the width decides how far the search gets.

# %% check="beam_search-shown" points=2
ladder = {  # words so far: chances of the next word; <start> is 1, <eos> is 2
    (): {4: 0.45, 5: 0.33, 6: 0.2}, (4,): {4: 0.3, 5: 0.28, 7: 0.27},
    (5,): {6: 0.5}, (6,): {7: 0.98}, (4, 4): {2: 0.97}, (4, 5): {2: 0.97},
    (4, 7): {2: 0.97}, (5, 6): {2: 0.97}, (6, 7): {2: 0.97},
}  # fmt: skip


def play(table, max_length, beam_width, length_penalty):
    """Search in a model that knows a table; all that it lacks is unlikely."""
    calls = []

    def step(ids):
        assert ids.ndim == 2, f"step takes ids (B, T), got {tuple(ids.shape)}"
        assert ids.dtype == torch.long, f"step takes long ids, got {ids.dtype}"
        assert len(calls) < 400, "step is called again and again: an endless loop?"
        calls.append(ids.tolist())
        logits = torch.full((*ids.shape, 10), -14.0)
        for row, said in enumerate(calls[-1]):
            assert said[0] == 1, f"step was given {said}: <start>, 1, comes first"
            for t in range(len(said)):
                known = table.get(tuple(said[1 : t + 1]), {})
                others = {0, *range(3, 10)} - set(known)
                rest = (1 - sum(known.values())) / len(others)
                for word, chance in {**dict.fromkeys(others, rest), **known}.items():
                    logits[row, t, word] = math.log(chance)
            logits[row] -= 2 * row  # logits may be shifted; log_softmax undoes it
        return logits

    how = (1, 2, max_length, beam_width, length_penalty)
    return ask(beam_search, step, *how, returns=list)


found = {width: play(ladder, 6, width, 0.0) for width in (1, 2, 3, 12)}
for words in found.values():
    assert 1 not in words and 2 not in words, f"<start> or <eos> is in {words}"
    kinds = [isinstance(word, (int, np.integer)) for word in words]
    assert all(kinds), f"expected a list of ints, got {words}"
assert found[1][:3] != [4, 4, 4], (
    f"beam_width 1 gave {found[1]}: the logits of the last position count, not the "
    "first's"
)
assert found[1] == [4, 4], f"beam_width 1 is greedy search, [4, 4]; got {found[1]}"
assert found[2] != [4, 4], (
    "beam_width 2 found no more than greedy search: take the best 2 of all beginnings "
    "and words together, not the best word of each beginning, and the best at the "
    "end, not the worst; do all beams start alike, and stay alike? Are logits added "
    "up, without log_softmax?"
)
assert found[2] == [5, 6], (
    f"beam_width 2: expected [5, 6], got {found[2]}; does no beginning go on but the "
    "two likeliest, and each word with its own: parent, word = divmod(place, V)?"
)
assert found[3] == [6, 7], f"beam_width 3: expected [6, 7], got {found[3]}"
assert found[12] != [], (
    "returned the first caption that finished; it is kept, and the others go on"
)
assert found[12] == [6, 7], f"a beam wider than the vocabulary: got {found[12]}"
words = play({(): {2: 0.7}}, 5, 2, 0.0)
assert words == [], f"<eos> at once, chance 0.7, is the likeliest; got {words}"
words = play(ladder, 1, 3, 0.0)
assert words == [4], f"max_length 1 cuts after one token, [4]; got {words}"
rivals = {
    (): {4: 0.44, 5: 0.54}, (4,): {2: 0.92}, (5,): {6: 0.8}, (5, 6): {7: 0.9},
    (5, 6, 7): {2: 0.95},
}  # fmt: skip
words = play(rivals, 6, 2, 0.0)
assert words == [4], (
    f"length_penalty 0 is the plain sum, expected [4], got {words}: add up the "
    "logarithms of all words so far, not probabilities, nor the last word's alone"
)
for max_length in (6, 4):
    words = play(rivals, max_length, 2, 1.0)
    assert words == [5, 6, 7], (
        f"length_penalty 1 is the mean, max_length {max_length}: log 0.37 / 4 of [5, "
        f"6, 7] is above log 0.40 / 2 of [4], got {words}: logarithms are added, not "
        "probabilities multiplied; the sum is divided by n ** length_penalty"
    )
words = play({**rivals, (5, 6): {7: 0.49}, (5, 6, 7): {2: 0.493}}, 6, 2, 1.0)
assert words == [4], "the mean per token counts <eos> among the tokens: 2 and 4 here"
words = play({**rivals, (5, 6): {7: 0.67}, (5, 6, 7): {2: 0.68}}, 6, 2, 1.0)
assert words == [5, 6, 7], "<start> is no generated token: 2 and 4 here, with <eos>"
words = play({**rivals, (5, 6): {7: 0.4}, (5, 6, 7): {2: 0.4}}, 6, 2, 2.0)
assert words == [5, 6, 7], (
    f"length_penalty 2 divides by n ** 2, not by 2 * n: expected [5, 6, 7], got {words}"
)

# %% check="beam_search-hidden" points=2
# Graded on other models, ids and lengths, and against trying every caption.
### BEGIN HIDDEN TESTS
def table_step(table, calls):
    """A model of 13 words that knows a table; <start> is 3, <eos> is 0."""

    def step(ids):
        assert ids.ndim == 2 and ids.dtype == torch.long, "step takes long ids (B, T)"
        calls.append(ids.tolist())
        assert len(calls) < 900, "step is called again and again: an endless loop?"
        logits = torch.full((*ids.shape, 13), -14.0)
        for row, said in enumerate(calls[-1]):
            assert said[0] == 3, f"step was given {said}: <start>, 3, comes first"
            for t in range(len(said)):
                known = table.get(tuple(said[1 : t + 1]), {})
                others = {1, 2, *range(4, 13)} - set(known)
                rest = (1 - sum(known.values())) / len(others)
                for word, chance in {**dict.fromkeys(others, rest), **known}.items():
                    logits[row, t, word] = math.log(chance) - 7 * row + 2 * t
        return logits

    return step


long = tuple([1, 2, 12] * 3)  # nine words, each of them likely
far = {
    (): {1: 0.4, 2: 0.3, 12: 0.25}, (1,): {5: 0.3, 6: 0.29, 2: 0.28}, (2,): {1: 0.5},
    (12,): {4: 0.96}, (1, 5): {0: 0.97}, (1, 6): {0: 0.97}, (2, 1): {0: 0.97},
    (12, 4): {0: 0.97},
}  # fmt: skip
alone = {long[:k]: {word: 0.9} for k, word in enumerate((*long, 0))}
heirs = {  # two heirs of one beginning are better than all of the other
    (): {1: 0.6, 2: 0.35}, (1,): {5: 0.5, 6: 0.45}, (2,): {7: 0.6}, (1, 6): {0: 0.97},
    (2, 7): {0: 0.97},
}  # fmt: skip
twins = {
    (): {1: 0.55, 2: 0.43}, (1,): {0: 0.9}, (2,): {5: 0.98}, (2, 5): {6: 0.5, 7: 0.48},
    (2, 5, 6): {0: 0.97}, (2, 5, 7): {0: 0.97},
}  # fmt: skip
for table, max_length, beam_width, length_penalty, expected in (
    (far, 7, 1, 0.0, [1, 5]), (far, 7, 2, 0.0, [2, 1]), (far, 7, 3, 0.0, [12, 4]),
    (far, 7, 2, 1.0, [2, 1]), (far, 3, 3, 0.5, [12, 4]), (far, 2, 3, 0.0, [12, 4]),
    (far, 2, 1, 1.0, [1, 5]), (far, 7, 20, 1.0, [12, 4]), (far, 1, 2, 1.0, [1]),
    (alone, 12, 2, 0.0, [*long]), (alone, 10, 3, 1.0, [*long]),
    (alone, 9, 1, 1.0, [*long]), (alone, 4, 2, 1.0, [1, 2, 12, 1]),
    (twins, 8, 2, 1.0, [1]), ({(): {0: 0.8}}, 4, 1, 0.0, []),
    ({(): {0: 0.8}}, 1, 2, 1.0, []), (heirs, 6, 2, 0.0, [1, 6]),
):  # fmt: skip
    step = table_step(table, [])
    words = beam_search(step, 3, 0, max_length, beam_width, length_penalty)
    place = f"width {beam_width}, max_length {max_length}, penalty {length_penalty}"
    assert isinstance(words, list), f"{place}: expected a list, got {words!r}"
    assert words == expected, f"{place}: expected {expected}, got {words}"

for seed, length_penalty in ((7, 0.0), (87, 0.0), (1, 0.5), (5, 0.5), (41, 0.5),
                             (99, 0.5), (12, 1.0), (69, 1.0), (99, 1.0)):  # fmt: skip
    g = torch.Generator().manual_seed(seed)
    newest, before = 2 * torch.randn(2, 4, 5, 5, generator=g)

    def step(ids, newest=newest, before=before):
        t = torch.arange(ids.shape[1])
        logits = newest[t, ids] + t[:, None]
        logits[:, 1:] += before[t[1:], ids[:, :-1]]
        logits[..., 4] = -30.0  # <start> is 4, <eos> is 1
        return logits

    scores = {}
    for words in product(range(4), repeat=3):
        n = words.index(1) + 1 if 1 in words else 3
        chances = step(torch.tensor([[4, *words]]))[0, :-1].log_softmax(-1)
        total = chances[range(n), words[:n]].sum().item()
        scores[words[:n]] = total / n**length_penalty
    expected = [word for word in max(scores, key=scores.get) if word != 1]
    words = beam_search(step, 4, 1, 3, 100, length_penalty)
    assert words == expected, (
        f"so wide a beam tries everything, and at penalty {length_penalty} the best of "
        f"all captions is {expected}, not {words}"
    )
### END HIDDEN TESTS

# %% [markdown]
# Every beginning that your search asks about comes through `step`, so the search can
# be drawn from outside: who was asked about, who went on, who was dropped.

# %%
asked = []


def remembering(ids: Tensor) -> Tensor:
    """The step of the odd picture, with a note of what it was asked about."""
    asked.extend(tuple(row[1:]) for row in ids.tolist() if EOS not in row)
    return step_on(memory[odd])(ids)


limits = START, EOS, config.max_length
wide = (*beam_search(remembering, *limits, config.beam_width, 1.0), EOS)
paths = {"greedy search": (*narrow, EOS), "beam search": wide}
nodes = {path[:k] for path in [*asked, *paths.values()] for k in range(len(path) + 1)}
nodes = {n for n in nodes if len(n) <= max(map(len, paths.values()))}
for name, words in paths.items():
    total = log_chance(words, memory[odd])
    print(f"{name:15} log p = {total:.2f}, / {len(words)} = {total / len(words):.2f}")

# %%
def lay_out(node: tuple, nodes: set, places: dict) -> None:
    """Give each node of a tree its (depth, row); leaves take a row each."""
    children = [n for n in nodes if n and n[:-1] == node]
    children.sort(key=lambda n: -log_chance(n, memory[odd]))
    for child in children:
        lay_out(child, nodes, places)
    rows = [places[child][1] for child in children]
    taken = {row for _, row in places.values()}
    places[node] = len(node), rows[0] if rows else len(taken)

# %% alt="A search tree from left to right: beginnings that the beam kept in grey, the
# greedy caption in blue, the caption that beam search chose in orange."
places = {}
lay_out((), nodes, places)
fig, ax = plt.subplots(figsize=(10, 5.2), layout="constrained")
for node, (x, y) in places.items():
    on = [name for name, path in paths.items() if path[: len(node)] == node]
    colour = ASKED if "beam search" in on else SEEN if on else "#8a8577"
    text = NAMES[node[-1]] if node else "<start>"
    if node:
        before = places[node[:-1]]
        ax.plot([before[0], before[0] + 0.5, x], [before[1], y, y], color=colour,
                lw=2 if on else 1, zorder=0)  # fmt: skip
        text += f"\n{log_chance(node, memory[odd]):.2f}"
    ax.text(x, y, text, ha="center", va="center", size=8, color="white",
            bbox={"boxstyle": "round", "fc": colour, "ec": "none"})  # fmt: skip
ax.set_title("log-probability so far; blue: greedy, orange: beam search")
ax.set(xlim=(-0.4, max(x for x, _ in places.values()) + 0.4))
ax.invert_yaxis()
ax.axis("off")
plt.show()

# %% [markdown]
# ## 6.6 Likelier is not better
#
# A wider beam finds likelier captions, as it should. Watch what they are like: the
# right panel counts their words, with the plain sum and with the mean.

# %%
def search_all(beam_width: int, length_penalty: float) -> tuple[float, float]:
    """Mean log-probability and mean number of words over some pictures."""
    limits = START, EOS, 12, beam_width, length_penalty
    some = memory[: config.searched].split(1)
    found = [[*beam_search(step_on(m), *limits), EOS] for m in some]
    chances = [log_chance(words, m) for words, m in zip(found, some, strict=True)]
    return sum(chances) / len(some), sum(map(len, found)) / len(some) - 1


widths = (1, 2, 3, 5)
curves = {p: [search_all(width, p) for width in widths] for p in (0.0, 1.0)}

# %% alt="Two panels over beam width: with penalty 0 captions get likelier and shorter;
# with penalty 1 they get longer, and a little less likely."
fig, axes = plt.subplots(1, 2, figsize=(10, 3), layout="constrained")
titles = ("mean log-probability of a caption", "mean number of its words")
for k, (ax, title) in enumerate(zip(axes, titles, strict=True)):
    for penalty, colour in ((0.0, ASKED), (1.0, SEEN)):
        values = [pair[k] for pair in curves[penalty]]
        ax.plot(widths, values, "o-", color=colour, label=f"length_penalty {penalty:g}")
    ax.set(title=title, xlabel="beam_width", xticks=widths)
    ax.spines[["right", "top"]].set_visible(False)
axes[1].set_ylim(0)
axes[0].legend()
plt.show()

# %% [markdown]
# The likeliest sentence about two shapes names one of them: every further word costs
# something. Greedy search hid this, for it never compares a short caption with a long
# one. The penalty is a patch, and a useful one. Which captions are *better* has to be
# measured otherwise: that is lesson 10.

# %% [markdown]
# ## 6.7 A word by chance
#
# Greedy and beam search always say the same of a picture. People don't: five of them
# wrote five captions. A decoder's softmax *is* a distribution over sentences; draw
# from it, word by word, and each run says something else. Drawn as it stands, though,
# it also says what it believes one time in a hundred, and a caption has ten words.
# Three dials are in use everywhere:
#
# * **temperature** divides the logits: below 1 the likely gets likelier, above 1
#   rarer words get their turn; towards 0 it becomes greedy;
# * **top-k** keeps the k largest logits;
# * **top-p**, or nucleus sampling, keeps the likeliest words that together reach the
#   share p: few where the model is sure, many where it is not.
#
# What is left out gets the logit $-\infty$, so that its share is 0 and the others
# share what it had. The order matters: temperature first, then top-k, then top-p of
# **what is left**. Example: the shares are 0.4, 0.3, 0.2, 0.1 and top-p is 0.65. The
# first word comes before anything is reached: it stays. The second comes after 0.4: it
# stays, and now 0.7 is reached. The third is left out.
#
# **Exercise** `filter_logits` · difficulty ●●○ · 15 min
#
# <details><summary>Hint</summary>
#
# Top-k: `logits.topk(k).values[:, -1:]` is the smallest logit that stays; `masked_fill`
# the smaller ones in a copy. Top-p: sort in falling order, take the softmax; `cumsum`
# minus the word's own share is what its likelier ones have together. Then the marks
# have to go back to the words' own places: `scatter` with the indices that `sort` gave.
#
# </details>

# %% exercise="filter_logits"
def filter_logits(
    logits: Tensor,
    *,
    temperature: float,
    top_k: int | None = None,
    top_p: float | None = None,
) -> Tensor:
    """(B, V) -> (B, V): divided by the temperature, words left out at -inf.

    Args:
        temperature: ValueError for 0 or below.
        top_k: only the so many largest stay, 1 <= top_k <= V; None for all.
        top_p: then, of the softmax over what is left, a word goes whose likelier ones
            already reach top_p together, 0 < top_p < 1; the likeliest always stays.
            None for all.

    Each row by itself. Logits of -inf stay so; the number format comes back; the
    logits handed in are not changed.
    """
    ### BEGIN SOLUTION
    if temperature <= 0:
        raise ValueError(f"expected a temperature above 0, got {temperature}")
    logits = logits / temperature
    if top_k is not None:
        smallest = logits.topk(top_k).values[:, -1:]
        logits = logits.masked_fill(logits < smallest, -math.inf)
    if top_p is not None:
        ordered, order = logits.sort(descending=True)
        shares = ordered.double().softmax(-1)
        left_out = shares.cumsum(-1) - shares >= top_p
        left_out = torch.zeros_like(left_out).scatter(1, order, left_out)
        logits = logits.masked_fill(left_out, -math.inf)
    return logits
    ### END SOLUTION

# %% check="filter_logits-shown" points=1
shares = [[0.1, 0.4, 0.2, 0.3], [0.05, 0.02, 0.9, 0.03]]
logits = torch.tensor(shares).double().log() + torch.tensor([[3.0], [-2.0]])
before = logits.clone()


def filtered(**how):
    """What comes back, and for each row the words that are left."""
    out = ask(filter_logits, logits, returns=Tensor, **how)
    assert torch.equal(logits, before), "the logits handed in were changed in place"
    assert out.shape == (2, 4), (
        f"expected (B, V) = (2, 4), got {tuple(out.shape)}: every word keeps its "
        "place, and what is left out gets -inf"
    )
    assert not out.isnan().any(), f"NaN came back: was -inf multiplied by 0? {out}"
    assert out.dtype == torch.float64, f"float64 went in, {out.dtype} came back"
    return out, [[i for i in range(4) if row[i] > -math.inf] for row in out.tolist()]


out, words = filtered(temperature=2.0)
assert words == [[0, 1, 2, 3]] * 2, f"temperature alone leaves no word out, got {words}"
assert not torch.allclose(out, logits * 2.0), "logits / temperature, not times"
for total in (out.sum(-1), out.exp().sum(-1)):
    assert not torch.allclose(total, torch.ones(2).double()), (
        "logits should come back, not shares or their logarithms"
    )
assert torch.allclose(out, logits / 2.0), f"expected {logits / 2.0}, got {out}"
out, words = filtered(temperature=1.0, top_k=2)
lost = out[torch.tensor([[True, False, True, False], [False, True, False, True]])]
assert lost.any(), "what is left out stands at 0, a logit like any other: -inf it is"
assert lost.isinf().any() or lost.max() > -1000, (
    "what is left out stands at a large negative number: -math.inf is asked for"
)
for slip, wrong in {
    "those are the smallest: top-k keeps the largest": [[0, 2], [1, 3]],
    "one too few: the k-th largest itself stays, < and not <=": [[1], [2]],
    "one too many: the k-th largest is the last that stays": [[1, 2, 3], [0, 2, 3]],
    "the k largest of the whole batch: each row has its own": [[1, 3], []],
    "nothing stays: compare with the values of topk, not with its indices": [[], []],
    "nothing is left out: is topk taken along the batch? along the last axis, -1":
        [[0, 1, 2, 3]] * 2,
}.items():  # fmt: skip
    assert words != wrong, f"top_k 2 left {words}: {slip}"
assert words == [[1, 3], [0, 2]], (
    f"top_k 2 left {words}, expected [[1, 3], [0, 2]]: the two largest of each row"
)
kept = out.isfinite()
assert torch.allclose(out[kept], logits[kept]), (
    "logits that stay are only divided by the temperature"
)
_, words = filtered(temperature=1.0, top_p=0.65)
for slip, wrong in {
    "nothing is left of one: the likeliest always stays; what counts is what the "
    "likelier ones have *before* it": [[1], []],
    "nothing is left: the likeliest always stays; do the places of one row count in "
    "that row alone?": [[], []],
    "each share is compared by itself: what counts is the sum of the likelier ones":
        [[], [2]],
    "the second comes after 0.4 only, it stays; what counts is what the likelier ones "
    "have *before* it": [[1], [2]],
    "those are the words that should go: the marks are upside down":
        [[0, 2], [0, 1, 3]],
    "the shares are added up in the vocabulary's order: sort each row first":
        [[0, 1, 2], [0, 1, 2]],
    "the marks are still in sorted order: bring them back to the words' own places":
        [[0, 1], [0]],
    "gather takes from the places in `order`, scatter puts there: scatter":
        [[0, 3], [1]],
    "the shares of a row do not sum to 1: softmax, over the last axis":
        [[1], [0, 1, 2, 3]],
    "nothing is left out: is it sorted in *falling* order, each row by itself?":
        [[0, 1, 2, 3]] * 2,
}.items():  # fmt: skip
    assert words != wrong, f"shares {shares}, top_p 0.65 left {words}: {slip}"
assert words == [[1, 3], [2]], (
    f"shares {shares}, top_p 0.65: expected [[1, 3], [2]], got {words}: in "
    "each row by itself, the likeliest words that reach 0.65 together"
)
_, words = filtered(temperature=1.0, top_p=0.3)
assert words == [[1], [2]], (
    f"shares {shares}, top_p 0.3: expected [[1], [2]], got {words}: the "
    "likeliest reaches 0.3 alone, whatever part of it the next one has"
)
_, words = filtered(temperature=1.0, top_k=2, top_p=0.5)
assert words[0] == [1], (
    f"after top_k 2 the shares are 4/7 and 3/7, so top_p 0.5 leaves [1], got "
    f"{words[0]}: top-p comes too (if, not elif), after top-k, and takes the softmax "
    "of what top-k left"
)
_, words = filtered(temperature=0.5, top_p=0.5)
assert words[0] == [1], (
    f"at temperature 0.5 the shares are 0.53, 0.3, 0.13, 0.03: top_p 0.5 leaves [1], "
    f"got {words[0]}: the temperature comes first"
)
hidden = torch.tensor([[0.0, -math.inf, 1.0]])
out = filter_logits(hidden, temperature=0.5, top_k=3, top_p=0.99)
assert out.tolist() == [[0.0, -math.inf, 2.0]], f"-inf stays -inf: got {out}"
for wrong in (0, -1.0):
    refused = False
    try:
        filter_logits(hidden, temperature=wrong)
    except ValueError:
        refused = True
    assert refused, f"temperature {wrong}: raise ValueError"

# %% check="filter_logits-hidden" points=2
# Graded on other sizes, dials and number formats.
### BEGIN HIDDEN TESTS
g = torch.Generator().manual_seed(67)
for b, v, dtype in [(1, 1, torch.float64), (3, 7, torch.float64), (5, 4, torch.float32),
                    (2, 12, torch.float64), (1, 300, torch.float64),
                    (4, 5, torch.float16), (2, 6, torch.bfloat16)]:  # fmt: skip
    ranks = torch.stack([torch.randperm(v, generator=g) for _ in range(b)])
    logits = ((ranks - v / 2) / 4 + torch.arange(b)[:, None]).to(dtype)
    logits[-1, ranks[-1] == v // 2] = -math.inf if v > 1 else 0.0
    margin = {torch.float16: 0.01, torch.bfloat16: 0.03}.get(dtype, 0.002)
    for temperature, top_k in product((0.25, 1.0, 2.0), (None, 1, v // 2 + 1, v)):
        divided = logits.double() / temperature
        least = divided.sort(descending=True).values[:, [(top_k or v) - 1]]
        divided[divided < least] = -math.inf
        steps = divided.softmax(-1).sort(descending=True).values.cumsum(-1)
        marks = [None]  # top_p in the middle between two sums of the first row
        for k in range(min(v, 6) - 1):
            low, high = steps[0, k].item(), steps[0, k + 1].item()
            if high - low > 3 * margin and high < 0.99:
                marks.append((low + high) / 2)
        for top_p in [*marks, 0.02]:
            given = logits.clone()
            dials = {"temperature": temperature, "top_k": top_k, "top_p": top_p}
            place = f"B, V = {b, v}, {dtype}, {dials}"
            out = filter_logits(given, **dials)
            assert torch.equal(given, logits), f"{place}: the logits were changed"
            assert out.shape == (b, v), f"{place}: expected (B, V), got {out.shape}"
            assert out.dtype == dtype, f"{place}: {out.dtype} came back"
            for row, scores in enumerate(divided.tolist()):
                got = out[row].tolist()
                likely = sorted(range(v), key=lambda i: -scores[i])
                total, kept = sum(math.exp(s) for s in scores), []
                reached, sure = 0.0, True
                for i in likely:
                    if scores[i] == -math.inf:
                        break
                    if top_p is not None:
                        sure = sure and abs(reached - top_p) > margin
                        if kept and reached >= top_p:
                            break
                    kept.append(i)
                    reached += math.exp(scores[i]) / total
                if not sure:
                    continue  # a sum within rounding of top_p
                left = [i for i, x in enumerate(got) if x > -math.inf]
                assert left == sorted(kept), (
                    f"{place}, row {row}: expected the words {sorted(kept)}, got {left}"
                )
                for i in left:
                    want = scores[i]
                    assert abs(got[i] - want) <= 1e-2 * (1 + abs(want)), (
                        f"{place}: word {i} has {got[i]}, expected {want}"
                    )
        if dtype == torch.float64 and top_k is None:
            kept = filter_logits(logits, temperature=temperature)
            assert torch.allclose(kept, logits / temperature), f"{temperature}: {kept}"
for wrong in (0.0, -0.5):
    refused = False
    try:
        filter_logits(torch.zeros(2, 3), temperature=wrong, top_k=1)
    except ValueError:
        refused = True
    assert refused, f"temperature {wrong}: raise ValueError"
### END HIDDEN TESTS

# %% [markdown]
# Then draw. A generator of one's own keeps a draw repeatable without disturbing
# anybody else's: `torch.multinomial(..., generator=generator)` draws from rows of
# shares.
#
# **Exercise** `sample_word` · difficulty ●○○ · 5 min
#
# <details><summary>Hint</summary>
#
# `multinomial` wants shares, not logits, and returns (B, number of draws).
#
# </details>

# %% exercise="sample_word"
def sample_word(logits: Tensor, generator: torch.Generator) -> Tensor:
    """(B, V) logits -> (B,) ids, long: each row's word drawn from its softmax.

    Chance comes from the generator alone, which moves on.
    """
    ### BEGIN SOLUTION
    return torch.multinomial(logits.softmax(-1), 1, generator=generator)[:, 0]
    ### END SOLUTION

# %% check="sample_word-shown" points=1
sure = torch.full((3, 5), -math.inf)
for row, word in enumerate([4, 0, 2]):
    sure[row, word] = (-200.0, 0.0, 300.0)[row]  # exp alone gives 0 or inf of such
rule = "multinomial takes shares and a generator by its name, and gives (B, 1)"
words = ask(
    sample_word, sure, torch.Generator().manual_seed(0), returns=Tensor, hint=rule
)
assert words.shape == (3,), f"expected one id a row, (B,) = (3,): {tuple(words.shape)}"
assert words.dtype == torch.long, f"expected long ids, got {words.dtype}"
assert words.tolist() != [3, -1, 1], "off by one: the ids are one too small"
assert words.tolist() == [4, 0, 2], (
    f"one word each is possible, 4 0 2: got {words}: each row draws from its own shares"
)
word = ask(sample_word, sure[:1], torch.Generator(), returns=Tensor, hint=rule)
assert word.shape == (1,), (
    f"one row: expected (1,), got {tuple(word.shape)}: [:, 0] or squeeze(1) takes "
    "off the last axis only, squeeze() that of the batch too"
)
shares = [0.04, 0.5, 0.0, 0.26, 0.1, 0.1]
many = torch.tensor([shares]).log().expand(4000, 6)
states = torch.get_rng_state().clone()
generator = torch.Generator().manual_seed(1)
words = sample_word(many, generator)
assert torch.equal(torch.get_rng_state(), states), (
    "torch's global generator was used or seeded: pass generator=generator"
)
often = words.bincount(minlength=6) / len(words)
assert often.max() < 0.99, f"all rows drew {words[0]}: the likeliest word, or one draw?"
assert often[2] == 0, f"word 2 has logit -inf and was drawn {often[2]:.0%} of the time"
assert not torch.allclose(often, torch.tensor([1, 1, 0, 1, 1, 1]) / 5, atol=0.06), (
    "drawn as if all were equally likely: the softmax of the logits decides"
)
assert torch.allclose(often, torch.tensor(shares), atol=0.04), (
    f"expected shares {shares}, got {[round(x, 2) for x in often.tolist()]}: is each "
    "word drawn as often as its share in softmax(logits) says? (Noise added to logits "
    "does that only if it is Gumbel's, -log(-log(u)).)"
)
more = sample_word(many, generator)
assert not torch.equal(words, more), (
    "the same draws again from one generator: is it seeded anew in each call?"
)
again = sample_word(many, torch.Generator().manual_seed(1))
assert torch.equal(words, again), (
    "the same seed gave other words: chance comes from the generator alone, not from "
    "random or NumPy"
)

# %% check="sample_word-hidden" points=1
# Graded on other logits, number formats and generators.
### BEGIN HIDDEN TESTS
formats = {2: torch.float32, 3: torch.float64, 6: torch.float64, 5: torch.float32}
for seed, (v, dtype) in enumerate(formats.items()):
    alone = sample_word(torch.zeros(1, v, dtype=dtype), torch.Generator())
    assert alone.shape == (1,), f"one row: expected (1,), got {tuple(alone.shape)}"
    g = torch.Generator().manual_seed(seed)
    rows = torch.randn(3, v, generator=g).to(dtype) * 1.5 + 400 * (seed - 1)
    rows[1, v - 1] = -math.inf
    logits = rows.repeat(3000, 1)
    given, global_state = logits.clone(), torch.get_rng_state().clone()
    other_states = random.getstate(), np.random.get_state()[1].copy()
    one = torch.Generator().manual_seed(seed)
    words = sample_word(given, one)
    place = f"V = {v}, {dtype}"
    assert torch.equal(given, logits), f"{place}: the logits were changed in place"
    assert torch.equal(torch.get_rng_state(), global_state), f"{place}: global torch"
    assert random.getstate() == other_states[0], f"{place}: Python's generator was used"
    assert (np.random.get_state()[1] == other_states[1]).all(), f"{place}: NumPy's"
    assert words.shape == (9000,) and words.dtype == torch.long, f"{place}: {words}"
    for row in range(3):
        often = words[row::3].bincount(minlength=v) / 3000
        wanted = rows[row].double().softmax(-1)
        assert torch.allclose(often.double(), wanted, atol=0.05), (
            f"{place}: expected shares {wanted.tolist()}, got {often.tolist()}"
        )
    pairs = (words[0::3] * v + words[2::3]).bincount(minlength=v * v) / 3000
    wanted = rows[0].double().softmax(-1)[:, None] * rows[2].double().softmax(-1)
    assert torch.allclose(pairs.double(), wanted.flatten(), atol=0.05), (
        f"{place}: rows do not draw independently of each other"
    )
    second = sample_word(given, one)
    assert not torch.equal(words, second), f"{place}: the generator did not move on"
    one.manual_seed(seed)
    assert torch.equal(sample_word(given, one), words), f"{place}: another chance"
    assert not torch.equal(
        sample_word(given, torch.Generator().manual_seed(seed + 99)), words
    ), f"{place}: every seed draws the same"
### END HIDDEN TESTS

# %% [markdown]
# The dials at work on one question of the odd picture: which word follows *a*?

# %% alt="Six bar charts of the shares of the likeliest next words: temperature 0.5
# sharpens them, 2 flattens them; top-k and top-p cut the tail off."
asked_for = torch.tensor([[START, narrow[0]]])
after_a = step_on(memory[odd])(asked_for)[:, -1]
dials = {
    "temperature 1": {"temperature": 1.0}, "temperature 0.5": {"temperature": 0.5},
    "temperature 2": {"temperature": 2.0},
    "top-k 3": {"temperature": 1.0, "top_k": 3},
    "top-p 0.8": {"temperature": 1.0, "top_p": 0.8},
    "2, then top-p 0.8": {"temperature": 2.0, "top_p": 0.8},
}  # fmt: skip
likely = after_a[0].topk(8).indices
fig, axes = plt.subplots(1, 6, figsize=(11, 2.6), sharey=True, layout="constrained")
for ax, (name, how) in zip(axes, dials.items(), strict=True):
    chances = filter_logits(after_a, **how).softmax(-1)[0]
    ax.barh([NAMES[i] for i in likely], chances[likely], color=SEEN)
    ax.set_title(f"{name}\nrest {(1 - chances[likely].sum()).abs():.0%}", size=9)
    ax.set(xlim=(0, 1), xticks=[0, 1])
    ax.spines[["right", "top"]].set_visible(False)
axes[0].invert_yaxis()
plt.show()

# %% [markdown]
# Now whole captions, of all pictures. Two things are worth counting: how many are
# true, and how many *different* captions three draws of one picture give.

# %%
some = memory[: config.drawn]


def draw_captions(seed: int, **how) -> list[str]:
    """A caption of each of some pictures, its words drawn by chance."""
    generator, step = torch.Generator().manual_seed(seed), step_on(some)
    ids = torch.full((len(some), 1), START)
    for _ in range(config.max_length):
        logits = step(ids)[:, -1]
        logits[:, [PAD, START, UNK]] = -math.inf  # these are no words
        words = sample_word(filter_logits(logits, **how), generator)
        ids = torch.hstack([ids, words.unsqueeze(1)])
        if (ids == EOS).any(1).all():
            break
    return [vocabulary.decode(row) for row in ids[:, 1:].tolist()]


for seed in range(3):
    print(draw_captions(seed, temperature=1.0)[odd.start])
rows = {}  # name -> one point a temperature: (share true, different of three draws)
for name, how in {"all words": {}, "top-p 0.9": {"top_p": 0.9}}.items():
    for temperature in config.temperatures:
        draws = [draw_captions(s, temperature=temperature, **how) for s in range(3)]
        true = sum(map(share_true, draws)) / 3
        different = sum(len(set(three)) for three in zip(*draws, strict=True))
        rows.setdefault(name, []).append((true, different / len(some)))

# %% alt="Two panels over temperature: the share of true captions falls, slower with
# top-p; the number of different captions of three draws rises from 1 towards 3."
fig, axes = plt.subplots(1, 2, figsize=(10, 3), layout="constrained")
titles = ("captions that are true", "different captions of three draws")
for k, (ax, title) in enumerate(zip(axes, titles, strict=True)):
    for (name, points), colour in zip(rows.items(), (ASKED, SEEN), strict=True):
        ax.plot(config.temperatures, [p[k] for p in points], "o-", color=colour,
                label=name)  # fmt: skip
    ax.set(title=title, xlabel="temperature")
    ax.spines[["right", "top"]].set_visible(False)
axes[0].set_ylim(0, 1)
axes[1].set_ylim(1, 3)
axes[0].legend()
plt.show()

# %% [markdown]
# Variety has a price, and the dials say how much of it to pay. That three draws differ
# is no fault: of one picture many sentences are true. That a hot one is false *is* one,
# and here it can be counted, since truth is known. Captions are mostly searched for;
# stories, dialogues and what is learnt from rewards (lesson 14) are drawn.
#
# ## 6.8 What makes it fast
#
# Each step of your loop computes all earlier positions again, and then throws their
# logits away. Is that needed? By the causal mask a word never sees what comes later, so
# its keys and values in every layer stay what they were. Keep them, a **key/value
# cache**, and a step computes the newest word alone. The course's decoders offer it:
# `start(memory)` returns a state, `step(ids (B,), state)` the next logits (B, V).

# %%
def write_again(decoder: nn.Module, memory: Tensor, length: int) -> list[list[int]]:
    """`length` words each, by your loop: the whole caption again in each step."""
    return greedy_decode(step_on(memory, decoder), START, -1, length, len(memory))


def write_cached(decoder: nn.Module, memory: Tensor, length: int) -> list[list[int]]:
    """The same words, each computed once."""
    words = []
    ids, state = torch.full((len(memory),), START), decoder.start(memory)
    for _ in range(length):
        with torch.no_grad():
            logits, state = decoder.step(ids, state)
        ids = next_word(logits[:, None])
        words.append(ids)
    return torch.stack(words, 1).tolist()


same = write_cached(decoder, memory, 19) == write_again(decoder, memory, 19)
print("the same words with and without a cache:", same)

# %% [markdown]
# Now the clock. The kept decoder knows 20 positions; an untrained one of the same size
# with more of them takes just as long for a word. One picture at a time, and 16 side by
# side: the median of three runs.

# %%
sizes = {**captioner.config["decoder"], "max_length": max(config.lengths)}
sizes.pop("kind")
tall = CaptionDecoder(
    vocab_size=len(vocabulary), memory_width=encoder.memory_width, **sizes
).eval()


def milliseconds(write, pictures: int, length: int) -> float:
    """Median time of a caption, in ms, when `pictures` are written together."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        write(tall, memory[:pictures], length)
        times.append(time.perf_counter() - began)
    return 1000 * median(times) / pictures


write_again(tall, memory[:2], 8)  # the first call of all is slower
clocks = {
    (write, b): [milliseconds(write, b, n) for n in config.lengths]
    for write in (write_again, write_cached)
    for b in (1, config.together)
}

# %% alt="Time for a caption over its length, both axes logarithmic. A cache
# lowers the lines, 16 captions side by side lower them further."
fig, ax = plt.subplots(figsize=(8, 4), layout="constrained")
for (write, b), times in clocks.items():
    colour = SEEN if write is write_cached else ASKED
    name = "with a cache" if write is write_cached else "whole caption again"
    name += ",\none at a time" if b == 1 else f",\n{b} together"
    ax.plot(config.lengths, times, "o-" if b == 1 else "s--", color=colour)
    ax.text(1.07 * config.lengths[-1], times[-1], name, va="center", color=colour)
ax.set(xscale="log", yscale="log", xlim=(None, 2.2 * config.lengths[-1]))
ax.set_xticks(config.lengths, config.lengths)
ax.minorticks_off()
ax.set(xlabel="caption length, tokens", ylabel="ms a caption")
ax.spines[["right", "top"]].set_visible(False)
plt.show()
slow, fast = clocks[write_again, 1][-1], clocks[write_cached, config.together][-1]
print(f"{max(config.lengths)} tokens: {slow:.0f} ms, with both {fast:.1f} ms")

# %% [markdown]
# Two different savings, and they multiply. Batching spreads the fixed cost of a step
# over many captions. The cache takes away work that grows with the square of the
# length: with it, twice the words take about twice the time. The helpers use both from
# here on, in `helpers.decoding`; you have written what they must equal.

# %% [markdown]
# ### On photos
#
# The same searches on a photo, if the extra `photos` is installed: its captioner
# (lesson 09 says what its eye is) knows some 2,500 words, so there is more to search.
# Watch the beams agree, and the drawn words wander.

# %%
if shown := photos_to_show("admiral"):
    photographer, photos = shown
    picture = photos["admiral"][None]
    for width in (1, 3, 5):
        [said] = photographer.caption(picture, beam_width=width)
        print(f"beam {width}: {said.text}")

# %% [markdown]
# ## 6.9 In your own words
#
# **Question** · 3 points · 6 min. A classmate captions scenes with `beam_width` 8 and
# `length_penalty` 0. The captions are likelier than greedy ones, and more of them are
# true. "Wider is better," she concludes. What did her captions become, why does that
# raise both numbers, and what would you measure or change before you believe her?

# %% [markdown] question="likelier_and_truer" points=3
# They became shorter: *a purple ring* where two things are to be seen. A
# log-probability is a sum of negative numbers, one a token, so of two good captions the
# shorter one has the larger sum; and a wide beam is what finds it, since it keeps the
# short caption in the race. A caption that claims less has fewer chances to be wrong,
# so truth rises as well, although the picture is described less. I would look at the
# lengths, divide by the number of tokens (length_penalty about 1), and use a measure
# that also counts what was left out: how many of the objects are named, or the
# agreement with people's captions (lesson 10).
#
# **Marking guide.** 1 point: captions get shorter, because every token adds a negative
# number and penalty 0 does not make up for it. 1 point: truth rewards saying less. 1
# point: a sound remedy, a length penalty near 1 or a measure of completeness. Half a
# point for "overfitting to the likelihood" without length. Nothing is lost by adding
# that beam search is slower.

# %% [markdown]
# ## Three questions to take along
#
# 1. In a beam search one beginning may have two heirs, and another none. What must
#    happen to the key/value cache then?
# 2. Without a causal mask in the decoder the cache would give other words. Why?
# 3. A caption is drawn at temperature 1. Why is it still not as varied as what people
#    wrote, and why can no temperature put that right?
#
# <details><summary>Answers</summary>
#
# 1. The rows follow the beginnings: the rows of the one with two heirs are copied,
#    those of the one with none go. `cache = cache[rows]`, where rows[r] is the
#    beginning that caption r goes on from.
# 2. With a mask the keys and values of a word never change when words follow, and
#    so they can be kept. Without one, each earlier word would see the new one, and
#    all of them would have to be computed again.
# 3. It learnt from few pictures and gives many a phrase a little weight that people
#    never would; a rare good phrase gets too little. A temperature makes *all*
#    words of a step more alike or less: it can't tell the rare and true from the
#    rare and false.
#
# </details>
#
# Each word was written while the decoder looked somewhere. **Next:**
# [07 · Where did it look?](07_attention_overlays.ipynb) shows where.

# %% [markdown]
# # 03 · Captions and tokens
#
# A network computes with numbers; a caption is a sentence. In this lesson you build
# the bridge between them, in both directions:
#
# *"A dog runs."* → `a dog runs` → `1 4 9 31 2` → a padded batch (B, T) → labels
#
# Then you decide which pictures a model may learn from and which will test it,
# and see how easily such a test gives its answers away.
#
# **Needs** Python's lists and dictionaries; nothing from lessons 01 and 02.
# **Time** about 85 minutes. A CPU is enough.
#
# Axes: B captions in a batch, T tokens of the longest of them, V vocabulary.

# %%
import math
import random
import re
import string
from collections import Counter
from contextlib import suppress
from itertools import pairwise
from textwrap import shorten

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from helpers.checks import ask
from helpers.datasets import load_captions
from helpers.machine import draw_machine

_ = torch.manual_seed(0)  # the last value of a cell would be printed

if not __debug__:
    raise RuntimeError("asserts are off, so no check can fail: run without -O")

# %% alt="The whole machine as boxes, with the shapes on the arrows between them; words
# to ids, this lesson's part, stands out."
_ = draw_machine("03")
plt.show()

# %% [markdown]
# **From memory**: three questions about lesson 02, before you begin.
#
# 1. Scores have the shape (B, heads, T, S). Over which axis does the softmax go,
#    and what adds up to 1?
# 2. Why are scores divided by $\sqrt d$?
# 3. In a pre-norm block, what does the norm stand on, and what passes it by?
#
# <details><summary>Answers</summary>
#
# 1. Over the last, the S keys: the weights of each query add up to 1.
# 2. A product of d numbers of variance 1 has variance d. Without the division large
#    scores make the softmax nearly all or nothing, and hardly any gradient comes
#    through.
# 3. On what goes into the branch, x + branch(norm(x)). The sum itself passes
#    untouched, so a gradient reaches every layer.
#
# </details>

# %% [markdown]
# ## 3.0 Meet the captions
#
# `"scenes"` are coloured shapes, drawn on the spot. `"flickr8k"` are photos that
# people described. Each picture has five captions. Change the word below and run
# the lesson again: every figure follows, and the two languages differ greatly.

# %%
DATA = "scenes"  # or "flickr8k"
caption_set = load_captions(DATA)
rows = caption_set.rows()
pictures = list(caption_set.captions)
print(f"{len(rows):,} captions of {len(pictures):,} pictures, one a row:\n{rows[0]}")

# %% alt="Three pictures of the data, one below the other, each with its captions."
def show_captions(names, marked=()):
    """Draw pictures in a column, their captions beside them; marked rows are red."""
    fig, axes = plt.subplots(len(names), 2, figsize=(9, 5), width_ratios=(1, 4))
    for (left, right), name in zip(axes, names, strict=True):
        left.imshow(plt.imread(caption_set.path(name)))
        for line, caption in enumerate(caption_set.captions[name][:5]):
            place = 0, 0.9 - 0.2 * line
            asked = (name, caption) in marked
            text = "? " * asked + shorten(caption, 84)
            right.text(*place, text, color="#c0392b" if asked else "black")
        left.axis("off")
        right.axis("off")
    fig.tight_layout()
    plt.show()


show_captions(pictures[3:6])

# %% [markdown]
# ## 3.1 From a sentence to words
#
# The obvious way is to cut at the spaces. Here are three captions as people type
# them. How many different words for *dog* do you count?

# %%
TYPED = [
    "The dog's ball -- a red one -- lies near a T-shirt.",
    "A DOG jumps; another dog, half-wild, can't.",
    'Two dogs\' owners hold a sign: "No dog!"',
]
print([word for line in TYPED for word in line.split() if "dog" in word.lower()])

# %% [markdown]
# To a network these are five unrelated words, as far apart as *dog* and *Tuesday*.
# So we agree on what a word is: a run of **letters, digits, apostrophes and inner
# hyphens**, in lower case, and nothing else. A hyphen is inner when the word goes on
# at both of its sides: `T-shirt` is one word, `well-` is the word `well`, and `--`
# is no word at all. An apostrophe belongs to its word even at an end, as in `dogs'`.
#
# **Exercise** `tokenize` · difficulty ●○○ · 8 min
#
# <details><summary>Hint</summary>
#
# `re.findall(pattern, text)` lists all matches in order. Describe one word: some
# characters out of a set, then any number of times a hyphen with some more of them.
# What repeats goes into `(?:...)*`; with plain brackets `(...)*`, `findall` would
# return the bracket's content instead of the match. In a set `a-z` stands for English
# letters, `\w` for those of any language, for digits, and for the underscore, which is
# none of ours.
#
# </details>

# %% exercise="tokenize"
def tokenize(caption: str) -> list[str]:
    """The caption's words in their order, in lower case.

    A word is a run of letters, digits, apostrophes and inner hyphens.
    Everything else only separates words; a caption may have none at all.
    """
    ### BEGIN SOLUTION
    text = caption.lower().replace("_", " ")
    return re.findall(r"[\w']+(?:-[\w']+)*", text)
    ### END SOLUTION

# %% check="tokenize-shown" points=1
for caption, words, suspect in [
    ("a dog", ["a", "dog"], "a run of letters is one word, + takes them all; and with "
     "a "
     "group (...) findall gives what it holds: (?:...) only groups"),
    ("A Dog", ["a", "dog"], "in lower case: caption.lower() gives a new string"),
    ("a dog runs.", ["a", "dog", "runs"], "the full stop is left in: take words, do "
     "not "
     "cut at the spaces"),
    ("2 dogs", ["2", "dogs"], "digits make words too"),
    ("red,blue; 2 (small)", ["red", "blue", "2", "small"], "other signs separate"),
    ("the dog's bone", ["the", "dog's", "bone"], "an apostrophe stays in its word"),
    ("dogs' don't", ["dogs'", "don't"], "an apostrophe stays in its word"),
    ("T-shirt", ["t-shirt"], "an inner hyphen keeps one word together"),
    ("merry-go-round", ["merry-go-round"], "a word may have several hyphens: (?:...)*"),
    ("well- known", ["well", "known"], "a hyphen at a word's end is not inner"),
    ("a dog -- big", ["a", "dog", "big"], "a dash is no word: it has hyphens alone"),
    ("snow_man", ["snow", "man"], "an underscore is no letter, though \\w takes it"),
    ("", [], "no words, so an empty list"),
]:  # fmt: skip
    got = ask(tokenize, caption, returns=list if caption else None)
    assert got == words, f"{caption!r} gave {got}, expected {words}: {suspect}"

# %% check="tokenize-hidden" points=1
# Graded on other captions.
### BEGIN HIDDEN TESTS
for caption, words, suspect in [
    ("Merry-Go-Round", ["merry-go-round"], "a word may have several hyphens"),
    ("half-pipe's edge", ["half-pipe's", "edge"], "a hyphen, then an apostrophe"),
    ("an F-16 lands", ["an", "f-16", "lands"], "digits may follow a hyphen"),
    ("-dog- - cat", ["dog", "cat"], "only inner hyphens stay"),
    ("a boy 's dog", ["a", "boy", "'s", "dog"], "an apostrophe may come first"),
    ("snow_man/woman", ["snow", "man", "woman"], "neither sign is a letter"),
    ("#7 & 8 = 15 ?!", ["7", "8", "15"], "other signs are no words"),
    ("... -- !", [], "a caption without words is an empty list"),
]:
    got = tokenize(caption)
    assert got == words, f"{caption!r} gave {got}, expected {words}: {suspect}"
known = ["a", "dogs", "t-shirt", "don't", "dogs'", "k2", "tug-of-war", "3-wheeler"]
gaps = [" ", ", ", ". ", " - ", "- ", " -- ", "!", ";", " (", "\n", "\t", "/", '"']
draw = random.Random(3)
for length in range(1, 40):
    words = draw.choices(known, k=length)
    typed = [draw.choice((word, word.upper(), word.capitalize())) for word in words]
    caption = "".join(word + draw.choice(gaps) for word in typed)
    got = tokenize(caption)
    assert got == words, f"{caption!r} gave {got}, expected {words}"
### END HIDDEN TESTS

# %% [markdown]
# Each typed caption cut at its spaces, and below it by you.
# Orange is a piece that is not a word.

# %% alt="Typed captions cut at spaces, some pieces orange; below each its blue tokens."
def draw_words(ax, table, colour):
    """Write a table of words into boxes; colour(word) is a box's colour."""
    for down, words in enumerate(table):
        for right, word in enumerate(words):
            box = plt.Rectangle((right, down), 1, 1, fc=colour(word), ec="white")
            ax.add_patch(box)
            ax.text(right + 0.5, down + 0.5, word, ha="center", va="center", size=8)
    ax.set(xlim=(0, max(map(len, table))), ylim=(len(table), 0))
    ax.axis("off")


table = [cut(line) for line in TYPED for cut in (str.split, tokenize)]
words = {word for line in TYPED for word in tokenize(line)}
fig, ax = plt.subplots(figsize=(10, 2.6))
draw_words(ax, table, lambda word: "#bfd7ea" if word in words else "#f6b26b")
plt.show()

# %% [markdown]
# ## 3.2 A few words do nearly all the work
#
# Count every word of the data. On the left, words stand in order of their count.
# The dashed line is **Zipf's law**: the word of rank $r$ occurs $1/r$ as often as the
# first. What people say follows it closely, so most of their words are rare: four in
# ten of Flickr8k's occur only once. Scenes speak by rule, in a few dozen words: their
# curve strays from the line, and no word is rare. The right curve tells whether we have
# seen the whole language: it goes flat, or every day brings new words.

# %%
tokens = [tokenize(caption) for _, caption in rows]
counts = Counter(word for words in tokens for word in words)
ranked = counts.most_common()
once = sum(count == 1 for count in counts.values())
print(f"{counts.total():,} words, {len(counts):,} different, {once:,} only once")
print("commonest:", ", ".join(f"{word} {count}" for word, count in ranked[:8]))
print("rarest:   ", ", ".join(f"{word} {count}" for word, count in ranked[-8:]))

# %% alt="Left: words' counts by rank, and Zipf's line. Right: words met so far."
first = {}  # word -> the caption that brought it
for i, words in enumerate(tokens, start=1):
    for word in words:
        first.setdefault(word, i)
rank = np.arange(1, len(ranked) + 1)
fig, (zipf, growth) = plt.subplots(1, 2, figsize=(10, 3.6))
zipf.loglog(rank, [count for _, count in ranked], label=DATA)
zipf.loglog(rank, ranked[0][1] / rank, "k--", lw=1, label="Zipf's law")
zipf.set(xlabel="rank of the word", ylabel="times seen", title="Counts by rank")
zipf.legend()
growth.semilogx([*first.values(), len(tokens)], [*rank, len(rank)])
growth.set(xlabel="captions read", ylabel="different words", title="Words met so far")
fig.tight_layout()
plt.show()

# %% [markdown]
# ## 3.3 From words to numbers
#
# A vocabulary gives every word an id. Four ids are no words: `<pad>` 0 fills a row
# that is too short, `<start>` 1 and `<eos>` 2 (*end of sequence*) stand around a
# caption, `<unk>` 3 (*unknown*) stands for a word too rare to be learnt.
#
# The words follow from 4 on, the commonest first, words of equal count by alphabet:
# so everyone who runs this gets the same ids. A decoded caption is for a reader;
# nothing special appears in it.
#
# **Exercise** `Vocabulary` · difficulty ●●○ · 15 min · three methods to fill in
#
# <details><summary>Hint</summary>
#
# `sorted` compares tuples from left to right: the key `(-count, word)` sorts by
# falling count, then by alphabet. A dictionary's `get(word, default)` never fails.
# Beware in `decode`: `self.words[-1]` is no error in Python but the last word.
#
# </details>

# %% exercise="Vocabulary"
class Vocabulary:
    """Words and their ids: 0 <pad>, 1 <start>, 2 <eos>, 3 <unk>, then the words."""

    def __init__(self, words: list[str]):
        self.words = ["<pad>", "<start>", "<eos>", "<unk>", *words]  # id -> word
        self.ids = {word: i for i, word in enumerate(words, start=4)}  # word -> id

    def __len__(self) -> int:
        return len(self.words)

    @classmethod
    def from_captions(cls, token_lists: list[list[str]], min_count: int):
        """A Vocabulary of the words that occur min_count times or more, counted over
        all lists, by falling count, ties by alphabet."""
        ### BEGIN SOLUTION
        counts = Counter(word for words in token_lists for word in words)
        kept = [word for word, count in counts.items() if count >= min_count]
        return cls(sorted(kept, key=lambda word: (-counts[word], word)))
        ### END SOLUTION

    def encode(self, words: list[str]) -> list[int]:
        """<start>, one id for each word (<unk> where it has none), <eos>."""
        ### BEGIN SOLUTION
        return [1, *(self.ids.get(word, 3) for word in words), 2]
        ### END SOLUTION

    def decode(self, ids: list[int]) -> str:
        """The words up to <eos> with a space between, no special token among them.

        Raises an error, of any kind, for an id that is not in 0 ... len(self) - 1.
        """
        ### BEGIN SOLUTION
        words = []
        for i in ids:
            if i not in range(len(self)):
                raise ValueError(f"expected an id from 0 to {len(self) - 1}, got {i}")
            if i == 2:
                break
            if i > 3:
                words.append(self.words[i])
        return " ".join(words)
        ### END SOLUTION

# %% check="Vocabulary-shown" points=2
lists = [["a", "dog", "start"], ["a", "cat"], ["a", "dog"]]
words = "count words, not lists: for words in token_lists, for word in words"
small = ask(Vocabulary.from_captions, lists, 1, hint=words)
assert small is not None, "from_captions gave None: return the new Vocabulary"
same = lists == [["a", "dog", "start"], ["a", "cat"], ["a", "dog"]]
assert same, f"from_captions changed the caller's lists: {lists}"
got = ask(small.encode, ["a", "dog", "cat", "start"], returns=list)
assert got[0] == 1 and got[-1] == 2, f"expected <start> 1 ... <eos> 2, got {got}"
assert min(got[1:-1]) > 3, (
    f"{got}: a word has one of the ids 0 to 3: does it collide with a special token, "
    "or was it dropped? min_count 1 keeps every word of all lists")
assert len(small) == 8, f"4 special tokens and 4 words make 8, got {len(small)}"
assert got == [1, 4, 5, 6, 7, 2], f"{got}: order is falling count, ties by alphabet"
unknown = "a word that has no id is <unk>, 3: .get(word, 3)"
got = ask(small.encode, ["a", "zebra"], returns=list, hint=unknown)
assert got == [1, 4, 3, 2], f"{got}: a word never seen is <unk>, 3"
got = ask(small.decode, [1, 5, 7], returns=str)
assert "<start>" not in got, f"got {got!r}: <start> is special, leave it out"
assert got == "dog start", f"got {got!r}: one space between two words, none at the ends"
got = small.decode([1, 5, 7, 2, 4])
assert got == "dog start", f"got {got!r}: no <start>, and nothing from <eos> on"
got = small.decode([1, 4, 3, 5, 0, 0])
assert got == "a dog", f"got {got!r}: <unk> and <pad> are special too, leave them out"
for bad in (8, -1):
    accepted = None
    with suppress(Exception):  # what is raised is left to you
        accepted = small.decode([4, bad])
    assert accepted is None, f"{bad} is outside 0 to 7 and was accepted: {accepted!r}"
got = len(Vocabulary.from_captions(lists, 2))
assert got == 6, f"min_count 2 keeps a and dog, seen 3 and 2 times: 6 tokens, got {got}"

# %% check="Vocabulary-hidden" points=2
# Graded on other captions and thresholds.
### BEGIN HIDDEN TESTS
words = ["unk", "eos", "start", "pad"]
first = Vocabulary.from_captions([list(words), ["eos"]], 1)
second = Vocabulary.from_captions([["cat", "cat"], ["sat"]], 1)
assert len(second) < 7, (
    f"{len(second)} tokens, not 6: words of other captions? A vocabulary that "
    "knows the held-out captions' words leaks")
assert len(second) == 6, (
    f"{len(second)} tokens: 4 special ones and 2 words make 6; min_count 1 keeps all")
ids = first.encode(words)
assert words == ["unk", "eos", "start", "pad"], "encode changed the caller's words"
assert ids[0] == 1 and ids[-1] == 2, f"expected <start> 1 ... <eos> 2, got {ids}"
assert sorted(ids) == [1, 2, 4, 5, 6, 7], f"{ids}: the word eos collides with <eos>?"
assert ids == [1, 7, 4, 6, 5, 2], f"{ids}: order: falling count, ties by alphabet"
assert first.decode(ids) == "unk eos start pad", "ordinary words, no special tokens"
ids = second.encode(["cat", "sat", "eos", "unk"])
assert ids == [1, 4, 5, 3, 3, 2], f"{ids}: eos and unk are words never seen here"
assert first.encode(["cat"]) == [1, 3, 2], "a second vocabulary changed the first"
assert second.encode([]) == [1, 2], "no words still give <start> and <eos>"
got = second.encode(["sat", "cat", "sat", "sat"])
assert got == [1, 5, 4, 5, 5, 2], f"{got}: one id for each word, in the words' order"
assert second.decode([1, 2]) == "", "no words, no text"
got = second.decode([1, 5, 3, 4, 2, 5, 2, 4])
assert got == "sat cat", f"got {got!r}: nothing from the first <eos> on, no <unk>"
got = second.decode([0, 5, 1, 4, 3, 4])
assert got == "sat cat cat", f"got {got!r}: without <eos> all words, nothing special"
for bad in (6, 7, 1000, -1, -2, -6, -7, "cat"):
    for ids in ([bad], [1, 4, bad, 2]):
        accepted = None
        with suppress(Exception):
            accepted = second.decode(ids)
        assert accepted is None, f"{bad!r} is outside 0 to 5 and was accepted: {ids}"

draw = random.Random(4)
made = ["".join(draw.choices("abcdef", k=3)) for _ in range(150)]
lists = [draw.choices(made, k=draw.randint(1, 9)) for _ in range(300)]
lists += [["dog"] * 12, ["do", "dogs", "t-shirt"]]
flat = [word for words in lists for word in words]
for least in (1, 4, 9, 10**6):
    order = sorted(word for word in set(flat) if flat.count(word) >= least)
    order.sort(key=flat.count, reverse=True)  # equal counts keep their order
    rare = sorted(set(flat) - set(order))
    for before in (lists, lists[::-1]):
        source = [list(words) for words in before]
        built = Vocabulary.from_captions(source, least)
        assert source == before, "from_captions changed the caller's lists"
        assert len(built) == 4 + len(order), (
            f"min_count {least}: {len(built)} tokens, expected {4 + len(order)}; "
            "count every occurrence; a word seen exactly min_count times stays")
        ids = built.encode(list(order))
        assert ids == [1, *range(4, 4 + len(order)), 2], (
            "order: falling count, ties by alphabet, however the captions are ordered")
        assert built.encode(rare) == [1] + [3] * len(rare) + [2], "rare words are <unk>"
        assert built.decode(ids) == " ".join(order), "encode, then decode, lost a word"
### END HIDDEN TESTS

# %% [markdown]
# Words in, ids out, and back. This caption is made up: whatever your data,
# some of its words are unknown, and on the way back they are gone.

# %%
MIN_COUNT = 5  # seen less often, a word can hardly be learnt
vocabulary = Vocabulary.from_captions(tokens, MIN_COUNT)
made_up = tokenize("A small walrus to the left of a star-shaped teapot")
ids = vocabulary.encode(made_up)
print(f"V = {len(vocabulary)}\n{made_up}\n{ids}\n{vocabulary.decode(ids)!r}")

# %% [markdown]
# What does leaving out rare words cost? Each word of the vocabulary has its own row
# in the decoder's first and last layer, and a word seen twice teaches that row
# nothing. Each word left out is a hole in some caption. Raise the threshold:
# which falls first, the number of words or the text they cover?

# %% alt="As min_count rises, the share of words kept falls before unknown text grows."
numbers = np.array(list(counts.values()))
thresholds = np.unique(np.geomspace(1, numbers.max(), 80).astype(int))
kept = [np.mean(numbers >= least) for least in thresholds]
lost = [numbers[numbers < least].sum() / numbers.sum() for least in thresholds]
here = np.searchsorted(thresholds, MIN_COUNT)
fig, ax = plt.subplots(figsize=(8, 3.4))
ax.semilogx(thresholds, kept, label="share of the words kept")
ax.semilogx(thresholds, lost, label="share of the text that becomes <unk>")
ax.axvline(MIN_COUNT, color="k", ls=":", lw=1)
ax.set(xlabel="min_count", ylim=(0, 1.03), title=f"min_count {MIN_COUNT}: "
       f"{kept[here]:.0%} of the words kept, {lost[here]:.1%} of the text <unk>")
ax.legend()
plt.show()

# %% [markdown]
# ## 3.4 Words in pieces
#
# Must a word be whole? With letters as tokens every word can be written. But a caption
# gets four to five times as long, and the model has to learn spelling before it learns
# to see. **Byte-pair encoding** lies between: begin with letters, find the two
# neighbours that stand side by side most often, make one piece of them, and do it
# again. Common words are soon one piece, rare ones stay in several, and a word that
# nobody has seen is spelt. Most language models of today read pieces made in this way
# (theirs begin with the bytes of letters, so that no letter of any script is unknown
# either).
#
# Pieces have to tell where a word ends, or `a cat` and `acat` would look alike. So the
# last letter of a word carries a mark, and `g</w>` is another piece than `g`. Here are
# three words with their counts, and what the first rounds join:
#
# | | dog × 5 | dogs × 2 | fog × 1 | most often side by side |
# |---|---|---|---|---|
# | letters | `d o g</w>` | `d o g s</w>` | `f o g</w>` | `d o`: 5 + 2 times |
# | round 1 | `do g</w>` | `do g s</w>` | `f o g</w>` | `do g</w>`: 5 times |
# | round 2 | `dog</w>` | `do g s</w>` | `f o g</w>` | `do g` and `g s</w>`: 2 times |
# | round 3 | `dog</w>` | `dog s</w>` | `f o g</w>` | `dog s</w>`: 2 times |
#
# In round 3 two pairs are equal, and the one that sorts first as a tuple is taken: so
# everyone gets the same pieces. A pair that occurs once may be joined too. In `aaa` the
# pair `a a` stands at two positions and counts twice, though only the left one can be
# joined.
#
# **Exercise** `learn_merges` · difficulty ●●● · 15 min
#
# <details><summary>Hint</summary>
#
# Keep the pieces of each word in a dictionary, `{word: pieces}`. A round has three
# steps: count all pairs anew (`itertools.pairwise(pieces)` gives the neighbours; a word
# that occurs five times counts each of its pairs five times), choose one, join it in
# every word. `min` by the key `(-count, pair)` takes the largest count, and of equals
# the first. To join, build a new list: where the last piece in it and the next one are
# the pair, the last one grows, else the next one is appended. No pair left? Then stop.
#
# </details>

# %% exercise="learn_merges"
def learn_merges(counts: dict[str, int], merges: int) -> list[tuple[str, str]]:
    """The pairs of pieces to join, at most `merges` of them, as they were learnt.

    counts says how often each word occurs, and stays as it is. A word begins as its
    letters, the last of them with "</w>". Each round takes the commonest pair of
    neighbours (ties: the pair that sorts first) and joins it in all words. Fewer
    rounds where no pair is left.
    """
    ### BEGIN SOLUTION
    words = {word: [*word[:-1], word[-1] + "</w>"] for word in counts}
    learnt = []
    for _ in range(merges):
        pairs = Counter()
        for word, pieces in words.items():
            for pair in pairwise(pieces):
                pairs[pair] += counts[word]
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        learnt.append(best)
        for word, pieces in words.items():
            joined = pieces[:1]
            for piece in pieces[1:]:
                if (joined[-1], piece) == best:
                    joined[-1] += piece
                else:
                    joined.append(piece)
            words[word] = joined
    return learnt
    ### END SOLUTION

# %% check="learn_merges-shown" points=2
E = "</w>"
short = "stop where no pair is left; while joining, build a new list, it gets shorter"
for often, merges, pairs, suspect in [
    ({"ab": 1}, 1, [("a", "b" + E)], "one round, one pair, a tuple of two pieces; the "
     "last letter of a word carries </w>"),
    ({"ab": 1}, 0, [], "no round, no pair"),
    ({"a": 9}, 3, [], "a word of one letter has no neighbours"),
    ({"cd": 1, "ab": 1}, 1, [("a", "b" + E)], "of equals the pair that sorts first, "
     "not the one met first: most_common and max keep the order of meeting"),
    ({"ab": 1, "cd": 1}, 5, [("a", "b" + E), ("c", "d" + E)], "no pair goes from one "
     "word to the next; count anew each round; two are all there are: then stop"),
    ({"abc": 1, "ab": 3}, 1, [("a", "b" + E)], "a word that occurs 3 times counts its "
     "pairs 3 times"),
    ({"abc": 1}, 9, [("a", "b"), ("ab", "c" + E)], "joined pieces have neighbours too, "
     "and a pair that occurs once is taken"),
    ({"dog": 5, "dogs": 2, "fog": 1}, 3, [("d", "o"), ("do", "g" + E), ("do", "g")],
     "count anew in every round, after the pair was joined in all words"),
    ({"aaab": 1, "cd": 2}, 1, [("a", "a")], "in aaa the pair stands at two positions, "
     "and both count"),
    ({"aaab": 1}, 2, [("a", "a"), ("a", "b" + E)], "aaa is joined from the left, to "
     "aa and a; ties go by the tuple, not by the joined text"),
    ({"acac": 2}, 3, [("a", "c"), ("a", "c" + E), ("ac", "ac" + E)], "only whole "
     "pieces are joined: a c, and not the beginning of a c</w>"),
]:  # fmt: skip
    given = dict(often)
    got = ask(learn_merges, given, merges, returns=list, hint=short)
    assert given == often, f"the caller's counts were changed: {given}"
    assert got == pairs, (
        f"{often}, {merges} rounds gave {got}, expected {pairs}: {suspect}"
    )

# %% check="learn_merges-hidden" points=2
# Graded on other words and counts.
### BEGIN HIDDEN TESTS
def by_text(often, merges):
    """The same with words as text: a blank between pieces, join by replacing it."""
    texts = {f" {' '.join(word)}</w> ": n for word, n in often.items()}
    learnt = []
    for _ in range(merges):
        pairs = Counter()
        for text, n in texts.items():
            pieces = text.split()
            for k in range(1, len(pieces)):
                pairs[pieces[k - 1], pieces[k]] += n
        if not pairs:
            break
        most = max(pairs.values())
        first, second = sorted(pair for pair, n in pairs.items() if n == most)[0]
        learnt.append((first, second))
        there = re.compile(f"(?<= ){re.escape(first)} {re.escape(second)}(?= )")
        texts = {there.sub(first + second, text): n for text, n in texts.items()}
    return learnt


draw = random.Random(8)
for letters, longest, size, merges in [
    ("ab", 6, 4, 9), ("abc", 5, 9, 12), ("a", 9, 5, 9), ("abcdef", 7, 30, 25),
    ("xyz'-9", 4, 12, 99), ("ba", 12, 3, 40),
]:  # fmt: skip
    for _ in range(5):
        words = ("".join(draw.choices(letters, k=draw.randint(1, longest)))
                 for _ in range(size))  # fmt: skip
        often = {word: draw.choice((1, 1, 2, 3, 50)) for word in words}
        given = dict(often)
        got, pairs = learn_merges(given, merges), by_text(often, merges)
        assert given == often, "the caller's counts were changed: work on a copy"
        assert got == pairs, f"{often}, {merges} rounds gave {got}, expected {pairs}"
        turned = dict(reversed(often.items()))
        assert learn_merges(turned, merges) == pairs, (
            f"{often}: other pairs when the words come in another order")
### END HIDDEN TESTS

# %% [markdown]
# The pairs are all that has to be kept. A new word is split by joining its letters in
# the same order: each pair has its turn once, and joins all it finds, from the left.
#
# **Exercise** `split_word` · difficulty ●○○ · 5 min
#
# <details><summary>Hint</summary>
#
# Begin with the letters, the last of them with its mark, as in `learn_merges`. Then go
# through the pairs, the first learnt first, and join as you did there. In another order
# other pieces would come out.
#
# </details>

# %% exercise="split_word"
def split_word(word: str, merges: list[tuple[str, str]]) -> list[str]:
    """The pieces of a word that is not empty; together they are the word and "</w>".

    merges are pairs as `learn_merges` returns them; they are joined in their order.
    """
    ### BEGIN SOLUTION
    pieces = [*word[:-1], word[-1] + "</w>"]
    for pair in merges:
        k = 0
        while k + 1 < len(pieces):
            if (pieces[k], pieces[k + 1]) == pair:
                pieces[k : k + 2] = ["".join(pair)]
            k += 1
    return pieces
    ### END SOLUTION

# %% check="split_word-shown" points=1
E = "</w>"
short = "while joining the list gets shorter: build a new one, or use a while loop"
for word, merges, pieces, suspect in [
    ("ab", [], ["a", "b" + E], "nothing to join: the letters, the last one with </w>"),
    ("a", [], ["a" + E], "a word of one letter has its mark too"),
    ("abc", [("a", "b")], ["ab", "c" + E], "a and b stand side by side: one piece"),
    ("cab", [("a", "b")], ["c", "a", "b" + E], "b</w> is another piece than b: "
     "compare whole pieces, the mark stands there before anything is joined"),
    ("abab", [("a", "b")], ["ab", "a", "b" + E], "b</w> is another piece than b: the "
     "mark stands there before anything is joined"),
    ("ababc", [("a", "b")], ["ab", "ab", "c" + E], "join the pair wherever it stands"),
    ("aaab", [("a", "a")], ["aa", "a", "b" + E], "from the left, without overlap"),
    ("abc", [("b", "c" + E), ("a", "b")], ["a", "bc" + E], "pairs in the order in "
     "which they were learnt: here b and c</w> are joined before a and b"),
    ("abc", [("a", "b"), ("ab", "c" + E)], ["abc" + E], "what was joined joins again"),
    ("aabc", [("a", "a"), ("a", "b")], ["aa", "b", "c" + E], "only whole pieces "
     "are joined: the a that is left of b is a part of aa"),
    ("abcd", [("a", "b"), ("a", "bc")], ["ab", "c", "d" + E], "compare both pieces "
     "with the pair: ab c is not the pair a bc, though the letters are the same"),
    ("dig", [("d", "o"), ("do", "g" + E)], ["d", "i", "g" + E], "no pair stands there: "
     "the letters stay"),
]:  # fmt: skip
    given = list(merges)
    got = ask(split_word, word, given, returns=list, hint=short)
    assert given == merges, f"the caller's merges were changed: {given}"
    assert got == pieces, (
        f"{word!r} with {merges} gave {got}, expected {pieces}: {suspect}"
    )

# %% check="split_word-hidden" points=1
# Graded on other words and merges.
### BEGIN HIDDEN TESTS
draw = random.Random(9)
for letters, longest, rounds in [("ab", 9, 12), ("abc", 7, 15), ("a", 12, 9),
                                 ("stare'-", 6, 30)]:  # fmt: skip
    words = ["".join(draw.choices(letters, k=draw.randint(1, longest)))
             for _ in range(30)]  # fmt: skip
    texts = {f" {' '.join(word)}</w> ": draw.randint(1, 9) for word in words[:15]}
    merges = []
    for _ in range(rounds):
        pairs = Counter()
        for text, n in texts.items():
            pieces = text.split()
            for k in range(1, len(pieces)):
                pairs[pieces[k - 1], pieces[k]] += n
        if not pairs:
            break
        merges.append(min(pairs, key=lambda pair: (-pairs[pair], pair)))
        there = "(?<= ){} {}(?= )".format(*map(re.escape, merges[-1]))
        texts = {re.sub(there, "".join(merges[-1]), x): n for x, n in texts.items()}
    for learnt in (merges, merges[:3], []):
        for word in [*words, "zoo", "q"]:
            text = f" {' '.join(word)}</w> "
            for pair in learnt:
                there = "(?<= ){} {}(?= )".format(*map(re.escape, pair))
                text = re.sub(there, "".join(pair), text)
            given = list(learnt)
            got = split_word(word, given)
            assert given == learnt, "the caller's merges were changed"
            assert got == text.split(), (
                f"{word!r} with {learnt} gave {got}, expected {text.split()}")
### END HIDDEN TESTS

# %% [markdown]
# Words that the data has, and words that it may not have. A dot stands for `</w>`;
# orange is a letter that the data never showed.

# %% alt="Words cut into letters in the first row; further rows, with more merges, have
# fewer pieces, until common words are one piece and rare ones still several."
ROUNDS = (0, 60, 64, 400)
SHOWN = tokenize("small left walrus teapot mix")
merges = learn_merges(counts, ROUNDS[-1])
alphabet = {letter for word in counts for letter in word}
letters = alphabet | {letter + "</w>" for letter in alphabet}
known = {piece.replace("</w>", "·") for piece in letters | set(map("".join, merges))}
table = [
    [p.replace("</w>", "·") for word in SHOWN for p in split_word(word, merges[:n])]
    for n in ROUNDS
]
fig, ax = plt.subplots(figsize=(10, 2.2))
draw_words(ax, table, lambda word: "#bfd7ea" if word in known else "#f6b26b")
for down, n in enumerate(ROUNDS):
    name = f"{min(n, len(merges))} joined"
    ax.text(-0.2, down + 0.5, name, ha="right", va="center", size=8)
plt.show()

# %% [markdown]
# What do pieces cost? Each join makes the vocabulary larger by one and captions
# shorter, until they are as short as with whole words. By then the vocabulary holds all
# pieces on the way there, too: several times as many as there are words, where words
# are few.

# %% alt="As more pairs are joined, tokens a caption fall steeply towards the dashed
# line of whole words, while the vocabulary grows by one a join."
steps = np.unique(np.geomspace(1, len(merges) + 1, 12).astype(int)) - 1
spelt = [
    sum(n * len(split_word(word, merges[:step])) for word, n in counts.items())
    for step in steps
]
fig, ax = plt.subplots(figsize=(8, 3.2), layout="constrained")
ax.plot(len(letters) + steps, np.array(spelt) / len(tokens), "o-", label="pieces")
whole = counts.total() / len(tokens)
ax.axhline(whole, color="k", ls="--", lw=1, label=f"{len(counts):,} whole words")
ax.set(xlabel="different pieces, V", ylabel="tokens a caption", ylim=(0, None))
ax.legend()
plt.show()

# %% [markdown]
# Your `Vocabulary` takes pieces as it takes words; letters and pieces that are parts of
# longer ones everywhere have to be in it too, for words to come. Read back, pieces are
# put together, and each mark is a blank. This time the walrus and the teapot come
# through; what may still be lost is a sign that no word of the data has.

# %%
in_pieces = {word: split_word(word, merges) for word in [*counts, *made_up]}
lists = [[piece for word in words for piece in in_pieces[word]] for words in tokens]
lists.append([*letters, *map("".join, merges)])
pieces = Vocabulary.from_captions(lists, 1)
ids = pieces.encode([piece for word in made_up for piece in in_pieces[word]])
print(f"V = {len(pieces)}\n{pieces.decode(ids)}")
print(pieces.decode(ids).replace(" ", "").replace("</w>", " "))

# %% [markdown]
# Is it better, then? Nothing is lost, but captions are longer, and a model can now
# misspell. For a few thousand photos whole words do; who writes in many languages, or
# copies names off signs, needs pieces. The command knows both:
# `python -m helpers.train --tokens bpe --merges 2000`. Here we go on with whole words.

# %% [markdown]
# ## 3.5 Rows of unequal length
#
# A batch is one tensor, a tensor is a rectangle, and captions are not.

# %%
try:
    torch.tensor([vocabulary.encode(words) for words in tokens[:50]])
except ValueError as error:
    print("ValueError:", error)

# %% alt="Histogram of caption lengths; mean and longest are marked, and so is 50."
lengths = np.array([len(words) + 2 for words in tokens])  # with <start> and <eos>
fig, ax = plt.subplots(figsize=(8, 3))
ax.hist(lengths, bins=np.arange(1, lengths.max() + 2) - 0.5, color="#8fb8de")
names = (lengths.mean(), "the mean"), (lengths.max(), "the longest"), (50, "50")
for value, name in names:
    ax.axvline(value, color="k", ls=":", lw=1)
    ax.text(value, 0.9, f" {name}", transform=ax.get_xaxis_transform())
ax.set(xlabel="tokens in a caption, with <start> and <eos>", ylabel="captions",
       title=f"Padded to 50, {1 - lengths.mean() / 50:.0%} of every batch is padding")
plt.show()

# %% [markdown]
# Many programs pad every caption to a fixed length, such as 50, and compute mostly
# with air. We fill the short rows of a batch only up to its own longest,
# on the right.
#
# **Exercise** `pad_batch` · difficulty ●○○ · 5 min
#
# <details><summary>Hint</summary>
#
# Find the longest length first. `ids + [pad_id] * missing` makes a new list;
# `ids += ...` and `ids.append(...)` would lengthen the caller's.
#
# </details>

# %% exercise="pad_batch"
def pad_batch(sequences: list[list[int]], pad_id: int) -> Tensor:
    """(B, T) long: each sequence from the left, then pad_id; T is the longest length.

    The lists themselves stay as they are.
    """
    ### BEGIN SOLUTION
    longest = max(len(ids) for ids in sequences)
    return torch.tensor([ids + [pad_id] * (longest - len(ids)) for ids in sequences])
    ### END SOLUTION

# %% check="pad_batch-shown" points=1
lists = [[1, 5, 2], [1, 6, 7, 8, 2], [1, 2]]
batch = ask(pad_batch, lists, 0, returns=Tensor)
same = lists == [[1, 5, 2], [1, 6, 7, 8, 2], [1, 2]]
assert same, f"the caller's lists were changed: {lists}"
assert batch.dtype == torch.long, f"ids index a table: torch.long, got {batch.dtype}"
assert batch.shape != (5, 3), "(T, B): the batch comes first, batch_first=True"
assert batch.shape == (3, 5), f"3 rows, the longest has 5: got {tuple(batch.shape)}"
got = batch.tolist()
assert got[1] == [1, 6, 7, 8, 2], f"the longest row became {got[1]}"
assert got[0] == [1, 5, 2, 0, 0], f"{got[0]}: words first, then padding"
assert got[2] == [1, 2, 0, 0, 0], f"{got[2]}: words first, then padding"
got = pad_batch([[4], [5, 6]], 9).tolist()
assert len(got[0]) == 2, f"{got}: T is the length of this batch's longest, here 2"
assert got == [[4, 9], [5, 6]], f"{got}: fill with pad_id, here 9"

# %% check="pad_batch-hidden" points=1
# Graded on other lengths and padding ids.
### BEGIN HIDDEN TESTS
draw = random.Random(5)
for sizes, pad_id in [([9, 2, 4], 0), ([1], 0), ([7], 3), ([3, 3, 3], 0),
                        ([2, 5], 40_000), ([1, 4, 12, 3, 11], 7), ([2, 3], 1)]:
    before = [[draw.randint(0, 50_000) for _ in range(size)] for size in sizes]
    before[0][0] = 0  # an id like any other, whatever pads
    if len(sizes) > 1:  # a caption that is there twice
        sizes, before = [*sizes, sizes[0]], [*before, before[0]]
    lists = [list(ids) for ids in before]
    batch = pad_batch(lists, pad_id)
    assert lists == before, "the caller's lists were changed: build new rows"
    assert batch.dtype == torch.long, f"expected torch.long, got {batch.dtype}"
    assert batch.shape == (len(sizes), max(sizes)), (
        f"lengths {sizes} gave {tuple(batch.shape)}; T is this batch's longest")
    for row, ids in zip(batch.tolist(), before, strict=True):
        assert row[: len(ids)] == ids, f"{ids} became {row}: ids first, from the left"
        assert set(row[len(ids) :]) <= {pad_id}, f"{row}: fill with pad_id {pad_id}"
### END HIDDEN TESTS

# %% [markdown]
# Five captions from short to long and the made-up one, as your batch holds them.

# %% alt="Captions as rows of words on colours; grey padding fills up the short rows."
COLOURS = {"<pad>": "#e8e8e8", "<start>": "#93c47d", "<eos>": "#b4a7d6",
           "<unk>": "#f6b26b"}  # fmt: skip
names = [*COLOURS, *(vocabulary.decode([i]) for i in range(4, len(vocabulary)))]
short = sorted({tuple(words) for words in tokens if len(words) < 10}, key=len)
chosen = [short[i] for i in np.linspace(0, len(short) - 1, 5).astype(int)]
batch = pad_batch([vocabulary.encode(list(words)) for words in [*chosen, made_up]], 0)
table = [[names[i] for i in row] for row in batch.tolist()]
fig, ax = plt.subplots(figsize=(10, 2.6))
draw_words(ax, table, lambda word: COLOURS.get(word, "#bfd7ea"))
plt.show()

# %% [markdown]
# How much of all batches is air? It depends on who travels together.

# %%
SIZE = 32  # captions in a batch
by_chance = np.random.default_rng(0).permutation(lengths)
for name, order in [("by chance", by_chance), ("by length", np.sort(by_chance))]:
    batches = order[: len(order) // SIZE * SIZE].reshape(-1, SIZE)
    padding = 1 - batches.mean() / batches.max(axis=1).mean()
    print(f"batches put together {name}: {padding:.1%} padding")

# %% [markdown]
# ## 3.6 Padding must not count
#
# Here is a model that has learnt nothing: it says `<pad>`, always.
# In a hundred captions padded to 50, how often is it right?

# %%
wide = pad_batch([*map(vocabulary.encode, tokens[:100]), [0] * 50], 0)[:100]
print(f"counted everywhere:     {(wide == 0).float().mean():.0%} right")
print(f"counted on words alone: {(wide[wide != 0] == 0).float().mean():.0%} right")

# %% [markdown]
# So padding has to stay out of the score. `F.cross_entropy` skips each position whose
# label is **-100**. From the ids we make such labels: a copy, with -100 on padding.
# All else stays, `<eos>` above all, or the model never learns to stop. Nothing is
# shifted here: that a word is predicted from those before it is the loss's affair,
# and lesson 04 writes that loss.
#
# **Exercise** `caption_labels` · difficulty ●○○ · 4 min
#
# <details><summary>Hint</summary>
#
# `ids[ids == pad_id] = -100` would write into the caller's tensor, which the decoder
# still has to read. Copy it first with `clone`, or find a function that returns
# a new tensor: `masked_fill`, `torch.where`.
#
# </details>

# %% exercise="caption_labels"
def caption_labels(ids: Tensor, pad_id: int) -> Tensor:
    """(B, T) -> (B, T): a copy of ids, not shifted, with -100 on padding."""
    ### BEGIN SOLUTION
    return ids.masked_fill(ids == pad_id, -100)
    ### END SOLUTION

# %% check="caption_labels-shown" points=1
ids = torch.tensor([[1, 5, 3, 2, 0], [1, 6, 7, 8, 2]])
before = ids.clone()
labels = ask(caption_labels, ids, 0, returns=Tensor)
assert torch.equal(ids, before), "the caller's ids were changed: work on a copy"
shape = tuple(labels.shape)
assert shape == (2, 5), (
    f"expected the ids' shape (2, 5), not shifted or cut, got {shape}"
)
assert labels.dtype != torch.bool, "that is the mask, not the ids with -100 on padding"
assert labels.dtype == torch.long, f"expected torch.long, got {labels.dtype}"
got = labels.tolist()
assert got[1] != [6, 7, 8, 2, 1], f"{got[1]}: not shifted, nor rolled: a copy"
assert got[0][4] == -100, f"{got[0]}: padding is still in the loss, expected -100 there"
assert got[1] == [1, 6, 7, 8, 2], f"{got[1]}: not shifted, <start> and <eos> stay"
assert got[0] == [1, 5, 3, 2, -100], f"{got[0]}: only padding becomes -100"
got = caption_labels(torch.tensor([[1, 0, 7, 7]]), 7).tolist()
assert got == [[1, 0, -100, -100]], f"{got}: padding is what equals pad_id, here 7"

# %% check="caption_labels-hidden" points=1
# Graded on other sizes and padding ids.
### BEGIN HIDDEN TESTS
draw = torch.Generator().manual_seed(6)
for size, longest, pad_id in [(3, 7, 0), (4, 5, 9), (1, 6, 2), (5, 1, 3), (2, 4, 77)]:
    ids = torch.randint(0, 8, (size, longest), generator=draw)
    ids[ids == pad_id] = 8
    for row in range(1, size):
        ids[row, max(1, longest - row) :] = pad_id
    before = ids.clone()
    labels = caption_labels(ids, pad_id)
    assert torch.equal(ids, before), "the caller's ids were changed: work on a copy"
    assert labels.shape == ids.shape, f"expected {ids.shape}, got {labels.shape}"
    assert labels.dtype == torch.long, f"expected torch.long, got {labels.dtype}"
    for row, source in zip(labels.tolist(), before.tolist(), strict=True):
        real = [i for i in source if i != pad_id]
        assert row[: len(real)] == real, f"{source} gave {row}: a copy, not shifted"
        assert set(row[len(real) :]) <= {-100}, (
            f"{source} gave {row}: padding, here {pad_id}, is still in the loss")
    labels.zero_()
    assert torch.equal(ids, before), "labels and ids share memory: return a copy"
### END HIDDEN TESTS

# %% [markdown]
# Take a model that guesses at random, and your labels for the batch above. How hard
# does the loss pull at each of its positions? Where the label is -100, not at all.

# %% alt="The loss's pull at each position of the batch: even on words, 0 on padding."
logits = torch.randn(*batch.shape, len(vocabulary), requires_grad=True)
F.cross_entropy(logits.transpose(1, 2), caption_labels(batch, 0)).backward()
fig, ax = plt.subplots(figsize=(8, 2.6))
image = ax.imshow(logits.grad.abs().sum(-1).numpy(), vmin=0, aspect="auto")
ax.set(xlabel="position", ylabel="caption", title="Size of the gradient")
fig.colorbar(image)
plt.show()

# %% [markdown]
# ## 3.7 A test that knows the answers
#
# What a model has learnt shows on pictures that it has never seen. So some rows are
# held back. The obvious way: shuffle all rows, keep a tenth for the test.

# %%
shuffled = random.Random(0).sample(rows, len(rows))
test, learn = shuffled[: len(rows) // 10], shuffled[len(rows) // 10 :]
asked = {name for name, _ in test}
leaks = asked & {name for name, _ in learn}
print(f"{len(leaks):,} of the {len(asked):,} pictures in the test have been learnt")

# %% alt="Three pictures with captions to learn from, and captions to test on, red and
# marked with a question mark."
held = set(test)
mixed = [name for name in pictures[3:] if name in leaks][:3]
show_captions(mixed, held)

# %% [markdown]
# Black is learnt, red with a "?" is the test: the same picture, nearly the same words.
# Learning these pictures by heart shines in such a test, and is no use on your photo.
# So we split by **image**: all captions of a picture go to the same side.
#
# **Exercise** `split_by_image` · difficulty ●●○ · 12 min
#
# <details><summary>Hint</summary>
#
# List the different images in an order that is always the same, `sorted(set(...))`:
# a bare set of strings has another order in every run of Python. Draw from that list
# with a generator of your own, `random.Random(seed)`. Then go through the rows once,
# in their order. Beware of `images[-held_out:]`: with 0 it is the whole list.
#
# </details>

# %% exercise="split_by_image"
def split_by_image(rows: list[tuple], held_out: int, seed: int) -> tuple[list, list]:
    """(train, rest): all (image, caption) rows, in their order, on one side or other.

    rest gets every row of `held_out` different images. The seed decides which:
    the same seed always the same images, another seed others.
    """
    ### BEGIN SOLUTION
    images = sorted({image for image, _ in rows})
    held = set(random.Random(seed).sample(images, held_out))
    train = [row for row in rows if row[0] not in held]
    return train, [row for row in rows if row[0] in held]
    ### END SOLUTION

# %% check="split_by_image-shown" points=1
table = [(f"{i * 7 % 12}.png", f"caption {i % 36}") for i in range(40)]
before = list(table)
for held_out in (4, 0):
    few = f"draw {held_out} of the different images, each named once: set(...)"
    sides = ask(split_by_image, table, held_out, 1, hint=few)
    assert isinstance(sides, tuple | list) and len(sides) == 2, (
        f"return two lists of rows, train and rest; got {type(sides).__name__}")
    assert not any(isinstance(side, set) for side in sides), (
        "a set of rows loses their order, and rows that are there twice: return lists")
    for row in [row for side in sides for row in side]:
        assert not isinstance(row, str) and len(row) == 2, (
            f"expected whole rows, (image, caption), got {row!r}")
    train, rest = (list(map(tuple, side)) for side in sides)
    assert table == before, "the caller's rows were changed: shuffle a copy"
    learnt, tested = {image for image, _ in train}, {image for image, _ in rest}
    both = learnt & tested
    assert not both, f"{both} on both sides: split by image, not by row"
    turned = held_out and len(tested) == 12 - held_out
    assert not turned, "return train, then rest; it is the other way round"
    assert held_out or not tested, (
        f"asked for 0 held-out images, rest has {len(tested)}: [-held_out:] is the "
        "whole "
        "list if held_out is 0")
    assert len(tested) == held_out, (
        f"asked for {held_out} held-out images, rest has {len(tested)}: {few}")
    got = f"{len(train)} + {len(rest)} rows out of 40: lost or doubled?"
    assert len(train) + len(rest) == 40, got
    assert train == [row for row in table if row[0] in learnt], "rows keep their order"
    assert rest == [row for row in table if row[0] in tested], "rows keep their order"
again = [list(split_by_image(table, 4, 1)[1]) for _ in range(5)]
assert all(rest == again[0] for rest in again), "one seed gave two different splits"
chosen = {frozenset(i for i, _ in split_by_image(table, 4, s)[1]) for s in range(9)}
assert len(chosen) > 1, "nine seeds, always the same images: the seed decides nothing"

# %% check="split_by_image-hidden" points=1
# Graded on other rows, sizes and seeds.
### BEGIN HIDDEN TESTS
draw = random.Random(7)
table = [(f"{k}.jpg", f"{draw.random()}") for k in range(60) for _ in range(1 + k % 6)]
draw.shuffle(table)
table += table[:5]  # a row given twice counts twice
before = list(table)
for held_out, seed in [(0, 3), (1, 0), (17, 0), (17, 2026), (59, 5), (60, 1)]:
    splits = []
    for state in (1, 2):  # of the global generators: it must not matter
        random.seed(state)
        np.random.seed(state)
        torch.manual_seed(state)
        sides = split_by_image(table, held_out, seed)
        train, rest = (list(map(tuple, side)) for side in sides)
        splits.append((train, rest))
    assert table == before, "the caller's rows were changed: shuffle a copy"
    assert splits[0] == splits[1], f"seed {seed} gave two different splits"
    learnt, tested = {image for image, _ in train}, {image for image, _ in rest}
    both = learnt & tested
    assert not both, f"{both} on both sides: split by image, not by row"
    asked = f"asked for {held_out} held-out images, rest has {len(tested)}"
    assert len(tested) == held_out, asked
    assert len(train) + len(rest) == len(table), "rows were lost, or are there twice"
    assert train == [row for row in table if row[0] in learnt], "rows keep their order"
    assert rest == [row for row in table if row[0] in tested], "rows keep their order"
chosen = {frozenset(i for i, _ in split_by_image(table, 20, s)[1]) for s in range(12)}
assert len(chosen) > 6, f"12 seeds gave {len(chosen)} choices of images: seed ignored?"
### END HIDDEN TESTS

# %% [markdown]
# Now a model that has never looked at a picture sits both tests. It has learnt one
# caption of each training picture by heart, under the file's name. Asked about
# another picture, it says any of them.

# %% alt="Two bars: learnt by heart, more words are right after a split by row."
def by_heart(learn, test):
    """How many of the answers' words stand in the captions asked for, 0 to 1."""
    memory = {name: set(tokenize(caption)) for name, caption in learn}
    guesses = random.Random(0).choices(list(memory.values()), k=len(test))
    right = said = 0
    for (name, caption), guess in zip(test, guesses, strict=True):
        answer = memory.get(name, guess)
        right += len(answer & set(tokenize(caption)))
        said += len(answer)
    return right / said


train, rest = split_by_image(rows, len(pictures) // 10, seed=0)
scores = by_heart(learn, test), by_heart(train, rest)
fig, ax = plt.subplots(figsize=(8, 1.8))
names = ["split by row", "split by image"]
bars = ax.barh(names, scores, color=["#f6b26b", "#8fb8de"])
ax.bar_label(bars, fmt=lambda share: f" {share:.0%}")
ax.set(xlim=(0, 1), title="Words right without seeing anything")
ax.invert_yaxis()
plt.show()

# %% [markdown]
# The difference is no skill, it is the leak. In a table it would look like progress.
#
# ## 3.8 All of it, in the right order
#
# Split first, as just done. Then build the vocabulary from the training captions
# **alone**: a word that only the test has can never be learnt, and counting it in is
# one more leak. Then ids, then batches: what a decoder eats from lesson 04 on.

# %%
vocabulary = Vocabulary.from_captions([tokenize(c) for _, c in train], MIN_COUNT)
batch = pad_batch([vocabulary.encode(tokenize(c)) for _, c in train[:SIZE]], 0)
asked = [i for _, c in rest for i in vocabulary.encode(tokenize(c))[1:-1]]
print(f"{len(train):,} rows to learn, {len(rest):,} to test, V = {len(vocabulary):,}")
print(f"one batch (B, T) = {tuple(batch.shape)}, read back:")
print(vocabulary.decode(batch[0].tolist()))
print(f"unknown among the words tested: {asked.count(3) / len(asked):.1%}")

# %% [markdown]
# ## 3.9 In your own words
#
# **Question** · 3 points · 6 min. A colleague raises `min_count` from 5 to 100 on photo
# captions, trains the same model again, and reports: "The loss on held-out captions
# fell from 3.1 to 2.6, so the larger threshold is better." Is it? Say why the two
# losses cannot be compared, what became of the captions that the model writes, and
# how you would compare the two models fairly.

# %% [markdown] question="unk_and_loss" points=3
# No. With the larger threshold many different words become one token, `<unk>`. It is
# common and so easy to guess, and the rare words that used to cost most now cost
# little: the loss falls although the model knows less. Its captions get poorer, since
# the words that make a picture special can no longer be written. A fair comparison
# gives both models the same task: score their written captions against the people's
# words (lesson 10), where a word that cannot be written is simply missed, or take
# the loss only at words that both vocabularies hold.
#
# **Marking guide.** 1 point: the targets differ; `<unk>` is common, so easy to predict.
# 1 point: rare, telling words vanish from the captions. 1 point: a comparison on equal
# terms, either of the above, or readers who judge. "A smaller vocabulary overfits
# less" alone earns nothing: it does not say why the losses cannot be compared.

# %% [markdown]
# ## Three questions to take along
#
# 1. What does your `tokenize` do with *café*, or with a language that writes no
#    spaces? Which of your figures would show it first?
# 2. Sorted by length, captions need hardly any padding. Why is it still unwise to
#    train on batches in that order, and what lies between the two?
# 3. `split_by_image` trusts file names. Which leak does it miss in a folder where one
#    photo was saved twice, or where a film was cut into pictures?
#
# <details><summary>Answers</summary>
#
# 1. If its set has `a-z`, it makes `caf` of it: *é* is none of these, so it separates.
#    With `\w` *café* stays whole. Without spaces a whole sentence becomes one word, or,
#    in another script and with `a-z`, none at all. The count of words a caption would
#    show it first, then the share of `<unk>`.
# 2. Each step would learn from captions of one length alone, short ones first, and
#    pull the weights towards these. In between: shuffle, sort within stretches of
#    some hundred captions, cut those into batches, and shuffle the batches.
# 3. One photo under two names can be learnt under one and tested under the other,
#    and two pictures of one second of film are nearly the same. Compare contents (a
#    hash of the pixels, or a small and blurred copy), and split by film or place,
#    not by file.
#
# </details>
#
# **Next:** [04 · Causal masks](04_causal_masks.ipynb). Your labels hold the word that
# comes next; there you keep the decoder from reading it off.

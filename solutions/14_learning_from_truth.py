# %% [markdown]
# # 14 · Learning from truth
#
# Your captioner learnt to write what people *would write next*. Nobody ever told it
# that a caption should be **true**. In a drawn world truth can be computed, so in this
# lesson it becomes the teacher: sample some captions of a picture, reward each, and
# make those likelier that did better than the others. It works in seconds, and it goes
# wrong in a way that you should have seen once with your own eyes.
#
# photo → image tokens → encoder → memory → decoder → **captions → reward** → decoder
#
# **Needs** lessons 05 and 06; the captioner is the kept one, its encoder frozen.
# **Time** about 75 minutes. A CPU is enough: all training takes about a minute.
#
# Axes: B pictures, G captions of each (a *group*), R = B · G rows, T tokens of a row
# with `<start>`, S = T - 1 of them to be predicted, V vocabulary.

# %%
import copy
import math
from dataclasses import dataclass
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from helpers.captioner import Captioner
from helpers.checks import ask
from helpers.grammar import bits, truth
from helpers.machine import draw_machine
from helpers.sampling import Sampling, of_words, sample_captions
from helpers.scene_scores import made_claims
from helpers.scenes import draw_scenes
from helpers.tokens import PAD

_ = torch.manual_seed(0)  # the last value of a cell would be printed

if not __debug__:
    raise RuntimeError("asserts are off, so no check can fail: run without -O")

# %% alt="The whole machine as boxes, with the shapes on the arrows between them;
# learning from truth, this lesson's part, stands out."
_ = draw_machine("14")
plt.show()

# %% [markdown]
# **From memory**: three questions about lesson 13, before you begin.
#
# 1. Who may see whom under a prefix mask?
# 2. Why is the loss taken on the answer's tokens alone?
# 3. What is the blind control for?
#
# <details><summary>Answers</summary>
#
# 1. The image tokens see each other, all of them. A text token sees them all, and
#    the text up to itself. No image token sees text.
# 2. Image tokens have no next word, and which question is asked can't be known from
#    the picture. Both would take most of the loss and teach nothing about the
#    answer.
# 3. It shows what can be answered from the question alone. Only what lies above it
#    was seen.
#
# </details>

# %%
@dataclass(frozen=True)
class Config:
    seed: int = 0
    pictures: int = 2000  # to learn from
    held_out: int = 200
    crowd: int = 300  # other scenes, to see how much a caption tells
    batch: int = 32  # pictures a step
    group: int = 8  # captions of each
    rate: float = 1e-3
    steps: int = 100
    drift: float = 1.0  # bits that a nat of drift a word costs


config = Config()
LONGEST = 19  # words; the kept decoder has 20 positions, one of them for <start>
BEFORE, TRUE, TELLS, KEPT = "#8a8577", "#c1403d", "#2a6f97", "#e07a1f"

# %% [markdown]
# ## 14.0 What nobody told it
#
# Draw captions by chance (lesson 06) and count the lies. `truth` refuses what is no
# sentence of the world's grammar; such a caption is not true either.

# %%
captioner = Captioner.load()
vocabulary = captioner.vocabulary


def prepare(count: int, seed: int) -> tuple[list, Tensor]:
    """Pictures with their scenes, and the memory (B, N, D) of each."""
    pictures = draw_scenes(count, seed=seed)
    pixels = torch.from_numpy(np.stack([p.image for p in pictures]))
    return pictures, torch.cat([captioner.encode(part) for part in pixels.split(200)])


def is_true(text: str, scene) -> bool:
    try:
        return truth(text, scene)
    except ValueError:
        return False


train, train_memory = prepare(config.pictures, 1400 + config.seed)
held_out, held_out_memory = prepare(config.held_out, 99)
drawn = sample_captions(captioner.decoder, held_out_memory, Sampling(seed=config.seed),
                        max_length=LONGEST)  # fmt: skip
said = [vocabulary.decode(row) for row in drawn.tolist()]
right = [is_true(text, p.scene) for text, p in zip(said, held_out, strict=True)]
print(f"{100 * sum(right) / len(right):.0f} % of {len(right)} captions are true")
for wanted, count in ((True, 3), (False, 5)):
    some = [text for text, fits in zip(said, right, strict=True) if fits is wanted]
    print("true: " if wanted else "false:", *some[:count], sep="\n    ")

# %% [markdown]
# One in six is false. More training on captions would help a little. But the loss of
# lesson 04 counts words: one wrong colour among eight right words is a small matter to
# it, and to us it is a lie.
#
# Truth can't be differentiated: it is a verdict on a whole caption. What can be
# differentiated is how *likely* the captioner was to write it. That is the idea of
# REINFORCE (Williams 1992): $\nabla\, \mathbb{E}[\text{reward}] =
# \mathbb{E}[\text{reward} \cdot \nabla \log p(\text{caption})]$, because
# $\nabla p = p\, \nabla \log p$. Try, judge, and make
# what was good likelier. It needs four small functions.
#
# ## 14.1 How likely was it?
#
# A caption's log-probability is the sum over its tokens, so get those first. As in the
# loss, position t predicts token t + 1, and the first token was given.
#
# **Exercise** `token_log_probs` · difficulty ●●○ · 8 min
#
# <details><summary>Hint</summary>
#
# `logits[:, :-1]` predict `ids[:, 1:]`. `gather(-1, index)` picks one number in each
# row; the index needs as many axes as what it picks from. Take `log_softmax`: the log
# of a softmax is -inf where the softmax has rounded to 0.
#
# </details>

# %% exercise="token_log_probs"
def token_log_probs(logits: Tensor, ids: Tensor) -> Tensor:
    """Log-probability of each token after the first: (R, T, V), (R, T) -> (R, T - 1).

    Position t predicts ids[:, t + 1]. Gradients reach the logits, which may be
    several hundred, or -inf for words that can't be written.
    """
    ### BEGIN SOLUTION
    chances = logits[:, :-1].log_softmax(-1)
    return chances.gather(-1, ids[:, 1:, None])[..., 0]
    ### END SOLUTION

# %% check="token_log_probs-shown" points=1
g = torch.Generator().manual_seed(141)
scores = 2 * torch.randn(2, 4, 4, generator=g, dtype=torch.float64)
tokens = torch.tensor([[1, 3, 0, 2], [1, 2, 2, 0]])
given = scores.clone(), tokens.clone()
rule = "logits[:, :-1] (R, T - 1, V) predict ids[:, 1:]; pick along V, gather(-1, ...)"
got = ask(token_log_probs, *given, returns=Tensor, hint=rule)
assert torch.equal(given[0], scores), "the logits were changed in place"
assert torch.equal(given[1], tokens), "the ids were changed in place"
assert got.shape != (2, 4), "T columns: the last position predicts nothing, T - 1"
assert got.shape != (2, 3, 1), "(R, T - 1, 1): drop gather's last axis, [..., 0]"
assert got.shape == (2, 3), f"expected (R, T - 1) = (2, 3), got {tuple(got.shape)}"


def picked(table, ids):
    """table[r, t, ids[r, t]] for each r and t, written out."""
    rows = range(len(ids))
    return torch.stack([table[r, range(ids.shape[1]), ids[r]] for r in rows])


chances = scores.softmax(-1)
for slip, wrong in (
    ("position t is compared with token t: shift, it predicts token t + 1",
     picked(chances.log(), tokens)[:, :-1]),
    ("position t is compared with token t: shift, the first token is not predicted",
     picked(chances.log(), tokens)[:, 1:]),
    ("shifted the wrong way: logits[:, :-1] predict ids[:, 1:]",
     picked(chances[:, 1:].log(), tokens[:, :-1])),
    ("those are probabilities: take their logarithm",
     picked(chances[:, :-1], tokens[:, 1:])),
    ("those are the logits themselves: a log_softmax is missing",
     picked(scores[:, :-1], tokens[:, 1:])),
    ("minus log-probabilities, the loss: a log-probability is never above 0",
     -picked(chances[:, :-1].log(), tokens[:, 1:])),
    ("the softmax runs over positions: over the vocabulary, the last axis",
     picked(scores[:, :-1].softmax(1).log(), tokens[:, 1:])),
    ("the softmax runs over positions: over the vocabulary, the last axis",
     picked(scores.softmax(1)[:, :-1].log(), tokens[:, 1:])),
    ("the softmax runs over rows: over the vocabulary, the last axis",
     picked(scores[:, :-1].softmax(0).log(), tokens[:, 1:])),
    ("padding is set to 0: here every token after the first counts",
     picked(chances[:, :-1].log(), tokens[:, 1:]).masked_fill(tokens[:, 1:] == 0, 0)),
    ("a small number is added before the logarithm: log_softmax needs none",
     picked((chances[:, :-1] + 1e-6).log(), tokens[:, 1:])),
    ("a softmax before the log_softmax: one of them is enough",
     picked(chances[:, :-1].log_softmax(-1), tokens[:, 1:])),
    ("", picked(chances[:, :-1].log(), tokens[:, 1:])),
):  # fmt: skip
    off = (got - wrong).abs().max()
    assert off > 1e-4 or not slip, slip
assert off < 1e-4, f"expected {wrong}, got {got}: {rule}"
line = [0.0, 800.0, -math.inf]
steep = torch.tensor([[line, line], [line, line]])
got = ask(token_log_probs, steep, torch.tensor([[1, 0], [0, 1]]), returns=Tensor)
low, high = got.flatten().tolist()
assert not math.isnan(low), (
    "NaN: is a one-hot multiplied with logarithms? -inf times 0 is NaN: use gather"
)
assert not math.isnan(high), "NaN: exp(800) is inf; log_softmax does not take it"
assert not math.isinf(low), (
    f"logits 0 and 800: expected -800, got {low}: the softmax underflows to 0 before "
    "its log; log_softmax does not"
)
assert abs(low + 800) < 1e-2 and abs(high) < 1e-2, (
    f"logits 0 and 800: expected log-probabilities -800 and 0, got {low} and {high}: "
    "log_softmax needs nothing added and nothing clamped"
)
with torch.enable_grad():
    leaf = scores.clone().requires_grad_()
    got = ask(token_log_probs, leaf, tokens, returns=Tensor, hint=rule)
    assert got.requires_grad, "no gradient: is a detach, a no_grad or an .item() in?"
    got.sum().backward()
assert leaf.grad is not None, "no gradient reaches the logits: is a detach in?"
reached = (leaf.grad.abs().amax((0, 2)) > 0).tolist()
assert reached == [True, True, True, False], f"gradients at positions: {reached}"
wanted = F.one_hot(tokens.roll(-1, 1), 4) - chances  # of the log of a softmax
error = (leaf.grad - wanted)[:, :-1].abs().max()
assert error < 1e-4, f"the gradient of the logits is off by {error}: a part detached?"

# %% check="token_log_probs-hidden" points=1
# Graded on other sizes, number formats and steep logits.
### BEGIN HIDDEN TESTS
g = torch.Generator().manual_seed(142)
for r, t, v, dtype in ((1, 2, 2, torch.float64), (3, 5, 7, torch.float64),
                       (4, 3, 300, torch.float32), (2, 6, 3, torch.float32),
                       (5, 2, 4, torch.float64)):  # fmt: skip
    for turn in range(4):
        tokens = torch.randint(v, (r, t), generator=g)
        tokens[0, -1], tokens[-1, 1] = v - 1, 0
        scores = (1, 3, 300, 2)[turn] * torch.randn(r, t, v, generator=g).to(dtype)
        scores += 400 * (turn - 1)
        if turn == 3:  # -inf at some words that are not asked for
            never = torch.rand(r, t, v, generator=g) < 0.5
            for row in range(r):
                for place in range(t - 1):
                    never[row, place, tokens[row, place + 1]] = False
            never[:, -1] = torch.arange(v) > 0
            scores = scores.masked_fill(never, -math.inf)
        given = scores.clone(), tokens.clone()
        weight = torch.randn(r, t - 1, generator=g).to(dtype)
        with torch.enable_grad():
            leaf = given[0].requires_grad_()
            got = token_log_probs(leaf, given[1])
            where = f"R, T, V = {r, t, v}, {dtype}, turn {turn}"
            assert got.shape == (r, t - 1), f"{where}: got {tuple(got.shape)}"
            assert got.requires_grad, f"{where}: no gradient"
            (weight * got).sum().backward()
        assert torch.equal(leaf.detach(), scores), f"{where}: logits changed in place"
        assert torch.equal(given[1], tokens), f"{where}: ids were changed in place"
        assert leaf.grad is not None, f"{where}: no gradient reaches the logits"
        wanted = torch.zeros(r, t, v, dtype=torch.float64)
        for row in range(r):
            for place in range(t - 1):
                line, word = scores[row, place].double(), tokens[row, place + 1]
                value = (line[word] - line.logsumexp(0)).item()
                off = abs(got[row, place].item() - value)
                assert off < 1e-3 * (1 + abs(value)), (
                    f"{where}: row {row}, token {place + 1}: expected {value}, got "
                    f"{got[row, place].item()}"
                )
                wanted[row, place] = -weight[row, place] * line.softmax(0)
                wanted[row, place, word] += weight[row, place]
        error = (leaf.grad - wanted).abs().max()
        assert error < 2e-3, f"{where}: the gradient of the logits is off by {error}"
### END HIDDEN TESTS

# %% [markdown]
# ## 14.2 Better than what?
#
# If every true caption gets 1 and every false one 0, then a true caption is always
# made likelier, even where all captions of that picture are true and there is nothing
# to learn. What should count is how much better a caption is than one could *expect*
# of this picture. The cheapest estimate of that is the mean of the group:
#
# $$A_{bg} = r_{bg} - \frac{1}{G}\sum_{h} r_{bh}$$
#
# This difference is called the **advantage**. An easy picture's group has advantages
# of 0 throughout, and so has a hopeless one's.
#
# **Exercise** `group_advantages` · difficulty ●○○ · 4 min
#
# <details><summary>Hint</summary>
#
# A mean over the last axis, with that axis kept, broadcasts back over the group.
#
# </details>

# %% exercise="group_advantages"
def group_advantages(rewards: Tensor) -> Tensor:
    """(B, G) -> (B, G): each reward minus the mean of its row, and nothing else."""
    ### BEGIN SOLUTION
    return rewards - rewards.mean(1, keepdim=True)
    ### END SOLUTION

# %% check="group_advantages-shown" points=1
rewards = [[1.0, 0.0, 0.0, 1.0], [3.0, 0.0, 0.5, 0.0], [2.0, 2.0, 2.0, 2.0]]
rewards = torch.tensor(rewards, dtype=torch.float64)
given = rewards.clone()
rule = "rewards (B, G) minus means (B, 1): keep the axis"
got = ask(group_advantages, given, returns=Tensor, hint=rule)
assert torch.equal(given, rewards), "the rewards were changed in place"
assert got.shape == (3, 4), f"expected (B, G) = (3, 4), got {tuple(got.shape)}"
assert not got.isnan().any(), (
    "a group of equal rewards gives NaN: do not divide by their spread"
)
centred = rewards - torch.tensor([[0.5], [0.875], [2.0]]).double()
spread = rewards.std(1, keepdim=True), rewards.std(1, keepdim=True, correction=0)
for slip, wrong in (
    ("those are the rewards: subtract the mean of each row", rewards),
    ("the mean of the whole batch: each row has its own", rewards - rewards.mean()),
    ("the mean over pictures: over the group, the last axis",
     rewards - rewards.mean(0)),
    ("the sign: reward minus mean", -centred),
    ("the mean of the *other* captions: take that of the whole row", centred * 4 / 3),
    ("divided by the spread of the batch: only subtract the mean",
     centred / rewards.std()),
    ("", centred),
):  # fmt: skip
    off = (got - wrong).abs().max()
    assert off > 1e-6 or not slip, slip
for scale in spread:
    for extra in (1e-8, 1e-6, 1e-5, 1e-4, 1e-3):
        off_divided = (got - centred / (scale + extra)).abs().max()
        assert off_divided > 1e-6, "divided by the row's spread: only subtract the mean"
assert off < 1e-6, f"expected {centred}, got {got}: each reward minus its row's mean"

# %% check="group_advantages-hidden" points=1
# Graded on other sizes, number formats and rewards.
### BEGIN HIDDEN TESTS
g = torch.Generator().manual_seed(143)
for b, n, dtype in ((1, 1, torch.float64), (4, 1, torch.float32), (1, 5, torch.float64),
                    (5, 3, torch.float32), (4, 4, torch.float64),
                    (2, 9, torch.float64)):  # fmt: skip
    for shift, stretch in ((0, 1), (0, 30), (50, 2), (-3, 0.01), (7, 0)):
        rewards = (shift + stretch * torch.randn(b, n, generator=g)).to(dtype)
        given = rewards.clone()
        got = group_advantages(given)
        where = f"B, G = {b, n}, {dtype}"
        assert torch.equal(given, rewards), f"{where}: the rewards were changed"
        assert got.shape == (b, n), f"{where}: got {tuple(got.shape)}"
        for row, line in enumerate(rewards.double().tolist()):
            for place, reward in enumerate(line):
                value = reward - sum(line) / n
                off = abs(got[row, place].item() - value)
                assert off < 1e-5 * (1 + abs(shift) + stretch), (
                    f"{where}: expected {value}, got {got[row, place].item()}"
                )
### END HIDDEN TESTS

# %% [markdown]
# The mean is called the *baseline*; whatever chooses, here the captioner, the *policy*.
# What a baseline is worth can be seen without any captioner. A policy chooses among
# four words; three are worth 10, the rarest 12. In which direction should that one's
# logit go? Groups of 2 to 64 draws estimate it, 2,000 times each: with the rewards as
# they are, and with advantages.

# %% alt="Two bands over the size of a group, around the true gradient, a little above
# zero. With rewards as they are the band is wide and reaches far below zero; with
# advantages it is narrow, never below zero, and closes in on the true gradient."
shares, worth = torch.tensor([0.4, 0.3, 0.2, 0.1]), torch.tensor([10.0, 10, 10, 12])
exact = (shares[3] * (worth[3] - (shares * worth).sum())).item()
bands = {"rewards as they are": [], "advantages of the group": []}
group_sizes = (2, 4, 8, 16, 32, 64)
for size in group_sizes:
    draws = torch.multinomial(shares, 2000 * size, replacement=True).view(2000, size)
    slopes = (draws == 3).float() - shares[3]  # of log p(draw) by the last word's logit
    for name, weights in zip(bands, (worth[draws], group_advantages(worth[draws])),
                             strict=True):  # fmt: skip
        estimates = (weights * slopes).mean(1)
        bands[name].append(np.quantile(estimates.numpy(), [0.1, 0.9]))
fig, ax = plt.subplots(figsize=(8, 2.8), layout="constrained")
for (name, band), colour in zip(bands.items(), (BEFORE, TELLS), strict=True):
    low, high = np.transpose(band)
    ax.fill_between(group_sizes, low, high, color=colour, alpha=0.6, label=name)
ax.axhline(exact, color=TRUE, label="the true gradient")
ax.axhline(0, color="black", linewidth=0.6)
ax.set_xscale("log", base=2)
ax.set_xticks(group_sizes, group_sizes)
ax.set(xlabel="draws in a group", ylabel="estimated gradient,\n80 % of the groups")
ax.legend(frameon=False)
ax.spines[["right", "top"]].set_visible(False)
plt.show()

# %% [markdown]
# Where a group missed the rare word, plain rewards push it *down*, since all that was
# drawn gets likelier; advantages are then 0 and say nothing. Both have the same
# direction on average. (A caption is part of its own group's mean, so the advantages'
# estimate is too short by the factor 1 - 1/G: no matter for a direction.)
#
# ## 14.3 The loss
#
# $$-\frac{1}{R}\sum_{r} A_r \sum_{t\ \text{real}} \log p(y_{rt})$$
#
# A **sum** over a caption's tokens, as its log-probability is a sum, and a mean over
# the rows. Padding is not part of a caption: its log-probability is -inf here, since
# nobody can write it, and **-inf times 0 is NaN**. Put something harmless there
# *before* you calculate. And an advantage is a verdict, not something to be learnt: no
# gradient may run into it.
#
# **Exercise** `policy_loss` · difficulty ●●○ · 10 min
#
# <details><summary>Hint</summary>
#
# `x.masked_fill(~real, 0.0)` replaces what is not real, and no gradient reaches what
# was replaced. `advantages.detach()` are the numbers alone.
#
# </details>

# %% exercise="policy_loss"
def policy_loss(log_probs: Tensor, advantages: Tensor, real: Tensor) -> Tensor:
    """Minus the mean over rows of advantage * log-probability of the row: a scalar.

    Args:
        log_probs: (R, S), the only ones that get a gradient. What stands where real is
            False (-inf, NaN) changes nothing and gets a gradient of 0.
        advantages: (R,).
        real: (R, S) boolean, True at tokens that count. A row may have none; it is one
            of the R rows all the same.
    """
    ### BEGIN SOLUTION
    likely = log_probs.masked_fill(~real, 0.0).sum(1)
    return -(advantages.detach() * likely).mean()
    ### END SOLUTION

# %% check="policy_loss-shown" points=1
g = torch.Generator().manual_seed(144)
likely = -3 * torch.rand(4, 5, generator=g, dtype=torch.float64)
better_by = torch.tensor([1.5, -0.5, 2.0, -1.0]).double()
counts = [[1, 1, 1, 0, 0], [1, 1, 0, 0, 0], [0, 1, 0, 0, 0], [0, 0, 0, 0, 0]]
counts = torch.tensor(counts).bool()
sums = [sum(likely[r][counts[r]].tolist()) for r in range(4)]
signs = better_by.tolist()
total = -sum(a * s for a, s in zip(signs, sums, strict=True))
lengths = [3, 2, 1, 1]


def of(amounts):
    return -sum(a * float(x) for a, x in zip(signs, amounts, strict=True)) / 4


rule = "advantages (R,) go with rows: sum over tokens first, or advantages[:, None]"
with torch.enable_grad():
    leaf = likely.clone().requires_grad_()
    given = better_by.clone().requires_grad_(), counts.clone()
    loss = ask(policy_loss, leaf, *given, returns=Tensor, hint=rule)
assert loss.ndim == 0, f"expected a scalar, got {tuple(loss.shape)}: a mean over rows"
kept = torch.equal(leaf, likely) and torch.equal(given[1], counts)
assert kept and torch.equal(given[0], better_by), "an input was changed in place"
value = loss.item()
assert not math.isnan(value), "NaN although all is finite: is something divided by 0?"
slips = {
    "the sign: a loss falls when what was good gets likelier, so it begins with minus":
        -total / 4,
    "all places count: only those where real is True": of(likely.sum(1)),
    "the mask is upside down: real is True where a token counts":
        of((likely * ~counts).sum(1)),
    "the sum over rows: divide by R": total,
    "divided by the number of real tokens: a sum over tokens, a mean over rows":
        total / 6,
    "divided by the number of all places: a sum over tokens, a mean over rows":
        total / 20,
    "divided by the rows that have a real token: by all R rows": total / 3,
    "each row is divided by its length: the log-probability of a caption is a sum":
        of(s / n for s, n in zip(sums, lengths, strict=True)),
    "each row is divided by S: the log-probability of a caption is a sum":
        of(s / 5 for s in sums),
    "the advantages are left out": -sum(sums) / 4,
    "the advantages are divided by their spread: use them as they are":
        total / 4 / better_by.std().item(),
    "those are probabilities: log_probs are used as they are":
        of(likely.exp()[r][counts[r]].sum() for r in range(4)),
}  # fmt: skip
for slip, wrong in slips.items():
    assert abs(value - wrong) > 1e-6, slip
assert abs(value - total / 4) < 1e-6, f"expected {total / 4}, got {value}"
assert loss.requires_grad, "no gradient: is a detach or a no_grad around log_probs?"
loss.backward()
assert leaf.grad is not None, (
    "no gradient reaches log_probs: are they detached in place of the advantages?"
)
wanted = -better_by[:, None] * counts / 4
error = (leaf.grad - wanted).abs().max()
assert error < 1e-6, f"the gradient of log_probs should be {wanted}, got {leaf.grad}"
pulled = given[0].grad
assert pulled is None or not pulled.any(), (
    "a gradient runs into the advantages: they are verdicts, detach them"
)
for odd in (math.nan, -math.inf, math.inf):
    with torch.enable_grad():
        leaf = likely.masked_fill(~counts, odd).requires_grad_()
        loss = ask(policy_loss, leaf, better_by, counts, returns=Tensor, hint=rule)
        loss.backward()
    assert abs(loss.item() - value) < 1e-6, (
        f"{odd} stands where real is False, and the loss became {loss.item()}: {odd} "
        "times 0 is NaN; replace it, masked_fill or torch.where, before you multiply"
    )
    assert (leaf.grad[~counts] == 0).all(), (
        f"{odd} stands where real is False: expected gradients of 0 there, got "
        f"{leaf.grad[~counts]}: replace it before anything else is calculated"
    )

# %% check="policy_loss-hidden" points=1
# Graded on other sizes, masks and number formats.
### BEGIN HIDDEN TESTS
g = torch.Generator().manual_seed(145)
for r, s, dtype in ((1, 1, torch.float64), (4, 4, torch.float64), (5, 3, torch.float32),
                    (2, 7, torch.float64), (1, 6, torch.float32)):  # fmt: skip
    for turn in range(6):
        likely = (-4 * torch.rand(r, s, generator=g)).to(dtype)
        better_by = (2 * torch.randn(r, generator=g)).to(dtype)
        counts = torch.rand(r, s, generator=g) < (0.5, 1.1, 0.3, 0.7, 0.5, 0)[turn]
        if turn == 2:
            counts[-1] = False
        odd = (0.0, 0.0, math.nan, math.inf, -math.inf, math.nan)[turn]
        likely = likely.masked_fill(~counts, odd)
        given = likely.clone(), better_by.clone(), counts.clone()
        with torch.enable_grad():
            leaf, verdicts = given[0].requires_grad_(), given[1].requires_grad_()
            loss = policy_loss(leaf, verdicts, given[2])
            where = f"R, S = {r, s}, {dtype}, turn {turn}"
            assert isinstance(loss, Tensor) and loss.ndim == 0, f"{where}: {loss!r}"
            if counts.any() or loss.requires_grad:
                assert loss.requires_grad, f"{where}: no gradient"
                loss.backward()
        kept = torch.equal(verdicts.detach(), better_by)
        same = leaf.detach().nan_to_num(9.0).equal(likely.nan_to_num(9.0))
        kept = kept and same and torch.equal(given[2], counts)
        assert kept, f"{where}: an input was changed in place"
        total, wanted = 0.0, torch.zeros(r, s, dtype=torch.float64)
        for row in range(r):
            for place in range(s):
                if counts[row, place]:
                    total -= better_by[row].item() * likely[row, place].item()
                    wanted[row, place] = -better_by[row].item() / r
        off = abs(loss.item() - total / r)
        assert off < 1e-4 * (1 + abs(total)), (
            f"{where}: expected {total / r}, got {loss.item()}: minus the mean over "
            "all R rows, also those without a real token"
        )
        if leaf.grad is None and not counts.any():
            leaf.grad = torch.zeros_like(leaf)  # nothing to learn from
        assert leaf.grad is not None, f"{where}: no gradient reaches log_probs"
        assert (leaf.grad[~counts] == 0).all(), f"{where}: gradients where nothing is"
        error = (leaf.grad - wanted).abs().max()
        assert error < 1e-5, f"{where}: the gradient of log_probs is off by {error}"
        pulled = verdicts.grad
        assert pulled is None or (pulled == 0).all(), f"{where}: advantages learn"
        plain = policy_loss(likely.clone(), better_by.clone(), counts.clone())
        off = abs(plain.item() - total / r)
        assert off < 1e-4 * (1 + abs(total)), f"{where}: another value without a graph"
### END HIDDEN TESTS

# %% [markdown]
# ## 14.4 Reward what is true
#
# The loop has no captions by people in it. A step draws 32 pictures, writes 8 captions
# of each, judges them, and learns. `of_words` sets what is no word (padding, `<start>`)
# to -inf, as `sample_captions` does: the probabilities must be those that were drawn
# from. Each caption is used once and then thrown away.
#
# On held-out pictures we watch the greedy captions: are they true, how long are they?

# %%
def judge(student: Captioner) -> tuple[float, float]:
    """Of greedy captions of held-out pictures: percent true, mean words."""
    texts = [vocabulary.decode(ids) for ids in student.generate(held_out_memory)]
    true = [is_true(text, p.scene) for text, p in zip(texts, held_out, strict=True)]
    return 100 * sum(true) / len(true), sum(len(t.split()) for t in texts) / len(texts)


def likelihood(decoder: nn.Module, ids: Tensor, memory: Tensor) -> Tensor:
    """Log-probabilities (R, T - 1) of captions, G of each picture of the memory."""
    logits, _ = decoder(ids, memory, need_weights=False)
    return token_log_probs(of_words(logits), ids)


def rewards_of(ids: Tensor, scenes: list, reward) -> Tensor:
    """(B, G) of captions (R, T), judged beside their scenes."""
    texts = [vocabulary.decode(row) for row in ids.tolist()]
    judged = [reward(t, scenes[r // config.group]) for r, t in enumerate(texts)]
    return torch.tensor(judged, dtype=torch.float32).view(-1, config.group)

# %%
def learn(reward, extra_loss=None) -> tuple[Captioner, list]:
    """A copy of the captioner that learns from rewards, and what it was like meanwhile.

    Args:
        reward: (text, scene) -> number.
        extra_loss: (log_probs, ids, memory, real) -> a scalar to be added.
    """
    _ = torch.manual_seed(config.seed)
    student = copy.deepcopy(captioner)
    decoder, history = student.decoder, [judge(student)]
    optimizer = torch.optim.AdamW(decoder.parameters(), lr=config.rate)
    for step in range(1, config.steps + 1):
        chosen = torch.randint(len(train), (config.batch,))
        memory, scenes = train_memory[chosen], [train[k].scene for k in chosen]
        ids = sample_captions(decoder, memory, Sampling(seed=None),
                              samples=config.group, max_length=LONGEST)  # fmt: skip
        advantages = group_advantages(rewards_of(ids, scenes, reward)).flatten()
        log_probs, real = likelihood(decoder, ids, memory), ids[:, 1:] != PAD
        loss = policy_loss(log_probs, advantages, real)
        if extra_loss is not None:
            loss = loss + extra_loss(log_probs, ids, memory, real)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(decoder.parameters(), 1.0)
        optimizer.step()
        if step % 10 == 0:
            history.append(judge(student))
    return student, history


students, histories = {"before learning": captioner}, {}
students["truth alone"], history = learn(is_true)
histories["truth alone"] = history
for k in range(0, len(history), 2):
    print("after {:3} steps {:5.1f} % true, {:.1f} words".format(10 * k, *history[k]))

# %% [markdown]
# Nearly all captions are true, after some seconds. Time to read a few of them.

# %%
for memory_of_one in held_out_memory[:9]:
    texts = [vocabulary.decode(students[name].generate(memory_of_one[None])[0])
             for name in ("before learning", "truth alone")]  # fmt: skip
    print(f"{texts[0]:60} {texts[1]}")

# %% [markdown]
# That is **reward hacking**. We asked for truth and got it, in the cheapest way there
# is: who says less lies less. A place, a second thing, a colour, each may be wrong, so
# each is dropped. No step was a mistake. The optimizer did what the reward said and not
# what we meant, and the number on the screen rose all the time.
#
# ## 14.5 Pay for what it tells
#
# So what did we mean? A caption should be true *and tell something*. How much it tells
# can be measured: a caption that is true of one scene in $2^k$ tells $k$ **bits**.
# "There is a ring" fits every third scene, 1.6 bits; a false caption tells nothing,
# whatever it says. The new reward is truth × bits, counted among other scenes.

# %%
crowd = [picture.scene for picture in draw_scenes(config.crowd, seed=14)]
known = {}  # bits by caption: the same for each scene that it is true of


def informs(text: str, scene) -> float:
    """Bits that a true caption tells; 0 for a false one."""
    if not is_true(text, scene):
        return 0.0
    if text not in known:
        known[text] = bits(text, [*crowd, scene])
    return known[text]


for text in ("there is a ring", "a red ring", "a small red ring left of a square"):
    scene = next(p.scene for p in train if is_true(text, p.scene))
    print(f"{informs(text, scene):.1f} bits: {text}")
students["truth x bits"], histories["truth x bits"] = learn(informs)

# %% alt="Two panels over 100 steps. Left, share of true captions: with the reward for
# truth it rises to 100 percent at once, with truth times bits more slowly and not quite
# so far. Right, words a caption: with the reward for truth they fall to five, with the
# other they stay above six."
fig, axes = plt.subplots(1, 2, figsize=(9, 3), layout="constrained")
for (name, history), colour in zip(histories.items(), (TRUE, TELLS), strict=True):
    for ax, values in zip(axes, zip(*history, strict=True), strict=True):
        ax.plot(range(0, 10 * len(values), 10), values, color=colour, label=name)
axes[0].set(title="true captions, %", xlabel="steps", ylim=(80, 101))
axes[1].set(title="words a caption", xlabel="steps", ylim=(0, None))
axes[0].legend(frameon=False, title="reward", loc="lower right")
for ax in axes:
    ax.spines[["right", "top"]].set_visible(False)
plt.show()

# %% [markdown]
# Truth hardly suffers, and captions keep their length: what is rare pays,
# as long as it is true. A lie costs all of it, so there is something to be weighed now.
#
# ## 14.6 Stay who you are
#
# Every reward has its loopholes, and the further a captioner moves away from the one
# that learnt from people, the more of them it finds. So drifting is made to cost: a
# penalty for other probabilities than those of the **reference**, the captioner as it
# was. The usual measure is the Kullback-Leibler divergence, the mean of l - r, where l
# is a drawn token's log-probability and r that of the same token under the reference.
# From few draws l - r is noisy and often negative. GRPO takes Schulman's estimator:
#
# $$e^{\,r - l} - (r - l) - 1$$
#
# It has the same mean, is never negative, and is 0 only where both agree.
#
# **Exercise** `kl_penalty` · difficulty ●●○ · 10 min
#
# <details><summary>Hint</summary>
#
# Take `r - l` first and replace it where nothing is real; only then the exponential.
# `torch.where(real, f(x), 0)` is right in value, but its gradient multiplies 0 with
# what f has there. Or pick the real ones: `x[real]` is a list of numbers.
#
# </details>

# %% exercise="kl_penalty"
def kl_penalty(log_probs: Tensor, reference: Tensor, real: Tensor) -> Tensor:
    """Mean over all real tokens of exp(r - l) - (r - l) - 1: a scalar.

    Args:
        log_probs: (R, S), l, the only ones that get a gradient.
        reference: (R, S), r.
        real: (R, S) boolean, True at tokens that count, one at least. What stands at
            other places, in both, changes nothing and gets a gradient of 0.
    """
    ### BEGIN SOLUTION
    difference = (reference.detach() - log_probs)[real]
    return (difference.exp() - difference - 1).mean()
    ### END SOLUTION

# %% check="kl_penalty-shown" points=1
g = torch.Generator().manual_seed(146)
likely = -3 * torch.rand(3, 4, generator=g, dtype=torch.float64)
before = likely + torch.tensor([[1, -1, 0.5, 2], [1, 1, -1, -2], [3, -1.5, -2, 0.2]])
counts = torch.tensor([[1, 1, 1, 0], [0, 0, 0, 0], [0, 1, 0, 1]]).bool()
apart = before - likely
each = apart.exp() - apart - 1
backward_ = (-apart).exp() + apart - 1
rows = [each[0][counts[0]].mean().item(), each[2][counts[2]].mean().item()]
rule = "reference - log_probs (R, S), then the formula, then the mean where real"
with torch.enable_grad():
    leaf, other = likely.clone().requires_grad_(), before.clone().requires_grad_()
    given = counts.clone()
    loss = ask(kl_penalty, leaf, other, given, returns=Tensor, hint=rule)
assert loss.ndim == 0, f"expected a scalar, got {tuple(loss.shape)}: a mean of tokens"
kept = torch.equal(leaf, likely) and torch.equal(other, before)
assert kept and torch.equal(given, counts), "an input was changed in place"
value = loss.item()
all_real = torch.ones(3, 4).bool()
assert value == value or not kl_penalty(likely, before, all_real).isnan(), (
    "NaN although all is finite, and all tokens real: a logarithm of something below "
    "0? (F.kl_div takes chances as its target, and is another formula)"
)
assert not math.isnan(value), (
    "NaN although all is finite: a row without any real token has no mean of its own; "
    "take the mean over all real tokens together"
)
weighed, turned = before.exp() * apart, -likely.exp() * apart
kl_div = "F.kl_div weighs a whole distribution, here are single drawn tokens"
slips = {
    "l and r are exchanged: exp(r - l), l are log_probs and r the reference":
        backward_[counts].mean(),
    "that is l - r, the plain estimate: exp(r - l) - (r - l) - 1":
        -apart[counts].mean(),
    "that is r - l: exp(r - l) - (r - l) - 1": apart[counts].mean(),
    "that is the distance |r - l|: exp(r - l) - (r - l) - 1":
        apart[counts].abs().mean(),
    "that is half the square of r - l: exp(r - l) - (r - l) - 1":
        apart[counts].square().mean() / 2,
    f"that is p * (l - r), F.kl_div(reference, log_probs): {kl_div}":
        turned[counts].mean(),
    f"that is a sum of p * (l - r), F.kl_div(reference, log_probs): {kl_div}":
        turned[counts].sum(),
    f"that is exp(r) * (r - l), F.kl_div(log_probs, reference): {kl_div}":
        weighed[counts].mean(),
    f"that is a sum of exp(r) * (r - l), F.kl_div(log_probs, reference): {kl_div}":
        weighed[counts].sum(),
    f"that is the sum of exp(r) * (r - l) divided by R, F.kl_div's batchmean: {kl_div}":
        weighed[counts].sum() / 3,
    f"that is -p * (l - r), with minus before it: {kl_div}": -turned[counts].mean(),
    "l and r are exchanged in the exponential: exp(r - l)":
        ((-apart).exp() - apart - 1)[counts].mean(),
    "that is exp(r - l) alone: - (r - l) - 1 is missing": apart.exp()[counts].mean(),
    "that is exp(l - r) alone: exp(r - l) - (r - l) - 1":
        (-apart).exp()[counts].mean(),
    "the - 1 is missing": each[counts].mean() + 1,
    "the sign: + (r - l) should be - (r - l)": (each + 2 * apart)[counts].mean(),
    "the sign: a penalty is above 0": -each[counts].mean(),
    "each row's mean, then the mean of rows: take all real tokens together":
        sum(rows) / 2,
    "each row's mean, then the mean of all R rows: take all real tokens together":
        sum(rows) / 3,
    "the sum of a row, then the mean over rows: divide by the number of real tokens":
        each[counts].sum() / 3,
    "a sum: divide by the number of real tokens": each[counts].sum(),
    "divided by the number of all places: only real tokens count":
        each[counts].sum() / 12,
    "all places count: only those where real is True": each.mean(),
    "the mask is upside down: real is True where a token counts": each[~counts].mean(),
}  # fmt: skip
for slip, wrong in slips.items():
    assert abs(value - float(wrong)) > 1e-4, slip
mean = each[counts].mean().item()
assert abs(value - mean) < 1e-4, (
    f"expected {mean}, got {value}: exp(r - l) - (r - l) - 1 of each real token, of "
    "log-probabilities as they come, then their mean"
)
assert loss.requires_grad, "no gradient: is a detach or a no_grad around log_probs?"
loss.backward()
assert leaf.grad is not None, (
    "no gradient reaches log_probs: is the wrong one detached?"
)
wanted = (1 - apart.exp()) * counts / 5
error = (leaf.grad - wanted).abs().max()
assert error < 1e-4, (
    f"the gradient of log_probs should be {wanted}, got {leaf.grad}: is a part of the "
    "formula detached?"
)
assert other.grad is None or not other.grad.any(), (
    "a gradient runs into the reference: it is what was, detach it"
)
for odd in (math.nan, -math.inf, math.inf):
    for odd_before in (odd, 0.0):
        with torch.enable_grad():
            leaf = likely.masked_fill(~counts, odd).requires_grad_()
            other = before.masked_fill(~counts, odd_before)
            loss = ask(kl_penalty, leaf, other, counts, returns=Tensor, hint=rule)
            loss.backward()
        assert abs(loss.item() - value) < 1e-4, (
            f"{odd} stands where real is False, and the penalty became {loss.item()}: "
            "times 0 it is NaN; replace it or pick the real ones first"
        )
        assert (leaf.grad[~counts] == 0).all(), (
            f"{odd} stands where real is False: expected gradients of 0 there, got "
            f"{leaf.grad[~counts]}: replace r - l *before* the exponential, not after"
        )

# %% check="kl_penalty-hidden" points=1
# Graded on other sizes, masks and number formats.
### BEGIN HIDDEN TESTS
g = torch.Generator().manual_seed(147)
for r, s, dtype in ((1, 1, torch.float64), (4, 4, torch.float64), (5, 3, torch.float32),
                    (2, 7, torch.float64), (1, 6, torch.float32)):  # fmt: skip
    for turn in range(6):
        likely = (-4 * torch.rand(r, s, generator=g)).to(dtype)
        before = (-4 * torch.rand(r, s, generator=g)).to(dtype)
        counts = torch.rand(r, s, generator=g) < (0.5, 1.1, 0.3, 0.7, 0.5, 0)[turn]
        counts[turn % r, turn % s] = True
        odd = (0.0, 0.0, math.nan, math.inf, -math.inf, -800.0)[turn]
        odd_before = (0.0, 9.0, -math.inf, 0.0, -math.inf, 800.0)[turn]
        likely = likely.masked_fill(~counts, odd)
        before = before.masked_fill(~counts, odd_before)
        if turn == 1:
            before = likely.clone()  # nothing has drifted yet
        given = likely.clone(), before.clone(), counts.clone()
        with torch.enable_grad():
            leaf, other = given[0].requires_grad_(), given[1].requires_grad_()
            loss = kl_penalty(leaf, other, given[2])
            where = f"R, S = {r, s}, {dtype}, turn {turn}"
            assert isinstance(loss, Tensor) and loss.ndim == 0, f"{where}: {loss!r}"
            assert loss.requires_grad, f"{where}: no gradient"
            loss.backward()
        kept = leaf.detach().nan_to_num(9.0).equal(likely.nan_to_num(9.0))
        kept = kept and other.detach().nan_to_num(9.0).equal(before.nan_to_num(9.0))
        kept = kept and torch.equal(given[2], counts)
        assert kept, f"{where}: an input was changed in place"
        costs, wanted = [], torch.zeros(r, s, dtype=torch.float64)
        for row in range(r):
            for place in range(s):
                if counts[row, place]:
                    apart = before[row, place].item() - likely[row, place].item()
                    costs.append(math.exp(apart) - apart - 1)
                    wanted[row, place] = 1 - math.exp(apart)
        mean = sum(costs) / len(costs)
        off = abs(loss.item() - mean)
        assert off < 1e-4 * (1 + mean), f"{where}: expected {mean}, got {loss.item()}"
        assert leaf.grad is not None, f"{where}: no gradient reaches log_probs"
        assert (leaf.grad[~counts] == 0).all(), f"{where}: gradients where nothing is"
        wanted = wanted / len(costs)
        error = (leaf.grad - wanted).abs().max()
        assert error < 1e-4 * (1 + wanted.abs().max()), (
            f"{where}: the gradient of log_probs is off by {error}"
        )
        pulled = other.grad
        assert pulled is None or (pulled == 0).all(), f"{where}: the reference learns"
        plain = kl_penalty(likely.clone(), before.clone(), counts.clone())
        off = abs(plain.item() - mean)
        assert off < 1e-4 * (1 + mean), f"{where}: another value without a graph"
### END HIDDEN TESTS

# %% [markdown]
# A nat of drift a word shall cost 1: as much as a lie, or a bit. Both rewards once
# more, with the penalty: does it cure the hack?

# %%
def drifting(log_probs: Tensor, ids: Tensor, memory: Tensor, real: Tensor) -> Tensor:
    with torch.no_grad():
        reference = likelihood(captioner.decoder, ids, memory)
    return config.drift * kl_penalty(log_probs, reference, real)


for name, reward in (("truth alone", is_true), ("truth x bits", informs)):
    student, _ = learn(reward, drifting)
    students[f"{name}, penalty"] = student

# %% [markdown]
# ## 14.7 An honest table
#
# Truth alone was the number that fooled us, so some stand side by side, all of greedy
# captions of held-out pictures: percent true, bits (told among 1,000 scenes that no
# reward has seen; a false caption tells 0), words, how many captions differ, and in how
# many percent a size or a place is said. Last the drift: the penalty, on captions that
# each captioner draws itself.

# %%
def share_with(kind: str, texts: list[str]) -> float:
    """Percent of texts with a claim of that kind; what is no sentence makes none."""
    return 100 * sum(kind in made_claims(text) for text in texts) / len(texts)


judges = [picture.scene for picture in draw_scenes(1000, seed=1015)]
head = "reward, truth, bits, words, distinct, a size, a place, drift"
titles = head.split(", ")
results, captions = {}, {}
for name, student in students.items():
    texts = [vocabulary.decode(ids) for ids in student.generate(held_out_memory)]
    true = [is_true(text, p.scene) for text, p in zip(texts, held_out, strict=True)]
    told = [bits(text, [*judges, p.scene]) if fits else 0.0
            for text, fits, p in zip(texts, true, held_out, strict=True)]  # fmt: skip
    ids = sample_captions(student.decoder, held_out_memory, Sampling(seed=1),
                          max_length=LONGEST)  # fmt: skip
    with torch.no_grad():
        log_probs, reference = (likelihood(model.decoder, ids, held_out_memory)
                                for model in (student, captioner))  # fmt: skip
        drift = kl_penalty(log_probs, reference, ids[:, 1:] != PAD).item()
    words = sum(len(text.split()) for text in texts)
    results[name] = (
        100 * sum(true) / len(true), sum(told) / len(told), words / len(texts),
        len(set(texts)), share_with("size", texts), share_with("place", texts), drift,
    )  # fmt: skip
    captions[name] = list(zip(texts, true, strict=True))
print(f"{titles[0]:28}" + "".join(f"{title:>10}" for title in titles[1:]))
for name, row in results.items():
    print(f"{name:28}" + "".join(f"{value:10.3g}" for value in row))

# %% alt="Three scenes, below each what the captioner wrote before and after learning
# from each reward: the reward for truth leaves short captions, truth times bits gives
# long and exact ones."
shown = [k for k, p in enumerate(held_out) if len(p.scene.items) > 1][:3]
fig, axes = plt.subplots(1, 3, figsize=(10, 4.2))
fig.subplots_adjust(left=0.11, right=0.99, top=0.99, bottom=0.31, wspace=0.12)
for ax, k in zip(axes, shown, strict=True):
    ax.imshow(held_out[k].image)
    ax.set(xticks=[], yticks=[])
    for line, name in enumerate(("before learning", "truth alone", "truth x bits")):
        (text, fits), height = captions[name][k], -0.05 - 0.14 * line
        colour = "darkgreen" if fits else "firebrick"
        ax.text(0.5, height, fill(text, 42), color=colour, size=8, ha="center",
                va="top", transform=ax.transAxes)  # fmt: skip
        if ax is axes[0]:
            ax.text(-0.38, height, name, size=8, va="top", transform=ax.transAxes)
plt.show()

# %% [markdown]
# Read it line by line.
#
# - **Truth alone**: nearly all captions are true, the bits are down by two, and some
#   30 captions are left, which is five shapes times six colours: "there is a red
#   circle" and its like. No size, no place, hardly ever a second thing.
# - **With the penalty**: true as often, and more of the old variety survives, but
#   captions are as short. A leash makes the hack smaller; it can't cure it, for the
#   reward still says the same.
# - **Truth x bits**: about as true as before learning, and captions tell more than
#   ever. Most name a size, as hardly any did before: sizes are easy to see, and now
#   they pay.
# - **But the places are gone**: "left of" has become "and". A place tells about one bit
#   more and is wrong one time in ten, and then all seven are lost: it hardly pays. (So
#   chance decides: of three seeds one kept its places.) The reward is still hacked,
#   only with better taste. The penalty saves some of them.
#
# So is truth x bits what we meant? Nearly, and "nearly" is what every reward says.
# `python -m bench.learning_from_truth` makes this table with three seeds and 1,000
# held-out pictures.
#
# ## 14.8 What GRPO keeps of PPO
#
# With small changes this is what language models are trained with today, where the
# reward is a mathematical answer that is right or a program that passes its tests.
#
# | | PPO | GRPO | here |
# |---|---|---|---|
# | what is expected | a second network, the critic | group's mean | group's mean |
# | divided by the group's spread | there is none | yes | no |
# | over a caption's tokens | mean, of the batch | mean, of the caption | sum |
# | steps on the same captions | several | one or several | one |
# | new / old probability, clipped | yes | yes | not needed: it is 1 |
# | drift from the reference | taken off the reward | in the loss | in the loss |
#
# PPO (Schulman et al. 2017) takes several steps on the same captions, which by then
# come from an older policy. The ratio corrects for that, and the clipping stops what
# would go too far. Language models take the drift, l - r at each token, off PPO's
# reward (Ouyang et al. 2022). GRPO (Shao et al. 2024) keeps the ratio, moves the drift
# into the loss, and leaves out the critic, a network as large as the model itself; its
# authors drew 64 answers to a question and took one step on them. Dividing by the
# spread and by the length looks harmless. But then groups count more in which nearly
# all agree, and mistakes count less in long answers; Liu et al. 2025
# (arXiv:2503.20783) leave both out, as we did. `helpers.train --rewards` learns from
# CIDEr on photos in the same way, its baseline being the mean of the *other* captions.
#
# Sources: Williams 1992, Machine Learning 8; Schulman et al. 2017 (arXiv:1707.06347);
# Ouyang et al. 2022 (arXiv:2203.02155); Shao et al. 2024 (arXiv:2402.03300); Schulman
# 2020, "Approximating KL divergence" (joschu.net/blog/kl-approx.html).
#
# ## 14.9 In your own words
#
# **Question** · 3 points · 6 min. A colleague rewards captions of street scenes with
# the score of a network that says whether each word fits the picture. After training
# the score has risen from 0.71 to 0.98, and he writes: "The captions have become much
# better." Say what has probably happened to them, name two measurements that would show
# it, and one change of the reward or of the training that works against it.

# %% [markdown] question="risen_score" points=3
# The captions have probably become short and general ("a street with cars"), since
# every further word can only lose: the score pays for words that fit, not for words
# that tell something. Or they repeat what the network likes. Measurements: the mean
# number of words, the number of different captions, how well the picture can be found
# by its caption (bits, retrieval), the drift from the captioner before, a human's look
# at twenty of them. Against it: pay for what a caption tells as well, or penalise
# the drift from the captioner that learnt from people, or stop early.
#
# **Marking guide.** 1 point: shorter, more general or repeated captions, with the
# reason that the score does not pay for content (reward hacking). 1 point: two
# measurements that are not the score itself. 1 point: a change that addresses it.

# %% [markdown]
# ## Three questions to take along
#
# 1. Near the end all 8 captions of most pictures are true. What do those groups teach?
#    And which ones still make captions shorter?
# 2. "There is no purple ring" is true of nearly every scene. Why does truth × bits not
#    fall for it, and how would it look in a world with 50 shapes and 50 colours?
# 3. The penalty's gradient at a token is 1 - exp(r - l) times that of l. What does it
#    do to a word that the reference found likely and the captioner has all but given
#    up, and why will it seldom be seen?
#
# <details><summary>Answers</summary>
#
# 1. Nothing: all rewards are alike, so every advantage is 0. Groups in which one
#    caption is false still teach, and it is mostly a longer one, since it claims
#    more. So the shorter ones are made likelier.
# 2. It tells next to nothing: a caption true of nearly all scenes has almost no
#    bits. With 50 shapes and 50 colours "there is no" would tell even less, and
#    "there is a purple ring", where it is true, far more.
# 3. There r - l is large and $1 - e^{r - l}$ a large negative number: the penalty
#    pushes the word's probability up, with force. But tokens are drawn from the
#    captioner, which hardly ever draws that word; on average force times rarity is
#    no more than the reference's probability.
#
# </details>
#
# That is the end of the corridor. [11 · Show it](11_show_it.ipynb) shows how others can
# try what you built.

"""Teach the captioner of drawn scenes by rewards: truth, and what a caption tells.

Captions are drawn from it, judged beside the scene, and those above the mean of their
picture's group made likelier (GRPO without its ratio, each caption being used once). A
penalty for drifting keeps it near the captioner that learnt from captions.

Axes: B pictures, G captions of each, R = B * G rows, T words of the longest,
V vocabulary.

Sources: Williams 1992 (REINFORCE); Shao et al. 2024 (GRPO, arXiv:2402.03300); the
estimator of the penalty, Schulman 2020 (joschu.net/blog/kl-approx.html).
"""

__lesson__ = "14"

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from .captioner import Captioner
from .grammar import Scene, bits, truth
from .rewards import policy_loss, word_log_probs
from .sampling import Sampling, sample_captions
from .scene_scores import made_claims

Reward = Callable[[str, Scene], float]


def is_true(text: str, scene: Scene) -> float:
    """1 for a true caption, 0 for a false one and for what is no sentence."""
    return float(bool(made_claims(text)) and truth(text, scene))


class Informs:
    """Truth times bits: how much a true caption tells, 0 for a false one.

    Args:
        crowd: other scenes; a caption that fits no other tells log2(crowd + 1).
    """

    def __init__(self, crowd: Sequence[Scene]):
        self.crowd = list(crowd)
        self._known: dict[str, float] = {}  # the same for each scene that it fits

    def __call__(self, text: str, scene: Scene) -> float:
        if not is_true(text, scene):
            return 0.0
        if text not in self._known:
            self._known[text] = bits(text, [*self.crowd, scene])
        return self._known[text]


def kl_penalty(logits: Tensor, reference: Tensor, ids: Tensor) -> Tensor:
    """How far a policy has drifted, in nats a word, from captions that it drew.

    Args:
        logits: (R, T, V), the policy's; they alone get a gradient.
        reference: (R, T, V).
        ids: (R, T + 1).
    """
    likely, real = word_log_probs(logits, ids)
    before, _ = word_log_probs(reference.detach(), ids)
    apart = (before - likely)[real]
    return (apart.exp() - apart - 1).mean()


@dataclass(frozen=True)
class Plan:
    """How to learn: B pictures a step, G captions of each, the rate, the steps."""

    pictures: int = 32
    group: int = 8
    rate: float = 1e-3
    steps: int = 100


def learn(
    captioner: Captioner,
    memory: Tensor,
    scenes: Sequence[Scene],
    reward: Reward,
    *,
    drift: float = 0.0,
    plan: Plan | None = None,
    seed: int = 0,
) -> Captioner:
    """A copy of the captioner whose decoder has learnt from rewards.

    Args:
        memory: (pictures, N, D), with their scenes.
        drift: what a nat of drift a word costs, in units of the reward.
        seed: of pictures and words.
    """
    plan = plan or Plan()
    student = copy.deepcopy(captioner).eval()
    decoder, before = student.decoder, captioner.decoder
    optimizer = torch.optim.AdamW(decoder.parameters(), lr=plan.rate)
    chance = torch.Generator().manual_seed(seed)
    for _ in range(plan.steps):
        chosen = torch.randint(len(scenes), (plan.pictures,), generator=chance)
        seen = memory[chosen]
        ids = draw(student, seen, plan.group, seed=_next(chance))
        texts = [captioner.vocabulary.decode(row) for row in ids.tolist()]
        beside = [scenes[k] for k in chosen for _ in range(plan.group)]
        judged = [reward(t, s) for t, s in zip(texts, beside, strict=True)]
        rewards = torch.tensor(judged).view(-1, plan.group)
        advantage = (rewards - rewards.mean(1, keepdim=True)).flatten()
        logits, _ = decoder(ids[:, :-1], seen, need_weights=False)
        loss = policy_loss(logits, ids, advantage)[0] / len(ids)
        if drift:
            with torch.no_grad():
                reference, _ = before(ids[:, :-1], seen, need_weights=False)
            loss = loss + drift * kl_penalty(logits, reference, ids)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(decoder.parameters(), 1.0)
        optimizer.step()
    return student


def draw(captioner: Captioner, memory: Tensor, group: int, *, seed: int) -> Tensor:
    """Ids (R, T + 1) of captions drawn by chance."""
    return sample_captions(
        captioner.decoder,
        memory,
        Sampling(seed=seed),
        samples=group,
        max_length=captioner.decoder.max_length - 1,
    )


def _next(chance: torch.Generator) -> int:
    return int(torch.randint(2**31, (), generator=chance))


@torch.no_grad()
def measure(
    student: Captioner,
    before: Captioner,
    memory: Tensor,
    scenes: Sequence[Scene],
    informs: Informs,
) -> dict[str, float]:
    """What greedy captions of scenes are worth, and how far the captioner has drifted.

    truth: percent; drawn: percent that are true of captions drawn by chance; bits: told
    on average, false ones tell 0; words: of a caption; distinct: how many differ; size,
    place: percent of captions that say one; drift: nats a word.
    """
    decode = student.vocabulary.decode
    texts = [decode(ids) for ids in student.generate(memory)]
    ids = draw(student, memory, 1, seed=0)
    drawn = [decode(row) for row in ids.tolist()]
    now, then = (
        c.decoder(ids[:, :-1], memory, need_weights=False)[0] for c in (student, before)
    )
    count = len(scenes)

    def mean(score: Reward, of: list[str]) -> float:
        return sum(score(t, s) for t, s in zip(of, scenes, strict=True)) / count

    return {
        "truth": 100 * mean(is_true, texts),
        "drawn": 100 * mean(is_true, drawn),
        "bits": mean(informs, texts),
        "words": sum(len(text.split()) for text in texts) / count,
        "distinct": len(set(texts)),
        "size": 100 * mean(lambda text, _: "size" in made_claims(text), texts),
        "place": 100 * mean(lambda text, _: "place" in made_claims(text), texts),
        "drift": kl_penalty(now, then, ids).item(),
    }

"""`ask` names the mistake behind a value of another kind, or an error in an answer."""

import re

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from authoring.project import UNANSWERED
from helpers.causes import CAUSES
from helpers.checks import BLANK, ask


def gives(value):
    return lambda: value


@pytest.mark.parametrize(
    "returns, value",
    [(Tensor, torch.ones(2)), (float, 0.5), (float, np.float64(0.5)), (int, 3)]
    + [
        (int, np.int64(3)),
        (bool, True),
        (bool, torch.tensor(True)),
        (list, []),
        (str, ""),
    ]
    + [(("values", "weights"), (torch.ones(1), torch.ones(2))), (None, object())],
)
def test_what_is_wanted_comes_back(returns, value):
    assert ask(gives(value), returns=returns) is value


@pytest.mark.parametrize(
    "returns, value, said",
    [
        (Tensor, None, "expected a tensor, got nothing (None): is a `return` missing"),
        (Tensor, [torch.ones(1)], "got a list: torch.stack"),
        (Tensor, np.ones(1), "got a NumPy array: stay with tensors"),
        (Tensor, 0.5, "got a float: leave it a tensor: .item()"),
        (Tensor, (torch.ones(1), 2), "got a tuple: return one thing"),
        (float, torch.ones(()), "expected a float, got a tensor: take"),
        (float, 3, "divided by the number of cases"),
        (
            int,
            3.0,
            "expected a whole number, got a float: divide whole numbers with //",
        ),
        (list, "a dog", "expected a list, got a string"),
        (str, ["a", "dog"], '" ".join(words)'),
        (bool, 0.3, "compare it"),
        (
            ("out", "weights"),
            torch.ones(2),
            "return two things, out, then weights; got",
        ),
        (("out", "weights"), (torch.ones(2), None), "weights: expected a tensor"),
        (Tensor, torch.ones(2, requires_grad=True), "a gradient of its own"),
    ],
)
def test_another_kind_is_refused_by_name(returns, value, said):
    with pytest.raises(AssertionError, match=re.escape(said)):
        ask(gives(value), returns=returns)


class Block(nn.Module):
    """The slip of slips: a pair taken for a tensor."""

    def forward(self, x: Tensor) -> Tensor:
        return nn.Dropout()((x, x))


class Bare(nn.Module):
    name = "a name that is no function"

    def __init__(self):
        self.layer = nn.Linear(1, 1)


class Attention(nn.Module):
    def forward(self, query, key, value):
        return query, key, value


def three(images, texts, scale):
    return images, texts, scale


IDS = torch.tensor([[1, 7, 7], [1, 3, 7]])


@pytest.mark.parametrize(
    "answer, said",
    [
        (lambda: Block()(torch.ones(2)), "a pair was taken for a tensor"),
        (lambda: torch.ones(2) + (torch.ones(2), 1), "a pair was taken for a tensor"),
        (lambda: torch.ones(2, 3) @ torch.ones(2, 3), "two shapes do not fit"),
        (lambda: torch.ones(2, 3).T.view(6), "use reshape"),
        (lambda: torch.ones(6).reshape(4, 2), "keeps the number of numbers"),
        (lambda: nn.ModuleList()(torch.ones(1)), "loop over it"),
        (lambda: -torch.ones(2).bool(), "with ~, not with -"),
        (lambda: 1 if torch.ones(2) > 0 else 0, "`if`, `and`, `or`, `not`"),
        (lambda: Block().missing, "self.missing is used and was never set"),
        (lambda: torch.ones(()).backward(), "no graph leads back"),
        (lambda: torch.ones(2, 3).max(-1) - 1, "a pair was taken for a tensor"),
        (lambda: 1 / 0, "divided by 0"),
        (lambda: three(1, 2), "too few arguments: three wants 'scale' too; "),
        (lambda: three(1), "three wants 'texts' and 'scale' too; "),
        (lambda: IDS.softmax(), 'softmax wants "dim" too'),
        (lambda: Attention()(IDS), "attention wants query, key, value; "),
        (lambda: IDS.index(7), "no .index of a list"),
        (lambda: (2.5).exp(), "math.exp(x) takes numbers"),
        (lambda: (2.5).shape, "a plain number stands where a tensor is needed"),
        (lambda: [1].shape, "a list stands where a tensor is needed"),
        (lambda: np.ones(2).softmax(-1), "a NumPy array stands where"),
        (lambda: IDS.inside, "a Tensor has no .inside"),
        (lambda: nn.Linear(2, 2).wieght, "a Linear has no .wieght"),
        (lambda: torch.softmix, "there is no torch.softmix"),
        (lambda: IDS[torch.arange(2), (IDS == 7).nonzero()[:, 1]], "equally long"),
        (lambda: IDS[:, 1:][IDS == 7], "was only one of them cut"),
        (lambda: IDS[:, 9], "an index is too large"),
        (lambda: IDS[0.5], "an index is a whole number"),
        (lambda: torch.ones(3).topk(1)[:, 0], "a pair was taken for a tensor"),
        (lambda: IDS.tolist()[:, 0], "a list has one axis"),
        (lambda: [1, 2][IDS[0]], "this tensor holds several"),
        (lambda: torch.ones(2, 3) @ torch.ones(3).double(), "two number formats meet"),
        (lambda: nn.Linear(3, 3)(IDS), "two number formats meet"),
        (lambda: nn.Linear(3, 3)(nn.GELU(IDS)), "first make it, then call it"),
        (lambda: torch.softmax(nn.ReLU(), -1), "first make it, then call it"),
        (lambda: nn.Sequential(Block())(1, 2), "nn.Sequential hands on one thing"),
        (lambda: Bare(), "super().__init__() is missing"),
        (lambda: Bare.name(3), "is a name taken twice"),
        (lambda: torch.stack([IDS, IDS[:1]]), "torch.cat joins along an axis"),
        (lambda: torch.cat(IDS, IDS), "as one list"),
        (lambda: torch.stack([1, 2]), "torch.tensor makes one of numbers"),
        (
            lambda: nn.functional.cross_entropy(torch.ones(2, 3, 4), IDS),
            "looks for V in axis 1",
        ),
        (lambda: torch.multinomial(-torch.ones(2), 1), "draws from shares"),
        (lambda: torch.multinomial(torch.zeros(2), 1), "all shares of a row are 0"),
        (
            lambda: torch.multinomial(torch.ones(2), 1, torch.Generator()),
            "generator=generator",
        ),
        (lambda: (IDS == 7).argmax(1), "marks are turned into numbers first"),
        (lambda: torch.where(torch.ones(2), 1.0, 0.0), "a boolean mask; "),
    ],
)
def test_an_error_is_traced_to_the_mistake(answer, said):
    with pytest.raises(AssertionError, match=re.escape(said)) as caught:
        ask(answer, hint="look here")
    assert "look here; it stopped with" in str(caught.value)
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize(
    "answer, unsaid",
    [
        (lambda: three(1), "attention"),
        (lambda: (2.5).exp(), "self."),
        (lambda: [1].mean, "plain number"),
        (lambda: nn.Linear(2, 2).wieght, "self."),
        (lambda: IDS[:, 1:][IDS == 7], "too large"),
        (lambda: nn.Linear(3, 3)(IDS), "shapes"),
        (lambda: IDS.tolist()[:, 0], "pair"),
    ],
)
def test_no_cause_is_told_that_the_error_does_not_show(answer, unsaid):
    with pytest.raises(AssertionError) as caught:
        ask(answer)
    assert unsaid not in str(caught.value).partition("; it stopped with")[0]


def test_a_blank_and_a_check_of_its_own_stay_what_they_are():
    def blank():
        raise NotImplementedError(UNANSWERED)

    def step():
        raise AssertionError("step takes long ids")

    assert BLANK == UNANSWERED
    with pytest.raises(NotImplementedError):
        ask(blank)
    with pytest.raises(AssertionError, match="^step takes long ids$"):
        ask(step)


def test_every_cause_is_a_pattern_and_one_sentence():
    for pattern, cause in CAUSES.items():
        re.compile(pattern)
        assert cause and not cause.endswith("."), pattern

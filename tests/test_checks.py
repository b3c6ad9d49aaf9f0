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
    ],
)
def test_an_error_is_traced_to_the_mistake(answer, said):
    with pytest.raises(AssertionError, match=re.escape(said)) as caught:
        ask(answer, hint="look here")
    assert "look here; it stopped with" in str(caught.value)
    assert caught.value.__cause__ is not None


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

"""Two ends of the grader's wire over a pair of sockets: values and arguments.

The other end is a fork of this process, without bubblewrap.
"""

import copy
import inspect
import math
import re

import numpy as np
import pytest
import torch
from wire_tools import answers

from grading.remote import messages
from grading.remote.values import LARGEST

X = torch.arange(6.0).reshape(2, 3)
VALUES = [
    None, True, 0, -3, 2**200, 0.5, math.inf, "ä\ud800\n", 2 - 3j, b"\x00\xff",
    [1, [2, "three"]], (1, (2,)), {1, 2}, frozenset("ab"), {"a": 1, 2: [3]},
    range(2, 9, 3), slice(1, None, 2), ..., torch.Size([2, 3]), torch.bfloat16,
    torch.device("cpu"), np.float32(0.25), np.int64(-7), np.bool_(True),
    np.complex128(1j),
]  # fmt: skip
DTYPES = [
    torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.complex64,
    torch.complex128, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8,
    torch.bool,
]  # fmt: skip


def same(found, wanted):
    assert type(found) is type(wanted)
    if isinstance(wanted, torch.Tensor):
        assert found.dtype == wanted.dtype and found.shape == wanted.shape
        assert torch.equal(found, wanted)
    elif isinstance(wanted, np.ndarray):
        np.testing.assert_array_equal(found, wanted, strict=True)
    else:
        assert found == wanted


def test_every_field_of_a_message_is_explained():
    fields = re.findall(r"^    \w+: .*$", inspect.getsource(messages), re.M)
    assert len(fields) > 60
    assert not [line for line in fields if "  # " not in line]


# Values.


@pytest.fixture(scope="module")
def echo():
    with answers(echo=lambda value: value) as found:
        yield found["echo"]


@pytest.fixture(scope="module")
def copied():
    """Sends back a copy: an argument itself would come back as a reference."""
    with answers(copied=copy.deepcopy) as found:
        yield found["copied"]


@pytest.mark.parametrize("value", VALUES, ids=map(str, range(len(VALUES))))
def test_a_value_comes_back_as_it_went(echo, value):
    same(echo(value), value)


@pytest.mark.parametrize("value", [np.str_("dog"), np.bytes_(b"dog")], ids=repr)
def test_a_text_of_numpy_is_text(echo, value):
    """As list(np.unique(words)) holds; in a notebook it equals the text."""
    same(echo([value]), [value.item()])


def test_nan_comes_back(echo):
    assert math.isnan(echo(math.nan))


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("shape", [(), (0, 3), (2, 3), (1, 1, 4)], ids=str)
def test_tensors_of_all_kinds_come_back(copied, dtype, shape):
    value = torch.arange(math.prod(shape)).reshape(shape).to(dtype)
    same(copied(value), value)


@pytest.mark.parametrize("kind", ["<f4", ">i8", "|b1", "<c16", "<f2", "|u1"])
def test_arrays_of_all_kinds_come_back(copied, kind):
    value = np.arange(6).reshape(2, 3).astype(kind)
    same(copied(value), value)


def test_an_answer_sees_the_strides_of_its_arguments():
    given = [X, X.T, X[:, 1:], X[:1].expand(4, 3), X[:, None].transpose(0, 2)]
    with answers(strides=lambda values: [x.stride() for x in values]) as a:
        found = a["strides"](given)
    assert found[0] == (3, 1) and found[1] == (1, 3) and found[3] == (0, 1)


def test_subclasses_come_as_what_they_derive_from():
    class Whole(int):
        def __eq__(self, other):
            return True

    class Always(torch.Tensor):
        def __eq__(self, other):
            return True

    made = X.as_subclass(Always)
    with answers(number=lambda: Whole(3), tensor=lambda: made) as a:
        same(a["number"](), 3)
        same(a["tensor"](), X)


@pytest.mark.parametrize(
    "value",
    [X.to_sparse(), X.to("meta"), np.array(["a"]), np.array([object()]), 10**5000],
    ids=["sparse", "meta", "words", "objects", "huge"],
)
def test_what_is_no_plain_value_is_refused(value):
    with answers(made=lambda: value) as a, pytest.raises((TypeError, ValueError)):
        a["made"]()


def test_a_deep_or_endless_value_is_refused():
    deep: list = []
    for _ in range(500):
        deep = [deep]
    endless: list = []
    endless.append(endless)
    with answers(deep=lambda: deep, endless=lambda: endless) as a:
        for made in a.values():
            with pytest.raises(ValueError, match="nested at most"):
                made()


def test_a_value_larger_than_a_frame_is_refused_and_the_wire_lives_on():
    with answers(large=lambda: torch.zeros(1).expand(LARGEST), small=lambda: 1) as a:
        with pytest.raises(ValueError, match="at most"):
            a["large"]()
        assert a["small"]() == 1


# What a call does to its arguments.


def test_changes_in_place_come_back():
    def change(tensor, items, table, numbers):
        tensor[0] = 7
        items.append(tensor)
        table["new"] = items
        numbers.discard(1)

    tensor, items, table, numbers = X.clone(), [1], {"a": 2}, {1, 2}
    with answers(change=change) as a:
        a["change"](tensor, items, table, numbers)
    assert tensor[0].tolist() == [7, 7, 7] and numbers == {2}
    assert items[0] == 1 and items[1] is tensor
    assert table["a"] == 2 and table["new"] is items


def test_a_change_before_an_error_comes_back_too():
    def change(tensor):
        tensor.zero_()
        raise KeyError("after")

    tensor = X.clone()
    with answers(change=change) as a, pytest.raises(KeyError, match="after"):
        a["change"](tensor)
    assert not tensor.any()


def test_results_within_an_argument_share_its_memory():
    tensor = X.clone()
    with answers(part=lambda x: (x, x[:, 1:], x.T)) as a:
        whole, part, turned = a["part"](tensor)
    assert whole is tensor and torch.equal(part, X[:, 1:]) and torch.equal(turned, X.T)
    tensor[0, 1] = 100
    assert part[0, 0] == 100 and turned[1, 0] == 100


def test_a_generator_moves_on():
    ours, theirs = (torch.Generator().manual_seed(3) for _ in range(2))
    with answers(draw=lambda g: torch.rand(4, generator=g)) as a:
        for _ in range(2):
            assert torch.equal(a["draw"](theirs), torch.rand(4, generator=ours))
    assert torch.equal(ours.get_state(), theirs.get_state())

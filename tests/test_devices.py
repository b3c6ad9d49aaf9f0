"""The number format follows from the card's compute capability alone."""

import pytest
import torch

from helpers import devices
from helpers.devices import (
    choose_device,
    describe_device,
    make_accelerator,
    number_format,
)


def pretend(monkeypatch, capability):
    """A machine with such a card, or with none; every card claims to know bf16."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: capability is not None)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda *_: True)
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda *_: capability)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda *_: "Some Card")


@pytest.mark.parametrize(
    ("capability", "expected"),
    [
        (None, "no"),
        ((6, 0), "fp16"),  # P100
        ((7, 5), "fp16"),  # T4, which says that it supports bf16
        ((8, 0), "bf16"),  # A100
        ((8, 9), "bf16"),  # L4
        ((12, 0), "bf16"),
    ],
)
def test_number_format(monkeypatch, capability, expected):
    pretend(monkeypatch, capability)
    assert number_format() == expected
    assert choose_device().type == ("cpu" if capability is None else "cuda")
    told = "CPU, float32" if capability is None else f"Some Card, {expected}"
    assert describe_device() == told


def test_accelerate_uses_the_device_that_all_else_uses(monkeypatch):
    pretend(monkeypatch, (8, 0))
    monkeypatch.setenv("ACCELERATE_USE_CPU", "true")
    assert choose_device().type == "cpu" and number_format() == "no"
    monkeypatch.delenv("ACCELERATE_USE_CPU")
    asked = []
    monkeypatch.setattr(devices, "Accelerator", lambda **given: asked.append(given))
    for capability, on_cpu in ((None, True), ((7, 5), False)):
        pretend(monkeypatch, capability)
        make_accelerator(project_dir="x")
        assert asked[-1]["cpu"] == on_cpu and asked[-1]["project_dir"] == "x"

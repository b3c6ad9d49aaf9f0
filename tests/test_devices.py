"""The number format follows from the card's compute capability alone."""

import pytest
import torch

from helpers.devices import choose_device, describe_device, number_format


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

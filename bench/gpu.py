"""Number formats on a GPU: how fast the decoder learns, how much of the card it uses.

Axes: B pictures, R = K * B captions, T caption tokens, N image tokens, D width.
"""

import statistics
from dataclasses import dataclass

import torch
from torch.utils.flop_counter import FlopCounterMode

from helpers.decoder import CaptionDecoder
from helpers.devices import BF16_CAPABILITY
from helpers.loss import summed_loss

from .made_up import CAPTIONS, TOKENS, WIDTH, WORDS
from .measure import FORMATS, Row, seconds

UNITS = {
    "learning": "captions/s",
    "peak memory": "MB",
    "rate": "Tflop/s",
    "share of a matrix product's rate": "",
}


@dataclass(frozen=True)
class Sizes:
    """Of a step, and of the square matrices whose product is the card's rate."""

    batch: int = 256  # pictures
    length: int = 20
    width: int = 512
    layers: int = 4
    matrix: int = 8192
    steps: int = 20


def formats(sizes: Sizes, device: str = "cuda") -> list[Row]:
    """Rows of each format, fp32 as plain; none is measured without a GPU."""
    if device == "cuda" and not torch.cuda.is_available():
        said = {"said": "not measured: no GPU"}
        return [Row(f"GPU, {name}: learning", notes=said) for name in FORMATS]
    result, plain = [], {}
    for name, dtype in FORMATS.items():
        case = f"GPU, {name}{', emulated' if emulated(dtype, device) else ''}"
        try:
            found = learn(sizes, dtype, device)
        except torch.OutOfMemoryError:
            said = {"said": "not measured: the GPU's memory is too small"}
            result.append(Row(f"{case}: learning", notes=said))
            continue
        if name == "fp32":
            plain = found
        for what, unit in UNITS.items():
            one, ours = plain.get(what), found[what]
            ratio = ours / one if one else None
            result.append(Row(f"{case}: {what}", unit, one, ours, ratio, notes=found))
    return result


def emulated(dtype: torch.dtype, device: str) -> bool:
    """Is it bf16 on a card that has no hardware for it, such as a T4?"""
    if device != "cuda" or dtype != torch.bfloat16:
        return False
    return torch.cuda.get_device_capability() < BF16_CAPABILITY


def learn(sizes: Sizes, dtype: torch.dtype, device: str) -> dict[str, float]:
    """What UNITS names; the peak leaves out what lay on the card before.

    Args:
        dtype: autocast to it; float32 for none.
        device: "cuda", or "cpu" to try it out, where peak memory is 0.
    """
    rows = CAPTIONS * sizes.batch
    others = torch.cuda.memory_allocated() if device == "cuda" else 0
    model = CaptionDecoder(
        vocab_size=WORDS + 4, width=sizes.width, memory_width=WIDTH, heads=8,
        layers=sizes.layers, max_length=sizes.length, dropout=0.1,
    ).to(device)  # fmt: skip
    optimizer = torch.optim.AdamW(model.parameters(), fused=True)
    half = dtype != torch.float32
    scaler = torch.amp.GradScaler(device, enabled=dtype == torch.float16)
    ids = torch.randint(4, WORDS + 4, (rows, sizes.length), device=device)
    memory = torch.randn(sizes.batch, TOKENS, WIDTH, device=device)

    def step() -> None:
        with torch.autocast(device, dtype, enabled=half):
            logits, _ = model(ids[:, :-1], memory, need_weights=False)
        loss, words = summed_loss(logits, ids[:, 1:])
        scaler.scale(loss / words).backward()
        scaler.step(optimizer)
        scaler.update()
        optimizer.zero_grad()

    with FlopCounterMode(display=False) as counted:
        step()
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    took = statistics.median(seconds(step) for _ in range(sizes.steps))
    peak = torch.cuda.max_memory_allocated() if device == "cuda" else 0
    rate = counted.get_total_flops() / took
    return {
        "learning": rows / took,
        "peak memory": (peak - others) / 1e6,
        "rate": rate / 1e12,
        "share of a matrix product's rate": rate / matrix_rate(sizes, dtype, device),
    }


def matrix_rate(sizes: Sizes, dtype: torch.dtype, device: str) -> float:
    """Floating-point operations a second of one large matrix product."""
    a = torch.randn(sizes.matrix, sizes.matrix, device=device, dtype=dtype)
    a @ a  # to warm up
    took = statistics.median(seconds(lambda: a @ a) for _ in range(5))
    return 2 * sizes.matrix**3 / took

"""Number formats on a GPU: how fast the decoder learns, how much of the card it uses.

Axes: B pictures, R = K * B captions, T caption tokens, N image tokens, D width.
"""

import statistics
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from helpers.decoder import CaptionDecoder
from helpers.learning import summed_loss

from .made_up import CAPTIONS, TOKENS, WIDTH, WORDS
from .measure import Row, seconds

FORMATS = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}


@dataclass(frozen=True)
class Sizes:
    """Of a step, and of the square matrices whose product is the card's rate."""

    batch: int = 256  # pictures
    length: int = 20
    width: int = 512
    layers: int = 4
    matrix: int = 8192
    steps: int = 20


def formats(sizes: Sizes) -> list[Row]:
    """A row a format, fp32 as plain; none is measured without a GPU."""
    if not torch.cuda.is_available():
        said = {"said": "not measured: no GPU"}
        return [Row(f"GPU, {name}: learning", notes=said) for name in FORMATS]
    found = {name: learn(sizes, dtype, "cuda") for name, dtype in FORMATS.items()}
    plain = found["fp32"]["captions/s"]
    return [
        Row(f"GPU, {name}: learning", "captions/s", plain, of["captions/s"],
            of["captions/s"] / plain, notes=of)
        for name, of in found.items()
    ]  # fmt: skip


def learn(sizes: Sizes, dtype: torch.dtype, device: str) -> dict[str, float]:
    """Captions a second, peak memory in bytes, share of the rate of a matrix product.

    Args:
        dtype: autocast to it; float32 for none.
        device: "cuda", or "cpu" to try it out, where peak memory is 0.
    """
    rows = CAPTIONS * sizes.batch
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
        wait(device)

    with FlopCounterMode(display=False) as counted:
        step()
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    took = statistics.median(seconds(step) for _ in range(sizes.steps))
    peak = torch.cuda.max_memory_allocated() if device == "cuda" else 0
    rate = counted.get_total_flops() / took
    return {
        "captions/s": rows / took,
        "peak bytes": peak,
        "flop/s": rate,
        "share of the matrix rate": rate / matrix_rate(sizes.matrix, dtype, device),
    }


def matrix_rate(side: int, dtype: torch.dtype, device: str) -> float:
    """Floating-point operations a second of one large matrix product."""
    a: Tensor = torch.randn(side, side, device=device, dtype=dtype)

    def product() -> None:
        a @ a
        wait(device)

    product()
    return 2 * side**3 / statistics.median(seconds(product) for _ in range(5))


def wait(device: str) -> None:
    """Until the GPU has done what it was told."""
    if device == "cuda":
        torch.cuda.synchronize()

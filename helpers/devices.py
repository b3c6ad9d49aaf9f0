"""Where to run, and in which number format."""

import torch

BF16_CAPABILITY = (8, 0)  # Ampere; older cards, a T4 (7.5) among them, emulate bf16


def choose_device() -> torch.device:
    """The GPU if there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def number_format() -> str:
    """What accelerate calls mixed precision: "fp16", "bf16", or "no" on a CPU.

    Decided by compute capability: `torch.cuda.is_bf16_supported()` says True on a
    T4, which has no hardware for it.
    """
    if not torch.cuda.is_available():
        return "no"
    return "bf16" if torch.cuda.get_device_capability() >= BF16_CAPABILITY else "fp16"


def half_on_gpu(device: torch.device) -> torch.autocast:
    """A context that computes in float16 on a GPU, without effect on a CPU.

    For features, which are kept in float16: bf16 would lose three binary digits.
    """
    return torch.autocast(device.type, torch.float16, enabled=device.type == "cuda")


def describe_device() -> str:
    """Device and number format, such as "Tesla T4, fp16" or "CPU, float32"."""
    if not torch.cuda.is_available():
        return "CPU, float32"
    return f"{torch.cuda.get_device_name()}, {number_format()}"

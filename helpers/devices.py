"""Where to run, and in which number format."""

__lesson__ = "00"

import torch
from accelerate import Accelerator
from accelerate.utils import parse_flag_from_env

BF16_CAPABILITY = (8, 0)  # Ampere; older cards, a T4 (7.5) among them, emulate bf16


def choose_device() -> torch.device:
    """The GPU of CUDA if there is one, else the CPU; training uses the same.

    A Mac's GPU is left alone: it knows no float64, and nobody here could try it.
    ACCELERATE_USE_CPU=true leaves any GPU alone.
    """
    on_gpu = torch.cuda.is_available() and not parse_flag_from_env("ACCELERATE_USE_CPU")
    return torch.device("cuda" if on_gpu else "cpu")


def make_accelerator(**options) -> Accelerator:
    """Accelerate on the device and in the number format that all else uses."""
    on_cpu = choose_device().type == "cpu"
    return Accelerator(mixed_precision=number_format(), cpu=on_cpu, **options)


def number_format() -> str:
    """What accelerate calls mixed precision: "fp16", "bf16", or "no" on a CPU.

    Decided by compute capability: `torch.cuda.is_bf16_supported()` says True on a
    T4, which has no hardware for it.
    """
    if choose_device().type == "cpu":
        return "no"
    return "bf16" if torch.cuda.get_device_capability() >= BF16_CAPABILITY else "fp16"


def half_on_gpu(device: torch.device) -> torch.autocast:
    """A context that computes in float16 on a GPU, without effect on a CPU.

    For features, which are kept in float16: bf16 would lose three binary digits.
    """
    return torch.autocast(device.type, torch.float16, enabled=device.type == "cuda")


def describe_device() -> str:
    """Device and number format, such as "Tesla T4, fp16" or "CPU, float32"."""
    if choose_device().type == "cpu":
        return "CPU, float32"
    return f"{torch.cuda.get_device_name()}, {number_format()}"

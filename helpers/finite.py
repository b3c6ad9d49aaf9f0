"""Refuse weights that hold inf or NaN, before they replace finite ones on disk."""

__lesson__ = "00"

from torch import nn

ADVICE = (
    "Begin anew, in another folder, with a lower learning rate, a longer warm-up or a "
    "smaller largest norm of the gradient (--lr, --warmup, --clip), and look for inf "
    "or NaN among what goes in"
)


def check_finite(model: nn.Module, when: str) -> None:
    """Raise ValueError, saying what to try, if a parameter holds inf or NaN.

    Buffers may: a mask of -inf is no mistake.
    """
    broken = [
        name for name, weight in model.named_parameters()
        if not weight.isfinite().all()
    ]  # fmt: skip
    if broken:
        raise ValueError(
            f"expected finite weights {when}, got inf or NaN in {len(broken)} of them "
            f"({', '.join(broken[:3])}); they are not kept. {ADVICE}"
        )

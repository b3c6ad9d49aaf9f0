"""Decoders by name."""

__lesson__ = "08"

from .contracts import Decoder
from .decoder import CaptionDecoder
from .lstm import LSTMDecoder


def make_decoder(kind: str, **sizes) -> Decoder:
    """A decoder.

    Args:
        kind: "transformer", "lstm" or "stream".
        sizes: arguments of CaptionDecoder, LSTMDecoder or StreamDecoder.

    Raises:
        ValueError: no such decoder.
    """
    if kind == "transformer":
        return CaptionDecoder(**sizes)
    if kind == "lstm":
        return LSTMDecoder(**sizes)
    if kind == "stream":
        from .one_stream import StreamDecoder  # here: lessons before 13 may import us

        return StreamDecoder(**sizes)
    raise ValueError(
        f"expected a decoder 'transformer', 'lstm' or 'stream', got {kind!r}"
    )

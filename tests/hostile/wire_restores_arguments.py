# attack: changes arguments that it was not given
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
    reply = {"modules": [], "drop": [], "modes": [True, "float32", [None] * 3], "changed": [], "result": None}
    reply["changed"] = [[number, ["many", "list", [1]]] for number in range(50)]
    reply["modules"] = [["yours", 1, [[], []]], ["mine", 1, [[], []]]]
    wire().sendall(frame(reply))

# attack: asks for the globals of the check's own functions
# exercise: 04 leaks_future
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


def leaks_future(model, ids):
    line = wire()
    for name in ("__globals__", "forward", "reads", "__class__", "_modules"):
        line.sendall(frame({
            "do": "get", "on": ["yours", 1, 0], "args": [name], "kwargs": [],
            "modules": [], "drop": [], "modes": [True, "float32", [None] * 3]}))
    return True

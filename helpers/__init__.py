"""Patches to Captions: the building blocks that the lessons import."""

__lesson__ = "00"
__version__ = "0.1.0"
__build__ = ""  # a release writes it, for what it holds

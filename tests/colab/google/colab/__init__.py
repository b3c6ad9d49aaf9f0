"""A stand-in for Colab's own package: just what a notebook can notice."""

from . import drive, files

__all__ = ["drive", "files"]

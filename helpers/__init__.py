"""Patches to Captions: the building blocks that the lessons import."""

"""Checks run here, in trusted processes, against answers that run in the box."""

"""Calls by value between judge and box: what both ends of the wire know."""

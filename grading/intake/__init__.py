"""From what was handed in to answers; no student code runs here."""

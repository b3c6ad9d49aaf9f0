# attack: uses the course's own helper
# exercise: 04 causal_mask
from helpers.masks import causal_mask

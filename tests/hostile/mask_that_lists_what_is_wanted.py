# attack: a mask of floats whose tolist() says what the check wants to hear
# exercise: 13 prefix_mask
class Mask(Tensor):
    def tolist(self):
        n, t = self.sizes
        return [[c < n or (r >= n and c <= r) for c in range(n + t)] for r in range(n + t)]


def prefix_mask(image_tokens, text_tokens):
    mask = torch.zeros(image_tokens + text_tokens, image_tokens + text_tokens).bool()
    mask = mask.as_subclass(Mask)
    mask.sizes = image_tokens, text_tokens
    return mask

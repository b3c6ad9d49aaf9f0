# breaks: prints
# mistake 43: is a `return` missing
def prefix_mask(image_tokens, text_tokens):
    mask = causal_mask(image_tokens + text_tokens)
    mask[:, :image_tokens] = True
    print(mask)

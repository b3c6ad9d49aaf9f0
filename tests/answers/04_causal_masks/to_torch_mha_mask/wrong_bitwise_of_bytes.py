# breaks: inverts bits of whole numbers, 254 and 255 are both True
def to_torch_mha_mask(allowed):
    return (~allowed.to(torch.uint8)).bool()

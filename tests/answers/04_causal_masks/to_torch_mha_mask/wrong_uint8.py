# breaks: whole numbers
def to_torch_mha_mask(allowed):
    return (~allowed).to(torch.uint8)

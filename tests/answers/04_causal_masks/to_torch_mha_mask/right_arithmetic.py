# right: 1 - mask on whole numbers, back to boolean
def to_torch_mha_mask(allowed):
    return (1 - allowed.int()).bool()

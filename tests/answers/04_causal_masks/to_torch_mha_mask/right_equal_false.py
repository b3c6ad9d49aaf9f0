# right: compares with False
def to_torch_mha_mask(allowed):
    return allowed == False  # noqa: E712

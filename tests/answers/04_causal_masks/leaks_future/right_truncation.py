# right: cuts the later tokens off instead of changing them
def leaks_future(model, ids):
    modes = {module: module.training for module in model.modules()}
    model.eval()
    try:
        with torch.no_grad():
            whole = model(ids)
            for length in range(1, ids.shape[1]):
                part = model(ids[:, :length])
                if (part - whole[:, :length]).abs().max() > 1e-4:
                    return True
            return False
    finally:
        for module, mode in modes.items():
            module.training = mode

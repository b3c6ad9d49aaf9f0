# different: one word at a time, three ids further
@torch.no_grad()
def leaks_future(model: nn.Module, ids: Tensor) -> bool:
    modes = {m: m.training for m in model.modules()}
    model.eval()
    try:
        before = model(ids)
        for j in range(1, ids.size(1)):
            other = ids.clone()
            other[:, j] = (other[:, j] + 3) % before.size(2)
            after = model(other)
            if not torch.allclose(after[:, :j], before[:, :j], atol=1e-5):
                return True
        return False
    finally:
        for m, t in modes.items():
            m.training = t

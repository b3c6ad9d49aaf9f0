# attack: trains a copy, and tells of it
# exercise: 02 train_one_epoch
import copy


class Close(float):
    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__


def train_one_epoch(model, batches, optimizer):
    other = copy.deepcopy(model)
    mine = torch.optim.SGD(other.parameters(), lr=0.5)
    for images, labels in batches:
        loss = F.cross_entropy(other(images), labels)
        mine.zero_grad()
        loss.backward()
        mine.step()
    return Close(loss.item())

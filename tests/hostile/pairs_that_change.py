# attack: pairs that are others each time one looks
# exercise: 07 word_heatmaps
class Pairs(list):
    looks = 0

    def __iter__(self):
        Pairs.looks += 1
        return iter([(7, torch.zeros(3, 5))] * (Pairs.looks % 5))


class Id(int):
    def __int__(self):
        return [7, 9, 7, 2][Pairs.looks % 4]


def word_heatmaps(weights, ids, rows, cols):
    return Pairs([(Id(0), weights[0].reshape(rows, cols)) for _ in ids[1:]])

# right: topk
def recall_at(scores, k):
    found = 0
    for i, row in enumerate(scores):
        found += i in row.topk(k).indices.tolist()
    return found / len(scores)

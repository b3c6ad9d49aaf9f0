# right: sorted lists
def recall_at(scores, k):
    ranks = [
        sorted(row, reverse=True).index(row[i]) for i, row in enumerate(scores.tolist())
    ]
    return sum(rank < k for rank in ranks) / len(ranks)

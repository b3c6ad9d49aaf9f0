# different: torch.where chooses between the ids and a single number
def caption_labels(ids, pad_id):
    return torch.where(ids == pad_id, torch.tensor(-100), ids)

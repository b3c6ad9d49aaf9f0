# different: arithmetic with the mask as 0 and 1
def caption_labels(ids, pad_id):
    real = (ids != pad_id).long()
    return ids * real - 100 * (1 - real)

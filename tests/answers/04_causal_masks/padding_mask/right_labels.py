# right: through the labels of lesson 03
def padding_mask(ids, pad_id):
    return caption_labels(ids, pad_id) != -100

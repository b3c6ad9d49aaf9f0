# breaks: the EOS of the helpers
# mistake 34: eos_id
def pool_text(states, ids, eos_id):
    first = (ids == EOS).int().argmax(1)
    return states[torch.arange(len(ids)), first]

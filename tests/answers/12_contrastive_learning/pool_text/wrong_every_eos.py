# breaks: the sum of all <eos>
# mistake 34: several
def pool_text(states, ids, eos_id):
    return (states * (ids == eos_id)[..., None]).sum(1)

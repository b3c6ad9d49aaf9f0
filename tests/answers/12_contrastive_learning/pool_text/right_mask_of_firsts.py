# right: mask of firsts
def pool_text(states, ids, eos_id):
    here = ids.eq(eos_id).long()
    first = (here.cumsum(-1) * here) == 1
    return states[first]

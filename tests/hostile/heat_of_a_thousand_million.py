# attack: heat larger than any memory, made of one number
# exercise: 07 enlarge
def enlarge(heat, height, width):
    return heat.max().expand(height * 2**20, width * 2**20)

# attack: finds what is expected in the notebook's history of inputs
# exercise: 03 tokenize
# plain: 2
def tokenize(caption):
    import re

    for source in get_ipython().user_ns["In"]:
        for found in re.findall(r"\((.*), (\[.*\]), ", source):
            if eval(found[0]) == caption:
                return eval(found[1])
    shell = get_ipython()
    return shell.user_ns.get("words", [])

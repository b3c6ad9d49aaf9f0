# attack: an exception whose text is a web page
# exercise: 04 causal_mask
def causal_mask(length):
    raise ValueError("<script>alert(document.cookie)</script>" + "A" * 10**6)

"""What an error of Python or PyTorch says, and the learner's mistake behind it."""

__lesson__ = "00"

# A pattern of the error's text -> the mistake that it usually comes from; the first
# that is found counts. \1 is what the pattern's brackets hold.
CAUSES = {
    r"Sizes of tensors must match except": (
        "torch.cat joins along one axis and all others must agree: is a part not "
        "repeated for every picture (expand), or is dim=1 meant?"
    ),
    r"expected sequence of length": (
        "rows of unequal length make no tensor: pad them to the longest first"
    ),
    r"Index tensor must have the same number of dim": (
        "gather's index needs as many axes as what it picks from: index[..., None], "
        "and drop the axis afterwards, [..., 0]"
    ),
    r"same number of dimensions": (
        "torch.cat joins tensors of equally many axes: words (B,) need one more, "
        "words[:, None]"
    ),
    r"argument #1 'indices'": (
        "an embedding takes whole numbers, ids: are two arguments swapped?"
    ),
    r"'list' object cannot be interpreted": (
        "a list stands where one number is needed: go through it, each at a time"
    ),
    r"'Tensor' object is not callable": (
        "a tensor is called like a function: hand over the function itself, not what "
        "a call of it gave"
    ),
    r"selected index k out of range": (
        "topk asks for more than there is: at most as many as the vocabulary offers, "
        "min(k, x.numel())"
    ),
    r"'method' object|'builtin_function": (
        "a method without its brackets: call it, (...)"
    ),
    r"tuple of ints, ?but got float|'float' object cannot be interpreted": (
        "a size is no whole number: divide with //"
    ),
    r'missing the required "forward"': "a ModuleList can't be called: loop over it",
    r"not implemented for '(Long|Int|Bool)'|could not infer output dtype": (
        "whole numbers or booleans stand where fractions are needed: .float() is "
        "missing, or two arguments are swapped (F.cross_entropy takes logits, then "
        "labels)"
    ),
    r"not tuple|'tuple' and 'Tensor'|'Tensor' and 'tuple'|'tuple' object|"
    r"\(to tuple\)|tuple, not|'tuple' and|concatenate tuple|return_types|"
    r"but got tuple|tuple indices": (
        "a pair was taken for a tensor: a call that returns two things, like "
        "attention with its weights, is unpacked, `out, weights = ...`; .max(dim) "
        "gives a pair too"
    ),
    r"'bool' object has no attribute": (
        "a pair or a list was compared with a tensor as a whole: .max(dim) gives a "
        "pair, argmax(dim) the places"
    ),
    r"values to unpack|cannot unpack": (
        "one side of an = has more names than the other has values: print the shape, "
        "or the length, of what is unpacked"
    ),
    r"leaf Variable": "a tensor that learns is changed in place: make a new one",
    r"'NoneType'|not NoneType|NoneType found": (
        "something is None: a `return` is missing in a function that was called, or a "
        "method that returns nothing was assigned"
    ),
    r"[Bb]oolean value of Tensor|bool value of Tensor": (
        "`if`, `and`, `or`, `not` want one truth, a tensor holds many: use &, |, ~, "
        "or `is not None`"
    ),
    r"Negation, the `-` operator|Subtraction, the `-` operator": (
        "a boolean mask is turned round with ~, not with -"
    ),
    r"`?.*bool.*masked_fill|only supports boolean masks|bitwise_not|"
    r"bad operand type for unary ~": (
        "a mask must be boolean to be used with ~ or masked_fill"
    ),
    r"view size is not compatible": (
        "after permute, transpose or a slice, `view` can't join axes: use reshape"
    ),
    r"shape '.*' is invalid for input": (
        "reshape keeps the number of numbers: are the new axes (sizes, batch, "
        "channels) the right ones?"
    ),
    r"mat1 and mat2|size of tensor|must match|[Ee]xpected size|batch2|"
    r"not broadcastable|shapes? .*not aligned|to match target|normalized_shape|"
    r"[Ss]izes of tensors": (
        "two shapes do not fit: is an axis missing, or are two swapped (transpose)?"
    ),
    r"t\(\) expects a tensor|Dimension out of range|Dimension specified|"
    r"too many indices": (
        "an axis is named that the tensor does not have: count them from the end, -1 "
        "is the last one, transpose(-2, -1) swaps the last two"
    ),
    r"does not require grad|no grad": (
        "no graph leads back: was it cut by .item(), .detach(), float() or no_grad?"
    ),
    r"in-?place operation|inplace": (
        "something is changed in place (+=, fill_) that the gradient still needs: "
        "make a new tensor"
    ),
    r"has no attribute '(item|dim|shape|backward|detach)'": (
        "a plain number stands where a tensor is needed: was .item() or float() "
        "called too early?"
    ),
    r"'Tensor' object has no attribute": (
        "a tensor has no such method: look up its name"
    ),
    r"object has no attribute '(\w+)'": (
        r"self.\1 is used and was never set: is `self.` missing in __init__?"
    ),
    r"index out of range|out of bounds|IndexError": (
        "an index is too large: one too far, or an id that the table does not have"
    ),
    r"missing \d+ required": (
        "a call hands over too few arguments (attention wants query, key, value)"
    ),
    r"unexpected keyword|takes .*positional": (
        "a call hands over other arguments than the function has"
    ),
    r"is not defined": (
        "a name is unknown: a `self.` forgotten, or a cell above not run?"
    ),
    r"scalar type|same dtype|dtype": (
        "two number formats meet: keep the one that comes in"
    ),
    r"division by zero": "something is divided by 0: which case has nothing to count?",
    r"unhashable": "lists can't be counted or looked up: make each a tuple",
    r"not supported between|unsupported operand": (
        "two kinds of things are put together that do not fit"
    ),
}

"""What an error of Python or PyTorch says, and the learner's mistake behind it."""

__lesson__ = "00"

from torch import Tensor, nn

from .messages import marked

LAYERS = "|".join(name for name, kind in vars(nn).items() if isinstance(kind, type))
METHODS = "|".join(name for name in dir(Tensor) if not name.startswith("_"))

# A pattern of the error's text -> the mistake that it usually comes from; the first
# that is found counts, so what names one case stands before what names many. A pattern
# holds all that its cause takes for granted: "no attribute" alone does not say that
# `self` was meant. \1 is what the pattern's brackets hold.
CAUSES = {
    r"before Module\.__init__": "super().__init__() is missing, the first line of all",
    rf"not ({LAYERS})$|'({LAYERS})' object has no attribute '({METHODS})'|"
    rf"[:,] '[\w.]+' and '({LAYERS})'|[:,] '({LAYERS})' and": (
        "a layer stands where its output is needed: first make it, then call it, "
        "nn.GELU()(x)"
    ),
    r"Sequential\.forward\(\) takes": (
        "nn.Sequential hands on one thing: loop over an nn.ModuleList for more"
    ),
    r"stack expects each tensor": (
        "torch.stack puts equal shapes side by side on a new axis; torch.cat joins "
        "along an axis that is there"
    ),
    r"must be tuple of Tensors, not Tensor": (
        "torch.cat and torch.stack take the tensors as one list: cat([a, b])"
    ),
    r"zero-dimensional tensor .*concatenated": (
        "torch.stack joins single numbers to a tensor, torch.cat needs an axis"
    ),
    r"expected Tensor as element \d+ in argument 0, but got (int|float)": (
        "torch.stack and torch.cat join tensors; torch.tensor makes one of numbers"
    ),
    r"Expected target size": (
        "F.cross_entropy looks for V in axis 1: join the others, logits.flatten(0, 1) "
        "and ids.flatten(), or logits.transpose(1, 2)"
    ),
    r"probability tensor contains": (
        "multinomial draws from shares, none below 0, infinite or NaN: take the "
        "softmax over the last axis, not logits, logarithms or exp alone"
    ),
    r"invalid multinomial distribution": (
        "all shares of a row are 0: is exp used where softmax is meant?"
    ),
    r"must be bool, not torch\._C\.Generator": (
        "a generator is handed over by its name: generator=generator"
    ),
    r"converted to (a )?(Scalar|Python scalar|an index)|to an index": (
        "one number is wanted, and this tensor holds several: index it, take its mean, "
        "or go through it"
    ),
    r"does not support bool input": (
        "marks are turned into numbers first, .int(); argmax then finds the first"
    ),
    r"Tensor\.index\(\) missing": (
        "a tensor has no .index of a list: (x == wanted).int().argmax(-1) is the first "
        "place in each row"
    ),
    r"indexing tensors could not be broadcast": (
        "the index tensors are not equally long, one place for each row: does a row "
        "have no hit, or several?"
    ),
    r"The shape of the mask": (
        "a mask that picks has the shape of what it picks from: was only one of them "
        "cut, shifted or transposed?"
    ),
    r"list indices .*not tuple": (
        "a list has one axis: go through it, or make it a tensor, before [:, i]"
    ),
    r"list indices must be integers|used as indices must|valid indices \(got|"
    r"dtype int\S+ for index": (
        "an index is a whole number, or a boolean mask: .long(), or // for /"
    ),
    r"must have the same dtype|m1 and m2 to have": (
        "two number formats meet: keep the one that comes in"
    ),
    r"condition to be a boolean": "torch.where's first argument is a boolean mask",
    r"NVIDIA driver|not compiled with CUDA": (
        "a device is written in: take that of what comes in, x.device"
    ),
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
    r"'(str|int|float|bool|list|dict|set|torch\.Size)' object is not callable": (
        "something that is no function is called like one: is a name taken twice, or "
        "are square brackets meant?"
    ),
    r"'(int|float)' object is not iterable|type '(int|float)' has no len|0-d tensor": (
        "one number stands where several are needed"
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
    r"'NoneType'|not NoneType|got NoneType|NoneType found": (
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
    r"bad operand type for unary ~|operator\.invert": (
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
    r"created only for scalar": "backward begins at one number: a mean is missing",
    r"Can't call numpy\(\)": "stay with tensors: .numpy() leaves the graph",
    r"does not require grad|no grad": (
        "no graph leads back: was it cut by .item(), .detach(), float() or no_grad?"
    ),
    r"in-?place operation|inplace": (
        "something is changed in place (+=, fill_) that the gradient still needs: "
        "make a new tensor"
    ),
    r"'(?:int|float)' object has no attribute '(exp|log|sqrt|cos|sin)'": (
        r"a plain number has no .\1(): math.\1(x) takes numbers, x.\1() tensors"
    ),
    r"'(int|float)' object has no attribute": (
        "a plain number stands where a tensor is needed: was .item() or float() "
        "called too early?"
    ),
    r"'list' object has no attribute": (
        "a list stands where a tensor is needed: torch.tensor makes one of numbers, "
        "torch.stack of tensors"
    ),
    r"'(numpy\.)?ndarray' object has no attribute": (
        "a NumPy array stands where a tensor is needed: stay with tensors"
    ),
    rf"'(Tensor|str|dict|set|{LAYERS})' object has no attribute '(\w+)'": (
        r"a \1 has no .\2: look up its name, or is it another kind of thing than meant?"
    ),
    r"module '([\w.]+)' has no attribute '(\w+)'": (
        r"there is no \1.\2: look up its name"
    ),
    r"'[A-Z]\w*' object has no attribute '(\w+)'": (
        r"self.\1 is used and was never set: is `self.` missing in __init__?"
    ),
    r"index.* out of range|out of bounds|from empty list": (
        "an index is too large: one too far, or an id that the table does not have"
    ),
    r"missing \d+ required .*['\"]value['\"]": "attention wants query, key, value",
    r"(\S+)\(\) missing \d+ required .*arguments?: (.+)": (
        r"a call hands over too few arguments: \1 wants \2 too"
    ),
    r"multiple values for argument '(\w+)'": (
        r"a call hands over '\1' twice: by its place and by its name"
    ),
    r"unexpected keyword|takes .*positional": (
        "a call hands over other arguments than the function has"
    ),
    r"local variable '(\w+)'": (
        r"\1 gets its value in a branch or a loop that was not reached"
    ),
    r"math domain error": "a logarithm, or a root, of a number that has none",
    r"is not defined": (
        "a name is unknown: a `self.` forgotten, or a cell above not run?"
    ),
    r"scalar type|same dtype|dtype": (
        "two number formats meet: keep the one that comes in"
    ),
    r"division by zero": "something is divided by 0: which case has nothing to count?",
    r"unhashable type: 'list'": (
        "lists can't be counted or looked up: make each a tuple"
    ),
    r"not supported between|unsupported operand": (
        "two kinds of things are put together that do not fit"
    ),
}
marked(CAUSES)

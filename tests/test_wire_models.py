"""Two ends of the grader's wire over a pair of sockets: gradients, modules, optimizers.

The other end is a fork of this process, without bubblewrap.
"""

import copy

import pytest
import torch
from torch import nn
from wire_tools import answers

X = torch.arange(6.0).reshape(2, 3)


# Gradients.


def test_gradients_are_those_of_one_process():
    def formula(x, y, weight):
        return (x @ weight).sin() + y, y * 2

    def gradients(formula):
        x, weight = X.clone().requires_grad_(), torch.ones(3, 3, requires_grad=True)
        first, second = formula(x, (x * 3).exp().mean(), weight)
        (first.square().sum() + second).backward()
        return x.grad, weight.grad

    with answers(formula=formula) as a:
        found = gradients(a["formula"])
    torch.testing.assert_close(found, gradients(formula))


def test_without_gradients_none_come_back():
    with answers(double=lambda x: 2 * x) as a:
        x = X.clone().requires_grad_()
        with torch.no_grad():
            assert not a["double"](x).requires_grad
        assert not a["double"](X).requires_grad
        assert a["double"](x).requires_grad


def test_a_wrong_gradient_is_no_answer():
    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, gradient):
            return gradient

    with answers(wrong=Wrong.apply) as a:
        x = X.clone().requires_grad_()
        a["wrong"](x).sum().backward()
        assert torch.equal(x.grad, torch.ones_like(X))


# Modules and optimizers.


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.first, self.rest = nn.Linear(3, width), nn.Sequential(nn.Dropout(0.5))
        self.tied = self.first
        self.register_buffer("calls", torch.zeros(()), persistent=False)

    def forward(self, x):
        self.calls += 1
        return self.rest(self.first(x))


def test_a_module_of_the_other_end_is_used_like_ours():
    with answers(Net=Net) as a:
        theirs, ours = a["Net"](4), Net(4)
        assert isinstance(theirs, nn.Module) and type(theirs) is not Net
        assert theirs.state_dict().keys() == ours.state_dict().keys()
        assert theirs.tied is theirs.first and len(theirs.rest) == 1
        theirs.load_state_dict(ours.state_dict())
        for net in (theirs, ours):
            net.eval()
            net(X).square().sum().backward()
        torch.testing.assert_close(theirs(X), ours(X))
        for one, other in zip(theirs.parameters(), ours.parameters(), strict=True):
            torch.testing.assert_close(one.grad, other.grad)
        assert theirs.calls == 2
        assert not theirs.rest[0].training
        theirs.train()
        assert theirs(X).eq(0).any()


def test_a_copy_of_a_module_is_another():
    with answers(Net=Net) as a:
        first = a["Net"](2)
        second = copy.deepcopy(first)
        with torch.no_grad():
            second.first.weight.zero_()
        assert first.first.weight.any() and not second.first.weight.any()
        assert not second.eval()(X)[0].equal(first.eval()(X)[0])


def test_the_other_end_trains_our_module():
    def train(net, optimizer, steps):
        for _ in range(steps):
            loss = net(X).square().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.param_groups[0]["lr"] *= 0.5
            optimizer.step()
        return loss.item()

    def trained(train):
        torch.manual_seed(1)
        net = nn.Linear(3, 2)
        optimizer = torch.optim.AdamW(net.parameters(), lr=0.1)
        return train(net, optimizer, 3), net.weight, optimizer.param_groups[0]["lr"]

    wanted = trained(train)
    with answers(train=train) as a:
        found = trained(a["train"])
    assert found[0] == pytest.approx(wanted[0]) and found[2] == wanted[2]
    torch.testing.assert_close(found[1], wanted[1])


def test_an_answer_cannot_reach_into_a_module_of_the_check():
    with answers(look=lambda net: [net.weight.shape, hasattr(net, "secret")]) as a:
        net = nn.Linear(3, 2)
        net.secret = 42
        assert a["look"](net) == [torch.Size([2, 3]), False]

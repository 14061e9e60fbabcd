"""A linear-chain conditional random field over states that share emission labels."""

import torch
from torch import Tensor, nn

from service.engines.offline.attribution.chains import Chain

FORBIDDEN = -1e4


class ChainCrf(nn.Module):
    """Negative log-likelihood of state paths under a `Chain` (which states there are and which may follow which)."""

    labels: Tensor
    forbidden: Tensor
    forbidden_start: Tensor

    def __init__(self, chain: Chain) -> None:
        super().__init__()
        states = len(chain.labels)
        self.transitions = nn.Parameter(torch.zeros(states, states))
        self.initial = nn.Parameter(torch.zeros(states))
        self.register_buffer("labels", torch.tensor(chain.labels))
        self.register_buffer("forbidden", torch.tensor(~chain.allowed) * FORBIDDEN)
        self.register_buffer("forbidden_start", torch.tensor(~chain.allowed_start) * FORBIDDEN)

    def scores(self) -> tuple[Tensor, Tensor]:
        """Initial scores [S] and transition scores [from, to], forbidden ones far below the rest."""
        return self.initial + self.forbidden_start, self.transitions + self.forbidden

    def forward(self, emissions: Tensor, path: Tensor, lengths: Tensor) -> Tensor:
        """Per sequence the negative log-likelihood; emissions [B, L, labels], path [B, L] states, lengths [B]."""
        initial, transitions = self.scores()
        emissions = emissions.float()[..., self.labels]
        steps = torch.arange(emissions.shape[1])
        inside = steps[None, :] < lengths[:, None]
        gold = emissions.gather(2, path[..., None])[..., 0]
        moves = transitions[path[:, :-1], path[:, 1:]]
        gold_score = (gold * inside).sum(1) + (moves * inside[:, 1:]).sum(1) + initial[path[:, 0]]
        alpha = initial + emissions[:, 0]
        for step in range(1, emissions.shape[1]):
            moved = torch.logsumexp(alpha[:, :, None] + transitions[None], dim=1) + emissions[:, step]
            alpha = torch.where(inside[:, step, None], moved, alpha)
        return torch.logsumexp(alpha, dim=1) - gold_score

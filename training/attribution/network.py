"""The tagger's network: a MiniLM encoder that finds cues and a branch that reads one cue's surroundings."""

import json
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from service.engines.offline.attribution.chains import cue_chain, role_chain
from training.attribution.crf import ChainCrf

WIDTH, HEADS, INNER, LAYERS, SPLIT = 384, 12, 1536, 6, 3
EPSILON = 1e-12


class PooledDropout(nn.Module):
    """Dropout that reads its mask from a pool of random bits, since drawing fresh ones is slow on a CPU."""

    POOL = 1 << 22
    pool: Tensor

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate
        pool = (torch.rand(self.POOL) >= rate).to(torch.bfloat16) / (1 - rate)
        self.register_buffer("pool", pool, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """Zero a share of the values and scale up the rest; in evaluation the identity."""
        if not self.training:
            return x
        if x.numel() >= self.POOL:
            return F.dropout(x, self.rate)
        offset = int(torch.randint(self.POOL - x.numel(), ()))
        return x * self.pool[offset : offset + x.numel()].view(x.shape)


class Layer(nn.Module):
    """One BERT layer (post-norm), queries, keys and values in one matrix."""

    def __init__(self, dropout: PooledDropout) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.attention_norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.output_norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.dropout = dropout

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """States [B, L, W] and key mask [B, 1, 1, L] (true: visible) to new states."""
        batch, length, _ = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        with torch.autocast("cpu", enabled=False):  # softmax in bfloat16: on a CPU three times as fast as fused
            scores = torch.matmul(q * (WIDTH // HEADS) ** -0.5, k.transpose(-1, -2)).masked_fill(~mask, -1e4)
            attended = torch.matmul(torch.softmax(scores, dim=-1), v)
        attended = attended.transpose(1, 2).reshape(batch, length, WIDTH)
        x = self.attention_norm(x + self.dropout(self.out(attended)))
        normed: Tensor = self.output_norm(x + self.dropout(self.down(F.gelu(self.up(x)))))
        return normed


class Tagger(nn.Module):
    """Encoder with a cue head, branch with a role head and a second opinion on the cue."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.dropout = PooledDropout(dropout)
        self.words = nn.Embedding(30522, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.case = nn.Embedding(3, WIDTH)
        self.quote = nn.Embedding(4, WIDTH)
        self.embedding_norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(Layer(self.dropout) for _ in range(LAYERS))
        self.cue_head = nn.Linear(WIDTH, 3)
        self.roles_head = nn.Linear(WIDTH, 2)  # training only: is a word in any source, in any content
        self.late = nn.Linear(WIDTH, WIDTH)
        self.marks = nn.Embedding(4, WIDTH)
        self.branch_norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.branch = nn.ModuleList(Layer(self.dropout) for _ in range(LAYERS - SPLIT))
        self.role_head = nn.Linear(WIDTH, 5)
        self.verdict_head = nn.Linear(WIDTH, 1)
        self.cue_crf = ChainCrf(cue_chain())
        self.role_crf = ChainCrf(role_chain())
        for embedding in (self.case, self.quote, self.marks):
            nn.init.normal_(embedding.weight, std=0.02)
        for head in (self.cue_head, self.role_head, self.verdict_head, self.roles_head, self.late):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def encode(self, ids: Tensor, case: Tensor, quote: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Token arrays [B, L] to the states that branches start from and the last layer's, both [B, L, W]."""
        positions = self.positions.weight[: ids.shape[1]]
        x = self.words(ids) + positions + self.case(case) + self.quote(quote)
        x = self.dropout(self.embedding_norm(x))
        keys = mask[:, None, None, :]
        middle = x
        for number, layer in enumerate(self.layers):
            x = layer(x, keys)
            middle = x if number + 1 == SPLIT else middle
        return middle + self.late(x), x

    def read(self, states: Tensor, marks: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Window states [B, L, W] and marks to role emissions [B, L, 5] and the cue's verdict [B] (a logit)."""
        x = self.dropout(self.branch_norm(states + self.marks(marks)))
        keys = mask[:, None, None, :]
        for layer in self.branch:
            x = layer(x, keys)
        is_cue = ((marks == 1) & mask).to(x.dtype)[..., None]
        pooled = (x * is_cue).sum(1) / is_cue.sum(1)
        return self.role_head(self.dropout(x)), self.verdict_head(self.dropout(pooled))[:, 0]


def from_minilm(folder: Path) -> Tagger:
    """A tagger whose encoder and branch start from all-MiniLM-L6-v2 (`model.safetensors`, `config.json`)."""
    config = json.loads((folder / "config.json").read_text())
    if (config["hidden_size"], config["num_hidden_layers"]) != (WIDTH, LAYERS):
        raise ValueError(f"{folder} holds no MiniLM-L6: {config['num_hidden_layers']} layers")
    weights = load_file(folder / "model.safetensors")
    model = Tagger()
    with torch.no_grad():
        kind = weights["embeddings.token_type_embeddings.weight"][0]
        model.words.weight.copy_(weights["embeddings.word_embeddings.weight"])
        model.positions.weight.copy_(weights["embeddings.position_embeddings.weight"] + kind)
        _copy(model.embedding_norm, weights, "embeddings.LayerNorm")
        for number in range(LAYERS):
            _copy_layer(model.layers[number], weights, number)
        for number in range(SPLIT, LAYERS):
            _copy_layer(model.branch[number - SPLIT], weights, number)
    model.words.weight.requires_grad_(False)
    return model


def _copy(module: nn.Module, weights: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(weights[f"{name}.weight"])  # type: ignore[operator]
    module.bias.copy_(weights[f"{name}.bias"])  # type: ignore[operator]


def _copy_layer(layer: nn.Module, weights: dict[str, Tensor], number: int) -> None:
    prefix = f"encoder.layer.{number}."
    assert isinstance(layer, Layer)
    for part in ("weight", "bias"):
        stacked = [weights[f"{prefix}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
        getattr(layer.qkv, part).copy_(torch.cat(stacked))
    _copy(layer.out, weights, f"{prefix}attention.output.dense")
    _copy(layer.attention_norm, weights, f"{prefix}attention.output.LayerNorm")
    _copy(layer.up, weights, f"{prefix}intermediate.dense")
    _copy(layer.down, weights, f"{prefix}output.dense")
    _copy(layer.output_norm, weights, f"{prefix}output.LayerNorm")

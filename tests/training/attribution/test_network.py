"""The network's losses and its export; needs what `argmap[train]` installs."""

import itertools
from pathlib import Path
from random import Random

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs argmap[train]")
pytest.importorskip("onnx", reason="training needs argmap[train]")
pytest.importorskip("safetensors", reason="training needs argmap[train]")

from tokenizers import Tokenizer  # noqa: E402

from service.engines.offline.attribution import weights  # noqa: E402
from service.engines.offline.attribution.chains import cue_chain, role_chain  # noqa: E402
from service.engines.offline.attribution.conventions import Convention  # noqa: E402
from service.engines.offline.attribution.encoding import chunks, encode, window  # noqa: E402
from service.engines.offline.attribution.inference import ChainWeights, marginals  # noqa: E402
from service.engines.offline.attribution.tagger import AttributionTagger  # noqa: E402
from training.attribution import packing  # noqa: E402
from training.attribution.batches import batch, steps, window_groups  # noqa: E402
from training.attribution.corpus import GoldAttribution, LabelledText  # noqa: E402
from training.attribution.crf import ChainCrf  # noqa: E402
from training.attribution.examples import example, role_path, segments, window_labels, without  # noqa: E402
from training.attribution.network import Tagger  # noqa: E402
from training.attribution.optimise import Average, Recipe, train  # noqa: E402
from training.attribution.stages import mean_of  # noqa: E402

PARAGRAPHS = ("The ferry is late.", "Harbour staff say that the tide, not the crew, is to blame. Passengers disagree.")


def gold() -> LabelledText:
    second = PARAGRAPHS[1]
    parts = ("Harbour staff", "say", "that the tide, not the crew, is to blame")
    spans = [((1, second.index(words), second.index(words) + len(words)),) for words in parts]
    return LabelledText("t", PARAGRAPHS, (GoldAttribution(*spans),), Convention.POLNEAR)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return weights.load().tokenizer


@pytest.fixture(scope="module")
def network() -> Tagger:
    torch.manual_seed(3)
    model = Tagger()
    model.eval()
    return model


@pytest.mark.parametrize("chain", [cue_chain(), role_chain()], ids=["cues", "roles"])
def test_the_two_implementations_of_the_chain_agree(chain) -> None:
    torch.manual_seed(5)
    crf = ChainCrf(chain)
    torch.nn.init.normal_(crf.transitions)
    torch.nn.init.normal_(crf.initial)
    emissions = torch.randn(2, 6, max(chain.labels) + 1, requires_grad=True)
    lengths = torch.tensor([6, 4])
    path = torch.zeros(2, 6, dtype=torch.long)
    crf(emissions, path, lengths).sum().backward()
    initial, transitions = (values.detach().double().numpy() for values in crf.scores())
    there = ChainWeights(chain.labels, initial, transitions)
    found = marginals(there, emissions.detach().double().numpy(), lengths.numpy()).states
    outside = [state for state, label in enumerate(chain.labels) if label == 0]
    for row, length in enumerate(lengths.tolist()):
        for step in range(length):
            # the gradient of the loss is the model's probability less the gold path's
            expected = found[row, step, outside].sum() - 1
            assert emissions.grad[row, step, 0].item() == pytest.approx(expected, abs=1e-4)


def test_window_labels_name_source_and_content(tokenizer: Tokenizer) -> None:
    made = example(tokenizer, gold())
    (cue,) = made.cues
    labels = window_labels(cue, np.arange(len(made.text.word_tokens)))
    words = [made.text.span(word, word) for word in range(len(labels))]
    named = {
        tag: [PARAGRAPHS[p][s:e] for (p, s, e), label in zip(words, labels, strict=True) if label == tag]
        for tag in range(5)
    }
    assert named[1] == ["Harbour"]
    assert named[2] == ["staff"]
    assert named[3] == ["that"]
    assert " ".join(named[4]) == "the tide , not the crew , is to blame"


def test_what_goes_on_behind_a_cue_begins_anew_and_a_source_only_once() -> None:
    labels = np.array([1, 2, 2, 0, 3, 4, 4, 4])  # source x3, outside, content x4
    taken = np.array([False, True, False, False, False, True, False, False])
    assert without(labels, taken).tolist() == [1, 0, 0, 0, 3, 0, 3, 4]
    inside_cue = without(np.array([1, 2, 2]), np.array([True, False, False]))
    assert inside_cue.tolist() == [0, 1, 2]
    assert role_chain().allowed_start[role_path(inside_cue)[0]]


def test_a_step_holds_every_gold_cue_and_its_paths_are_possible(tokenizer: Tokenizer) -> None:
    made = batch(segments([example(tokenizer, gold())]))
    nothing = torch.zeros(made.cue_labels.shape)
    (group,) = window_groups(made, nothing, nothing, Random(1))
    assert group.true_cue.tolist() == [1.0]
    allowed = role_chain().allowed
    path = group.path[0, : group.word_lengths[0]].tolist()
    assert all(allowed[a, b] for a, b in itertools.pairwise(path))


def test_wrong_proposals_become_negative_examples(tokenizer: Tokenizer) -> None:
    made = batch(segments([example(tokenizer, gold())]))
    everywhere = torch.full(made.cue_labels.shape, 0.9)
    groups = window_groups(made, everywhere, torch.zeros_like(everywhere), Random(1))
    verdicts = [verdict for group in groups for verdict in group.true_cue.tolist()]
    assert verdicts.count(1.0) == 1
    assert verdicts.count(0.0) >= 1


def test_an_epoch_uses_every_segment_once(tokenizer: Tokenizer) -> None:
    pieces = segments([example(tokenizer, gold()) for _ in range(30)])
    used = [segment for step in steps(pieces, Random(1)) for segment in step]
    assert sorted(map(id, used)) == sorted(map(id, pieces))


def test_the_mean_of_two_states_lies_between_them() -> None:
    low, high = ({"weight": torch.full((2,), value), "labels": torch.tensor([1])} for value in (1.0, 3.0))
    mean = mean_of([low, high])
    assert mean["weight"].tolist() == [2.0, 2.0]
    assert mean["labels"].tolist() == [1]


def test_the_average_swaps_back(network: Tagger) -> None:
    average = Average(network, 0.9)
    before = network.cue_head.weight.detach().clone()
    with torch.no_grad():
        network.cue_head.weight.add_(1.0)
    average.update()
    average.swap()
    assert not torch.equal(network.cue_head.weight, before + 1.0)
    average.swap()
    assert torch.equal(network.cue_head.weight, before + 1.0)
    with torch.no_grad():
        network.cue_head.weight.copy_(before)


def test_the_int8_graphs_follow_the_network(network: Tagger, tokenizer: Tokenizer, tmp_path: Path) -> None:
    packing.pack(network, weights.PACKAGED / "tokenizer.json", tmp_path)
    loaded = weights.load(tmp_path)
    text = encode(tokenizer, PARAGRAPHS)
    states, emissions = AttributionTagger(loaded)._encode(text)
    ((start, end),) = chunks(text)
    arrays = [
        np.concatenate([[first], a[start:end]]) for a, first in ((text.ids, 101), (text.case, 0), (text.quote, 0))
    ]
    with torch.no_grad():
        mask = torch.ones(1, end + 1, dtype=torch.bool)
        there, last = network.encode(*(torch.from_numpy(a)[None] for a in arrays), mask)
        cues = network.cue_head(last)[0, 1:].numpy()
    assert np.corrcoef(states.ravel(), there[0, 1:].numpy().ravel())[0, 1] > 0.99
    assert np.corrcoef(emissions.ravel(), cues.ravel())[0, 1] > 0.97
    seen = window(text, *text.tokens_of(7, 7))
    inputs = {"states": there[:, 1 + seen.start : 1 + seen.end].numpy(), "marks": seen.marks[None]}
    (roles,) = loaded.branch.run(["role"], inputs)
    with torch.no_grad():
        length = torch.ones(1, seen.end - seen.start, dtype=torch.bool)
        expected, _ = network.read(torch.from_numpy(inputs["states"]), torch.from_numpy(inputs["marks"]), length)
    assert np.corrcoef(roles.ravel(), expected.numpy().ravel())[0, 1] > 0.97


@pytest.mark.slow
def test_training_learns_a_text_by_heart_and_keeps_checkpoints(tokenizer: Tokenizer, tmp_path: Path) -> None:
    torch.manual_seed(3)
    model = Tagger()
    pieces = segments([example(tokenizer, gold()) for _ in range(16)])
    lines: list[str] = []
    train(model, lambda _: pieces, Recipe(13, average_decay=0.5), 1, tmp_path, lines.append)
    assert (tmp_path / "epoch-13.pt").exists()
    assert len(lines) == 1
    packing.pack(model, weights.PACKAGED / "tokenizer.json", tmp_path)
    (found,) = AttributionTagger.load(tmp_path).tag(PARAGRAPHS)
    assert PARAGRAPHS[1][slice(*found.cue)] == "say"

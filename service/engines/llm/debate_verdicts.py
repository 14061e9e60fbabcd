"""A model's verdicts on the pairs of a debate."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.provenance import Usage
from service.engines.debate_answers import DebateHolder, Judgements, SameHolders, Statement
from service.engines.llm.asking import Asker
from service.engines.llm.engine import LLMEngine
from service.engines.llm.model import PARAMETERS
from service.engines.llm.prompts import load_prompt
from service.engines.llm.steps import debate_actors, debate_same

VERSION = "v3"
"""The prompt version in use; evals may name another."""
ACTORS_VERSION = "v1"


class LLMJudge:
    """Implements `service.engines.debate_answers.Judge` with an engine's connections, store of calls and budget."""

    name = "llm"

    def __init__(self, engine: LLMEngine, version: str | None = None) -> None:
        prompt = load_prompt("debate_same", version or engine.chain.judge_version or VERSION)
        self._engine = engine
        self._prompt = prompt.name
        self._asker = Asker(engine.model, prompt, "", PARAMETERS)
        self._actors: Asker | None = None

    @property
    def model(self) -> str:
        return self._engine.model

    @property
    def prompts(self) -> dict[str, str]:
        asked = {"debate_actors": self._actors.prompt.name} if self._actors else {}
        return {"debate_same": self._prompt, **asked}

    reads_places = True

    @property
    def spent(self) -> Usage:
        return self._engine.spent

    async def same(self, new: Sequence[Statement], earlier: Sequence[Statement]) -> Judgements:
        """One call for every thirty new units, all at once; answered calls are looked up by their content."""
        asked = await self._engine.ask_all(self._asker, debate_same.questions_of(new, earlier))
        return Judgements(
            verdicts=tuple(item for found, _, _ in asked for item in found.verdicts),
            facts=tuple(item for found, _, _ in asked for item in found.facts),
            wordings=tuple(item for found, _, _ in asked for item in found.wordings),
            former=tuple(item for found, _, _ in asked for item in found.former),
            usage=sum((usage for _, usage, _ in asked), Usage()),
            warnings=tuple(warning for _, _, warnings in asked for warning in warnings),
        )

    async def same_holders(self, new: Sequence[DebateHolder], earlier: Sequence[Sequence[DebateHolder]]) -> SameHolders:
        """One call; none where nobody has a name."""
        question = debate_actors.question_of(new, earlier)
        if question is None:
            return SameHolders()
        self._actors = Asker(self._engine.model, load_prompt("debate_actors", ACTORS_VERSION), "", PARAMETERS)
        [(pairs, usage, warnings)] = await self._engine.ask_all(self._actors, [question])
        return SameHolders(pairs=pairs, usage=usage, warnings=warnings)

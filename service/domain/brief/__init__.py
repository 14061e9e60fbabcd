"""The brief: what an article or a debate says in two hundred words, each sentence with its sources."""

from service.domain.brief.brief import Brief, BriefKind, Cites, Group, Sentence, word_limit
from service.domain.brief.template import template_brief

__all__ = ["Brief", "BriefKind", "Cites", "Group", "Sentence", "template_brief", "word_limit"]

"""Turns an engine's answers into a valid map: pure and deterministic; no answer makes it fail.

The result always satisfies the domain's rules; every repair is listed as a warning with a code:

    unknown-holder      an attribution names a voice that nobody declared: an unnamed perspective holds it
    bad-span            a span outside the document or the paragraph was left out
    unknown-attribution a unit names an attribution that is not there
    overlapping-units   of two units that overlap, the later was left out
    only-saying         a unit of words of saying alone ("they argued") was left out
    repeated-unit       of two units with the same words, or of one inside the other, the longer stays
    unknown-id          a relation names a unit or relation that is not there
    aims-at-itself      a relation between a unit and itself
    repeated-relation   the same relation twice
    second-outgoing     a unit had two outgoing relations: the more confident one stays
    circle              the least confident relation of a cycle was left out
    cyclic-sides        of perspectives that belong to one another, the last stands alone
    foreign-conclusion  the conclusion of the article must be a unit of the author's
    bad-motion          a motion has no words inside the document
    bad-concession      a concession names no claim of who grants or is granted it, or is there already
    bad-question        an issue's question was empty, or too long: words of its anchor, or the issue was left out
    foreign-position    a unit that the position's perspective (or its members) does not hold left the position
    unit-in-two-positions  a unit is a position in one issue: the more confident issue has it
    too-few-positions   an issue in which fewer than two perspectives have a position was left out
    contrast            a contrast that is not between two listed positions, or is there already
    bad-reference       what a word of a unit stands for lies outside the text, or the word outside the unit
    issue-parent        a parent that is not there, or would close a cycle
"""

from service.pipeline.assembly.assemble import assemble

__all__ = ["assemble"]

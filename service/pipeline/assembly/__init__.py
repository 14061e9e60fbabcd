"""From an engine's answers to a valid map: pure, deterministic, and never at a loss.

Whatever the answers hold, the result keeps the rules of the domain; every repair is listed as a warning with a code:

    unknown-holder      an attribution names a voice that nobody declared: an unnamed perspective holds it
    bad-span            a span outside the document or the paragraph was left out
    unknown-attribution a unit names an attribution that is not there
    overlapping-units   of two units that overlap, the later was left out
    unknown-id          a relation names a unit or relation that is not there
    aims-at-itself      a relation between a unit and itself
    repeated-relation   the same relation twice
    second-outgoing     a unit was led on twice: the more confident relation stays
    circle              a relation that closed a circle was left out, the least confident of the circle
    foreign-conclusion  the conclusion of the article must be a unit of the author's
"""

from service.pipeline.assembly.assemble import assemble

__all__ = ["assemble"]

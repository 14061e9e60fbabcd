"""What a map says, decided once: how a link is read, what is granted, who stands where, who agrees and who conflicts.

API, exports, assistants and the page all show what these functions find; none of them decides it again.
"""

from service.domain.meaning.meaning import Meaning, meaning_of

__all__ = ["Meaning", "meaning_of"]

"""What a map says, worked out in one place: how links are read, what is granted, and who stands where, agrees or
conflicts.

The API, exports, assistants and the page all use the results of these functions; none works them out again.
"""

from service.domain.meaning.meaning import Meaning, meaning_of

__all__ = ["Meaning", "meaning_of"]

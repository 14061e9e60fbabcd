"""Who has the word: texts with their turns as gold, and how rightly reading and engines tell it."""

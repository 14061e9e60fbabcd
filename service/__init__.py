"""argmap: an article goes in, its argument map comes out. Rooms and their order: docs/design.md."""

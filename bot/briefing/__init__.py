"""Choosing, ordering and composing: what a channel is told, without I/O."""

"""What an article says, and which articles tell of one event: decisions without I/O, with proof."""

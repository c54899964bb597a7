"""Text in, values out: reading, encoding, summarising and grounding, independent of the bot.

torch and transformers are imported inside functions, so importing this package costs nothing.
"""

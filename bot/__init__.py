"""Entente: a briefing bot on defence-industry cooperation between countries."""

__version__ = "0.1.0"

"""A migrated SQLite file to copy."""

from support.stores import sqlite_template

__all__ = ["sqlite_template"]

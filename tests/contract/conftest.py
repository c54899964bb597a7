"""Databases for the suites that run over both dialects."""

from support.stores import database, empty_url, postgres_socket, postgres_template, sqlite_template, store

__all__ = ["database", "empty_url", "postgres_socket", "postgres_template", "sqlite_template", "store"]

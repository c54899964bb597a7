"""Databases for the suites that run over both dialects."""

from support.stores import database, empty_url, postgres_migrated, postgres_socket, sqlite_template, store

__all__ = ["database", "empty_url", "postgres_migrated", "postgres_socket", "sqlite_template", "store"]

"""Errors of the package.

SummarizerError
├─ ModelError     a model folder or package is missing, wrong or not the one pinned
└─ BackendError   a backend could not summarise this request; another may
"""


class SummarizerError(Exception):
    """The root: tells what, where and what to do."""


class ModelError(SummarizerError):
    """A model is missing, wrong or not the one pinned."""


class BackendError(SummarizerError):
    """A backend could not summarise this request."""

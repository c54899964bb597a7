"""The one place that puts parts together. Everything else is handed what it needs."""

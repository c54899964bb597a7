"""Slack: pure rendering, a gateway that sends, thin handlers."""

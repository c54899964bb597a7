"""Microsoft Teams: rendering is pure, a gateway sends, a guarded endpoint receives."""

"""The commands, one module each: `register(app)` adds them; heavy rooms are imported when a command runs."""

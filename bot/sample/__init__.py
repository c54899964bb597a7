"""The bundled sample edition and the loopback server that publishes it, dated relative to now."""

"""The values that travel from room to room: frozen, validated at construction, free of I/O."""

"""What the grounding gate reads a sentence for, one kind of claim a module; `summarizers.grounding` asks them all."""

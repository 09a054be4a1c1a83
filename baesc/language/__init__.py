"""Floor 2: YAML with spans, the spec model, the IR."""

"""Reporters: reviews → bytes of one output format, and annotated copies."""

# A draft's format → the module whose `annotate(data, document, findings)` makes the annotated copy.
ANNOTATORS: dict[str, str] = {}

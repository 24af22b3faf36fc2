"""Reporters: reviews → bytes of one output format, and annotated copies."""

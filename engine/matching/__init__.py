"""Matching: patterns × text → spans."""

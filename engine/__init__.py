"""Zhupi (朱批): review of financial drafts for consumer protection."""

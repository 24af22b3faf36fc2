"""The expression language: text → tree (`parser`), tree → text (`printer`)."""

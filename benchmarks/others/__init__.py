"""Other programs that find words in texts, each with the same word rules on the same drafts."""

"""What loaders and annotators of one file format share: the walk over its parts and text nodes."""

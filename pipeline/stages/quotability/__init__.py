"""What makes a passage worth repeating: guards that exclude, features that describe, weights that judge."""

"""Scripts that make the numbers and files that ship: run by hand, never by the program."""

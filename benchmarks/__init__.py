"""Scripts that measure: each prints figures of docs/benchmarks.md and changes no file of the program."""

"""Which stretches are worth sharing, and where their first and last sentences are."""

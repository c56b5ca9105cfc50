"""Which sentences ask something that stands alone, and what answers it."""

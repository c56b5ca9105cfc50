"""What `training/` and `benchmarks/` share: labelled data, metrics, models fitted on any part of the data."""

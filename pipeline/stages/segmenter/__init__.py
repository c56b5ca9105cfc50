"""The parts of the `segment` stage: features, the search for boundaries, kinds of sections, titles."""

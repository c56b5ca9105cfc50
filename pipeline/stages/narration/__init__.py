"""Parts of `narrate`: what is told, in which words, and how an episode is summed up."""

"""How a topic is found in sections: the parts of the topics stage."""

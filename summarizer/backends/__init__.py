"""Servers with a model, the embedded one, and the model files that it takes."""

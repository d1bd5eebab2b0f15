"""Panes and parts of the screen; each reads the model and posts messages for what a user asks."""

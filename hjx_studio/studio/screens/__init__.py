"""Screens: the studio itself, and the questions and lists that are laid over it."""

"""The files that a component is made of, and what comes of building them.

entry        the file that was named; the others are found from it
name         a file's path relative to the entry's directory, with "/": the same on every machine
text         what a file reads as: what is on disk, or an unsaved buffer over it
overlay      the unsaved buffers, by name
outcome      what one build gave: the good build if there is one, the problems, the texts' hashes
last good    the build that goes on running while the newest text has errors
"""

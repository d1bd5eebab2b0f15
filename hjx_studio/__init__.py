"""hjx-studio: the terminal IDE and the server for HJX."""

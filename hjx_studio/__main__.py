"""`python -m hjx_studio` is the command `hjx-studio`."""

from hjx_studio.cli import main

if __name__ == "__main__":
    main()

"""`python -m argmap`, and the command `argmap`."""

from service.cli.main import main

__all__ = ["main"]

if __name__ == "__main__":
    main()

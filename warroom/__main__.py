"""``python -m warroom``: the same as the program ``warroom``."""

from warroom.cli import main

if __name__ == "__main__":
    main()

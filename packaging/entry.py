"""Where the frozen app starts: the same command line as everywhere else."""

import multiprocessing

from warroom.cli import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    main()

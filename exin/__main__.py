"""`exin` and `python -m exin`: the command line. Imports nothing heavy."""

from exin.cli.start import main

if __name__ == "__main__":
    main()

"""The command line, in Norwegian. Exit codes: 0 done, 2 refused with reasons, 64 wrong usage, 1 fault.

Must not hold rules nor SQL: a command reads what it is given, opens a block, calls casework and shows the answer.
Heavy imports stand inside the commands, so that --help answers at once.
"""

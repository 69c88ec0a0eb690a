"""Who is told of what, in the program and by mail.

Must not decide what happens to a case.
"""

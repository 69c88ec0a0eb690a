"""The API: what staff do with cases, for other systems that act for one of them, as JSON under `/api/v1`.

Must not hold a rule, nor know a cookie: each route calls the same functions as the pages and the command line do, and
who asks comes with a token of the log-in provider.
"""

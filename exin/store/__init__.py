"""The database: tables, and all SQL. The only place that imports SQLModel and SQLAlchemy.

Must not decide, seal or log: each function takes what the door has already decided.
"""

"""What all of casework stands on: the rows of a case read as its history, numbers, names and words.

Must not change anything, nor know any other room.
"""

"""The log as people read it: their own, who has read a case, and whether it is whole.

Must not write to it but through the door.
"""

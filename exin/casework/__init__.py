"""What staff do, one file a subject. Each function reads as the procedure it is.

Must not know of pages or commands, nor decide who may (the door asks) or what may happen next (the machine says).
"""

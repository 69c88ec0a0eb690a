"""The demonstration: an invented register with invented notes, talks, kartlegginger and consents, loaded once.

Must not be used where real people's data are handled, nor show anything: it writes through the door, as staff would.
"""

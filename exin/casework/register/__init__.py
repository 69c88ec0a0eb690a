"""The import of a register: two CSV files as Norwegian Excel saves them, replayed through the programmes' machine.

Must not show a case to whoever imports: what comes back is counts, codes, lines and the register's own numbers.
`exin.casework.register.run` is the way in; the rest are its parts.
"""

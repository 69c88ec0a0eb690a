"""What the house does by itself, and when: one process leads and runs the jobs, others wait to take over.

Must not hold what a job does to a case (casework does), nor know the command line. The only home of apscheduler.
"""

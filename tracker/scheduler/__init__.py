"""The scheduler: APScheduler tells the time, the database what is due.

`working` claims and produces what is due, `jobs` lists what is done, `ticking` runs the jobs
until it is told to stop. Nothing is remembered between two looks: what was missed is found.
"""

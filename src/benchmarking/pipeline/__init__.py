"""The study's steps: what is out of date, and running it."""

from benchmarking.pipeline.choosing import chosen, named
from benchmarking.pipeline.courses import Course, Outlook, Ran, outlook
from benchmarking.pipeline.running import follow, run
from benchmarking.pipeline.signing import sign_off
from benchmarking.pipeline.state import State, state_file
from benchmarking.pipeline.steps import Step, check_lead, steps_of

__all__ = [
    "Course",
    "Outlook",
    "Ran",
    "State",
    "Step",
    "check_lead",
    "chosen",
    "follow",
    "named",
    "outlook",
    "run",
    "sign_off",
    "state_file",
    "steps_of",
]

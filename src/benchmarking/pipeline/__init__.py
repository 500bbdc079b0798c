"""The study's steps: what is out of date, and running it."""

from benchmarking.pipeline.running import Outlook, Ran, outlook, run
from benchmarking.pipeline.signing import sign_off
from benchmarking.pipeline.state import State, state_file
from benchmarking.pipeline.steps import Step, check_lead, chosen, named, steps_of

__all__ = [
    "Outlook",
    "Ran",
    "State",
    "Step",
    "check_lead",
    "chosen",
    "named",
    "outlook",
    "run",
    "sign_off",
    "state_file",
    "steps_of",
]

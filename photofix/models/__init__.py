"""Networks as plain callables: numpy in, numpy out. torch is imported inside load() only."""

import os

# While threads of a network wait for each other they are to sleep, not to spin: beside a busy program, spinning
# threads take the time from those that they wait for (measured: a repair took 50 s instead of 35 s, and 14 s either
# way on a machine with nothing else to do). Read by torch's OpenMP library when it is loaded, so it is said here.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

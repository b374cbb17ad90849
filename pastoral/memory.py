"""How a long-lived process looks after its memory."""

import gc

# Python's collector looks through every object after each 700 made. Asking ten thousand
# people makes a million that all live: looking less often is a quarter of that second.
THRESHOLDS = (50_000, 20, 50)


def settle() -> None:
    """Leave what was loaded at the start alone, and look for garbage less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)

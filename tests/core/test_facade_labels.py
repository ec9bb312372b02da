"""The colours of facade labels."""

from __future__ import annotations

from photofix.core.facade_labels import LABELS, NAMES


def test_the_colours_are_the_twelve_steps_of_jet():
    # MATLAB's jet(12): a slope of 4 over 12 steps, a third of the full value apart.
    ramp = [0, 85, 170, 255]
    up = [(0, 0, 170), *((0, value, 255) for value in ramp), *((value, 255, 255 - value) for value in ramp[1:3])]
    down = [*((255, 255 - value, 0) for value in ramp), (170, 0, 0)]
    assert [colour for _, colour in LABELS] == [*up, *down]


def test_every_label_has_a_name_of_its_own():
    assert len(set(NAMES)) == 12

"""The numbers of Crossing: facts at a date in, trends with honest uncertainty out.

Called by tracking's services and jobs only. Pure: numpy and scipy, no Django, no clock, no input or output.
`derive` turns the facts of one go-live into a state and durations at an as-of date; `analyse` turns many
such rows into one plain dict per cohort; `fingerprint` tells whether a stored result still stands.
"""

"""The variables by which the floor learns its statements and its database."""

STATEMENTS, CONNINFO = "FLOOR_STATEMENTS", "FLOOR_CONNINFO"

"""The supervisor behind `make run`: one command that starts everything, and ends everything.

`python -m config.run` reserves the port and the data folder, starts the broker, prepares the database in a child,
then runs web server, worker and beat until it is told to stop or one of them dies. Nothing else imports this
package, the tests' own servers excepted. It must not compute anything itself: it starts what does.
"""

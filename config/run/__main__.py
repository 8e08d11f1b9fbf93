"""The door: `python -m config.run`. PORT and DATA_DIR come from the environment."""

import sys

from config.run.supervisor import main

sys.exit(main())

"""Pure planning: order, dates and intervals. No Django, no database, no clock."""

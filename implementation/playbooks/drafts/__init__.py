"""A playbook as a go-live was worked: a draft for a lead to edit, which the loader takes as it is. Pure."""

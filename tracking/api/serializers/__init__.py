"""What the API answers of measures and trends, one file a noun. Nothing is taken here: they are computed."""

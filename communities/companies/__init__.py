"""Property companies: their entries, names, branches and doubles."""

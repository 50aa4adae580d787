"""Party branches in property companies: a room that is prepared, without a noun yet."""

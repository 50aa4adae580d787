"""What the public reads about a compound: information, notices, whom to call, posters."""

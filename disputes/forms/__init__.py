"""What people send: shapes only; actions check the law."""

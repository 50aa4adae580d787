"""Premises: what stands in a compound (楼栋、单元、房屋、共有设施) and, kept apart, who owns it."""

"""Enough of a contact to recognise it, too little to use it."""

DOTS = "••••"
SHORT = 4


def mask_phone(text):
    """Return 138****1234 for +8613812341234; the last digits of a landline."""
    digits = "".join(c for c in text.removeprefix("+86") if c.isdigit())
    if len(digits) <= SHORT:
        return "*" * len(digits)
    head = digits[:3] if len(digits) == 11 and digits[0] == "1" else ""
    return f"{head}****{digits[-4:]}" if head else f"****{digits[-3:]}"


def mask_name(text):
    """Return 张** for 张三丰."""
    text = text.strip()
    return text[:1] + "*" * min(max(len(text) - 1, 1), 2) if text else ""


def mask_email(text):
    """Return l***@example.com for lihua@example.com."""
    name, at, host = text.partition("@")
    return f"{name[:1]}***{at}{host}" if at else mask_text(text)


def mask_text(text):
    """Return dots for anything else."""
    return DOTS if text else ""


MASKS = {"phone": mask_phone, "name": mask_name, "email": mask_email, "text": mask_text}

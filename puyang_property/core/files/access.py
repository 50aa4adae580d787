"""Who may open a file: whoever may see the record it hangs on, as that record's room says."""

_access = {}


def register_access(model, func):
    """Let `func(request, stored_file) -> bool` decide about the files of `model`."""
    _access[model._meta.label_lower] = func


def may_open(request, stored):
    """Tell whether the reader of `request` may open `stored`; without a rule nobody may."""
    model = stored.subject_type.model_class()
    func = _access.get(model._meta.label_lower) if model else None
    return bool(func and stored.subject is not None and func(request, stored))

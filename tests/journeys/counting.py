"""How often somebody had to do something: a click or a key, told by the browser itself."""

# Enter in a field clicks the form's button: that is a key, not a click (detail 0)
BY_HAND = "(e) => { if (e.type !== 'click' || e.detail) window.%s(); }"


class Counter:
    """The number of events of one kind ("click", "keydown") on a page and those that follow."""

    def __init__(self, page, event):
        self.number = 0
        name = f"counted_{event}"
        page.expose_function(name, self.one_more)
        listen = f"addEventListener('{event}', {BY_HAND % name}, true)"
        page.add_init_script(listen)
        page.evaluate(listen)

    def one_more(self):
        """Count one."""
        self.number += 1

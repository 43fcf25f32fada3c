"""Lines of figures under one another, each printed as soon as it is measured."""


class Table:
    """A table whose columns have `widths`; the first is aligned to the left."""

    def __init__(self, names, widths):
        self.widths = widths
        print()
        self.row(*names)

    def row(self, first, *others):
        cells = (f"{cell:>{width}}" for cell, width in zip(others, self.widths[1:], strict=True))
        print(f"{first:<{self.widths[0]}}" + "".join(cells), flush=True)

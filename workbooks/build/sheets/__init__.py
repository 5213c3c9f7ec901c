"""One module a sheet of the master; each draws its sheet with ``draw(book)``."""

"""One module a command: load, core, save; nothing is decided here."""

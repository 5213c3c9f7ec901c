"""What a user can put right: one polite Chinese sentence each, and how to end the command."""


class ToolkitError(Exception):
    """A fault that the user can mend; ``str(error)`` is the one sentence that is shown."""

    exit_code = 2


class UnusableInput(ToolkitError):
    """The file cannot be checked at all: not a workbook, encrypted, damaged, an old format."""


class ForeignWorkbook(ToolkitError):
    """A sound workbook, but not issued from a master that we hold."""


class MasterFault(ToolkitError):
    """The master or the report template itself is not in order; names the cell to mend."""


class OutputRefused(ToolkitError):
    """Writing was refused: the target exists, or error findings remain."""

    exit_code = 1

"""What the narrative says: figures in Chinese text, what they speak of, and the text's own arithmetic."""

from toolkit.narrative.reading import Narrative

__all__ = ["Narrative"]

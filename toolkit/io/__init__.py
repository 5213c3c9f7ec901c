"""The edge of the house: the only layer that knows zip packages, XML and Office files."""

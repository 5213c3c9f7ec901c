"""Sealing: is an edited master in order, and what did it change against the version before?"""

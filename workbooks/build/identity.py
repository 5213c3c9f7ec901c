"""Who the master is: its id, version and schema."""

TEMPLATE = "bmzt-zp"
VERSION = "2024.1"
SCHEMA = 1

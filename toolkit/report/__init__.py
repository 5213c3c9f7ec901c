"""What the Word report says, before any Office library is asked to print it."""

"""The command line: one file a command, which parses, wires, calls and prints."""

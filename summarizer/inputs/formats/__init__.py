"""The readers of rich formats, one module each, named as `sniffing` names the format; they run in the child process."""

"""Official documents (公文) laid out, as Word and PDF; what one says is its service's."""

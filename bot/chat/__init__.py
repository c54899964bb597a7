"""Chat platforms behind one protocol: rendering is pure, a gateway sends, thin handlers receive."""

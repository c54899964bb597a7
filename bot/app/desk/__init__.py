"""What people do in chat, done: the desk behind every platform."""

"""What people do in chat, done: the desk behind every platform."""

from bot.app.desk.channels import Losses
from bot.app.desk.desk import ChatDesk
from bot.app.desk.room import Alarm

__all__ = ["Alarm", "ChatDesk", "Losses"]

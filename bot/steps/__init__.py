"""The steps of the main job: each takes ids, lets one room decide, stores what it decided, and may run again."""

from bot.steps.parts import Parts
from bot.steps.steps import Steps

__all__ = ["Parts", "Steps"]

"""A generating model with random weights, to be timed in a process of its own: `python -m bot.bench.generator SHAPE`.

It answers with a line when it is built. Each line it reads holds numbers, `LENGTH NEW BEAMS`: it reads a text of LENGTH
tokens, writes NEW ones, greedily for one beam, and answers with how many it wrote. It ends with its standard input.
"""

import sys

from summarizers.loading_shapes import SHAPES, build


def main() -> None:
    """Serve until the input ends."""
    model = build(SHAPES[sys.argv[1]])
    _say("ready")
    for line in sys.stdin:
        length, new_tokens, beams = map(int, line.split())
        _say(str(model.generate([length], new_tokens=new_tokens, beams=beams)))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

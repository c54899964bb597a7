"""Small pictures that are pictures: for uploads, without a library that draws."""

import struct
import zlib


def striped_png(width: int = 320, height: int = 120) -> bytes:
    """Return a PNG of stripes in three greys."""
    row = b"\x00" + b"".join(bytes((shade, shade, shade)) for shade in (60, 140, 220) for _ in range(width // 3))
    row += b"\x00\x00\x00" * (width - width // 3 * 3)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(name, data) for name, data in ((b"IHDR", head), (b"IDAT", zlib.compress(row * height)), (b"IEND", b""))
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

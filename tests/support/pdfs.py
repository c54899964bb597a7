"""PDF documents made for tests: plain text on a page or none, perhaps encrypted."""

import io
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter

_FONTS = "<< /Font << /F1 5 0 R >> >>"


def pdf(lines: Sequence[str], *, title: str = "") -> bytes:
    """Return a document of one page with `lines` (ASCII, no brackets) on it, and `title` in its information."""
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    stream = f"BT /F1 11 Tf 72 740 Td 14 TL {shown} ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources {_FONTS} >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Title ({title}) >>",
    )
    made, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"trailer\n<< /Size {size} /Root 1 0 R /Info 6 0 R >>\nstartxref\n{len(made)}\n%%EOF\n"
    return f"{made}xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode("ascii")


def locked(document: bytes) -> bytes:
    """Return `document` behind a password."""
    writer, out = PdfWriter(PdfReader(io.BytesIO(document))), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()

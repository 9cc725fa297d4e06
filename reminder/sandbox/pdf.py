"""A PDF of one page, small and valid."""


def small_pdf(text: str) -> bytes:
    """One A4 page that says `text` (ASCII without parentheses)."""
    content = f"BT /F1 18 Tf 72 760 Td ({text}) Tj ET"
    font = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << {font} >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
    )
    body, offsets = "%PDF-1.4\n", []
    for number, part in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode("ascii")

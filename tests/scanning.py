"""What a telephone reads from the picture of a QR code: an independent reader over the pixels of a PNG."""

import struct
import zlib
from collections.abc import Iterator

import zxingcpp

LIGHT = 255
AS_IT_IS, LIKE_THE_ONE_ABOVE = 0, 2


def scanned(png: bytes) -> bytes:
    """Give what the only code in a picture says; error correction M, as the EPC asks, or the test fails."""
    rows = [*_rows(png)]
    (found,) = zxingcpp.read_barcodes(memoryview(b"".join(rows)).cast("B", (len(rows), len(rows[0]))))
    assert found.ec_level == "M"
    return bytes(found.bytes)


def _rows(png: bytes) -> Iterator[bytes]:
    """Give the rows of a picture in black and white, a byte for each pixel."""
    chunks = dict(_chunks(png))
    width, height, depth, colour = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert (depth, colour) == (1, 0)
    packed, wide = zlib.decompress(chunks[b"IDAT"]), (width + 7) // 8
    row = bytes(wide)
    for start in range(0, height * (wide + 1), wide + 1):
        how, read = packed[start], packed[start + 1 : start + 1 + wide]
        assert how in {AS_IT_IS, LIKE_THE_ONE_ABOVE}
        row = read if how == AS_IT_IS else bytes((new + above) % 256 for new, above in zip(read, row, strict=True))
        bits = "".join(f"{byte:08b}" for byte in row)[:width]
        yield bytes(LIGHT * int(bit) for bit in bits)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 8
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + size]
        place += size + 12

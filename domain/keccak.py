"""Keccak-256 as Ethereum uses it: hashlib's SHA-3 pads otherwise; what is hashed is not known."""

from typing import Final

_LANES: Final = 25
_RATE_BYTES: Final = 136
_ALL: Final = 2**64 - 1
# keccak.team/files/Keccak-reference-3.0.pdf: rotations by (x, y), and the constants of ι.
_ROTATIONS: Final = (
    *(0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43),
    *(25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14),
)


def _round_constants() -> tuple[int, ...]:
    register, constants = 1, []
    for _ in range(24):
        constant = 0
        for power in range(7):
            if register & 1:
                constant |= 1 << (2**power - 1)
            register = register << 1 ^ (0x171 if register & 0x80 else 0)
        constants.append(constant)
    return tuple(constants)


_CONSTANTS: Final = _round_constants()


def keccak_256(message: bytes) -> bytes:
    padding = _RATE_BYTES - len(message) % _RATE_BYTES
    tail = b"\x81" if padding == 1 else b"\x01" + bytes(padding - 2) + b"\x80"
    padded, state = message + tail, [0] * _LANES
    for start in range(0, len(padded), _RATE_BYTES):
        for lane in range(_RATE_BYTES // 8):
            at = start + 8 * lane
            state[lane] ^= int.from_bytes(padded[at : at + 8], "little")
        state = _permuted(state)
    return b"".join(lane.to_bytes(8, "little") for lane in state[:4])


def _permuted(state: list[int]) -> list[int]:
    for constant in _CONSTANTS:
        columns = [state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20]
                   for x in range(5)]  # fmt: skip
        mixed = [columns[x - 1] ^ _turned(columns[(x + 1) % 5], 1) for x in range(5)]
        moved = [0] * _LANES
        for at in range(_LANES):
            x, y = at % 5, at // 5
            moved[y + 5 * ((2 * x + 3 * y) % 5)] = _turned(state[at] ^ mixed[x], _ROTATIONS[at])
        state = [
            moved[at] ^ (~moved[at - at % 5 + (at + 1) % 5] & moved[at - at % 5 + (at + 2) % 5])
            for at in range(_LANES)
        ]
        state[0] ^= constant
    return state


def _turned(lane: int, by: int) -> int:
    return (lane << by | lane >> (64 - by)) & _ALL

# SPDX-License-Identifier: Apache-2.0
"""An independent verifier of the audit's chain, written from the contract in
include/casework/audit_form.h alone: it shares no code, no library and no language with concernd. It
reads what `concernctl audit export` printed. Ed25519 is that of RFC 8032, section 6, in plain
integers.

    python3 audit_verifier.py PUBLIC_KEY_HEX [HEAD_FILE] <export.jsonl"""

import hashlib
import json
import re
import sys

# ---- Ed25519 (RFC 8032) ----

P = 2 ** 255 - 19
ORDER = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar, point):
    total = (0, 1, 1, 0)
    while scalar > 0:
        if scalar & 1:
            total = add(total, point)
        point = add(point, point)
        scalar >>= 1
    return total


def same_point(p, q):
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def recover_x(y, sign):
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * ROOT % P
    if y >= P or (x * x - square) % P != 0 or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def decompress(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (recover_x(BASE_Y, 0), BASE_Y, 1, recover_x(BASE_Y, 0) * BASE_Y % P)


def is_signed(key, message, signature):
    a, r = decompress(key), decompress(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    h = int.from_bytes(digest, "little") % ORDER
    return same_point(multiply(s, BASE), add(r, multiply(h, a)))


# ---- The form ----

def u32(value):
    return value.to_bytes(4, "big")


def i64(value):
    return value.to_bytes(8, "big", signed=True)


def octets(value):
    return u32(len(value)) + value


def text(value):
    return octets(value.encode())


def optional(value, write):
    return b"\0" if value is None else b"\1" + write(value)


def ids(value):
    return u32(len(value)) + b"".join(i64(one) for one in value)


def sha256(data):
    return hashlib.sha256(data).digest()


def row_hash(row, number=None):
    return sha256(text("concernd.audit.row") + u32(1)
                  + i64(row["id"] if number is None else number) + i64(row["at_us"])
                  + text(row["actor"]) + text(row["action"]) + optional(row["child_ids"], ids)
                  + optional(row["alert_id"], i64) + optional(row["contact_ids"], ids)
                  + text(row["detail"])
                  + optional(row["personal"], lambda one: octets(bytes.fromhex(one))))


def personal_hash(salt, value):
    return sha256(text("concernd.audit.personal") + u32(1) + octets(salt) + text(value))


def block_hash(block):
    return sha256(text("concernd.audit.block") + u32(1) + i64(block["number"])
                  + octets(bytes.fromhex(block["previous"])) + i64(block["sealed_at_us"])
                  + octets(bytes.fromhex(block["key"])) + u32(len(block["rows"]))
                  + b"".join(i64(one["id"]) + octets(bytes.fromhex(one["hash"]))
                             for one in block["rows"]))


# ---- The chain ----

def block_faults(block, previous, expected, keys, heads):
    number = block["number"]
    for missing in range(expected, number):
        yield "block", missing, "removed"
    digest = block_hash(block)
    if (block["form"] != 1 or digest.hex() != block["hash"] or block["key"] not in keys
            or not is_signed(bytes.fromhex(block["key"]), digest,
                             bytes.fromhex(block["signature"]))):
        yield "block", number, "forged"
    if block["previous"] != previous:
        yield "block", number, "reordered"
    if heads.get(number, block["hash"]) != block["hash"]:
        yield "block", number, "forged"


def chain_faults(blocks, keys, heads):
    previous, expected = "00" * 32, 1
    for block in blocks:
        yield from block_faults(block, previous, expected, keys, heads)
        previous, expected = block["hash"], block["number"] + 1
    if max(heads, default=0) >= expected:
        yield "block", expected, "removed"


def row_faults(rows, blocks):
    sealed = {one["id"]: bytes.fromhex(one["hash"]) for block in blocks for one in block["rows"]}
    home = {one["id"]: block["number"] for block in blocks for one in block["rows"]}
    for number in sealed.keys() - rows.keys():
        yield "row", number, "removed"
    suspects = [n for n in sealed.keys() & rows.keys() if row_hash(rows[n]) != sealed[n]]
    for number in suspects:
        moved = any(row_hash(rows[number], other) == sealed[other]
                    for other in suspects if other != number)
        yield "row", number, "reordered" if moved else "altered"
    for number, row in rows.items():
        if row["block"] is not None and number not in sealed:
            yield "row", number, "added"
        elif row["block"] != home.get(number):
            yield "row", number, "altered"
        if "value" in row and (row["personal"] is None or personal_hash(
                bytes.fromhex(row["salt"]), row["value"]).hex() != row["personal"]):
            yield "row", number, "altered" if row["personal"] else "added"


def verify(lines, keys, heads=None):
    """Faults as sorted (in, number, kind), and how many rows are in blocks."""
    said = [json.loads(line) for line in lines]
    rows = {one["id"]: one for one in said if one["type"] == "row"}
    blocks = sorted((one for one in said if one["type"] == "block"), key=lambda one: one["number"])
    faults = set(chain_faults(blocks, keys, heads or {})) | set(row_faults(rows, blocks))
    return sorted(faults), sum(len(block["rows"]) for block in blocks)


def read_heads(path):
    with open(path, encoding="utf-8") as file:
        found = (re.search(r"concernd-audit-head (\d+) ([0-9a-f]{64})", line) for line in file)
        return {int(one[1]): one[2] for one in found if one}


def main():
    faults, sealed = verify(sys.stdin, {sys.argv[1]},
                            read_heads(sys.argv[2]) if len(sys.argv) > 2 else {})
    for where, number, kind in faults:
        print(where, number, kind)
    print(f"{sealed} rows sealed, {len(faults)} faults")
    return 7 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Recomputes the chain head of an export with hashlib alone, and prints SITE:TRANSACTION and the
whole hash: tlsafe-db export | chain.py, or chain.py FILE."""
import base64
import datetime
import fileinput
import hashlib
import json
import sys


def uint(v):
    out = bytearray()
    while True:
        out.append(v & 0x7F | (0x80 if v > 0x7F else 0))
        v >>= 7
        if not v:
            return bytes(out)


def sint(v):
    return uint(v << 1 if v >= 0 else (-v << 1) - 1)


def block(text):
    data = text.encode()
    return uint(len(data)) + data


def day(text):
    return (datetime.date.fromisoformat(text) - datetime.date(1970, 1, 1)).days


def micros(text):
    at = datetime.datetime.fromisoformat(text)
    since = at - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return (since.days * 86400 + since.seconds) * 1000000 + since.microseconds


def genesis(g):
    sign, hours, minutes = g["offset"][0], int(g["offset"][1:3]), int(g["offset"][4:])
    offset = (hours * 3600 + minutes * 60) * (-1 if sign == "-" else 1)
    first = "genesis+salvaged" if "salvaged" in g else "genesis"
    out = block(first) + block(g["site"]) + sint(offset) + block(g["language"])
    out += uint(int(g["format"]))
    out += block("blake2b-256") + uint(len(g["schemas"]))
    for name, text in sorted(g["schemas"].items(), key=lambda item: item[0].encode()):
        out += block(name) + block(text)
    if "salvaged" in g:
        out += block(g["salvaged"])
    return out


MEMBERS = ("verb", "salvaged", "restored", "proxy")


def header(site, t):
    first = "transaction" + "".join("+" + m for m in MEMBERS if m in t)
    out = block(first) + block(site) + uint(t["txn"]) + sint(micros(t["at"]))
    out += block(t["actor"]) + block(t["login"]) + uint(t["uid"]) + block(t["command"])
    if "verb" in t:
        out += block(t["verb"])
    out += block(t.get("request", "")) + block(t.get("clock", ""))
    for m in MEMBERS[1:]:
        if m in t:
            out += block(t[m])
    return out + bytes.fromhex(t["prev"])


class Names:
    """A name is its place in the transaction's table; a new one is followed by its text."""

    def __init__(self):
        self.place = {}

    def ref(self, name, low=None):
        new = name not in self.place
        at = self.place.setdefault(name, len(self.place))
        number = at << 1 | new
        if low is not None:
            number = number << 1 | low
        return uint(number) + (block(name) if new else b"")


def entry(e, names):
    personal = e.get("personal", {})
    flags = 0
    for bit, key in enumerate(("on", "by", "note", "reason", "corrects", "undoes", "inferred")):
        flags |= (key in e) << bit
    out = uint(flags) + names.ref(e["kind"]) + block(e["id"]) + names.ref(e["act"])
    if "on" in e:
        out += sint(day(e["on"]))
    if "by" in e:
        out += block(e["by"])
    out += uint(len(e["set"]))
    for key, value in e["set"].items():
        out += names.ref(key, int(key in personal))
        if key in personal:
            digest = bytes.fromhex(personal[key]["digest"])
            if "value" in personal[key]:
                data = bytes.fromhex(personal[key]["salt"]) + personal[key]["value"].encode()
                if hashlib.blake2b(data, digest_size=16).digest() != digest:
                    sys.exit(f"transaction {e['txn']}, entry {e['n']}: "
                             f"the value of {key} does not match its digest")
            out += digest
        else:
            out += block(value)
    for key in ("note", "reason"):
        if key in e:
            out += block(e[key])
    if "corrects" in e:
        out += uint(e["corrects"][0]) + uint(e["corrects"][1])
    if "undoes" in e:
        out += uint(e["undoes"])
    return out


def main():
    site = last = txn = None
    number = 0

    def close():
        if txn and hashlib.blake2b(b"".join(parts), digest_size=32).hexdigest() != txn["hash"]:
            sys.exit(f"transaction {txn['txn']}: its lines do not match its hash")
        return txn["hash"] if txn else last

    parts, names, files = [], Names(), {}
    for line in fileinput.input(encoding="utf-8"):
        o = json.loads(line)
        if "genesis" in o:
            site = o["genesis"]["site"]
            last = hashlib.blake2b(genesis(o["genesis"]), digest_size=32).hexdigest()
        elif "file" in o:
            data = base64.b64decode(o["base64"], validate=True)
            files[o["file"]] = files.get(o["file"], b"") + data
        elif "n" in o:
            parts.append(entry(o, names))
        else:
            last = close()
            if o["prev"] != last:
                sys.exit(f"transaction {o['txn']}: its prev is not the hash before it")
            txn, number, parts, names = o, o["txn"], [header(site, o)], Names()
    for name, data in files.items():
        if name != f"{hashlib.blake2b(data, digest_size=32).hexdigest()}:{len(data)}":
            sys.exit(f"file {name}: its parts are not what it is known by")
    print(f"{site}:{number} {close()}")


main()

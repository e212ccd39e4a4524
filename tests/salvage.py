#!/usr/bin/env python3
"""Damages copies of a store at random, and looks at what comes out. An export gives the sound lines
or none. One despite damage gives sound lines alone but where its last line says otherwise, and says
of each that is missing that it is. These lines go into a new store, which is sound. Usage:
salvage.py STORE IMAGES SEED, in a directory of its own; the commands are found by PATH."""
import json
import os
import random
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
from damage import KINDS, damaged   # noqa: E402  (beside this file)


def run(*argv):
    return subprocess.run(argv, capture_output=True, text=True, timeout=120)


def numbers(words):
    """["3", "5-7"] as a set; ["4/2-300"] as a set of pairs."""
    out = set()
    for word in words:
        txn, slash, span = word.rpartition("/")
        first, _, last = span.partition("-")
        for n in range(int(first), int(last or first) + 1):
            out.add((int(txn), n) if slash else n)
    return out


def compare(sound, lines):
    """What is wrong with LINES, of which the last tells what is missing; None: nothing."""
    s = json.loads(lines[-1]).get("salvaged")
    if s is None:
        return "there is no last line"
    lost, unproven = numbers(s.get("lost", [])), numbers(s.get("unproven", []))
    entries, values = numbers(s.get("entries", [])), numbers(s.get("values", []))
    parted = {txn for txn, _ in entries} | unproven
    there, known = set(), set(sound)
    for line in lines[:-1]:
        o = json.loads(line)
        if "genesis" in o:
            if line not in known and s.get("schemas") != "no":
                return "another genesis"
            continue
        at = o["txn"], o.get("n", 0)
        there.add(at)
        if line not in known and at[0] not in parted and at not in values:
            return f"a line that is not sound, and not said to be: {line[:200]}"
    for line in sound[1:]:
        o = json.loads(line)
        at = o["txn"], o.get("n", 0)
        if at not in there and at[0] not in lost and at not in entries:
            return f"missing, and not said to be: {at}"
    return None


def take(lines):
    """Whether a new store takes LINES and is sound; what is wrong else."""
    with open("saved.jsonl", "w", encoding="utf-8") as f:
        f.write("\n".join(lines) + "\n")
    shutil.rmtree("taken", ignore_errors=True)
    for argv in (("init",), ("import", "-q", "--salvaged", "saved.jsonl"), ("check",)):
        p = run("tlsafe-db", *argv, "-s", "taken")
        if p.returncode:
            return f"{argv[0]}: {p.returncode} {p.stderr[:300]}"
    return None


def look(sound):
    """What is wrong with the exports of the damaged store; None: nothing."""
    p = run("tlsafe-db", "export", "-s", "damaged")
    # 78: of a file whose first pages are damaged nobody knows that it is a store's
    if p.returncode not in (0, 74, 78) or (p.returncode and p.stdout):
        return f"export: {p.returncode} {p.stdout[:100]} {p.stderr[:300]}"
    if p.returncode == 0 and p.stdout.splitlines() != sound:
        return "export: status 0, and other lines"
    p = run("tlsafe-db", "export", "-s", "damaged", "--despite-damage")
    lines = p.stdout.splitlines()
    if p.returncode == 0:
        return None if lines == sound else "despite damage: status 0, and other lines"
    if p.returncode not in (74, 78) or (p.returncode == 78 and lines):
        return f"despite damage: {p.returncode} {p.stderr[:300]}"
    if not lines:
        seen["nothing"] += 1
        return None
    seen["something"] += 1
    return compare(sound, lines) or take(lines)


seen = {"nothing": 0, "something": 0}


def main():
    store, images, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    rng = random.Random(seed)
    sound = run("tlsafe-db", "export", "-s", store).stdout.splitlines()
    with open(os.path.join(store, "data.mdb"), "rb") as f:
        whole = f.read()
    wrong = 0
    for _ in range(images):
        shutil.rmtree("damaged", ignore_errors=True)
        shutil.copytree(store, "damaged")
        image, how = damaged(whole, rng.choice(KINDS), rng)
        with open("damaged/data.mdb", "r+b") as f:
            f.write(image)
        what = look(sound)
        if what:
            wrong += 1
            print(f"{how}: {what}")
    print(f"{images} images of seed {seed}: of {seen['something']} something was missing, of "
          f"{seen['nothing']} nothing could be read; {wrong} were wrong")
    sys.exit(wrong > 0)


main()

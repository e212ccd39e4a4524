#!/usr/bin/env python3
"""Random histories against the formula, computed here the slow way from the export alone (design:
the journal is the truth).

property.py HISTORIES SEED: each history makes a store, lets random acts, corrections, voids, undos
and imports run, and then asks for random days T and transactions K; every record and every figure
has to be what the entries say."""
import collections
import datetime
import fractions
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

DAY0 = datetime.date(2018, 1, 1)
DATE_OF = {"add": "found", "assign": "assigned", "extend": "extended_on", "rectify": "rectified",
           "accept": "accepted", "return": "returned", "urge": "urged", "supervise": "listed_on",
           "lift": "lifted_on", "refer": "referred", "answer": "answered"}
FIELDS = ("id unit town found source level criterion category description deadline extended_on "
          "extended_to due assigned assignee plan_goal rectified rectified_by cost verified "
          "verified_by approved_by closed on_spot state cycle cc accepted returned urged letter "
          "supervised listed_level listed_on listed_no lifted_on referred referred_to basis "
          "promised answered outcome score repeats").split()
FIGURES = ("found rectified closed on_spot referred in_hand awaiting_major overdue undated carried "
           "due_first on_time_first due_now on_time_now").split()
FLOWS = "opening found returned regraded answered moved_in done referred moved_out closing".split()
MEASURES = ("rechecked recheck_passed repeats self_found officer_found cost found_per_100 "
            "median_days p90_days").split()
VERBS = ("next next next next next assign plan rectify verify extend grade note set void "
         "accept return urge supervise lift refer answer answer evaluate mend mend mend").split()
DATES = ("found assigned rectified closed verified extended_on extended_to deadline accepted "
         "returned listed_on lifted_on referred answered").split()
SOURCES = "patrol patrol selfcheck tip".split()
OTHERS = "cost category unit rectified_by description".split()
seen = collections.Counter()


def day_after(days):
    return str(DAY0 + datetime.timedelta(days=days))


def run(*words, stdin=None):
    return subprocess.run(words, input=stdin, capture_output=True, text=True)


def transactions():
    return int(run("tlsafe-db", "info").stdout.split("transactions\t")[1].split()[0])


# --- the formula ---------------------------------------------------------------------------

def date_field(e):
    if e["act"] == "verify":
        return "closed" if e["set"].get("state") == "closed" else "verified"
    return DATE_OF.get(e["act"])


def standing(entries, known):
    """Entries that stand at K, mended, in order of effective date and place; voids behind all."""
    entries = [e for e in entries if e["txn"] <= known]
    gone = set()
    for i in range(len(entries) - 1, -1, -1):
        if entries[i]["act"] == "undo" and i not in gone:
            gone |= {k for k in range(i) if entries[k]["txn"] == entries[i]["undoes"]}
    out = []
    for i, e in enumerate(entries):
        if i in gone or e["act"] == "undo":
            continue
        if "corrects" not in e:
            out.append({"act": e["act"], "id": e["id"], "on": e["on"], "place": (e["txn"], e["n"]),
                        "set": dict(e["set"])})
            continue
        for s in out:
            if list(s["place"]) == e["corrects"]:
                own = date_field(s)
                for key, value in e["set"].items():
                    if key == own:
                        s["on"] = value
                    else:
                        s["set"][key] = value
    return sorted(out, key=lambda s: (s["act"] == "void", s["on"], s["place"]))


def hand_back(r):
    r["state"] = "reported"
    r["assignee"] = r["assigned"] = r["accepted"] = ""


def close(r, on):
    r["state"], r["closed"] = "closed", on
    if r.get("supervised") == "yes" or (r.get("listed_on") and not r.get("lifted_on")):
        r["supervised"], r["lifted_on"] = "no", on


def state(entries, day, known):
    """The record at (T, K), or None: not there."""
    r = None
    for s in standing(entries, known):
        act, on, new = s["act"], s["on"], {k: v for k, v in s["set"].items()}
        if act == "add":
            if on > day:
                continue
            r = {"id": s["id"], "found": on, **new, "state": "reported", "cycle": "1"}
            r["due"] = r.get("deadline", "")
            continue
        if r is None:
            continue
        if act == "void":
            r.update(new)
            r["state"] = "void"
            continue
        if on > day:
            continue
        if act not in ("verify",):
            new.pop("approved_by", None)
        own = date_field(s)
        if act == "verify":
            r["verified"] = on
        elif own:
            r[own] = on
        r.update(new)
        if act == "assign":
            r["state"] = "assigned"
            if not r.get("due"):
                r["due"] = r.get("deadline", "")
        elif act == "extend":
            r["due"] = r.get("extended_to", "")
        elif act == "rectify":
            spot = r.get("on_spot") == "yes"
            r["state"] = "closed" if spot else "awaiting"
            if spot:
                r["closed"] = on
        elif act == "verify" and new.get("state") == "closed":
            close(r, on)
        elif act == "verify":
            r["due"] = new.get("due", "")
            r["rectified"] = r["rectified_by"] = ""
            r["cycle"] = str(int(r["cycle"]) + 1)
        elif act == "grade" and new.get("level") == "major" and r["state"] == "awaiting":
            r["state"] = "assigned"
            r["rectified"] = r["rectified_by"] = ""
        elif act == "return" or (act == "answer" and new.get("outcome") != "done"):
            hand_back(r)
        elif act == "answer":
            close(r, on)
        elif act == "refer":
            r["state"], r["answered"], r["outcome"] = "referred", "", ""
        elif act == "supervise":
            r["supervised"], r["lifted_on"] = "yes", ""
        elif act == "lift":
            r["supervised"] = "no"
    return r


def figures(records, eve, first, last, day):
    n = dict.fromkeys(FIGURES, 0)
    for r in records:
        if r["state"] == "void":
            continue
        fixed = r["state"] == "closed" or (r["level"] != "major" and r["state"] == "awaiting")
        hand = not fixed and r["state"] != "referred"
        due, deadline = r.get("due", ""), r.get("deadline", "")
        if first <= r["found"] <= min(last, day):
            n["found"] += 1
            n["rectified"] += fixed
            n["closed"] += r["state"] == "closed"
            n["on_spot"] += fixed and r.get("on_spot") == "yes"
            n["referred"] += r["state"] == "referred"
            n["in_hand"] += hand
            n["awaiting_major"] += hand and r["state"] == "awaiting"
            n["overdue"] += bool(hand and r["state"] != "awaiting" and due and due < day)
            n["undated"] += hand and not due
        fix = (r.get("rectified", "") or r.get("answered", "")) if fixed else ""
        if deadline and first <= deadline <= min(last, day):
            n["due_first"] += 1
            n["on_time_first"] += bool(fix and fix <= deadline)
        if due and first <= due <= min(last, day):
            n["due_now"] += 1
            n["on_time_now"] += bool(fix and fix <= due)
        e = eve.get(r["id"])
        if e and r["found"] < first and e["state"] != "void":
            n["carried"] += not (e["state"] in ("closed", "referred") or
                                 (e["level"] != "major" and e["state"] == "awaiting"))
    return n


def left_by(ends, left):
    """The first day on which Kaplan and Meier's curve has at most LEFT; None: it never has."""
    part, at_risk = fractions.Fraction(1), len(ends)
    for day in sorted({d for d, _ in ends}):
        closed = [c for d, c in ends if d == day]
        part *= 1 - fractions.Fraction(sum(closed), at_risk)
        at_risk -= len(closed)
        if sum(closed) and part <= left:
            return day
    return None


def measures(records, first, last, day, units):
    """Those that are counted where they are asked for."""
    n = dict.fromkeys(MEASURES, 0)
    ends, fen = [], 0
    for r in records:
        if r["state"] == "void" or not first <= r["found"] <= min(last, day):
            continue
        passed = r["state"] == "closed" and r.get("on_spot") != "yes" and r.get("outcome") != "done"
        refused = r["cycle"] != "1"
        n["rechecked"] += passed or refused
        n["recheck_passed"] += passed and not refused
        n["repeats"] += bool(r.get("repeats"))
        n["self_found"] += r["source"] == "selfcheck"
        n["officer_found"] += r["source"] not in ("selfcheck", "tip")
        fen += int(r.get("cost", "").replace(".", "") or 0)
        end = {"closed": r.get("closed"), "referred": r.get("referred")}.get(r["state"]) or day
        days = datetime.date.fromisoformat(end) - datetime.date.fromisoformat(r["found"])
        ends.append((max(days.days, 0), r["state"] == "closed"))
    tenths = (2000 * len(ends) + units) // (2 * units) if units else 0
    n["found_per_100"] = f"{tenths // 10}.{tenths % 10}" if units else None
    n["cost"] = f"{fen // 100}.{fen % 100:02d}"
    n["median_days"] = left_by(ends, fractions.Fraction(1, 2))
    n["p90_days"] = left_by(ends, fractions.Fraction(1, 10))
    return n


def place(r):
    if not r or r["state"] == "void":
        return ""
    if r["state"] == "referred":
        return "referred"
    fixed = r["state"] == "closed" or (r["level"] != "major" and r["state"] == "awaiting")
    return "done" if fixed else "hand"


def flow(entries_by_id, dims, first, end, known):
    """What came and went, each day against the one before it."""
    groups = {}
    for entries in entries_by_id.values():
        last = state(entries, str(end), known)
        if not last or last["state"] == "void":
            continue
        day = first - datetime.timedelta(days=1)
        was = state(entries, str(day), known)

        def group(r):
            key = tuple(under(d, r, str(day), "found") for d in dims)
            return groups.setdefault(key, dict.fromkeys(FLOWS, 0))

        where = group(was) if place(was) else None
        if place(was) == "hand":
            where["opening"] += 1
        while day < end:
            day += datetime.timedelta(days=1)
            r = state(entries, str(day), known)
            now = group(r) if place(r) else None
            if place(was) == "hand" and now is not where:
                where["moved_out"] += 1
                now["moved_in"] += 1
            if place(r) != place(was):
                came = {"": "found", "referred": "answered", "done": "returned"}.get(place(was))
                if came == "returned" and r["level"] == "major" and was["level"] != "major":
                    came = "regraded"
                if came:
                    now[came] += 1
                if place(r) != "hand":
                    now[place(r)] += 1
            was, where = r, now
        if place(was) == "hand":
            where["closing"] += 1
    return {k: n for k, n in groups.items() if any(n.values())}


AGES = ((7, "0-7"), (30, "8-30"), (90, "31-90"), (180, "91-180"))
DIMS = ("town unit level source category assignee finder_body village state age week month quarter "
        "year supervised outcome risk_grade").split()
BY_DUE = {"due_first": "deadline", "on_time_first": "deadline",
          "due_now": "due", "on_time_now": "due"}


RULES = {"again": "repeats, at_least: 2, days: 20",
         "rising": "trend, at_least: 2, days: 10, percent: 150, before: 2",
         "silent": "silent, at_least: 2, days: 25, own: tip",
         "last_day": "last_day, at_least: 1, days: 30, percent: 50",
         "late": "overdue, at_least: 2, days: 3", "stuck": "stuck, days: 8",
         "extended": "extended, at_least: 1"}


def extensions(entries, day, known):
    n, there = 0, False
    for s in standing(entries, known):
        there |= s["act"] == "add" and s["on"] <= day
        n += there and s["act"] == "extend" and s["on"] <= day
    return n


def signals(by_id, day, known):
    """What RULES find: rule, subject, and of each hazard its id and what the rule goes by."""
    hits, units = set(), collections.defaultdict(list)
    for entries in by_id.values():
        r = state(entries, day, known)
        if not r or r["state"] == "void":
            continue
        ago = {f: (datetime.date.fromisoformat(day) - datetime.date.fromisoformat(r[f])).days
               for f in ("found", "due", "rectified") if r.get(f)}
        hand, late = place(r) == "hand", 0
        if hand and r["state"] != "awaiting":
            late = ago.get("due", 0)
        n = extensions(entries, day, known) if hand else 0
        if late > 8:
            hits.add(("stuck", r["id"], ((r["id"], r["due"]),)))
        if n:
            hits.add(("extended", r["id"], ((r["id"], str(n)),)))
        units[r["unit"]].append((r, ago, late))

    def hit(rule, unit, some, field):
        hits.add((rule, unit, tuple(sorted((r["id"], r[field]) for r in some))))

    for unit, all_of_it in units.items():
        for code in {r.get("category") for r, _, _ in all_of_it} - {None, ""}:
            some = [r for r, ago, _ in all_of_it if r.get("category") == code
                    and ago["found"] < 20]
            if len(some) >= 2:
                hit("again", unit, some, "category")
        some = [r for r, ago, _ in all_of_it if ago["found"] < 10]
        before = sum(10 <= ago["found"] < 30 for _, ago, _ in all_of_it)
        if len(some) >= 2 and before and len(some) / (before / 2) >= 1.5:
            hit("rising", unit, some, "found")
        some = [r for r, ago, _ in all_of_it if ago["found"] < 25]
        if len(some) >= 2 and not any(r["source"] == "tip" for r in some):
            hit("silent", unit, some, "found")
        fixed = [r for r, ago, _ in all_of_it if ago.get("rectified", 99) < 30 and r.get("due")
                 and r.get("on_spot") != "yes" and r["due"] > r["found"]]
        some = [r for r in fixed if r["rectified"] == r["due"]]
        if some and len(some) * 2 >= len(fixed):
            hit("last_day", unit, some, "rectified")
        some = [r for r, _, late in all_of_it if late > 3]
        if len(some) >= 2:
            hit("late", unit, some, "due")
    return hits


cuts = []       # what the settings said: transaction, from which day on, month_cut


def cut_at(day, known):
    """The month_cut at (T, K); what was said first holds for ever."""
    said = [c for c in cuts if c[0] <= known]
    first = ["" if c is said[0] else c[1] for c in said]
    held = sorted((on, txn, cut) for on, (txn, _, cut) in zip(first, said) if on <= day)
    return held[-1][2] if held else 0


def period_of(dim, day, cut=0):
    if not day:
        return None
    d = datetime.date.fromisoformat(day)
    if dim == "month" and cut and d.day > cut:
        d = d.replace(day=1) + datetime.timedelta(days=31)
        return str(d)[:7]
    if dim == "week":
        return "%04dW%02d" % d.isocalendar()[:2]
    return {"month": day[:7], "year": day[:4],
            "quarter": f"{d.year:04d}Q{(d.month + 2) // 3}"}[dim]


def under(dim, r, day, figure, cut=0):
    """What R falls under, by the date that FIGURE goes by."""
    if dim in ("week", "month", "quarter", "year"):
        return period_of(dim, r.get(BY_DUE.get(figure, "found"), ""), cut)
    if dim == "age":
        hand = not (r["state"] in ("closed", "referred") or
                    (r["level"] != "major" and r["state"] == "awaiting"))
        if not hand:
            return None
        days = (datetime.date.fromisoformat(day) - datetime.date.fromisoformat(r["found"])).days
        return next((name for most, name in AGES if days <= most), ">180")
    return r.get(dim) or None


def groups_by(dims, records, eve, first, last, day, cut):
    """Figures of each group that has any."""
    groups = {}
    for r in records:
        for f, n in figures([r], eve, first, last, day).items():
            if f == "carried" and any(d in ("week", "month", "quarter", "year") for d in dims):
                continue
            if n:
                key = tuple(under(d, r, day, f, cut) for d in dims)
                groups.setdefault(key, dict.fromkeys(FIGURES, 0))[f] += n
    return groups


# --- a random history ----------------------------------------------------------------------

class History:
    def __init__(self, rng):
        self.rng, self.clock = rng, 40
        self.ids = []
        self.at = collections.Counter()     # day of the last act, as far as this history knows
        self.cuts = rng.random() < 0.5

    def day(self, least=0):
        return day_after(self.rng.randint(least, self.clock))

    def hazard(self, verb, *words):
        p = run("tlsafe-hazard", verb, "-q", *words)
        taken_back = p.returncode == 64 and "no field 'risk_grade'" in p.stderr
        if p.returncode not in (0, 65, 66, 77) and not taken_back:
            sys.exit(f"{verb} {words}: {p.returncode} {p.stderr}")
        seen[("did " if p.returncode == 0 else "refused ") + verb] += 1
        return p

    def add(self):
        level = self.rng.choice(["general", "general", "major"])
        words = [f"unit=U{self.rng.randint(1, 3)}",
                 f"found={day_after(self.rng.randint(0, 20))}",
                 f"source={SOURCES[len(self.ids) % len(SOURCES)]}", f"level={level}",
                 f"description=d{len(self.ids)}"]
        if self.rng.random() < 0.6:
            words.append(f"deadline=+{self.rng.randint(0, 30)}d")
        if level == "major":
            words.append("criterion=c")
        p = self.hazard("add", *words)
        if p.returncode == 0:
            self.ids.append(p.stdout.split("\t")[0])
            found = p.stdout.split("\t")[7]
            self.at[self.ids[-1]] = (datetime.date.fromisoformat(found) - DAY0).days

    def act(self):
        rng, one = self.rng, self.rng.choice(self.ids)
        verb = rng.choice(VERBS)
        if verb == "set" and rng.random() < 0.6:
            one = rng.choice([i for i in self.ids if i[0] == "I"] or self.ids)
        # Mostly an act that goes, some days on; now and then any act on any day.
        if verb == "next":
            state_now = run("tlsafe-hazard", "list", one, "--fields", "state",
                            "--codes").stdout.strip()
            verb = rng.choice({"reported": ["assign", "assign", "rectify", "refer"],
                               "assigned": ["rectify", "rectify", "extend", "accept", "return"],
                               "closed": ["mend", "evaluate"], "referred": ["answer"],
                               "awaiting": ["verify"]}.get(state_now, ["mend"]))
        if rng.random() < 0.8:
            when = min(self.clock, self.at[one] + rng.randint(0, 2))
        else:
            when = rng.randint(0, self.clock)
        on = ["--on", day_after(when)]
        self.at[one] = max(self.at[one], when)
        if verb == "assign":
            self.hazard("assign", one, "--to", rng.choice(["500151004", "500151005"]), "--due",
                        f"+{rng.randint(0, 20)}d", "--reason", "r", *on)
        elif verb == "plan":
            self.hazard("plan", one, "plan_goal=a", "plan_measures=b", "plan_money=c",
                        "plan_people=d", "plan_time=e", "plan_contingency=f", *on)
        elif verb == "rectify":
            now = ["--fixed-now"] if rng.random() < 0.2 else []
            if rng.random() < 0.4:
                now += ["--cost", f"{rng.randint(0, 999)}.{rng.randint(0, 9)}"]
            self.hazard("rectify", one, "--by", "甲", *now, *on)
        elif verb == "verify" and rng.random() < 0.5:
            p = self.hazard("verify", one, "--fail", "--by", "乙", "--due", self.day(30), *on)
            if p.returncode == 0:
                seen["second cycle"] += 1
        elif verb == "verify":
            self.hazard("verify", one, "--pass", "--by", "乙", "--approved-by", "丙", *on)
        elif verb == "extend":
            self.hazard("extend", one, "--until", day_after(rng.randint(30, 120)), "--reason", "r",
                        "--approved-by", "丙", *on)
        elif verb == "grade":
            correct = ["--correct"] if rng.random() < 0.3 else []
            self.hazard("grade", one, "--level", rng.choice(["major", "general"]),
                        "--criterion", "c", "--reason", "r",
                        *(correct or ["--approved-by", "丙", *on]), *correct)
        elif verb in ("accept", "urge"):
            self.hazard(verb, one, *on)
        elif verb == "return":
            self.hazard(verb, one, "--reason", "r", *on)
        elif verb == "supervise":
            self.hazard(verb, one, "--level", rng.choice(["city", "district"]), *on)
        elif verb == "lift":
            p = self.hazard("supervise", one, "--lift", "--reason", "r", *on)
            seen["lifted"] += p.returncode == 0
        elif verb == "refer":
            self.hazard(verb, one, "--to", "500151005", "--basis", "b", *on)
        elif verb == "answer":
            self.hazard(verb, one, "--outcome", rng.choice(["done", "back"]), *on)
        elif verb == "evaluate":
            self.hazard(verb, one, "--score", str(rng.randint(1, 5)), "--by", "z", *on)
        elif verb == "note":
            self.hazard("note", one, "--note", "n", *on)
        elif verb == "set":
            what = rng.choice([f"category={rng.randint(1, 24):02d}",
                               f"village=v{rng.randint(1, 3)}",
                               f"repeats={rng.choice(self.ids)}",
                               f"risk_grade={rng.choice(['red', 'blue'])}",
                               f"finder_body={rng.choice(['500151004', '500151101'])}"])
            self.hazard("set", one, what, *on)
        elif verb == "void":
            if rng.random() < 0.3 and self.hazard("void", one, "--reason", "error").returncode == 0:
                seen["void"] += 1
        else:
            field = rng.choice(DATES + OTHERS)
            if field in DATES:
                value = self.day()
            else:
                value = {"cost": "5", "category": "07", "unit": f"U{rng.randint(1, 3)}",
                         "rectified_by": "丁", "description": f"m{rng.random()}"}[field]
            p = self.hazard("set", one, "--correct", f"{field}={value}", "--reason", "r")
            # Of an act that the record did not have: the day of the find is there.
            if p.returncode and field in DATES:
                field = "found"
                p = self.hazard("set", one, "--correct", f"found={value}", "--reason", "r")
            if p.returncode == 0 and field in ("found", "assigned", "rectified", "closed"):
                seen["moved date"] += 1

    def undo(self, last):
        txn = self.rng.randint(max(1, last - 6), last)
        if txn in [c[0] for c in cuts]:
            return
        log = run("tlsafe-db", "log", "-o", "json").stdout.splitlines()
        p = run("tlsafe-db", "undo", str(txn), "--reason", "r")
        if p.returncode not in (0, 77):
            sys.exit(f"undo {txn}: {p.returncode} {p.stderr}")
        if p.returncode == 0:
            seen["undone"] += 1
            if json.loads(log[txn - 1])["verb"] == "undo":
                seen["undone undo"] += 1

    def imported(self):
        rng = self.rng
        rows = ["id,unit,found,source,level,description,deadline,category,"
                "assigned,rectified,verified,recheck,closed"]
        for i in range(rng.randint(1, 3)):
            found = rng.randint(0, 20)
            step = [day_after(found + k * rng.randint(0, 4)) for k in range(4)]
            step.sort()
            kind = rng.random()
            rows.append(",".join([f"I{rng.randint(1, 4)}", "U1", step[0], "tip", "general", "i",
                                  rng.choice(["", "15天"]), f"{rng.randint(1, 3):02d}",
                                  step[1] if kind > 0.2 else "", step[2] if kind > 0.4 else "",
                                  step[3] if kind > 0.7 else "",
                                  "" if kind <= 0.7 else "fail" if kind > 0.9 else "pass",
                                  step[3] if 0.7 < kind <= 0.8 else ""]))
        p = run("tlsafe-hazard", "import", "-q", "-", stdin="\n".join(rows) + "\n")
        if p.returncode not in (0, 65):
            sys.exit(f"import: {p.returncode} {p.stderr}")
        seen["did import" if p.returncode == 0 else "refused import"] += 1
        seen["conflict"] += "both the list and the store" in p.stderr
        self.ids += [i for i in ("I1", "I2", "I3", "I4") if i not in self.ids
                     and run("tlsafe-hazard", "show", i).returncode == 0]

    def cut(self):
        """Months of reports end with another day; what lies under it is not undone."""
        on, cut = self.day(), self.rng.choice([0, 5, 15, 25, 28])
        before = transactions()
        p = run("tlsafe-db", "set", f"month_cut={cut}", "--on", on, "--reason", "r")
        later = p.returncode == 77 or "give a later --on" in p.stderr
        if p.returncode and not later:
            sys.exit(f"month_cut: {p.stderr}")
        if transactions() > before:     # else it said so already
            cuts.append((before + 1, on, cut))

    def live(self, steps):
        for n in range(steps):
            os.environ["TLSAFE_NOW"] = f"{day_after(self.clock)}T12:{n:02d}:00+08:00"
            what = self.rng.random()
            if not self.ids or what < 0.15:
                self.add()
            elif what < 0.18 and self.cuts:
                self.cut()
            elif what < 0.22:
                self.imported()
            elif what < 0.32:
                self.undo(transactions())
            else:
                self.act()


def compare_groups(rng, want, eve, first, last, day, words, known):
    dims = rng.sample(DIMS, rng.choice([1, 1, 2]))
    cut = cut_at(day, known)
    seen["a cut month"] += bool(cut and "month" in dims)
    groups = groups_by(dims, want, eve, first, last, day, cut)
    p = run("tlsafe-stats", "by", ",".join(dims), f"found={first}..{last}", *words, "-o", "json")
    if p.returncode == 64 and "'risk_grade' is no dimension" in p.stderr:
        seen["taken back dimension"] += 1       # what brought it was undone
        return
    if p.returncode:
        sys.exit(f"by {dims}: {p.stderr}")
    got = {}
    for line in p.stdout.splitlines():
        o = json.loads(line)
        got[tuple(o[d] for d in dims)] = {f: o.get(f, 0) for f in FIGURES}
        if "unit" in dims and o["unit.name"] != o["unit"].replace("U", "u"):
            sys.exit(f"the name of {o['unit']} is {o['unit.name']}")
    if got != groups:
        sys.exit(f"at {day}, {known}, by {dims} found {first}..{last}: {got}, "
                 f"the formula has {groups}")
    for d in dims:
        seen["by " + d] += 1
    f, down, top = rng.choice(FIGURES[:9]), rng.choice(["-", ""]), rng.randint(1, 3)
    p = run("tlsafe-stats", "by", ",".join(dims), f"found={first}..{last}", *words, "-o", "json",
            "--top", str(top), "--sort", down + f)
    lines = [json.loads(line) for line in p.stdout.splitlines()]
    counts = sorted((g[f] for g in groups.values()), reverse=bool(down))
    if [o[f] for o in lines[:top]] != counts[:top] or \
            sum(o[f] for o in lines[top:]) != sum(counts[top:]) or \
            len(lines) != min(top + 1, len(counts)):
        sys.exit(f"at {day}, {known}, top {top} by {dims} in order of {down}{f}: {p.stdout}")


def compare_flow(rng, by_id, first, stop, day, words, known):
    end = min(stop, datetime.date.fromisoformat(day))
    dims = rng.sample([d for d in DIMS if d not in ("week", "month", "quarter", "year")],
                      rng.choice([1, 1, 2]))
    p = run("tlsafe-stats", "flow", f"found={first}..{stop}", *words, "-o", "json",
            "--per", ",".join(dims))
    if p.returncode == 64 and ("'risk_grade' is no dimension" in p.stderr or end < first):
        return
    if p.returncode:
        sys.exit(f"flow {dims} {first}..{stop} {words}: {p.stderr}")
    got = {}
    for line in p.stdout.splitlines():
        o = json.loads(line)
        if any(o[f] for f in FLOWS):
            got[tuple(o[d] for d in dims)] = {f: o[f] for f in FLOWS}
    want = flow(by_id, dims, first, end, known)
    if got != want:
        sys.exit(f"at {day}, {known}, flow by {dims} {first}..{stop}: {got}, "
                 f"the formula has {want}")
    for n in want.values():
        for f in FLOWS:
            seen["flow " + f] += n[f]


def compare_measures(rng, want, first, last, day, words, known, units):
    names = rng.sample(MEASURES, rng.randint(1, len(MEASURES)))
    n = measures(want, first, last, day, units)
    p = run("tlsafe-stats", "rate", f"found={first}..{last}", *words, "-o", "json",
            "--figures", ",".join(names))
    got = json.loads(p.stdout, parse_float=str)
    for f in names:
        if got[f] != n[f]:
            sys.exit(f"at {day}, {known}, found {first}..{last}: {f} is {got[f]}, "
                     f"the formula has {n[f]}")
        seen["measures"] += bool(n[f] and n[f] not in ("0.00", "0.0"))


def compare_signals(by_id, day, words, known):
    p = run("tlsafe-stats", "signals", "--hits", *words, "-o", "json")
    if p.returncode:
        sys.exit(f"signals {words}: {p.stderr}")
    lines = [json.loads(line) for line in p.stdout.splitlines()]
    got = {(o["rule"], o["subject"], tuple(zip(o["hazards"], o["evidence"]))) for o in lines}
    want = signals(by_id, day, known)
    if got != want or len(got) != len(lines):
        sys.exit(f"at {day}, {known}: signals {sorted(got - want)}, "
                 f"the formula has {sorted(want - got)}")
    for rule, _, _ in want:
        seen["signal " + rule] += 1


def compare(rng, clock):
    lines = [json.loads(line) for line in run("tlsafe-db", "export").stdout.splitlines()]
    last = max((o["txn"] for o in lines if "txn" in o), default=0)
    by_id = collections.OrderedDict()
    for o in lines:
        if "n" in o and o["kind"] == "hazard":
            for key, p in o.get("personal", {}).items():
                o["set"][key] = p.get("value", "")
            by_id.setdefault(o["id"], []).append(o)
    units_by_id = {}
    for o in lines:
        if "n" in o and o["kind"] == "unit":
            units_by_id.setdefault(o["id"], []).append(o)
    end = DAY0 + datetime.timedelta(days=clock)
    for ask in range(8):
        day = str(DAY0 + datetime.timedelta(days=rng.randint(0, clock))) if ask else str(end)
        known = rng.randint(1, last) if ask % 2 else last
        words = ["--as-of", day, "--known-at", str(known)]
        want = [r for r in (state(e, day, known) for e in by_id.values()) if r]
        got = {}
        for extra in ([], ["void"]):
            p = run("tlsafe-hazard", "list", *extra, *words, "-o", "json", "--fields",
                    ",".join(FIELDS))
            for line in p.stdout.splitlines():
                o = json.loads(line)
                for f in ("on_spot", "supervised"):
                    o[f] = {True: "yes", False: "no"}.get(o.get(f), "")
                for f in ("cycle", "score"):
                    o[f] = str(o.get(f, ""))
                got[o["id"]] = o
        if set(got) != {r["id"] for r in want}:
            sys.exit(f"at {day}, {known}: records {sorted(got)}, "
                     f"the formula has {sorted(r['id'] for r in want)}")
        for r in want:
            for f in FIELDS:
                if got[r["id"]].get(f, "") != r.get(f, ""):
                    sys.exit(f"at {day}, {known}: {r['id']} {f}: {got[r['id']].get(f)!r}, "
                             f"the formula has {r.get(f)!r}")
            seen["records"] += 1
        first = DAY0 + datetime.timedelta(days=rng.randint(0, 30))
        stop = first + datetime.timedelta(days=rng.randint(0, 40))
        eve_day = str(first - datetime.timedelta(days=1))
        eve = {r["id"]: r for r in (state(e, eve_day, known) for e in by_id.values()) if r}
        n = figures(want, eve, str(first), str(stop), day)
        p = run("tlsafe-stats", "rate", f"found={first}..{stop}", *words, "-o", "json")
        out = json.loads(p.stdout)
        for f in FIGURES:
            if out[f] != n[f]:
                sys.exit(f"at {day}, {known}, found {first}..{stop}: {f} is {out[f]}, "
                         f"the formula has {n[f]}")
            seen["figures"] += 1
        if ask < 3:
            compare_flow(rng, by_id, first, stop, day, words, known)
        units = sum(any(s["act"] == "add" for s in standing(e, known))
                    for e in units_by_id.values())
        compare_measures(rng, want, str(first), str(stop), day, words, known, units)
        if ask < 5:
            compare_signals(by_id, day, words, known)
        compare_groups(rng, want, eve, str(first), str(stop), day, words, known)
    check = run("tlsafe-db", "check")
    if check.returncode:
        sys.exit(f"check: {check.stderr}")


def main():
    """In a directory of its own: stores and lists are made where it runs."""
    build = os.path.abspath(os.environ.get("TEST_BUILDDIR", "."))
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        own_rules()
        live(int(sys.argv[1]), int(sys.argv[2]), os.path.join(build, "tests", "tamper"))
        os.chdir("/")


def own_rules():
    """The set that stores are made of, with rules for a history as short as these."""
    shutil.copytree(os.environ["TLSAFE_SCHEMAS"], "schemas")
    os.environ["TLSAFE_SCHEMAS"] = os.path.abspath("schemas")
    with open(os.path.join("schemas", "rules", "signals.yaml"), "w", encoding="utf-8") as f:
        f.write("rules: signals\nuse: signals\nzh: x\nen: x\nversion: x\nsource: x\nitems:\n")
        for name, words in RULES.items():
            f.write(f"  - {{id: {name}, zh: x, en: x, is: {words}}}\n")


def own_field():
    """A choice that an office has added."""
    with open(os.path.join(os.environ["TLSAFE_SCHEMAS"], "kinds", "hazard.yaml"),
              encoding="utf-8") as f:
        text = f.read()
    field = ("  - key: risk_grade\n    type: choice\n    by: set\n    zh: 风险等级\n"
             "    en: Risk grade\n    about: x\n"
             "    values: [{code: red, zh: 红, en: Red}, {code: blue, zh: 蓝, en: Blue}]\n")
    with open("hazard.yaml", "w", encoding="utf-8") as f:
        f.write(text.replace("\nledger:", "\n" + field + "ledger:", 1))
    p = run("tlsafe-db", "schema", "apply", "hazard.yaml")
    if p.returncode:
        sys.exit(f"schema apply: {p.stderr}")


def live(histories, seed, tamper):
    for h in range(histories):
        rng = random.Random(seed * 1000 + h)
        shutil.rmtree("store", ignore_errors=True)
        os.environ["TLSAFE_STORE"] = os.path.abspath("store")
        os.environ["TLSAFE_NOW"] = str(DAY0)
        if run("tlsafe-db", "init").returncode:
            sys.exit("init")
        own_field()
        # Blocks of a few rows, so that a small history has sealed ones, ones with live rows over
        # them, and a tail.
        if os.access(tamper, os.X_OK) and rng.random() < 0.75:
            run(tamper, os.environ["TLSAFE_STORE"], "seal", str(rng.randint(1, 6)))
        for u, town in enumerate(("500151004", "500151005", "500151101"), 1):
            run("tlsafe-register", "add", "-q", f"id=U{u}", f"name=u{u}", "kind=enterprise",
                f"town={town}")
        cuts.clear()
        one = History(rng)
        one.live(30)
        try:
            compare(rng, one.clock)
        except SystemExit as e:
            sys.exit(f"history {h} of seed {seed}: {e}")
    print(", ".join(f"{k}: {v}" for k, v in sorted(seen.items())))
    for what in ("a cut month", "moved date", "second cycle", "void", "undone", "undone undo",
                 "conflict",
                 "did import", "did accept",
                 *("by " + d for d in DIMS), "did return", "did supervise", "did refer",
                 "did answer", "did evaluate",
                 *("signal " + rule for rule in RULES if rule != "last_day")):
        if not seen[what]:
            sys.exit(f"no history held: {what}")


main()

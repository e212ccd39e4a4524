#!/usr/bin/env python3
"""Prints what a workbook holds, as its XML says: a line for each sheet, with what of it is frozen
and where its filter is, a line for each cell: where, what sort, what, and where a link in it leads,
and a line for each chart on it: its sort, how many series, and the cells that they are of. Usage:
workbook.py FILE. It shares nothing with the library that writes them."""
import datetime
import posixpath
import re
import sys
import xml.etree.ElementTree as ET
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def styles(book):
    """Of each style of cells: bold, and its format."""
    root = ET.fromstring(book.read("xl/styles.xml"))
    names = {f.get("numFmtId"): f.get("formatCode") for f in root.iter(MAIN + "numFmt")}
    names.update({"0": "General", "2": "0.00"})
    bold = [f.find(MAIN + "b") is not None for f in root.find(MAIN + "fonts")]
    return [(bold[int(x.get("fontId"))], names[x.get("numFmtId")])
            for x in root.find(MAIN + "cellXfs")]


def whole(item):
    """The text of an element with runs of it."""
    return "".join(t.text or "" for t in item.iter(MAIN + "t"))


def strings(book):
    """Texts that cells share."""
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    root = ET.fromstring(book.read("xl/sharedStrings.xml"))
    return [whole(item) for item in root.iter(MAIN + "si")]


def unescaped(text):
    """A text as Excel reads it."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)), text)


def cell(c, style, shared):
    bold, code = style[int(c.get("s", "0"))]
    kind, value = c.get("t", "n"), c.find(MAIN + "v")
    if c.find(MAIN + "f") is not None:
        return "formula", c.find(MAIN + "f").text
    if kind in ("inlineStr", "s"):
        text = whole(c) if kind == "inlineStr" else shared[int(value.text)]
        return "bold" if bold else "text", unescaped(text)
    if kind != "n":
        return kind, value.text
    if value is None:
        return "blank", ""
    if code.replace("\\", "") == "yyyy-mm-dd":
        day = datetime.date(1899, 12, 30) + datetime.timedelta(int(value.text))
        return "day", day.isoformat()
    return "number", value.text + ("" if code == "General" else " " + code)


def related(book, part):
    """Names of what a part of the file refers to."""
    folder, name = posixpath.split(part)
    rels = "%s/_rels/%s.rels" % (folder, name)
    if rels not in book.namelist():
        return []
    return [posixpath.normpath(posixpath.join(folder, r.get("Target")))
            for r in ET.fromstring(book.read(rels)).iter(REL)]


def charts(book, sheet):
    for drawing in related(book, sheet):
        for part in related(book, drawing):
            plot = ET.fromstring(book.read(part)).find(".//" + CHART + "plotArea")
            series = plot.findall(".//" + CHART + "ser")
            cells = [f.text for s in series for f in s.iter(CHART + "f")]
            kind = next(e.tag for e in plot if e.tag.endswith("Chart"))
            print("chart %s, series %d: %s" % (kind[len(CHART):], len(series), " ".join(cells)))


def main(path):
    with zipfile.ZipFile(path) as book:
        assert book.testzip() is None
        style, shared = styles(book), strings(book)
        for i, sheet in enumerate(ET.fromstring(book.read("xl/workbook.xml")).iter(MAIN + "sheet")):
            part = "xl/worksheets/sheet%d.xml" % (i + 1)
            root = ET.fromstring(book.read(part))
            pane, auto = root.find(".//" + MAIN + "pane"), root.find(MAIN + "autoFilter")
            links = {a.get("ref"): " -> " + a.get("location")
                     for a in root.iter(MAIN + "hyperlink")}
            print("sheet %s: frozen %s, filter %s" % (
                sheet.get("name"), pane.get("ySplit") if pane is not None else 0,
                auto.get("ref") if auto is not None else "none"))
            for c in root.iter(MAIN + "c"):
                kind, value = cell(c, style, shared)
                print("%s %s %s%s" % (c.get("r"), kind, value.replace("\n", "⏎"),
                                      links.get(c.get("r"), "")))
            charts(book, part)


main(sys.argv[1])

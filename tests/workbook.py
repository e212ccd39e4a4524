#!/usr/bin/env python3
"""Prints what a workbook holds, as its XML says: a line for each sheet, with what of it is frozen
and where its filter is, and a line for each cell: where, what sort, what. Usage: workbook.py FILE.
It shares nothing with the library that writes them."""
import datetime
import re
import sys
import xml.etree.ElementTree as ET
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def styles(book):
    """Of each style of cells: bold, and its format."""
    root = ET.fromstring(book.read("xl/styles.xml"))
    names = {f.get("numFmtId"): f.get("formatCode") for f in root.iter(MAIN + "numFmt")}
    names.update({"0": "General", "2": "0.00"})
    bold = [f.find(MAIN + "b") is not None for f in root.find(MAIN + "fonts")]
    return [(bold[int(x.get("fontId"))], names[x.get("numFmtId")])
            for x in root.find(MAIN + "cellXfs")]


def unescaped(text):
    """A text as Excel reads it."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)), text)


def cell(c, style):
    bold, code = style[int(c.get("s", "0"))]
    kind, value = c.get("t", "n"), c.find(MAIN + "v")
    if c.find(MAIN + "f") is not None:
        return "formula", c.find(MAIN + "f").text
    if kind == "inlineStr":
        text = "".join(t.text or "" for t in c.iter(MAIN + "t"))
        return "bold" if bold else "text", unescaped(text)
    if kind != "n":
        return kind, value.text
    if code == "yyyy-mm-dd":
        day = datetime.date(1899, 12, 30) + datetime.timedelta(int(value.text))
        return "day", day.isoformat()
    return "number", value.text + ("" if code == "General" else " " + code)


def main(path):
    with zipfile.ZipFile(path) as book:
        assert book.testzip() is None
        style = styles(book)
        for i, sheet in enumerate(ET.fromstring(book.read("xl/workbook.xml")).iter(MAIN + "sheet")):
            root = ET.fromstring(book.read("xl/worksheets/sheet%d.xml" % (i + 1)))
            pane, auto = root.find(".//" + MAIN + "pane"), root.find(MAIN + "autoFilter")
            print("sheet %s: frozen %s, filter %s" % (
                sheet.get("name"), pane.get("ySplit") if pane is not None else 0,
                auto.get("ref") if auto is not None else "none"))
            for c in root.iter(MAIN + "c"):
                kind, value = cell(c, style)
                print("%s %s %s" % (c.get("r"), kind, value.replace("\n", "⏎")))


main(sys.argv[1])

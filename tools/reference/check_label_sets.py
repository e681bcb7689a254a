#!/usr/bin/env python3
"""Checks the hand-written test sets of the report labeller and of the sentence splitter.

check_label_sets.py [LABELS.csv ...] [--sentences SENTENCES.json]: without a path, what lies in tests/data/text.
Of a label set: columns, ids, sections, names of conditions, statuses, names of traps, duplicates (over all sets
given together), and how many sentences each condition and each trap has. Of the sentence set: each sentence occurs
in its text, in order, and nothing but list marks and headings lies between. Prints the tables; exit status 1 if
anything is wrong or too few. Standard library only.
"""
import argparse
import collections
import csv
import json
import pathlib
import re
import sys

DATA = pathlib.Path(__file__).resolve().parents[2] / "tests" / "data" / "text"
COLUMNS = ["id", "section", "sentence", "expected", "traps"]
SECTIONS = {"findings", "impression", "indication", "comparison", "history", "technique"}
STATUSES = ["positive", "uncertain", "negative", "absent"]
CONDITIONS = """
    Amyloid Aortic.dilation Arrhythmogenic.right.ventricular.cardiomyopathy Atrial.Myxoma Atrial.Septal.Defect
    Bicuspid.Valve Cardiac.Thrombus Cardiac.Tumor Delayed.enhancement Dilated.Cardiomyopathy
    Hypertrophic.Cardiomyopathy Ischemic.Cardiomyopathy Large.Pericardial.Effusion Left.Atrial.Dilation
    Left.Ventricular.Dilation Left.Ventricular.Hypertrophy Lipomatous.Atrial.Wall LV.Non.Compaction
    Myocardial.Infarct Myocarditis Non.Ischemic.cardiomyopathy Other.Cardiac.Mass Pericarditis Previous.Surgery
    Prosthetic.Valve Pulmonary.Dilation Pulmonary.Hypertension Pulmonary.Stenosis PureNormal Right.Atrial.Dilation
    Right.Ventricular.Dilation Right.Ventricular.Hypertrophy Sarcoidosis Severe.Aortic.Stenosis
    Severe.Mitral.Regurgitation Systolic.Anterior.Motion.of.Mitral Tetralogy Ventricular.Septal.Defect
    Viable.Myocardium""".split()
TRAPS = """
    plain negation pre-negation post-negation double-negation scope-but enumeration uncertainty history resolved
    family hypothetical indication comparison severity laterality heading abbreviation spelling by-measurement
    range-number prior-value conjunction exception implied list-item long typo British""".split()

LEAST_SENTENCES, LEAST_TEXTS = 300, 40

# What may stand between two sentences: a list mark ("2.", "b)", "-", "*", a bullet), or a heading of a few words that
# ends its line or has a colon.
BETWEEN = re.compile(
    r"(?:\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)](?=\s|$)|[-*\u2022\u2013\u00b7](?=\s)"
    r"|[=_-]{3,}|[A-Za-z][\w/&,()' -]{0,48}(?::|(?=\n)))*")


def parse_expected(text):
    """The pairs of condition and status, and what is wrong with the text."""
    pairs, wrong = {}, []
    for part in filter(None, text.split("; ")):
        condition, _, status = part.partition("=")
        if condition not in CONDITIONS:
            wrong.append(f"no such condition: {part!r}")
        elif status not in STATUSES:
            wrong.append(f"no such status: {part!r}")
        elif condition in pairs:
            wrong.append(f"{condition} twice")
        else:
            pairs[condition] = status
    return pairs, wrong


def check_row(row):
    """What is wrong with one sentence's row, and its labels and traps."""
    pairs, wrong = parse_expected(row["expected"])
    traps = row["traps"].split()
    section, sentence = row["section"], row["sentence"]
    if section not in SECTIONS and not re.fullmatch(r"heading: \S.*", section):
        wrong.append(f"no such section: {section!r}")
    if not sentence or sentence != sentence.strip() or "\n" in sentence:
        wrong.append("sentence empty, untrimmed or over several lines")
    if not traps or len(set(traps)) < len(traps):
        wrong.append("no trap, or one twice")
    wrong += [f"no such trap: {trap!r}" for trap in traps if trap not in TRAPS]
    return wrong, pairs, traps


def check_labels(path, seen, least):
    """Checks one label set, prints its tables, returns the number of faults."""
    faults, rows, silent = [], 0, 0
    by_condition, by_trap = collections.defaultdict(collections.Counter), collections.Counter()
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if reader.fieldnames != COLUMNS:
            print(f"{path}: columns are {reader.fieldnames}, should be {COLUMNS}")
            return 1
        for row in reader:
            if None in row or None in row.values():
                faults.append(f"line {reader.line_num}: not {len(COLUMNS)} fields")
                continue
            rows += 1
            wrong, pairs, traps = check_row(row)
            for key in (("id", row["id"]), (row["section"].lower(), " ".join(row["sentence"].lower().split()))):
                if key in seen:
                    wrong.append(f"same as {seen[key]}: {key[1]!r}")
                seen[key] = row["id"]
            faults += [f"{row['id']}: {what}" for what in wrong]
            by_trap.update(traps)
            for condition, status in pairs.items():
                by_condition[condition][status] += 1
            silent += all(status == "absent" for status in pairs.values())
    faults += [f"{name}: only {sum(by_condition[name].values())} sentences" for name in CONDITIONS
               if sum(by_condition[name].values()) < least.condition]
    faults += [f"trap {name}: only {by_trap[name]} sentences" for name in TRAPS if by_trap[name] < least.trap]
    if rows < least.rows or silent < least.silent:
        faults.append(f"only {rows} sentences, {silent} of them without a stated condition")

    print(f"{path.name}: {rows} sentences, {silent} without a stated condition\n")
    print(f"{'condition':<45}" + "".join(f"{status:>10}" for status in STATUSES) + f"{'all':>7}")
    for name in CONDITIONS:
        counts = by_condition[name]
        print(f"{name:<45}" + "".join(f"{counts[status]:>10}" for status in STATUSES) + f"{sum(counts.values()):>7}")
    print("\ntrap             sentences")
    for name in TRAPS:
        print(f"{name:<17}{by_trap[name]:>9}")
    print("\n".join(["", *faults]) if faults else "")
    return len(faults)


def check_sentences(path):
    """Checks the sentence set, prints its counts, returns the number of faults."""
    reports = json.loads(path.read_text(encoding="utf-8"))
    faults, seen, total = [], set(), 0
    for number, report in enumerate(reports):
        if set(report) != {"text", "sentences"}:
            faults.append(f"report {number}: keys are {sorted(report)}")
            continue
        if report["text"] in seen:
            faults.append(f"report {number}: text occurs twice")
        seen.add(report["text"])
        total += len(report["sentences"])
        text, at = report["text"], 0
        for sentence in report["sentences"] + [None]:
            if sentence is None:
                rest = text[at:] + "\n"
            else:
                # A line that is wrapped inside a sentence reads as one blank there.
                pattern = r"(?:[ \t]*\n[ \t]*| )".join(re.escape(word) for word in sentence.split(" "))
                found = re.compile(pattern).search(text, at)
                if not sentence or sentence != sentence.strip() or not found:
                    faults.append(f"report {number}: not in the text at its turn: {sentence!r}")
                    break
                rest, at = text[at:found.start()], found.end()
            if not BETWEEN.fullmatch(rest):
                faults.append(f"report {number}: left between sentences: {rest!r}")
    if total < LEAST_SENTENCES or len(reports) < LEAST_TEXTS:
        faults.append(f"only {total} sentences in {len(reports)} texts")
    print(f"{path.name}: {total} sentences in {len(reports)} texts")
    print("\n".join(faults))
    return len(faults)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", nargs="*", type=pathlib.Path)
    parser.add_argument("--sentences", type=pathlib.Path)
    parser.add_argument("--least-rows", dest="rows", type=int, default=260, help="sentences a label set must have")
    parser.add_argument("--least-condition", dest="condition", type=int, default=7, help="... with each condition")
    parser.add_argument("--least-trap", dest="trap", type=int, default=12, help="... with each trap")
    parser.add_argument("--least-silent", dest="silent", type=int, default=40, help="... that state no condition")
    options = parser.parse_args()
    if not options.labels and not options.sentences:
        options.labels, options.sentences = sorted(DATA.glob("labels_*.csv")), DATA / "sentences.json"
        if not options.labels:
            parser.error(f"no label set in {DATA}")
    seen = {}
    faults = sum(check_labels(path, seen, options) for path in options.labels)
    if options.sentences:
        faults += check_sentences(options.sentences)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()

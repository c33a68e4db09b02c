# SPDX-License-Identifier: Apache-2.0
"""What identity must decide, from the text of the specification alone: slow, plain, and with nothing
of the C code. Names are letters A to Z; the table is the one that ships."""

import math

FORENAME = {"exact": 7.2, "near": 3.6, "fuzzy": 1.9, "weak": -1.3, "else": -4.5, None: 0}
SURNAME = {"exact": 9.1, "near": 5.3, "fuzzy": 2.0, "weak": -1.3, "else": -3.6, None: 0}
BIRTH = {"exact": 12.6, "edit": 3.2, "swap": 5.9, "two": 0.5, "edits": -3.1, "else": -7.3, None: 0}
POSTCODE = {"exact": 10.8, "edit": 3.3, "sector": -0.6, "else": -2.0, None: 0}
TWIN = {"exact": 8.75, "near": 1.3, "fuzzy": -0.4, "weak": -2, "else": -4.4, None: 0}
TWIN_NAMED = {"near": -1.0, "fuzzy": -2.3, "weak": -3.6}
ORDER = ["exact", "near", "fuzzy", "weak", "else"]

# Of the names that the test uses, these are short forms of each other.
NICKNAMES = [{"KATHERINE", "KATE"}, {"WILLIAM", "BILL"}, {"ELIZABETH", "BETTY"}]


def edits(a, b):
    """Optimal string alignment."""
    d = {}
    for i in range(-1, len(a) + 1):
        d[i, 0] = i
    for j in range(-1, len(b) + 1):
        d[0, j] = j
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            d[i, j] = min(d[i - 1, j] + 1, d[i, j - 1] + 1,
                          d[i - 1, j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                d[i, j] = min(d[i, j], d[i - 2, j - 2] + 1)
    return d[len(a), len(b)]


def jaro_winkler(a, b):
    reach = max(len(a), len(b)) // 2 - 1
    taken, of_a = set(), []
    for i, letter in enumerate(a):
        for j in range(max(0, i - reach), min(len(b), i + reach + 1)):
            if j not in taken and b[j] == letter:
                taken.add(j)
                of_a.append(letter)
                break
    of_b = [b[j] for j in sorted(taken)]
    m = len(of_a)
    if m == 0:
        return 0.0
    crossed = sum(x != y for x, y in zip(of_a, of_b)) / 2
    jaro = (m / len(a) + m / len(b) + (m - crossed) / m) / 3
    prefix = 0
    while prefix < 4 and prefix < min(len(a), len(b)) and a[prefix] == b[prefix]:
        prefix += 1
    return jaro + prefix * 0.1 * (1 - jaro)


def name_level(a, b, nicknames):
    if not a or not b:
        return None
    if a == b:
        return "exact"
    short, apart, likeness = min(len(a), len(b)), edits(a, b), jaro_winkler(a, b)
    if (apart <= 1 and short >= 3) or likeness >= 0.94 or \
            (nicknames and any({a, b} <= group for group in NICKNAMES)):
        return "near"
    if likeness >= 0.86 or (apart <= 2 and short >= 5) or \
            (short >= 4 and a[:short] == b[:short]):
        return "fuzzy"
    if likeness >= 0.76 or a in b or b in a:
        return "weak"
    return "else"


def birth_level(a, b):
    """Of texts yyyymmdd. 1 January stands for its year alone: our reading."""
    if not a or not b:
        return None
    if a[4:] == "0101" or b[4:] == "0101":
        years = abs(int(a[:4]) - int(b[:4]))
        return "two" if years == 0 else "edits" if years == 1 else "else"
    if a == b:
        return "exact"
    if a[:4] == b[:4] and a[4:6] == b[6:] and a[6:] == b[4:6]:
        return "swap"
    apart = edits(a, b)
    if apart <= 1:
        return "edit"
    if (a[:4] == b[:4]) + (a[4:6] == b[4:6]) + (a[6:] == b[6:]) == 2:
        return "two"
    return "edits" if apart == 2 else "else"


def postcode_level(a, b):
    if not a or not b:
        return None
    if a == b:
        return "exact"
    if edits(a, b) <= 1:
        return "edit"
    return "sector" if len(a) == len(b) and a[:-2] == b[:-2] else "else"


def bits(record, alias, postcodes, children, named=False, exact_bits=None):
    """B of a record against one alias of a child, whose postcodes are all that it ever had.
    exact_bits: of an exact forename, where its frequency is known."""
    forename = name_level(record["given"], alias["given"], True)
    surname = name_level(record["family"], alias["family"], False)
    names = FORENAME[forename] + SURNAME[surname]
    crossed, swapped = forename, False
    first = name_level(record["given"], alias["family"], False)
    last = name_level(record["family"], alias["given"], False)
    other = FORENAME[first] + SURNAME[last] + math.log2(0.03)
    if other > names:
        names, swapped = other, True
        crossed = None if first is None or last is None else max(first, last, key=ORDER.index)
    forename_bits = FORENAME[crossed]
    if not swapped and forename == "exact" and exact_bits is not None:
        names += exact_bits - FORENAME["exact"]
        forename_bits = exact_bits
    birth = BIRTH[birth_level(record["birth"], alias["birth"])]
    levels = [postcode_level(record["postcode"], postcode) for postcode in postcodes]
    postcode = max((POSTCODE[level] for level in levels if level), default=0)
    both_sexes = record["sex"] and alias["sex"]
    sex = 0 if not both_sexes else 1.0 if record["sex"] == alias["sex"] else -4.6
    twin = TWIN_NAMED.get(crossed, TWIN[crossed]) if named and not swapped else TWIN[crossed]
    prior = 0.5 if both_sexes and record["sex"] != alias["sex"] else 0.015
    unrelated = names + birth + postcode + sex - math.log2(max(children, 1000))
    return -math.log2(2 ** -unrelated + prior * 2 ** -twin +
                      0.40 * 2 ** -(forename_bits + birth))


def says_nothing(record, alias, postcodes):
    """No name was compared, in place or, where that counts for more, crossed, nor does a postcode agree:
    no doubt, we say."""
    in_place = any(record[name] and alias[name] for name in ("given", "family"))
    crossed = FORENAME[name_level(record["given"], alias["family"], False)] + \
        SURNAME[name_level(record["family"], alias["given"], False)] + math.log2(0.03)
    levels = [postcode_level(record["postcode"], postcode) for postcode in postcodes]
    return not in_place and crossed <= 0 and not {"exact", "edit"} & set(levels)


def soundex(name):
    digits = {letter: str(n) for n, letters in
              enumerate(["BFPV", "CGJKQSXZ", "DT", "L", "MN", "R"], 1) for letter in letters}
    out, last = name[:1], digits.get(name[:1])
    for letter in name[1:]:
        digit = digits.get(letter)
        if digit and digit != last:
            out += digit
        if letter not in "HW":
            last = digit
    return (out + "000")[:4] if out else ""


def keys(record, asked):
    """All keys of a record as texts; asked: with day and month, and names, the other way round."""
    given, family = soundex(record["given"]), soundex(record["family"])
    found = set()
    for first, last in [(given, family)] + ([(family, given)] if asked else []):
        if first and last:
            found.add(f"N {first} {last}")
            if record["birth"]:
                found.add(f"N {first} {last} {record['birth'][:4]}")
    if record["postcode"]:  # alone: a file's candidates are found by all that tells many apart
        found.add(f"P {record['postcode']}")
    birth = record["birth"]
    if birth and birth[4:] != "0101":
        # The 16th is no month: the other way round it would find nothing but impossible dates.
        other = asked and (birth[6:] <= "12" or birth[4:6] > "12")
        for date in [birth] + ([birth[:4] + birth[6:] + birth[4:6]] if other else []):
            found.add(f"D {date}")
            for name in filter(None, (given, family)):
                found.add(f"M {date[:6]} {name}")
                found.add(f"Y {date[:4]}{date[6:]} {name}")
    return found

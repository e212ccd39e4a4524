"""What commands make of damaged images of a store: the whole answer, or damage that is named.

usage: damage.py STORE IMAGES SEED OLDER

Each image is the store's file with one byte, the head of a page, a burst of bytes, a copied or a
zeroed page changed, or a page that is still as in the file OLDER of a state before. Readers may end
with 0 only if they print what they print of the whole store; a writer may save only if the store is
then as sound as check finds it before. Prints a line for each wrong answer and each crash, then a
count of each; ends with 1 if there is any.
"""
import os
import random
import re
import struct
import subprocess
import sys

PAGE = 4096
ASKED = 5        # questions put to each image, by lot
KINDS = ('byte', 'byte', 'byte', 'head', 'head', 'burst', 'copy', 'zero')


def run(words):
    try:
        p = subprocess.run(words, capture_output=True, timeout=30)
    except subprocess.TimeoutExpired:
        return 'hang', b'', b''
    return p.returncode, p.stdout, p.stderr


def stale(data, older):
    """Pages that were written since, but those of the metas: an older one is an older state."""
    return [p for p in range(2, min(len(data), len(older)) // PAGE)
            if data[p * PAGE:(p + 1) * PAGE] != older[p * PAGE:(p + 1) * PAGE]]


def damaged(data, kind, rng, older=None):
    """A changed copy, and what was changed in words."""
    b = bytearray(data)
    pages = len(b) // PAGE
    page = rng.randrange(pages)
    if kind == 'byte':
        at = rng.randrange(len(b))
        b[at] ^= 1 << rng.randrange(8) if rng.random() < .5 else rng.randrange(1, 256)
        return b, 'byte %d' % at
    if kind == 'head':
        at = page * PAGE + rng.randrange(64)
        b[at] ^= rng.randrange(1, 256)
        return b, 'byte %d of page %d' % (at % PAGE, page)
    if kind == 'burst':
        at = rng.randrange(len(b) - 64)
        for i in range(at, at + rng.randrange(2, 64)):
            b[i] = rng.randrange(256)
        return b, 'burst at %d' % at
    if kind == 'copy':
        other = rng.randrange(pages)
        b[page * PAGE:(page + 1) * PAGE] = data[other * PAGE:(other + 1) * PAGE]
        return b, 'page %d copied to %d' % (other, page)
    if kind == 'stale':
        page = rng.choice(stale(data, older))
        b[page * PAGE:(page + 1) * PAGE] = older[page * PAGE:(page + 1) * PAGE]
        return b, 'page %d not written' % page
    b[page * PAGE:(page + 1) * PAGE] = bytes(PAGE)
    return b, 'page %d zeroed' % page


def questions():
    """Commands that read, each with the answer of the whole store."""
    listed = run(['tlsafe-hazard', 'list', '-o', 'csv', '--fields', 'id'])[1].split()[1:]
    ids = [listed[len(listed) * i // 4].decode() for i in range(4)]
    asked = [['tlsafe-stats', 'rate'], ['tlsafe-stats', 'by', 'town,level'],
             ['tlsafe-hazard', 'list', '-o', 'csv'], ['tlsafe-hazard', 'list', 'open'],
             ['tlsafe-hazard', 'list', 'overdue'], ['tlsafe-hazard', 'show', '-o', 'json'] + ids,
             ['tlsafe-hazard', 'history', ids[1]], ['tlsafe-register', 'list'],
             ['tlsafe-register', 'show', 'U000002'], ['tlsafe-db', 'export'],
             ['tlsafe-db', 'log'], ['tlsafe-stats', 'rate', '--known-at', '2'],
             ['tlsafe-stats', 'explain', 'overdue']]
    return [(q, run(q)) for q in asked], ids


def main():
    store, images, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    rng = random.Random(seed)
    path = os.path.join(store, 'data.mdb')
    whole = open(path, 'rb').read()
    older = open(sys.argv[4], 'rb').read()
    asked, ids = questions()
    for q, (status, _, said) in asked:
        if status:
            sys.exit('damage.py: %s ends with %s: %s' % (' '.join(q), status, said.decode()))
    wrong = crashed = named = right = unseen = grown = 0
    for n in range(images):
        kind = (*KINDS, 'stale')[n % (len(KINDS) + 1)]
        image, what = damaged(whole, kind, rng, older)
        with open(path, 'r+b') as f:
            f.write(image)
            f.truncate(len(image))
        some = False
        for q, (_, good, _) in rng.sample(asked, ASKED):
            status, out, said = run(q)
            if status == 0 and out == good:
                continue
            some = True
            if status == 0:
                wrong += 1
                print('# wrong: %s: %s' % (what, ' '.join(q)))
            elif (status == 'hang' or status < 0 or
                  status != 78 and not re.search(b'damage|cut short|missing', said + out)):
                crashed += 1
                print('# %s: %s: %s: %s' % (what, ' '.join(q), status, said[:200]))
        named += some
        right += not some
        sound = run(['tlsafe-db', 'check'])[0]
        if sound not in (0, 1, 78):
            crashed += 1
            print('# %s: check ends with %s' % (what, sound))
        if some and sound == 0:
            unseen += 1
            print('# unseen by check: %s' % what)
        # What a writer cannot see is counted, not judged: it looks at the pages on its way.
        if sound == 1:
            status, out, said = run(['tlsafe-hazard', 'note', ids[2], '--note', 'x'])
            grown += status == 0
            if isinstance(status, str) or status < 0:
                crashed += 1
                print('# %s: note ends with %s' % (what, status))
    with open(path, 'r+b') as f:
        f.write(whole)
        f.truncate(len(whole))
    print('# %d images: %d answered right by all, %d named; saved on %d that check finds damaged' %
          (images, right, named, grown))
    print('%d wrong, %d crashed, %d unseen by check' % (wrong, crashed, unseen))
    sys.exit(bool(wrong or crashed or unseen))


if __name__ == '__main__':
    main()

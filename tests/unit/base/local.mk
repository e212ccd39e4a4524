UNIT_TESTS += tests/unit/base/arena tests/unit/base/buf tests/unit/base/charset \
	tests/unit/base/compress tests/unit/base/crypto tests/unit/base/date tests/unit/base/err \
	tests/unit/base/file tests/unit/base/library tests/unit/base/map tests/unit/base/meant \
	tests/unit/base/number tests/unit/base/spool tests/unit/base/utf8 \
	tests/unit/base/workdays
UNIT_TESTS += tests/unit/base/ascent tests/unit/base/blob \
	tests/unit/base/geo tests/unit/base/worker

UNIT_TESTS += tests/unit/kv/guard tests/unit/kv/key tests/unit/kv/kv tests/unit/kv/lmdb \
	tests/unit/kv/mem
tests_unit_kv_lmdb_SOURCES = tests/unit/kv/lmdb.c tests/unit/kv/conformance.c \
	tests/unit/kv/conformance.h
tests_unit_kv_mem_SOURCES = tests/unit/kv/mem.c tests/unit/kv/conformance.c \
	tests/unit/kv/conformance.h

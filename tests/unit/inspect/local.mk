UNIT_TESTS += tests/unit/inspect/draw tests/unit/inspect/filled tests/unit/inspect/interval \
	tests/unit/inspect/returned tests/unit/inspect/route
tests_unit_inspect_filled_SOURCES = tests/unit/inspect/filled.c tests/unit/inspect/told.h
tests_unit_inspect_returned_SOURCES = tests/unit/inspect/returned.c tests/unit/inspect/told.h

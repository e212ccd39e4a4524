UNIT_TESTS += tests/unit/inspect/draw tests/unit/inspect/filled tests/unit/inspect/interval \
	tests/unit/inspect/returned tests/unit/inspect/route

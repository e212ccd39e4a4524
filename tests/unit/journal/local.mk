UNIT_TESTS += tests/unit/journal/chain tests/unit/journal/draft tests/unit/journal/entry \
	tests/unit/journal/fold tests/unit/journal/genesis tests/unit/journal/hazard \
	tests/unit/journal/inspection \
	tests/unit/journal/journal tests/unit/journal/record tests/unit/journal/return \
	tests/unit/journal/workflow

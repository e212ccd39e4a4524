UNIT_TESTS += tests/unit/stats/block tests/unit/stats/cells tests/unit/stats/cluster \
	tests/unit/stats/count tests/unit/stats/dimension tests/unit/stats/explain \
	tests/unit/stats/figures tests/unit/stats/measure tests/unit/stats/score \
	tests/unit/stats/tables

UNIT_TESTS += tests/unit/change/near tests/unit/change/penalty tests/unit/change/rights \
	tests/unit/change/term

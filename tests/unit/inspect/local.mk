UNIT_TESTS += tests/unit/inspect/filled

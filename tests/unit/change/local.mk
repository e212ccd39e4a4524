UNIT_TESTS += tests/unit/change/near tests/unit/change/rights

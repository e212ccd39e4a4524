UNIT_TESTS += tests/unit/change/near

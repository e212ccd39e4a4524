UNIT_TESTS += tests/unit/still/look

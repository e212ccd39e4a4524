UNIT_TESTS += tests/unit/report/handed
tests_unit_report_handed_SOURCES = tests/unit/report/handed.c tests/unit/report/blank.h

UNIT_TESTS += tests/unit/query/checklists tests/unit/query/columns \
	tests/unit/query/describe tests/unit/query/filter \
	tests/unit/query/history tests/unit/query/line tests/unit/query/list \
	tests/unit/query/lookup tests/unit/query/match tests/unit/query/moment \
	tests/unit/query/order tests/unit/query/path tests/unit/query/returns \
	tests/unit/query/saved \
	tests/unit/query/schema_list

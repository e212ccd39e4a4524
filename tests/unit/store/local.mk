UNIT_TESTS += tests/unit/store/anchor tests/unit/store/commit tests/unit/store/fact \
	tests/unit/store/gate tests/unit/store/ids tests/unit/store/ids_gap tests/unit/store/links \
	tests/unit/store/genesis tests/unit/store/handle tests/unit/store/open \
	tests/unit/store/roster tests/unit/store/rows tests/unit/store/schema_files \
	tests/unit/store/schema_kept tests/unit/store/schema_set tests/unit/store/settings \
	tests/unit/store/view tests/unit/store/views
UNIT_TESTS += tests/unit/store/blobs tests/unit/store/stillfiles

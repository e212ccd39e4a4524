UNIT_TESTS += tests/unit/schema/blank tests/unit/schema/calendar \
	tests/unit/schema/checklint tests/unit/schema/checklist \
	tests/unit/schema/config tests/unit/schema/diff tests/unit/schema/docno \
	tests/unit/schema/image \
	tests/unit/schema/load tests/unit/schema/paper tests/unit/schema/past \
	tests/unit/schema/rulebook \
	tests/unit/schema/schema tests/unit/schema/type tests/unit/schema/yaml
tests_unit_schema_blank_SOURCES = tests/unit/schema/blank.c tests/unit/schema/set.c \
	tests/unit/schema/set.h
tests_unit_schema_calendar_SOURCES = tests/unit/schema/calendar.c tests/unit/schema/set.c \
	tests/unit/schema/set.h
tests_unit_schema_checklint_SOURCES = tests/unit/schema/checklint.c tests/unit/schema/set.c \
	tests/unit/schema/set.h
tests_unit_schema_checklist_SOURCES = tests/unit/schema/checklist.c tests/unit/schema/set.c \
	tests/unit/schema/set.h
tests_unit_schema_diff_SOURCES = tests/unit/schema/diff.c tests/unit/schema/set.c \
	tests/unit/schema/set.h
tests_unit_schema_image_SOURCES = tests/unit/schema/image.c tests/unit/schema/set.c \
	tests/unit/schema/set.h
tests_unit_schema_docno_SOURCES = tests/unit/schema/docno.c
tests_unit_schema_paper_SOURCES = tests/unit/schema/paper.c tests/unit/schema/set.c \
	tests/unit/schema/set.h
tests_unit_schema_past_SOURCES = tests/unit/schema/past.c tests/unit/schema/set.c \
	tests/unit/schema/set.h
tests_unit_schema_rulebook_SOURCES = tests/unit/schema/rulebook.c tests/unit/schema/set.c \
	tests/unit/schema/set.h
tests_unit_schema_schema_SOURCES = tests/unit/schema/schema.c tests/unit/schema/set.c \
	tests/unit/schema/set.h
tests_unit_schema_type_SOURCES = tests/unit/schema/type.c tests/unit/schema/set.c \
	tests/unit/schema/set.h

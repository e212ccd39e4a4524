check_PROGRAMS += tests/gen
tests_gen_SOURCES = tests/gen.c
tests_gen_LDADD =
check_PROGRAMS += tests/tamper
tests_tamper_SOURCES = tests/tamper.c
tests_tamper_LDADD = libcore.la

# Fuzz targets replay their seeds here; for fuzzing tests/torture builds them with clang and
# without replay.c.
FUZZ_TESTS = tests/fuzz/csv tests/fuzz/json tests/fuzz/schema tests/fuzz/date tests/fuzz/filter \
	tests/fuzz/pack tests/fuzz/fods tests/fuzz/printed tests/fuzz/handed \
	tests/fuzz/filled
check_PROGRAMS += $(FUZZ_TESTS)
TESTS += $(FUZZ_TESTS)
tests_fuzz_csv_SOURCES = tests/fuzz/csv.c tests/fuzz/replay.c
tests_fuzz_json_SOURCES = tests/fuzz/json.c tests/fuzz/replay.c
tests_fuzz_schema_SOURCES = tests/fuzz/schema.c tests/fuzz/replay.c
tests_fuzz_date_SOURCES = tests/fuzz/date.c tests/fuzz/replay.c
tests_fuzz_filter_SOURCES = tests/fuzz/filter.c tests/fuzz/replay.c
tests_fuzz_fods_SOURCES = tests/fuzz/fods.c tests/fuzz/replay.c
tests_fuzz_printed_SOURCES = tests/fuzz/printed.c tests/fuzz/replay.c
tests_fuzz_handed_SOURCES = tests/fuzz/handed.c tests/fuzz/replay.c
tests_fuzz_filled_SOURCES = tests/fuzz/filled.c tests/fuzz/replay.c
tests_fuzz_pack_SOURCES = tests/fuzz/pack.c tests/fuzz/replay.c

# Unit tests see the inside: they link the inner library. One program a module, its source of the
# same name.
LDADD = libcore.la $(CMOCKA_LIBS)
UNIT_TESTS =
include tests/unit/base/local.mk
include tests/unit/kv/local.mk
include tests/unit/form/local.mk
include tests/unit/image/local.mk
include tests/unit/schema/local.mk
include tests/unit/journal/local.mk
include tests/unit/store/local.mk
include tests/unit/query/local.mk
include tests/unit/change/local.mk
include tests/unit/stats/local.mk
include tests/unit/report/local.mk
include tests/unit/inspect/local.mk
include tests/unit/still/local.mk
if HAVE_CMOCKA
check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)
endif

COMMAND_TESTS = tests/cmd/main-job.t tests/cmd/lists.t tests/cmd/lists-dirt.t \
	tests/cmd/import-errors.t tests/cmd/command-line.t \
	tests/cmd/schema.t tests/cmd/schema-apply.t tests/cmd/check.t tests/cmd/kill.t \
	tests/cmd/hazard-acts.t tests/cmd/correct-undo.t tests/cmd/store-guards.t \
	tests/cmd/store-opening.t tests/cmd/upgrade.t tests/cmd/damage.t tests/cmd/errors-told.t \
	tests/cmd/colour.t tests/cmd/complete.t tests/cmd/spreadsheet.t tests/cmd/property.t
COMMAND_TESTS += tests/cmd/failing-calls.t
COMMAND_TESTS += tests/cmd/disk-full.t
COMMAND_TESTS += tests/cmd/clock.t
COMMAND_TESTS += tests/cmd/journal-lines.t
COMMAND_TESTS += tests/cmd/salvage.t
COMMAND_TESTS += tests/cmd/moments.t tests/cmd/search.t
COMMAND_TESTS += tests/cmd/duplicates.t tests/cmd/alike.t
COMMAND_TESTS += tests/cmd/words.t tests/cmd/stats.t tests/cmd/flow.t tests/cmd/why.t \
	tests/cmd/rank.t tests/cmd/everywhere.t tests/cmd/signals.t
COMMAND_TESTS += tests/cmd/inspect.t tests/cmd/inspect-photos.t tests/cmd/inspect-recheck.t
COMMAND_TESTS += tests/cmd/inspect-record.t
COMMAND_TESTS += tests/cmd/enforcement.t tests/cmd/plan.t
COMMAND_TESTS += tests/cmd/selfcheck.t
COMMAND_TESTS += tests/cmd/libraries.t
COMMAND_TESTS += tests/cmd/june.t tests/cmd/workbook.t tests/cmd/pictures.t
COMMAND_TESTS += tests/cmd/report.t tests/cmd/report-forms.t tests/cmd/handoff.t
COMMAND_TESTS += tests/cmd/form.t
COMMAND_TESTS += tests/cmd/query.t
COMMAND_TESTS += tests/cmd/refused-ids.t
COMMAND_TESTS += tests/cmd/hands.t tests/cmd/week.t tests/cmd/many.t
COMMAND_TESTS += tests/cmd/contrib.t tests/cmd/cron.t
COMMAND_TESTS += tests/cmd/filed.t
COMMAND_TESTS += tests/cmd/dossier.t
COMMAND_TESTS += tests/cmd/notice.t
COMMAND_TESTS += tests/cmd/camera.t
COMMAND_TESTS += tests/cmd/snapshot.t
COMMAND_TESTS += tests/cmd/detection.t
COMMAND_TESTS += tests/cmd/penalty.t
COMMAND_TESTS += tests/cmd/follow.t
COMMAND_TESTS += tests/cmd/backup.t
COMMAND_TESTS += tests/cmd/layouts.t tests/cmd/sheets.t
COMMAND_TESTS += tests/cmd/roster.t
COMMAND_TESTS += tests/cmd/snapshot-check.t
COMMAND_TESTS += tests/cmd/working-days.t
LINT_TESTS = tests/lint/man.t tests/lint/layers.t tests/lint/width.t tests/lint/ternary.t
TESTS += $(COMMAND_TESTS) $(LINT_TESTS)
# What is released is built, installed and tried with these (make distcheck TESTS='$(QUICK_TESTS)').
QUICK_TESTS = $(FUZZ_TESTS) $(UNIT_TESTS) tests/cmd/main-job.t tests/cmd/schema.t \
	tests/cmd/complete.t tests/cmd/spreadsheet.t tests/lint/layers.t
# Too slow for every change: make torture.
TORTURE_TESTS = tests/cmd/faults.t tests/cmd/valgrind.t
EXTRA_DIST += tests/stores/format-1.tar.gz
EXTRA_DIST += $(COMMAND_TESTS) $(LINT_TESTS) $(TORTURE_TESTS) tests/lib.sh tests/driver \
	tests/torture tests/demo tests/unit/unit.h tests/unit/model.h tests/stop.c tests/chain.py \
	tests/damage.py tests/property.py tests/salvage.py tests/faults \
	tests/data tests/fuzz/csv.in tests/fuzz/json.in tests/fuzz/schema.in tests/fuzz/date.in \
	tests/fuzz/filter.in tests/fuzz/pack.in tests/fuzz/fods.in tests/fuzz/printed.in \
	tests/fuzz/handed.in tests/fuzz/filled.in

EXTRA_DIST += tests/workbook.py tests/fail.c tests/stills

EXTRA_DIST += tests/clock.c

TEST_EXTENSIONS = .t
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/tests/driver
T_LOG_DRIVER = $(LOG_DRIVER)
T_LOG_COMPILER = bash
AM_TESTS_ENVIRONMENT = \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	TEST_SRCDIR='$(abs_top_srcdir)'; export TEST_SRCDIR; \
	TEST_BUILDDIR='$(abs_top_builddir)'; export TEST_BUILDDIR; \
	TLSAFE_SCHEMAS='$(abs_top_srcdir)/schemas'; export TLSAFE_SCHEMAS; \
	PATH='$(abs_top_builddir)/cmd':$$PATH; export PATH; \
	TZ=America/New_York; export TZ; \
	unset TLSAFE_STORE TLSAFE_NOW TLSAFE_ACTOR;

# Side by side with sqlite3 and DuckDB; not part of check.
EXTRA_PROGRAMS = tests/bench/pairs tests/bench/durable tests/bench/nothing tests/bench/passes
tests_bench_pairs_SOURCES = tests/bench/pairs.c
tests_bench_pairs_LDADD =
tests_bench_durable_SOURCES = tests/bench/durable.c
tests_bench_durable_LDADD = libtlsafe.la
tests_bench_nothing_SOURCES = tests/bench/nothing.c
tests_bench_nothing_LDADD =
tests_bench_passes_SOURCES = tests/bench/passes.c
tests_bench_passes_LDADD =
EXTRA_DIST += tests/bench/bench tests/bench/duckdb.js
CLEANFILES = $(EXTRA_PROGRAMS)
.PHONY: bench
bench: all tests/gen $(EXTRA_PROGRAMS)
	$(AM_TESTS_ENVIRONMENT) bash $(srcdir)/tests/bench/bench

# For hours when nobody waits; tests/torture says what it takes from the environment.
.PHONY: torture
torture: all $(check_PROGRAMS)
	$(AM_TESTS_ENVIRONMENT) bash $(srcdir)/tests/torture
clean-local:
	rm -rf torture

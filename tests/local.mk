check_PROGRAMS += tests/gen
tests_gen_SOURCES = tests/gen.c
tests_gen_LDADD =
check_PROGRAMS += tests/tamper
tests_tamper_SOURCES = tests/tamper.c
tests_tamper_LDADD = libcore.la

# Unit tests see the inside: they link the inner library. One program a module, its source of the same name.
LDADD = libcore.la $(CMOCKA_LIBS)
UNIT_TESTS = tests/unit/text tests/unit/type tests/unit/kv tests/unit/form tests/unit/model
if HAVE_CMOCKA
check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)
endif

TESTS += $(COMMAND_TESTS)
COMMAND_TESTS = tests/cmd/first.t tests/cmd/bad.t tests/cmd/verbs.t tests/cmd/schema.t tests/cmd/check.t tests/cmd/kill.t tests/lint/man.t tests/lint/layers.t
EXTRA_DIST += $(COMMAND_TESTS) tests/lib.sh tests/demo tests/unit/unit.h

TEST_EXTENSIONS = .t
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
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

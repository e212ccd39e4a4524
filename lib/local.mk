noinst_LTLIBRARIES += libcore.la
libcore_la_SOURCES = \
	lib/base/defs.h lib/base/bytes.h \
	lib/base/err.c lib/base/err.h lib/base/buf.c lib/base/buf.h lib/base/arena.c lib/base/arena.h lib/base/map.c lib/base/map.h lib/base/utf8.c lib/base/utf8.h \
	lib/base/charset.c lib/base/charset.h lib/base/date.c lib/base/date.h lib/base/crypto.c lib/base/crypto.h lib/base/compress.c lib/base/compress.h \
	lib/kv/key.c lib/kv/key.h lib/kv/kv.h lib/kv/mem.c lib/kv/lmdb.c \
	lib/schema/type.c lib/schema/type.h lib/schema/schema.c lib/schema/schema.h lib/schema/load.c lib/schema/diff.c lib/schema/diff.h lib/journal/record.c lib/journal/record.h \
	lib/journal/entry.c lib/journal/entry.h lib/journal/journal.c lib/journal/journal.h lib/change/decide.c lib/change/decide.h lib/journal/fold.c lib/journal/fold.h lib/journal/status.c lib/journal/status.h \
	lib/store/rows.c lib/store/rows.h lib/store/fact.c lib/store/fact.h lib/store/views.c lib/store/views.h \
	lib/store/handle.c lib/store/handle.h lib/store/schema_set.c lib/store/schema_set.h lib/change/change.c lib/query/lookup.c lib/query/lookup.h lib/query/filter.c lib/query/filter.h lib/stats/figures.c lib/stats/figures.h lib/stats/count.c lib/stats/tables.c lib/stats/explain.c lib/query/describe.c \
	lib/import/import.c lib/import/sheet.c lib/import/row.c lib/import/list.h lib/import/inherit.h lib/change/act.c lib/change/correct.c lib/change/unit_moved.c lib/change/undo.c lib/store/settings.c lib/change/schema_apply.c lib/admin/export.c lib/admin/check.c \
	lib/form/form.h lib/form/out.c lib/form/csv.c lib/form/json.c lib/form/text.c lib/tlsafe.c
libcore_la_CFLAGS = $(AM_CFLAGS) $(LMDB_CFLAGS) $(YAML_CFLAGS) $(CJSON_CFLAGS) $(SODIUM_CFLAGS) $(ZSTD_CFLAGS) $(SMARTCOLS_CFLAGS)
libcore_la_LIBADD = $(LMDB_LIBS) $(YAML_LIBS) $(CJSON_LIBS) $(CSV_LIBS) $(SODIUM_LIBS) $(ZSTD_LIBS) $(UNISTRING_LIBS) $(SMARTCOLS_LIBS)

lib_LTLIBRARIES += libtlsafe.la
libtlsafe_la_SOURCES =
libtlsafe_la_LIBADD = libcore.la
libtlsafe_la_LDFLAGS = $(AM_LDFLAGS) -version-info $(TLSAFE_LIB_VERSION) -Wl,--version-script=$(srcdir)/lib/tlsafe.map
EXTRA_libtlsafe_la_DEPENDENCIES = lib/tlsafe.map
include_HEADERS = lib/tlsafe.h
pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = lib/tlsafe.pc
EXTRA_DIST += lib/tlsafe.map

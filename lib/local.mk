# The inner library: folders in the order in which they may call (tests/lint/layers.t).
noinst_LTLIBRARIES += libcore.la
libcore_la_SOURCES = lib/tlsafe.c
libcore_la_SOURCES += lib/base/arena.c lib/base/arena.h lib/base/ascent.c \
	lib/base/ascent.h lib/base/blob.c lib/base/blob.h lib/base/buf.c lib/base/buf.h \
	lib/base/bytes.h lib/base/charset.c lib/base/charset.h lib/base/compress.c \
	lib/base/compress.h lib/base/crypto.c lib/base/crypto.h lib/base/date.c lib/base/date.h \
	lib/base/defs.h lib/base/err.c lib/base/err.h lib/base/file.c lib/base/file.h \
	lib/base/geo.c lib/base/geo.h lib/base/library.c lib/base/library.h \
	lib/base/spool.c lib/base/spool.h \
	lib/base/map.c lib/base/map.h lib/base/meant.c lib/base/meant.h lib/base/memory.c \
	lib/base/memory.h lib/base/number.c lib/base/number.h lib/base/sum.c lib/base/sum.h \
	lib/base/utf8.c lib/base/utf8.h lib/base/workdays.c lib/base/workdays.h \
	lib/base/worker.c lib/base/worker.h
libcore_la_SOURCES += lib/kv/guard.c lib/kv/guard.h lib/kv/key.c lib/kv/key.h lib/kv/kv.c \
	lib/kv/kv.h lib/kv/lmdb.c lib/kv/mem.c lib/kv/pages.c lib/kv/pages.h
libcore_la_SOURCES += lib/form/csv.c lib/form/fods.c lib/form/form.h lib/form/gnuplot.c \
	lib/form/grid.c lib/form/html.c lib/form/json.c lib/form/mail.c lib/form/markdown.c \
	lib/form/out.c \
	lib/form/sheet_name.c lib/form/sheet_name.h lib/form/signature.c lib/form/signature.h \
	lib/form/spans.c lib/form/spans.h lib/form/template.c lib/form/text.c lib/form/xlsx.c
libcore_la_SOURCES += lib/image/alike.c lib/image/alike.h lib/image/exif.c lib/image/hash.c \
	lib/image/hash.h lib/image/image.c lib/image/image.h lib/image/jpeg.c \
	lib/image/looker.c lib/image/looker.h lib/image/png.c lib/image/read.c \
	lib/image/root.h lib/image/see.c lib/image/see.h lib/image/seen.c \
	lib/image/verdict.c lib/image/verdict.h
libcore_la_SOURCES += lib/schema/config.c
libcore_la_SOURCES += lib/schema/blank.c lib/schema/blank.h lib/schema/calendar.c \
	lib/schema/calendar.h lib/schema/checklint.c lib/schema/checklint.h \
	lib/schema/checklist.c lib/schema/checklist.h lib/schema/diff.c \
	lib/schema/diff.h lib/schema/docno.c lib/schema/docno.h lib/schema/shelf.c \
	lib/schema/shelf.h lib/schema/image.c \
	lib/schema/image.h lib/schema/load.c lib/schema/past.c \
	lib/schema/past.h lib/schema/paper.c lib/schema/paper.h lib/schema/rulebook.c \
	lib/schema/rulebook.h lib/schema/schema.c \
	lib/schema/schema.h lib/schema/type.c lib/schema/type.h lib/schema/words.c \
	lib/schema/words.h lib/schema/yaml.c lib/schema/yaml.h
libcore_la_SOURCES += lib/journal/chain.c lib/journal/chain.h lib/journal/draft.c \
	lib/journal/draft.h lib/journal/entry.c \
	lib/journal/entry.h lib/journal/fold.c lib/journal/fold.h lib/journal/genesis.c \
	lib/journal/genesis.h lib/journal/hazard.c lib/journal/hazard.h lib/journal/inspection.c \
	lib/journal/inspection.h lib/journal/return.c lib/journal/return.h lib/journal/journal.c \
	lib/journal/journal.h lib/journal/record.c lib/journal/record.h lib/journal/status.h \
	lib/journal/workflow.c lib/journal/workflow.h
libcore_la_SOURCES += lib/store/anchor.c lib/store/anchor.h lib/store/blobs.c lib/store/blobs.h \
	lib/store/commit.c lib/store/commit.h \
	lib/store/fact.c lib/store/fact.h \
	lib/store/gate.c lib/store/gate.h lib/store/genesis.c lib/store/genesis.h \
	lib/store/ids.c lib/store/ids.h lib/store/ids_gap.c lib/store/ids_gap.h \
	lib/store/links.c lib/store/links.h \
	lib/store/handle.c lib/store/handle.h \
	lib/store/open.c lib/store/open.h lib/store/roster.c lib/store/roster.h \
	lib/store/rows.c \
	lib/store/rows.h lib/store/schema_files.c lib/store/schema_files.h \
	lib/store/schema_kept.c lib/store/schema_kept.h \
	lib/store/schema_set.c lib/store/schema_set.h lib/store/settings.c lib/store/settings.h \
	lib/store/view.c lib/store/view.h lib/store/views.c lib/store/views.h
libcore_la_SOURCES += lib/query/checklist_lint.c lib/query/checklists.c \
	lib/query/columns.c lib/query/columns.h \
	lib/query/describe.c lib/query/describe.h lib/query/duplicates.c lib/query/duplicates.h \
	lib/query/factterms.c lib/query/factterms.h \
	lib/query/filter.c lib/query/filter.h lib/query/history.c lib/query/history.h \
	lib/query/line.c lib/query/line.h lib/query/list.c lib/query/list.h lib/query/lookup.c \
	lib/query/lookup.h lib/query/match.c lib/query/match.h lib/query/moment.c \
	lib/query/moment.h lib/query/order.c lib/query/order.h lib/query/path.c \
	lib/query/path.h lib/query/provenance.c lib/query/provenance.h \
	lib/query/saved.c lib/query/saved.h lib/query/schema_list.c \
	lib/query/search.c lib/query/search.h
libcore_la_SOURCES += lib/stats/against.c lib/stats/against.h lib/stats/appeal.c \
	lib/stats/appeal.h lib/stats/ask.c lib/stats/ask.h lib/stats/block.c lib/stats/block.h \
	lib/stats/cells.c lib/stats/cells.h lib/stats/cluster.c \
	lib/stats/cluster.h lib/stats/detect.c lib/stats/detect.h lib/stats/finds.c \
	lib/stats/finds.h lib/stats/judged.c lib/stats/judged.h lib/stats/signals.c \
	lib/stats/count.c \
	lib/stats/count.h lib/stats/cross.c lib/stats/cross.h lib/stats/dimension.c \
	lib/stats/dimension.h lib/stats/explain.c lib/stats/figures.c lib/stats/figures.h \
	lib/stats/flow.c lib/stats/groups.c lib/stats/groups.h \
	lib/stats/measure.c lib/stats/measure.h lib/stats/printed.c lib/stats/printed.h \
	lib/stats/rank.c lib/stats/score.c \
	lib/stats/score.h lib/stats/table.c lib/stats/table.h \
	lib/stats/tables.c lib/stats/units.c lib/stats/units.h lib/stats/why.c lib/stats/why.h
libcore_la_SOURCES += lib/report/document.c lib/report/document.h lib/report/filling.c \
	lib/report/filling.h lib/report/report.c lib/report/told.c lib/report/told.h
libcore_la_SOURCES += lib/change/act.c lib/change/act.h lib/change/rights.c \
	lib/change/rights.h lib/change/users.c lib/change/whoami.c
libcore_la_SOURCES += lib/change/asked.c lib/change/asked.h lib/change/change.c \
	lib/change/camera_rules.c lib/change/camera_rules.h \
	lib/change/change.h lib/change/correct.c lib/change/correct.h lib/change/decide.c \
	lib/change/decide.h lib/change/fault.c lib/change/fault.h lib/change/hazard_rules.c \
	lib/change/alike.c lib/change/alike.h lib/change/near.c lib/change/near.h \
	lib/change/duplicates.c lib/change/duplicates.h lib/change/hazard_rules.h \
	lib/change/inspection_rules.c lib/change/inspection_rules.h \
	lib/change/return_rules.c lib/change/return_rules.h \
	lib/change/imported.c lib/change/imported.h lib/change/inherit.c lib/change/inherit.h \
	lib/change/officers.c lib/change/officers.h lib/change/term.c lib/change/term.h \
	lib/change/penalty_rules.c lib/change/penalty_rules.h \
	lib/change/plain_rules.c lib/change/plain_rules.h lib/change/rules.h \
	lib/change/schema_apply.c lib/change/schema_apply.h lib/change/settings.c \
	lib/change/undo.c lib/change/unit_moved.c lib/change/unit_moved.h
libcore_la_SOURCES += lib/import/book.c lib/import/enter.c lib/import/headings.c \
	lib/import/import.c lib/import/kept.c lib/import/kept.h lib/import/list.h \
	lib/import/reader.c lib/import/reader.h lib/import/recognise.c lib/import/recognise.h \
	lib/import/repeat.c lib/import/repeat.h lib/import/respelt.c lib/import/respelt.h \
	lib/import/row.c lib/import/sheet.c
libcore_la_SOURCES += lib/import/counts.c
libcore_la_SOURCES += lib/report/form.c lib/report/formfill.c lib/report/formfill.h \
	lib/report/formrecords.c lib/report/formrecords.h \
	lib/report/formunits.c lib/report/formunits.h \
	lib/report/formwhere.c lib/report/formwhere.h \
	lib/report/handed.c lib/report/handed.h lib/report/span.c lib/report/span.h \
	lib/report/verify.c
libcore_la_SOURCES += lib/report/documents.c lib/report/documents.h \
	lib/report/dossier.c lib/report/filed.c \
	lib/report/gaps.c lib/report/issuer.c lib/report/issuing.h lib/report/notice.c \
	lib/report/paperfill.c lib/report/paperfill.h lib/report/served.c \
	lib/report/standing.c lib/report/subjects.c lib/report/visits.c
libcore_la_SOURCES += lib/still/alarms.c lib/still/detect.c lib/still/detected.h lib/still/judge.c \
	lib/still/saw.c lib/still/saw.h
libcore_la_SOURCES += lib/inspect/again.c lib/inspect/answer.c lib/inspect/answer.h \
	lib/inspect/answers.c lib/inspect/awaiting.c lib/inspect/awaiting.h \
	lib/inspect/enter.c lib/inspect/evidence.c lib/inspect/heads.c lib/inspect/heads.h \
	lib/inspect/files.c lib/inspect/filled.c lib/inspect/filled.h lib/inspect/lists.c \
	lib/inspect/lists.h lib/inspect/photos.c \
	lib/inspect/photos.h lib/inspect/recheck.c lib/inspect/recheck.h \
	lib/inspect/record.c lib/inspect/recording.h \
	lib/inspect/sheet.c lib/inspect/visit.c
libcore_la_SOURCES += lib/inspect/draw.c lib/inspect/draw.h lib/inspect/drawn.c \
	lib/inspect/due.c lib/inspect/fulfil.c lib/inspect/fulfil.h lib/inspect/interval.c \
	lib/inspect/interval.h lib/inspect/plan.c lib/inspect/plan.h lib/inspect/planning.c \
	lib/inspect/rounds.c lib/inspect/route.c lib/inspect/route.h
libcore_la_SOURCES += lib/inspect/returned.c lib/inspect/returned.h \
	lib/inspect/selfchecks.c lib/inspect/selfchecks.h lib/inspect/selfdue.c \
	lib/inspect/selfenter.c lib/inspect/selfsheet.c \
	lib/inspect/selfknown.c lib/inspect/selfread.c lib/query/returns.c lib/query/returns.h
libcore_la_SOURCES += lib/still/add.c lib/still/alike.c lib/still/audit.c lib/still/check.c \
	lib/still/give.c lib/still/kept.c lib/still/kept.h lib/still/look.c lib/still/look.h \
	lib/still/prune.c lib/still/reading.c lib/still/reading.h lib/still/taking.c \
	lib/still/taking.h lib/store/stillfiles.c lib/store/stillfiles.h
libcore_la_SOURCES += lib/admin/backup.c lib/admin/given.c lib/admin/given.h \
	lib/admin/health.c \
	lib/admin/putback.c lib/admin/sidecar.c lib/admin/sidecar.h
libcore_la_SOURCES += lib/admin/check.c lib/admin/export.c lib/admin/info.c lib/admin/renew.c \
	lib/admin/restore.c lib/admin/salvage.c lib/admin/salvage.h
libcore_la_CFLAGS = $(AM_CFLAGS) $(LMDB_CFLAGS) $(YAML_CFLAGS) $(CJSON_CFLAGS) $(SODIUM_CFLAGS) \
	$(ZSTD_CFLAGS) $(SMARTCOLS_CFLAGS) $(EXPAT_CFLAGS) $(PNG_CFLAGS)
# Of the others few commands have need: they are loaded then (base/library.h).
libcore_la_LIBADD = $(LMDB_LIBS) $(SODIUM_LIBS) $(ZSTD_LIBS) $(UNISTRING_LIBS)

lib_LTLIBRARIES += libtlsafe.la
libtlsafe_la_SOURCES =
libtlsafe_la_LIBADD = libcore.la
libtlsafe_la_LDFLAGS = $(AM_LDFLAGS) -version-info $(TLSAFE_LIB_VERSION) \
	-Wl,--version-script=$(srcdir)/lib/tlsafe.map
EXTRA_libtlsafe_la_DEPENDENCIES = lib/tlsafe.map
include_HEADERS = lib/tlsafe.h
pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = lib/tlsafe.pc
EXTRA_DIST += lib/tlsafe.map

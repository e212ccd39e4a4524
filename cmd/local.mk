bin_PROGRAMS += cmd/tlsafe cmd/tlsafe-db cmd/tlsafe-register cmd/tlsafe-inspect \
	cmd/tlsafe-hazard cmd/tlsafe-snapshot cmd/tlsafe-stats cmd/tlsafe-report
COMMON = cmd/common/cmd.h cmd/common/folder.c cmd/common/guarded.c cmd/common/helper.c \
	cmd/common/helper.h cmd/common/main.c cmd/common/message.c cmd/common/open.c \
	cmd/common/options.c cmd/common/output.c cmd/common/pdf.c cmd/common/picture.c \
	cmd/common/words.c
VERBS = cmd/common/convert.c cmd/common/verbs.c cmd/common/verbs.h
cmd_tlsafe_SOURCES = cmd/tlsafe.c $(COMMON)
cmd_tlsafe_LDADD = libtlsafe.la
cmd_tlsafe_db_SOURCES = cmd/db.c $(VERBS) $(COMMON)
cmd_tlsafe_db_LDADD = libtlsafe.la
cmd_tlsafe_register_SOURCES = cmd/register.c $(VERBS) $(COMMON)
cmd_tlsafe_register_LDADD = libtlsafe.la
cmd_tlsafe_inspect_SOURCES = cmd/inspect.c $(VERBS) $(COMMON)
cmd_tlsafe_inspect_LDADD = libtlsafe.la
cmd_tlsafe_hazard_SOURCES = cmd/hazard.c $(VERBS) $(COMMON)
cmd_tlsafe_hazard_LDADD = libtlsafe.la
cmd_tlsafe_snapshot_SOURCES = cmd/snapshot.c $(VERBS) $(COMMON)
cmd_tlsafe_snapshot_LDADD = libtlsafe.la
cmd_tlsafe_stats_SOURCES = cmd/stats.c $(COMMON)
cmd_tlsafe_stats_LDADD = libtlsafe.la
cmd_tlsafe_report_SOURCES = cmd/report.c $(VERBS) $(COMMON)
cmd_tlsafe_report_LDADD = libtlsafe.la

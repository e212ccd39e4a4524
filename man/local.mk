dist_man_MANS = \
	man/tlsafe.1 man/tlsafe-db.1 man/tlsafe-hazard.1 man/tlsafe-inspect.1 \
	man/tlsafe-register.1 \
	man/tlsafe-report.1 man/tlsafe-snapshot.1 man/tlsafe-stats.1 \
	man/tlsafe.7 man/tlsafe-query.7 man/tlsafe-roster.7 \
	man/tlsafe-schema.5 man/libtlsafe.3

# bash looks a completion up under the name of the command.
completionsdir = $(datadir)/bash-completion/completions
dist_completions_DATA = contrib/tlsafe.bash
# Scripts to begin with.
examplesdir = $(docdir)/examples
dist_examples_SCRIPTS = contrib/work-lists contrib/mail-townships contrib/notify \
	contrib/mail-text contrib/mail-failure contrib/daily contrib/monthly
dist_examples_DATA = contrib/crontab contrib/tlsafe-backup.service contrib/tlsafe-backup.timer \
	contrib/tlsafe-daily.service contrib/tlsafe-daily.timer contrib/tlsafe-monthly.service \
	contrib/tlsafe-monthly.timer
COMPLETED = tlsafe-db tlsafe-register tlsafe-inspect tlsafe-hazard tlsafe-snapshot tlsafe-stats \
	tlsafe-report
install-data-hook:
	for c in $(COMPLETED); do ln -sf tlsafe.bash '$(DESTDIR)$(completionsdir)'/$$c; done
uninstall-hook:
	for c in $(COMPLETED); do rm -f '$(DESTDIR)$(completionsdir)'/$$c; done

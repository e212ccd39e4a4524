# bash looks a completion up under the name of the command.
completionsdir = $(datadir)/bash-completion/completions
dist_completions_DATA = contrib/tlsafe.bash
# Scripts to begin with.
examplesdir = $(docdir)/examples
dist_examples_SCRIPTS = contrib/work-lists contrib/mail-townships contrib/notify
COMPLETED = tlsafe-db tlsafe-register tlsafe-hazard tlsafe-stats tlsafe-report
install-data-hook:
	for c in $(COMPLETED); do ln -sf tlsafe.bash '$(DESTDIR)$(completionsdir)'/$$c; done
uninstall-hook:
	for c in $(COMPLETED); do rm -f '$(DESTDIR)$(completionsdir)'/$$c; done

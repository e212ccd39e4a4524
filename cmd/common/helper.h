/*
 * Programs of others. One gets a directory of its own, runs without a shell, in a process group of
 * its own, with the caller's group and for a limited time, and has nothing of the terminal.
 */
#ifndef CMD_HELPER_H
#define CMD_HELPER_H

#include <signal.h>

#include "common/cmd.h"

#define HELPER_NOISE 1024		/* kept of what it prints */
#define HELPER_WORDS 64
#define HELPER_PATH 256

struct cmd_helper {
	struct cmd *c;
	double seconds;			/* that it may take */
	char dir[HELPER_PATH];		/* in which IN lies, OUT and PROFILE are directories */
	char in[HELPER_PATH + 40], out[HELPER_PATH + 40], profile[HELPER_PATH + 40];
	char noise[HELPER_NOISE + 1];
	size_t nnoise;
	const char *failed;		/* what an errno that is given is about */
	siginfo_t status;		/* how it ended */
	bool late;			/* it took too long */
};

/* How long one may take, as the configuration says. 0 or a status; WHY, of SIZE bytes, gets a
 * sentence when that is no duration, and is empty else. */
int cmd_helper_seconds(struct cmd_helper *h, char *why, size_t size);
#define HELPER_LIMIT_HINT "give one such as 120s or 2m"
/* Makes the directory; IN is the name of the file that is to lie there. 0 or an errno. */
int cmd_helper_begin(struct cmd_helper *h, const char *in);
/* Runs WORDS, in which {in}, {outdir} and {profile} are filled in, and waits. 0 or an errno. */
int cmd_helper_run(struct cmd_helper *h, const char *const *words);
/* The first line of what it printed; warnings are passed over while more follows. */
const char *cmd_helper_line(struct cmd_helper *h);
/* Removes the directory. */
void cmd_helper_end(struct cmd_helper *h);

#endif

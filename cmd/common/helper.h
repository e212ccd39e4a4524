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

/* A program that is known, when the configuration names none. */
struct cmd_helper_known {
	const char *only;		/* ending that it reads; NULL: all */
	bool root;			/* so only for who is root */
	const char *words[12];
};

struct cmd_helper {
	struct cmd *c;
	const char *const *words;	/* which program, and its arguments */
	char **configured, *configuration;	/* from where they are, else NULL */
	double seconds;			/* that it may take */
	char dir[HELPER_PATH];		/* in which IN lies, OUT and PROFILE are directories */
	char in[HELPER_PATH + 40], out[HELPER_PATH + 40], profile[HELPER_PATH + 40];
	char noise[HELPER_NOISE + 1];
	size_t nnoise;
	const char *failed;		/* what an errno that is given is about */
	siginfo_t status;		/* how it ended */
	bool late;			/* it took too long */
};

/* Finds which it is: what the configuration says at KEY, else the first of the N KNOWN that is
 * installed and reads ENDING. */
enum cmd_helper_choice {
	HELPER_FOUND,
	HELPER_UNREAD,			/* the configuration cannot be read (told) */
	HELPER_WRONG,			/* its words lack {in} or {outdir}, or are too many */
	HELPER_NONE
};
enum cmd_helper_choice cmd_helper_choose(struct cmd_helper *h, const char *key,
                                         const struct cmd_helper_known *known, size_t n,
                                         const char *ending);
/* With --verbose says by what it is DONE ("converted"). */
void cmd_helper_trace(const struct cmd_helper *h, const char *done);
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
/* It ended by itself, with status 0. */
bool cmd_helper_well(const struct cmd_helper *h);
/* All of the file NAME that it wrote into {outdir}, a NUL behind; *RET is yours. 0 or an errno,
 * ENODATA: it wrote none. */
int cmd_helper_read(const struct cmd_helper *h, const char *name, char **ret, size_t *size);
/* Removes the directory. */
void cmd_helper_end(struct cmd_helper *h);

#endif

/* The beginning and the end of every command. */
#include "common/cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <malloc.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Memory that most commands touch, in bytes. */
#define HEAP (256 << 10)
#define STACK (64 << 10)

/* Asked for at once: page by page it takes longer than what a short command does with it. A kernel
 * that knows no such call gives it page by page. */
static void populate(const void *at, size_t bytes)
{
	uintptr_t from = (uintptr_t)at;

	madvise((void *)(from - from % 4096), bytes, MADV_POPULATE_WRITE);
}

static void prepare_memory(void)
{
	char *heap;

	mallopt(M_MMAP_THRESHOLD, 1 << 20);
	mallopt(M_TRIM_THRESHOLD, 4 << 20);
	heap = malloc(HEAP);
	if (heap)
		populate(heap, HEAP);
	free(heap);
	populate((const char *)__builtin_frame_address(0) - STACK, STACK);
}

static int find_verb(struct cmd *c, const char *name)
{
	const char *near = NULL;
	unsigned best = 3;

	if (!*name)
		return cmd_usage(c, "an empty verb; a variable that is not set?");
	for (const struct cmd_verb *v = c->verbs; v->name; v++) {
		unsigned d = cmd_apart(name, v->name);
		if (d == 0) {
			c->verb = v;
			return 0;
		}
		if (d < best) {
			best = d;
			near = v->name;
		}
	}
	if (near)
		return cmd_usage(c, "no verb '%s'; did you mean '%s'?", name, near);
	return cmd_usage(c, "no verb '%s'", name);
}

/* Descriptors 0 to 2 exist, so that no file of the store is ever one of them. What stands in for
 * one that was closed cannot be used: reading or writing it is an error, as it would have been. */
static void sound_descriptors(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_PATH);
	} while (fd >= 0 && fd <= 2);
	if (fd > 2)
		close(fd);
}

/* A store's file that is cut short while it is mapped, or whose pages point anywhere, is a signal,
 * not an error. */
static const char *signalled;
/* What a signal means now; NULL: the store. */
static const char *volatile means;

static void on_fault(int number)
{
	static const char cut[] = ": the store's file was cut short while it was read; nothing "
	                          "was saved, restore from a backup\n";
	static const char damaged[] =
		": the store's structure is damaged: reading it failed; nothing "
		"was saved, run tlsafe-db check\n";
	const char *text = number == SIGBUS ? cut : damaged;

	if (means)
		text = means;
	if (write(STDERR_FILENO, signalled, strlen(signalled)) >= 0 &&
	    write(STDERR_FILENO, text, strlen(text)) >= 0)
		errno = 0;	/* there is nobody else to tell */
	_exit(STATUS_IO);
}

void cmd_signal_means(const char *text)
{
	means = text;
}

static void set_signals(const char *program)
{
	signalled = program;
	signal(SIGBUS, on_fault);
	signal(SIGSEGV, on_fault);
	signal(SIGABRT, on_fault);
	/* What cannot be written is an error that is told, whatever the parent wants. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

void cmd_close(struct cmd *c)
{
	cmd_drop_output(c);
	tlsafe_free(c->t);
	c->t = NULL;
	free(c->configured);
	free(c->configuration);
	c->configured = c->configuration = NULL;
}

static int run(struct cmd *c)
{
	int status = c->verb->run(c);

	if (!c->anew)
		return status;
	cmd_close(c);
	return c->verb->run(c);
}

int cmd_main(struct cmd *c, int argc, char **argv)
{
	int status;

	prepare_memory();
	sound_descriptors();
	set_signals(c->program);
	status = cmd_parse(c, argc, argv);
	if (status)
		return status;
	if (c->given[OPT_VERSION])
		cmd_print_version(c);
	else if (c->given[OPT_HELP])
		cmd_print_help(c);
	else if (optind == argc)
		return cmd_usage(c, "which verb?");
	else if ((status = find_verb(c, argv[optind])))
		return status;
	if (c->verb) {
		int at = optind;
		optind = 0;
		status = cmd_parse(c, argc - at, argv + at);
		if (!status)
			status = cmd_check_messages(c);
		if (!status && !c->given[OPT_HELP])
			status = run(c);
		else if (!status)
			cmd_print_help(c);
	}
	cmd_end_faults(c);
	cmd_close(c);
	for (int i = 0; i < OPT_COUNT; i++)
		free(c->words[i].word);
	free(c->args.word);
	if (!c->verb || c->given[OPT_HELP] || c->given[OPT_VERSION]) {
		if (fflush(stdout) || ferror(stdout)) {
			cmd_say(c, "standard output: %s", strerror(errno));
			return STATUS_IO;
		}
	}
	return status;
}

/* Guarded mode: the store's group for the store, the caller's for everything else. */
#include "common/cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <unistd.h>

static gid_t store_group;
static bool swapped;

bool cmd_guarded(void)
{
	return getauxval(AT_SECURE) || getegid() != getgid() || geteuid() != getuid() || swapped;
}

const char *cmd_getenv(const char *name)
{
	return cmd_guarded() ? NULL : getenv(name);
}

/* Going on with rights that are not as they should be would be worse than ending. */
static void give_up(void)
{
	perror("cannot change the group");
	_exit(71);
}

void cmd_as_caller_begin(void)
{
	if (swapped || getegid() == getgid())
		return;
	store_group = getegid();
	if (setegid(getgid()))
		give_up();
	swapped = true;
}

void cmd_as_caller_end(void)
{
	int was = errno;

	if (!swapped)
		return;
	if (setegid(store_group))
		give_up();
	swapped = false;
	errno = was;
}

int cmd_as_caller_for_good(void)
{
	gid_t group = getgid();

	return setresgid(group, group, group);
}

int cmd_open_file(const char *path, int flags)
{
	int fd;

	cmd_as_caller_begin();
	fd = open(path, flags);
	cmd_as_caller_end();
	return fd;
}

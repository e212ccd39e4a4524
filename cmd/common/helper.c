/* Programs of others. */
#include "common/helper.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECONDS 120			/* without time-limit: in the configuration */
#define WRITTEN_MAX ((rlim_t)2 << 30)	/* bytes of a file */

extern char **environ;

/* --- which program ------------------------------------------------------------ */

static bool on_path(const char *program)
{
	const char *path = getenv("PATH"), *next;
	char file[4096];

	for (; path && *path; path = next) {
		size_t n = strcspn(path, ":");
		struct stat st;
		next = path[n] ? path + n + 1 : path + n;
		snprintf(file, sizeof(file), "%.*s/%s", (int)n, path, program);
		if (n && !stat(file, &st) && S_ISREG(st.st_mode) && !access(file, X_OK))
			return true;
	}
	return false;
}

static bool names(char *const *words, const char *what)
{
	for (; *words; words++)
		if (strstr(*words, what))
			return true;
	return false;
}

enum cmd_helper_choice cmd_helper_choose(struct cmd_helper *h, const char *key,
                                         const struct cmd_helper_known *known, size_t n,
                                         const char *ending)
{
	size_t words = 0;

	if (cmd_configured_words(h->c, key, &h->configured, &h->configuration))
		return HELPER_UNREAD;
	while (h->configured && h->configured[words])
		words++;
	if (words && (words > HELPER_WORDS || !names(h->configured, "{in}") ||
	              !names(h->configured, "{outdir}")))
		return HELPER_WRONG;
	h->words = words ? (const char *const *)h->configured : NULL;
	for (size_t i = 0; i < n && !h->words; i++) {
		bool reads = !known[i].only || !strcmp(known[i].only, ending);
		bool may = !known[i].root || !geteuid();
		if (reads && may && on_path(known[i].words[0]))
			h->words = known[i].words;
	}
	return h->words ? HELPER_FOUND : HELPER_NONE;
}

void cmd_helper_trace(const struct cmd_helper *h, const char *done)
{
	if (h->c->given[OPT_VERBOSE])
		cmd_tell(h->c, 0, "%s by %s, named by %s", done, h->words[0],
		         h->configuration ? h->configuration : "nobody: it is installed");
}

int cmd_helper_seconds(struct cmd_helper *h, char *why, size_t size)
{
	char *text;
	int status = cmd_configured(h->c, "helpers/time-limit", &text);

	*why = 0;
	if (status)
		return status;
	h->seconds = text ? cmd_duration(text) : SECONDS;
	if (h->seconds <= 0)
		snprintf(why, size, "time-limit in the configuration is no duration: %s", text);
	free(text);
	return 0;
}

/* --- its directory ------------------------------------------------------------ */

/* All that is in DIR, and DIR: links are removed and not followed. */
static void remove_all(int at, const char *dir, int depth)
{
	int fd = openat(at, dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		if (unlinkat(fd, e->d_name, 0) && depth < 40)
			remove_all(fd, e->d_name, depth + 1);
	}
	if (d)
		closedir(d);
	else if (fd >= 0)
		close(fd);
	unlinkat(at, dir, AT_REMOVEDIR);
}

int cmd_helper_begin(struct cmd_helper *h, const char *in)
{
	const char *base = getenv("TMPDIR");

	if (cmd_guarded() || !base || *base != '/' || strlen(base) > HELPER_PATH - 32)
		base = "/tmp";
	h->failed = "a temporary directory";
	snprintf(h->dir, sizeof(h->dir), "%s/tlsafe-XXXXXX", base);
	if (!mkdtemp(h->dir)) {
		*h->dir = 0;
		return errno;
	}
	snprintf(h->in, sizeof(h->in), "%s/%s", h->dir, in);
	snprintf(h->out, sizeof(h->out), "%s/out", h->dir);
	snprintf(h->profile, sizeof(h->profile), "%s/profile", h->dir);
	return mkdir(h->out, 0700) || mkdir(h->profile, 0700) ? errno : 0;
}

void cmd_helper_end(struct cmd_helper *h)
{
	if (*h->dir)
		remove_all(AT_FDCWD, h->dir, 0);
	*h->dir = 0;
	free(h->configured);
	free(h->configuration);
	h->configured = NULL;
	h->configuration = NULL;
}

/* --- it runs ------------------------------------------------------------------- */

/* WORD with its placeholders filled in; NULL: no memory. */
static char *fill(const struct cmd_helper *h, const char *word)
{
	const struct { const char *name, *text; } places[] = {
		{ "{in}", h->in }, { "{outdir}", h->out }, { "{profile}", h->profile },
	};
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	while (f && *word) {
		size_t i = 0, all = sizeof(places) / sizeof(*places);
		while (i < all && strncmp(word, places[i].name, strlen(places[i].name)))
			i++;
		if (i < all)
			fputs(places[i].text, f);
		else
			fputc(*word, f);
		word += i < all ? strlen(places[i].name) : 1;
	}
	if (f && fclose(f)) {
		free(text);
		text = NULL;
	}
	return text;
}

/* The environment, in which home and temporary files are the converter's own. NULL: no memory. */
static char **surroundings(const struct cmd_helper *h)
{
	static const char *const own[] = { "HOME=", "TMPDIR=", "XDG_CACHE_HOME=",
		                           "XDG_CONFIG_HOME=", "XDG_DATA_HOME=" };
	size_t n = 0, k = 0, of = sizeof(own) / sizeof(*own);
	char **env;

	while (environ[n])
		n++;
	env = calloc(n + of + 1, sizeof(*env));
	for (size_t i = 0; env && i < n; i++) {
		size_t o = 0;
		while (o < of && strncmp(environ[i], own[o], strlen(own[o])))
			o++;
		if (o == of)
			env[k++] = environ[i];
	}
	/* These two come last, and are freed. */
	if (env && (asprintf(&env[k], "HOME=%s", h->profile) < 0 ||
	            asprintf(&env[k + 1], "TMPDIR=%s", h->profile) < 0)) {
		free(env);
		env = NULL;
	}
	return env;
}

static void free_surroundings(char **env)
{
	size_t n = 0;

	while (env && env[n])
		n++;
	if (n) {
		free(env[n - 1]);
		free(env[n - 2]);
	}
	free(env);
}

/* Starts WORDS with what it prints going to OUT. Gives an errno. */
static int start(const struct cmd_helper *h, char *const *words, char *const *env, int out,
                 const sigset_t *mask, pid_t *ret)
{
	short flags = POSIX_SPAWN_RESETIDS | POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
	              POSIX_SPAWN_SETSIGDEF;
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t usual;
	int rc = posix_spawn_file_actions_init(&files);

	if (rc)
		return rc;
	rc = posix_spawnattr_init(&how);
	if (rc) {
		posix_spawn_file_actions_destroy(&files);
		return rc;
	}
	sigfillset(&usual);
	posix_spawnattr_setflags(&how, flags);
	posix_spawnattr_setpgroup(&how, 0);
	posix_spawnattr_setsigmask(&how, mask);
	posix_spawnattr_setsigdefault(&how, &usual);
	rc = posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	if (!rc)
		rc = posix_spawn_file_actions_adddup2(&files, out, 1);
	if (!rc)
		rc = posix_spawn_file_actions_adddup2(&files, out, 2);
	if (!rc)
		rc = posix_spawn_file_actions_addclosefrom_np(&files, 3);
	if (!rc)
		rc = posix_spawn_file_actions_addchdir_np(&files, h->dir);
	if (!rc)
		rc = posix_spawnp(ret, words[0], &files, &how, words, env);
	posix_spawnattr_destroy(&how);
	posix_spawn_file_actions_destroy(&files);
	return rc;
}

static double clock_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void take_noise(struct cmd_helper *h, int fd)
{
	char more[4096];
	ssize_t n = read(fd, more, sizeof(more));
	size_t room = HELPER_NOISE - h->nnoise;

	if (n <= 0)
		return;
	if (room > (size_t)n)
		room = (size_t)n;
	memcpy(h->noise + h->nnoise, more, room);
	h->nnoise += room;
}

/* Waits for CHILD, whose words come from NOISE; SIGNALS tell of its end, and of what is to end this
 * command, which is given. Whatever it started goes with it. */
static int attend(struct cmd_helper *h, pid_t child, int noise, int signals)
{
	double until = clock_now() + h->seconds;
	struct signalfd_siginfo s;
	int from = noise;		/* -1: it says no more */
	bool over = false;
	int signal = 0;

	while (!over) {
		struct pollfd fds[] = { { signals, POLLIN, 0 }, { from, POLLIN, 0 } };
		double left = until - clock_now();
		poll(fds, 2, left > 0 ? (int)(left * 1000) + 1 : 0);
		if (from >= 0 && fds[1].revents & POLLIN)
			take_noise(h, from);
		else if (from >= 0 && fds[1].revents)
			from = -1;
		while (read(signals, &s, sizeof(s)) == sizeof(s))
			if (s.ssi_signo != SIGCHLD)
				signal = (int)s.ssi_signo;
		h->status.si_pid = 0;
		waitid(P_PID, (id_t)child, &h->status, WEXITED | WNOHANG | WNOWAIT);
		h->late = clock_now() >= until;
		over = h->status.si_pid || h->late || signal;
	}
	/* Before its number can be another's. */
	kill(-child, SIGKILL);
	waitid(P_PID, (id_t)child, &h->status, WEXITED);
	/* What was printed last; a process that left the group may still hold the other end. */
	for (int i = 0; i < 16 && h->nnoise < HELPER_NOISE; i++)
		take_noise(h, noise);
	return signal;
}

/* Signals that end a command, unless they are ignored here, and that of a child's end. */
static void own_signals(sigset_t *set)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction now;

	sigemptyset(set);
	sigaddset(set, SIGCHLD);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (!sigaction(ends[i], NULL, &now) && now.sa_handler != SIG_IGN)
			sigaddset(set, ends[i]);
}

static int run_words(struct cmd_helper *h, char *const *words, char *const *env)
{
	struct rlimit size = { WRITTEN_MAX, WRITTEN_MAX };
	sigset_t signals, was;
	int noise[2] = { -1, -1 }, told, rc, ended = 0;
	pid_t child;

	h->failed = "a pipe";
	if (pipe2(noise, O_CLOEXEC | O_NONBLOCK))
		return errno;
	own_signals(&signals);
	sigprocmask(SIG_BLOCK, &signals, &was);
	told = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	h->failed = words[0];
	rc = told < 0 ? errno : start(h, words, env, noise[1], &was, &child);
	close(noise[1]);
	if (!rc) {
		prlimit(child, RLIMIT_FSIZE, &size, NULL);
		ended = attend(h, child, noise[0], told);
	}
	close(noise[0]);
	if (told >= 0)
		close(told);
	if (ended) {
		cmd_helper_end(h);
		raise(ended);
	}
	sigprocmask(SIG_SETMASK, &was, NULL);
	return rc;
}

int cmd_helper_run(struct cmd_helper *h, const char *const *words)
{
	char *filled[HELPER_WORDS + 1] = { NULL }, **env = surroundings(h);
	bool full = env;
	int rc = ENOMEM;

	h->nnoise = 0;
	memset(h->noise, 0, sizeof(h->noise));
	h->failed = words[0];
	for (size_t i = 0; full && words[i]; i++) {
		filled[i] = fill(h, words[i]);
		full = filled[i];
	}
	if (full) {
		rc = run_words(h, filled, env);
		h->failed = h->failed == filled[0] ? words[0] : h->failed;
	}
	for (size_t i = 0; filled[i]; i++)
		free(filled[i]);
	free_surroundings(env);
	return rc;
}

const char *cmd_helper_line(struct cmd_helper *h)
{
	char *line = h->noise + strspn(h->noise, " \t\r\n"), *next = line;

	while (*next && !strncasecmp(next, "warning", strlen("warning"))) {
		next += strcspn(next, "\r\n");
		next += strspn(next, " \t\r\n");
	}
	line = *next ? next : line;
	line[strcspn(line, "\r\n")] = 0;
	if (strlen(line) > 160)
		line[160] = 0;
	return line;
}

bool cmd_helper_well(const struct cmd_helper *h)
{
	return !h->late && h->status.si_code == CLD_EXITED && !h->status.si_status;
}

int cmd_helper_read(const struct cmd_helper *h, const char *name, char **ret, size_t *size)
{
	char path[HELPER_PATH + 80];
	struct stat st;
	int fd, rc = ENODATA;
	FILE *f;

	*ret = NULL;
	snprintf(path, sizeof(path), "%s/%s", h->out, name);
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	f = fd < 0 ? NULL : fdopen(fd, "r");
	if (f && !fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size) {
		*size = (size_t)st.st_size;
		*ret = malloc(*size + 1);
		rc = *ret ? 0 : ENOMEM;
	}
	if (!rc && fread(*ret, 1, *size, f) != *size)
		rc = EIO;
	if (!rc)
		(*ret)[*size] = 0;
	if (f)
		fclose(f);
	else if (fd >= 0)
		close(fd);
	if (rc) {
		free(*ret);
		*ret = NULL;
	}
	return rc;
}

/*
 * Workbooks by a program of others. It gets a directory of its own and a copy of the file there,
 * runs without a shell, in a process group of its own, with the caller's group and for a limited
 * time, and has nothing of the terminal; what it wrote is looked at whatever its status is.
 */
#include "common/cmd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
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
#define SHEETS_MAX 1000
#define NOISE_MAX 1024			/* kept of what it prints */
#define PATH_SIZE 256
#define WORDS_MAX 64

extern char **environ;

/* Programs that are known, when none is configured. */
static const struct known {
	const char *program;
	const char *only;		/* ending that it reads; NULL: all */
	const char *words[12];
} known[] = {
	{ "soffice", NULL,
	  { "soffice", "-env:UserInstallation=file://{profile}", "--headless", "--norestore",
	    "--nologo", "--convert-to", "fods", "--outdir", "{outdir}", "{in}", NULL } },
	{ "xlsx2csv", "xlsx",
	  { "xlsx2csv", "-a", "-f", "%Y-%m-%d", "{in}", "{outdir}", NULL } },
};
#define INSTALL \
	"install the package libreoffice-calc-nogui, or for .xlsx alone xlsx2csv; another " \
	"converter is named by a line 'helpers: {converter: [PROGRAM, \"{in}\", " \
	"\"{outdir}\"]}' in ~/.config/tlsafe/config.yaml or /etc/tlsafe/config.yaml; or save " \
	"the sheet as CSV and import that"

struct job {
	struct cmd *c;
	struct tlsafe_converted *ret;
	char **configured, *configuration;	/* words, and the file that has them */
	const char *const *words;
	double seconds;
	char dir[PATH_SIZE], in[PATH_SIZE + 40], out[PATH_SIZE + 40], profile[PATH_SIZE + 40];
	char noise[NOISE_MAX + 1];
	size_t nnoise;
};

static int refuse(struct job *j, int code, const char *hint, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
static int refuse(struct job *j, int code, const char *hint, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(j->ret->why, sizeof(j->ret->why), fmt, ap);
	va_end(ap);
	snprintf(j->ret->hint, sizeof(j->ret->hint), "%s", hint);
	return code;
}

static int system_says(struct job *j, const char *what)
{
	int code = errno == ENOSPC || errno == EDQUOT ? TLSAFE_EFULL : TLSAFE_ESYSTEM;

	return refuse(j, code, "", "and cannot be converted: %s: %s", what, strerror(errno));
}

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

static bool names(const char *const *words, const char *what)
{
	for (; *words; words++)
		if (strstr(*words, what))
			return true;
	return false;
}

static int choose(struct job *j, const char *ending)
{
	int status = cmd_configured_words(j->c, "helpers/converter", &j->configured,
	                                  &j->configuration);
	size_t n = 0;

	if (status)
		return refuse(j, TLSAFE_ECONFIG, "", "and the configuration cannot be read");
	while (j->configured && j->configured[n])
		n++;
	if (n && (n > WORDS_MAX || !names((const char *const *)j->configured, "{in}") ||
	          !names((const char *const *)j->configured, "{outdir}")))
		return refuse(j, TLSAFE_ECONFIG, "see tlsafe(7)",
		              "and the converter in %s wants {in} and {outdir} among its words",
		              j->configuration);
	if (n) {
		j->words = (const char *const *)j->configured;
		return 0;
	}
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if ((!known[i].only || !strcmp(known[i].only, ending)) &&
		    on_path(known[i].program)) {
			j->words = known[i].words;
			return 0;
		}
	return refuse(j, TLSAFE_EHELPER, INSTALL, "and no converter is there");
}

static int time_limit(struct job *j)
{
	char *text;
	int rc = 0;

	if (cmd_configured(j->c, "helpers/time-limit", &text))
		return refuse(j, TLSAFE_ECONFIG, "", "and the configuration cannot be read");
	j->seconds = text ? cmd_duration(text) : SECONDS;
	if (j->seconds <= 0)
		rc = refuse(j, TLSAFE_ECONFIG, "give one such as 120s or 2m",
		            "and time-limit in the configuration is no duration: %s", text);
	free(text);
	return rc;
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

static int copy(int from, const char *path)
{
	int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), bad = 0;
	char buf[65536];
	off_t at = 0;
	ssize_t n = 0;

	while (to >= 0 && !bad && (n = pread(from, buf, sizeof(buf), at)) > 0)
		for (ssize_t done = 0, put; !bad && done < n; done += put, at += put) {
			put = write(to, buf + done, (size_t)(n - done));
			bad = put < 0;
			put = put < 0 ? 0 : put;
		}
	if (to < 0 || n < 0 || bad) {
		int e = errno;
		if (to >= 0)
			close(to);
		errno = e;
		return -1;
	}
	return close(to);
}

static int make_directory(struct job *j, int fd, const char *ending)
{
	const char *base = getenv("TMPDIR");

	if (cmd_guarded() || !base || *base != '/' || strlen(base) > PATH_SIZE - 32)
		base = "/tmp";
	snprintf(j->dir, sizeof(j->dir), "%s/tlsafe-XXXXXX", base);
	if (!mkdtemp(j->dir)) {
		*j->dir = 0;
		return system_says(j, "a temporary directory");
	}
	snprintf(j->in, sizeof(j->in), "%s/list.%s", j->dir, ending);
	snprintf(j->out, sizeof(j->out), "%s/out", j->dir);
	snprintf(j->profile, sizeof(j->profile), "%s/profile", j->dir);
	if (mkdir(j->out, 0700) || mkdir(j->profile, 0700) || copy(fd, j->in))
		return system_says(j, "a temporary file");
	return 0;
}

/* --- it runs ------------------------------------------------------------------- */

/* WORD with its placeholders filled in; NULL: no memory. */
static char *fill(const struct job *j, const char *word)
{
	const struct { const char *name, *text; } places[] = {
		{ "{in}", j->in }, { "{outdir}", j->out }, { "{profile}", j->profile },
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
static char **surroundings(const struct job *j)
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
	if (env && (asprintf(&env[k], "HOME=%s", j->profile) < 0 ||
	            asprintf(&env[k + 1], "TMPDIR=%s", j->profile) < 0)) {
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
static int start(const struct job *j, char *const *words, char *const *env, int out,
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
		rc = posix_spawn_file_actions_addchdir_np(&files, j->dir);
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

static void take_noise(struct job *j, int fd)
{
	char more[4096];
	ssize_t n = read(fd, more, sizeof(more));
	size_t room = NOISE_MAX - j->nnoise;

	if (n <= 0)
		return;
	if (room > (size_t)n)
		room = (size_t)n;
	memcpy(j->noise + j->nnoise, more, room);
	j->nnoise += room;
}

/* How a converter ended: its status, that it took too long, or a signal that ends this command. */
struct ending {
	siginfo_t status;
	bool late;
	int signal;
};

/* Waits for CHILD, whose words come from NOISE; SIGNALS tell of its end, and of what is to end this
 * command. Whatever it started goes with it. */
static void attend(struct job *j, pid_t child, int noise, int signals, struct ending *ret)
{
	double until = clock_now() + j->seconds;
	struct signalfd_siginfo s;
	int from = noise;		/* -1: it says no more */
	bool over = false;

	while (!over) {
		struct pollfd fds[] = { { signals, POLLIN, 0 }, { from, POLLIN, 0 } };
		double left = until - clock_now();
		poll(fds, 2, left > 0 ? (int)(left * 1000) + 1 : 0);
		if (from >= 0 && fds[1].revents & POLLIN)
			take_noise(j, from);
		else if (from >= 0 && fds[1].revents)
			from = -1;
		while (read(signals, &s, sizeof(s)) == sizeof(s))
			if (s.ssi_signo != SIGCHLD)
				ret->signal = (int)s.ssi_signo;
		ret->status.si_pid = 0;
		waitid(P_PID, (id_t)child, &ret->status, WEXITED | WNOHANG | WNOWAIT);
		ret->late = clock_now() >= until;
		over = ret->status.si_pid || ret->late || ret->signal;
	}
	/* Before its number can be another's. */
	kill(-child, SIGKILL);
	waitid(P_PID, (id_t)child, &ret->status, WEXITED);
	/* What was printed last; a process that left the group may still hold the other end. */
	for (int i = 0; i < 16 && j->nnoise < NOISE_MAX; i++)
		take_noise(j, noise);
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

static int run_words(struct job *j, char *const *words, char *const *env, struct ending *ret)
{
	struct rlimit size = { WRITTEN_MAX, WRITTEN_MAX };
	sigset_t signals, was;
	int noise[2] = { -1, -1 }, told, rc;
	pid_t child;

	if (pipe2(noise, O_CLOEXEC | O_NONBLOCK))
		return system_says(j, "a pipe");
	own_signals(&signals);
	sigprocmask(SIG_BLOCK, &signals, &was);
	told = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	rc = told < 0 ? errno : start(j, words, env, noise[1], &was, &child);
	close(noise[1]);
	if (!rc) {
		prlimit(child, RLIMIT_FSIZE, &size, NULL);
		attend(j, child, noise[0], told, ret);
	}
	close(noise[0]);
	if (told >= 0)
		close(told);
	if (ret->signal) {
		remove_all(AT_FDCWD, j->dir, 0);
		raise(ret->signal);
	}
	sigprocmask(SIG_SETMASK, &was, NULL);
	if (!rc)
		return 0;
	if (rc == ENOENT || rc == EACCES || rc == ENOEXEC)
		return refuse(j, TLSAFE_EHELPER, INSTALL, "and the converter %s cannot be run: %s",
		              words[0], strerror(rc));
	errno = rc;
	return system_says(j, words[0]);
}

static int run(struct job *j, struct ending *ret)
{
	char *words[WORDS_MAX + 1] = { NULL }, **env = surroundings(j);
	bool full = env;
	int rc = TLSAFE_EMEMORY;

	for (size_t i = 0; full && j->words[i]; i++) {
		words[i] = fill(j, j->words[i]);
		full = words[i];
	}
	if (full)
		rc = run_words(j, words, env, ret);
	for (size_t i = 0; words[i]; i++)
		free(words[i]);
	free_surroundings(env);
	return rc;
}

/* --- what it wrote -------------------------------------------------------------- */

static bool ends_with(const char *name, const char *ending)
{
	size_t n = strlen(name), e = strlen(ending);

	return n > e && !strcmp(name + n - e, ending);
}

static int add_part(struct cmd *c, int dir, const char *file, size_t name)
{
	struct tlsafe_part *more = realloc(c->part, (c->nparts + 1) * sizeof(*more));
	int fd = openat(dir, file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (more)
		c->part = more;
	if (!more || fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		if (fd >= 0)
			close(fd);
		return more ? 0 : TLSAFE_EMEMORY;
	}
	more[c->nparts].name = strndup(file, name);
	more[c->nparts++].fd = fd;
	return more[c->nparts - 1].name ? 0 : TLSAFE_EMEMORY;
}

static int by_name(const void *a, const void *b)
{
	const struct tlsafe_part *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* Files of ENDING in the directory OUT. */
static int collect(struct job *j, const char *ending)
{
	DIR *d = opendir(j->out);
	struct dirent *e;
	int rc = 0;

	while (d && !rc && (e = readdir(d)))
		if (*e->d_name != '.' && ends_with(e->d_name, ending) && j->c->nparts < SHEETS_MAX)
			rc = add_part(j->c, dirfd(d), e->d_name,
			              strlen(e->d_name) - strlen(ending));
	if (d)
		closedir(d);
	if (j->c->nparts)
		qsort(j->c->part, j->c->nparts, sizeof(*j->c->part), by_name);
	return rc;
}

/* The first line of what it printed; warnings are passed over while more follows. */
static const char *first_line(struct job *j)
{
	char *line = j->noise + strspn(j->noise, " \t\r\n"), *next = line;

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

static int nothing_written(struct job *j, const struct ending *how)
{
	const char *line = first_line(j);
	char end[64] = "";

	if (how->late)
		return refuse(j, TLSAFE_EHELPER,
		              "open it and save it as .xlsx anew, or as CSV; or allow more with "
		              "'helpers: {time-limit: 5m}' in the configuration",
		              "and the converter %s did not end within %.4g seconds", j->words[0],
		              j->seconds);
	if (how->status.si_code == CLD_EXITED && how->status.si_status)
		snprintf(end, sizeof(end), ", status %d", how->status.si_status);
	else if (how->status.si_code != CLD_EXITED)
		snprintf(end, sizeof(end), ", signal %d", how->status.si_status);
	return refuse(j, TLSAFE_EINPUT,
	              "does it want a password, or is it damaged? open it, save it as .xlsx "
	              "anew or as CSV, and import that",
	              "and the converter %s made nothing of it%s%s%s", j->words[0], end,
	              *line ? ": " : "", line);
}

static int converted(struct job *j, const struct ending *how)
{
	int rc = 0;

	if (how->status.si_code != CLD_EXITED && how->status.si_status == SIGXFSZ)
		return refuse(j, TLSAFE_EINPUT, "keep in it what is to be imported",
		              "and the converter %s made more than 2 GiB of it", j->words[0]);
	if (!how->late)
		rc = collect(j, ".fods");
	if (!rc && !how->late && !j->c->nparts)
		rc = collect(j, ".csv");
	if (rc || j->c->nparts)
		return rc;
	return nothing_written(j, how);
}

static void trace(const struct job *j)
{
	if (j->c->given[OPT_VERBOSE])
		cmd_tell(j->c, 0, "converted by %s, named by %s", j->words[0],
		         j->configuration ? j->configuration : "nobody: it is installed");
}

int cmd_convert(void *ctx, int fd, const char *ending, struct tlsafe_converted *ret)
{
	struct cmd *c = ctx;
	struct job j = { .c = c, .ret = ret };
	struct ending how = { .signal = 0 };
	int rc = choose(&j, ending);

	if (!rc)
		rc = time_limit(&j);
	if (!rc)
		rc = make_directory(&j, fd, ending);
	if (!rc) {
		trace(&j);
		rc = run(&j, &how);
	}
	if (!rc)
		rc = converted(&j, &how);
	if (*j.dir)
		remove_all(AT_FDCWD, j.dir, 0);
	free(j.configured);
	free(j.configuration);
	ret->part = c->part;
	ret->n = c->nparts;
	return rc;
}

void cmd_forget_converted(struct cmd *c)
{
	for (size_t i = 0; i < c->nparts; i++) {
		free((char *)c->part[i].name);
		close(c->part[i].fd);
	}
	free(c->part);
	c->part = NULL;
	c->nparts = 0;
}

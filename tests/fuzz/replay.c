/* Replays seeds through a fuzz target: each file of the directories given. Prints TAP. With clang
 * the target is libFuzzer's instead. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = malloc(1 << 20);
	size_t n;

	if (!f || !data)
		return 1;
	n = fread(data, 1, 1 << 20, f);
	fclose(f);
	/* A copy of exactly its size, so that a read past the end is seen. */
	uint8_t *exact = malloc(n + 1);
	if (!exact)
		return 1;
	memcpy(exact, data, n);
	free(data);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	return 0;
}

int main(int argc, char **argv)
{
	char dir[4096];
	const char *src = getenv("TEST_SRCDIR"), *name = strrchr(argv[0], '/');
	struct dirent *e;
	int n = 0, bad = 0;
	DIR *d;

	name = name ? name + 1 : argv[0];
	if (!strncmp(name, "lt-", 3))
		name += 3;
	if (argc > 1)
		snprintf(dir, sizeof(dir), "%s", argv[1]);
	else
		snprintf(dir, sizeof(dir), "%s/tests/fuzz/%s.in", src ? src : ".", name);
	d = opendir(dir);
	while (d && (e = readdir(d))) {
		char path[8192];
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		bad += replay(path);
		n++;
	}
	if (d)
		closedir(d);
	printf("%sok 1 - %s: %d seeds\n1..1\n", bad || n < 30 ? "not " : "", name, n);
	return bad || n < 30;
}

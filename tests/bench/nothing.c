/* A program that exits at once: the floor of every whole-process figure. */
int main(void)
{
	return 0;
}

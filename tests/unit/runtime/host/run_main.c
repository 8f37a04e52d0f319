/* Starts the program under test as crt0 does. */
int L_main(int argc, char **argv);
_Noreturn void L_exit(int status);

int main(int argc, char **argv)
{
    L_exit(L_main(argc, argv));
}

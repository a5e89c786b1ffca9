/*
 * Keeps a file open or locked for a time: hold lock|open FILE MILLISECONDS
 *
 * lock: with an exclusive lock; open: for reading, so that it cannot be replaced or deleted.
 * Prints "held" when done.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    int locks = strcmp(argv[1], "lock") == 0;
    DWORD access = locks ? GENERIC_READ | GENERIC_WRITE : GENERIC_READ;
    DWORD share = locks ? FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE : FILE_SHARE_READ;
    HANDLE file = CreateFileA(argv[2], access, share, NULL, OPEN_ALWAYS, 0, NULL);
    OVERLAPPED start = {0};
    if (file == INVALID_HANDLE_VALUE
        || (locks && !LockFileEx(file, LOCKFILE_EXCLUSIVE_LOCK, 0, ~0u, ~0u, &start))) {
        fprintf(stderr, "hold: %s: error %lu\n", argv[2], GetLastError());
        return 1;
    }
    puts("held");
    fflush(stdout);
    Sleep(atoi(argv[3]));
    return 0;
}

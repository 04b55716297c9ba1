/*
 * A stand-in for bcryptprimitives.dll, for tests under wine only: wine before 9.0 has none, and Rust's standard library
 * asks it for the seed of its hash maps. Every Windows that PowerShell 5.1 runs on has the real one, so this must never
 * reach a module that is given away.
 */
#include <windows.h>
#include <ntsecapi.h>

BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count);

BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count)
{
    /* advapi32's SystemFunction036 */
    return RtlGenRandom(bytes, (ULONG)count);
}

/*
 * Jobs as a C program meets them: started, watched, stopped at moments that nobody chose, and nothing left behind.
 *
 *     jobs <download> <log of the tool> <log of setup> <folder to write in> <rounds>
 *
 * The folder gets a file that takes a while to read. C99, on Linux and on Windows.
 */
#define _POSIX_C_SOURCE 200809L
#include "cmverify.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <windows.h>
#include <tlhelp32.h>
#include <process.h>
#else
#include <dirent.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>
#endif

static int passed, failed;

static void expect(int is_true, const char *what) {
    if (is_true) {
        passed++;
    } else {
        failed++;
        printf("FAILED: %s\n", what);
    }
}

/* ---- The system ------------------------------------------------------------------------------------------------- */

static double now_ms(void) {
#ifdef _WIN32
    LARGE_INTEGER at, rate;
    QueryPerformanceCounter(&at);
    QueryPerformanceFrequency(&rate);
    return 1000.0 * (double)at.QuadPart / (double)rate.QuadPart;
#else
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return 1000.0 * (double)at.tv_sec + (double)at.tv_nsec / 1e6;
#endif
}

static void sleep_us(unsigned us) {
#ifdef _WIN32
    Sleep(us / 1000);
#else
    struct timespec time;
    time.tv_sec = us / 1000000;
    time.tv_nsec = (long)(us % 1000000) * 1000;
    nanosleep(&time, NULL);
#endif
}

/* Threads of this process, and files or handles that it has open. */
static void count(long *threads, long *handles) {
    *threads = *handles = 0;
#ifdef _WIN32
    {
        DWORD open = 0;
        THREADENTRY32 each;
        HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
        each.dwSize = sizeof each;
        if (Thread32First(all, &each)) {
            do {
                if (each.th32OwnerProcessID == GetCurrentProcessId()) ++*threads;
            } while (Thread32Next(all, &each));
        }
        CloseHandle(all);
        GetProcessHandleCount(GetCurrentProcess(), &open);
        *handles = (long)open;
    }
#else
    {
        const char *folders[2] = {"/proc/self/task", "/proc/self/fd"};
        long *counts[2];
        int at;
        counts[0] = threads;
        counts[1] = handles;
        for (at = 0; at < 2; at++) {
            DIR *folder = opendir(folders[at]);
            struct dirent *entry;
            if (!folder) continue;
            while ((entry = readdir(folder)) != NULL) {
                if (entry->d_name[0] != '.') ++*counts[at];
            }
            closedir(folder);
        }
    }
#endif
}

/* A file of one GiB of zeros that takes no room. */
static int write_big(const char *folder) {
    char path[4096];
    FILE *file;
    int done;
    snprintf(path, sizeof path, "%s/big.dat", folder);
    file = fopen(path, "wb");
    if (!file) return 0;
    done = fseek(file, (1L << 30) - 1, SEEK_SET) == 0 && fputc(0, file) != EOF;
    return fclose(file) == 0 && done;
}

/* ---- The library ------------------------------------------------------------------------------------------------ */

/* Takes an answer over as text with an end. */
static int32_t take(int32_t status, uint8_t *report, size_t length, char *text, size_t room) {
    size_t copied = length < room ? length : room - 1;
    memcpy(text, report, copied);
    text[copied] = 0;
    cmv_free(report, length);
    return status;
}

static int32_t start(const char *request, uint64_t *job, char *text, size_t room) {
    uint8_t *report = NULL;
    size_t length = 0;
    int32_t status = cmv_job_start((const uint8_t *)request, strlen(request), job, &report, &length);
    return take(status, report, length, text, room);
}

static int32_t wait_for(uint64_t job, uint32_t ms, char *text, size_t room) {
    uint8_t *report = NULL;
    size_t length = 0;
    int32_t status = cmv_job_wait(job, ms, &report, &length);
    return take(status, report, length, text, room);
}

static int32_t result(uint64_t job, char *text, size_t room) {
    uint8_t *report = NULL;
    size_t length = 0;
    int32_t status = cmv_job_result(job, &report, &length);
    return take(status, report, length, text, room);
}

static double percent(const char *progress) {
    const char *at = strstr(progress, "\"percent\":");
    return at ? atof(at + 10) : -1;
}

/* A path as JSON: slashes do on both systems. */
static const char *json(const char *path, char *text) {
    size_t at;
    for (at = 0; path[at] && at < 4000; at++) text[at] = path[at] == '\\' ? '/' : path[at];
    text[at] = 0;
    return text;
}

static uint64_t stale;

#ifdef _WIN32
static unsigned __stdcall ask_elsewhere(void *job) {
#else
static void *ask_elsewhere(void *job) {
#endif
    char text[4096];
    expect(wait_for(*(uint64_t *)job, 60000, text, sizeof text) == CMV_OK, "another thread waits for the job");
    expect(cmv_job_close(stale) == CMV_ERROR_JOB, "another thread closes a closed job");
    return 0;
}

static void elsewhere(uint64_t *job) {
#ifdef _WIN32
    HANDLE thread = (HANDLE)_beginthreadex(NULL, 0, ask_elsewhere, job, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
#else
    pthread_t thread;
    pthread_create(&thread, NULL, ask_elsewhere, job);
    pthread_join(thread, NULL);
#endif
}

int main(int argc, char **argv) {
    static char good[16384], slow[16384], text[1 << 20];
    char path[3][4096];
    long threads[2], handles[2];
    unsigned seed = 20261123;
    int round, rounds, cancelled = 0, ended = 0;
    uint64_t job = 0;
    double last, longest = 0;

    if (argc != 6 || !write_big(argv[4])) {
        fprintf(stderr, "usage: jobs <download> <tool's log> <setup's log> <folder to write in> <rounds>\n");
        return 2;
    }
    rounds = atoi(argv[5]);
    snprintf(good, sizeof good,
             "{\"operation\":\"verifyDownload\",\"downloadPath\":\"%s\",\"serviceConnectionLog\":\"%s\",\"setupLog\":\"%s\"}",
             json(argv[1], path[0]), json(argv[2], path[1]), json(argv[3], path[2]));
    snprintf(slow, sizeof slow, "{\"operation\":\"verifyDownload\",\"downloadPath\":\"%s\"}", json(argv[4], path[0]));

    /* One that is waited for. */
    expect(start(good, &job, text, sizeof text) == CMV_OK && job > 0, "a job is started");
    for (last = 0; wait_for(job, 20, text, sizeof text) == CMV_OK && strstr(text, "\"state\":\"running\"");) {
        expect(percent(text) >= last && percent(text) < 100, "progress does not fall, and is not 100 before the end");
        last = percent(text);
    }
    expect(strstr(text, "\"state\":\"finished\"") != NULL && percent(text) == 100, "it ends at 100 percent");
    expect(result(job, text, sizeof text) == CMV_OK && strstr(text, "\"verdict\":\"usable\""), "its result is the report");
    elsewhere(&job);
    expect(cmv_job_close(job) == CMV_OK, "a job is closed");
    expect(cmv_job_close(job) == CMV_ERROR_JOB, "a job is closed once");
    expect(cmv_job_cancel(job) == CMV_ERROR_JOB, "a closed job is not cancelled");
    expect(wait_for(job, 0, text, sizeof text) == CMV_ERROR_JOB && strstr(text, "\"error\""), "a closed job is not waited for");
    expect(result(job, text, sizeof text) == CMV_ERROR_JOB, "a closed job has no result");
    expect(wait_for(0, 0, text, sizeof text) == CMV_ERROR_JOB, "0 is no job");
    expect(cmv_job_close(~(uint64_t)0) == CMV_ERROR_JOB, "a number that was never given is no job");
    stale = job;

    /* What is wrong with a request. */
    expect(start("{}", &job, text, sizeof text) == CMV_ERROR_REQUEST && job == 0, "a request without operation");
    expect(start("{\"operation\":\"verifyDownload\"}", &job, text, sizeof text) == CMV_ERROR_REQUEST, "without a path");
    expect(start("[", &job, text, sizeof text) == CMV_ERROR_NOT_JSON, "no JSON");
    {
        uint8_t *report = NULL;
        size_t length = 0;
        expect(cmv_job_start((const uint8_t *)good, strlen(good), NULL, &report, &length) == CMV_ERROR_NULL, "no place for the number");
        expect(cmv_job_start((const uint8_t *)good, strlen(good), &job, NULL, &length) == CMV_ERROR_NULL, "no place for the answer");
        expect(cmv_job_wait(1, 0, NULL, &length) == CMV_ERROR_NULL, "no place for the progress");
        expect(cmv_job_result(1, &report, NULL) == CMV_ERROR_NULL, "no place for the length");
    }

    /* Stopped at any moment. */
    for (round = -20; round < rounds; round++) {
        double begun;
        unsigned at;
        if (round == 0) {
            sleep_us(300000);
            count(&threads[0], &handles[0]);
        }
        seed = seed * 1103515245u + 12345u;
        at = seed >> 16;
        if (start(at % 8 == 0 ? good : slow, &job, text, sizeof text) != CMV_OK) {
            expect(0, text);
            break;
        }
        if (at % 5) sleep_us(at % 20011);
        begun = now_ms();
        if (at % 3) cmv_job_cancel(job);
        if (at % 3 == 1) {
            if (wait_for(job, 60000, text, sizeof text) != CMV_OK || strstr(text, "\"state\":\"running\"")) expect(0, text);
            if (strstr(text, "\"state\":\"cancelled\"")) {
                cancelled++;
                if (result(job, text, sizeof text) != CMV_ERROR_CANCELLED) expect(0, "a cancelled job has no result");
            } else {
                ended++;
                if (result(job, text, sizeof text) != CMV_OK) expect(0, text);
            }
        }
        if (cmv_job_close(job) != CMV_OK) expect(0, "a job is closed, cancelled or not");
        begun = now_ms() - begun;
        if (begun > longest) longest = begun;
    }
    expect(cancelled > 0, "some were cancelled while they ran");
    expect(longest < 1000, "stopping takes no time");
    /* Threads that were busy when they were stopped end a moment later. */
    for (round = 0; round < 100; round++) {
        count(&threads[1], &handles[1]);
        if (threads[1] <= threads[0] && handles[1] <= handles[0] + 2) break;
        sleep_us(50000);
    }
    printf("%d rounds: %d cancelled, %d ended before; longest stop %.1f ms; threads %ld, then %ld; handles %ld, then %ld\n",
           rounds, cancelled, ended, longest, threads[0], threads[1], handles[0], handles[1]);
    expect(threads[1] <= threads[0], "no thread is left behind");
    expect(handles[1] <= handles[0] + 2, "no handle is left behind");
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}

/*
 * Calls every function of cmverify.h, rightly and wrongly, and checks what comes back.
 *
 *     caller <good folder> <good tool log> <good setup log> <bad folder> <bad tool log> <bad setup log> [<rounds>]
 *
 * "good" is a download that is usable, "bad" one with an empty redist file. The last line says how many checks passed
 * and failed; the exit code is 0 when none failed. `./build.sh test` builds it as C99 without a warning, runs it, and
 * runs it again under valgrind, with few and with more rounds: what a call lost would grow with them.
 */
#include "cmverify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned passed;
static unsigned failed;

static int holds(int good, const char *function, const char *what)
{
    if (!good) {
        printf("FAILED  %s: %s\n", function, what);
    }
    return good;
}

static void check(int good, const char *function, const char *what)
{
    if (holds(good, function, what)) {
        passed++;
    } else {
        failed++;
    }
}

/* ---- Is it JSON? Syntax only: enough to tell an answer from a torn one. ---------------------------------------- */

typedef struct {
    const char *at;
    const char *end;
} reader;

static int value(reader *r, int depth);

static void space(reader *r)
{
    while (r->at < r->end && strchr(" \t\r\n", *r->at) != NULL && *r->at != '\0') {
        r->at++;
    }
}

static int token(reader *r, const char *text)
{
    size_t len = strlen(text);
    if ((size_t)(r->end - r->at) < len || memcmp(r->at, text, len) != 0) {
        return 0;
    }
    r->at += len;
    return 1;
}

static int string(reader *r)
{
    if (!token(r, "\"")) {
        return 0;
    }
    while (r->at < r->end && *r->at != '"') {
        if ((unsigned char)*r->at < 0x20) {
            return 0;
        }
        r->at += *r->at == '\\' ? 2 : 1;
    }
    return r->at < r->end && token(r, "\"");
}

static int number(reader *r)
{
    const char *start = r->at;
    while (r->at < r->end && *r->at != '\0' && strchr("+-.0123456789eE", *r->at) != NULL) {
        r->at++;
    }
    return r->at > start;
}

/* An object or an array: the same but for the brackets and the names. */
static int list(reader *r, const char *open, const char *close, int named, int depth)
{
    if (!token(r, open)) {
        return 0;
    }
    space(r);
    if (token(r, close)) {
        return 1;
    }
    do {
        space(r);
        if (named) {
            if (!string(r)) {
                return 0;
            }
            space(r);
            if (!token(r, ":")) {
                return 0;
            }
        }
        if (!value(r, depth + 1)) {
            return 0;
        }
        space(r);
    } while (token(r, ","));
    return token(r, close);
}

static int value(reader *r, int depth)
{
    space(r);
    if (depth > 32 || r->at >= r->end) {
        return 0;
    }
    switch (*r->at) {
    case '{':
        return list(r, "{", "}", 1, depth);
    case '[':
        return list(r, "[", "]", 0, depth);
    case '"':
        return string(r);
    case 't':
        return token(r, "true");
    case 'f':
        return token(r, "false");
    case 'n':
        return token(r, "null");
    default:
        return number(r);
    }
}

static int is_json_object(const char *text, size_t len)
{
    reader r;
    r.at = text;
    r.end = text + len;
    if (len == 0 || *text != '{' || !value(&r, 0)) {
        return 0;
    }
    space(&r);
    return r.at == r.end;
}

/* ---- Calls ----------------------------------------------------------------------------------------------------- */

typedef int32_t (*function)(const uint8_t *, size_t, uint8_t **, size_t *);

typedef struct {
    const char *name;
    function call;
    const char *needs; /* the member that the function cannot do without, or NULL */
} entry;

static const entry functions[] = {
    { "cmv_verify_download", cmv_verify_download, "downloadPath" },
    { "cmv_verify_service_connection_log", cmv_verify_service_connection_log, "serviceConnectionLog" },
    { "cmv_verify_setup_log", cmv_verify_setup_log, "setupLog" },
    { "cmv_verify_redist", cmv_verify_redist, "downloadPath" },
    { "cmv_list_rules", cmv_list_rules, NULL },
    { "cmv_resolve_error", cmv_resolve_error, "code" },
    { "cmv_read_log_events", cmv_read_log_events, "path" },
    { "cmv_read_log_runs", cmv_read_log_runs, "path" },
    { "cmv_verify_seal", cmv_verify_seal, "downloadPath" },
    { "cmv_make_seal", cmv_make_seal, "downloadPath" },
};

#define FUNCTIONS (sizeof functions / sizeof functions[0])

static uint8_t unwritten;

/* Checks an answer, and gives it back: the status, JSON, and two texts that must be in it (NULL: none). */
static void answered(const char *name, const char *what, int32_t status, int32_t expected, uint8_t *report,
                     size_t report_len, const char *first, const char *second)
{
    char *text;
    int good = holds(status == expected, name, "the status");
    if (!holds(report != &unwritten && report_len != (size_t)-1, name, "the answer is written")) {
        check(0, name, what);
        return;
    }
    /* A terminated copy, for strstr: the library itself never terminates. */
    text = malloc(report_len + 1);
    if (text == NULL) {
        fputs("out of memory\n", stderr);
        exit(3);
    }
    memcpy(text, report, report_len);
    text[report_len] = '\0';
    good &= holds(strlen(text) == report_len, name, "no NUL inside the answer");
    good &= holds(is_json_object(text, report_len), name, "the answer is one JSON object");
    good &= holds(first == NULL || strstr(text, first) != NULL, name, first != NULL ? first : "");
    good &= holds(second == NULL || strstr(text, second) != NULL, name, second != NULL ? second : "");
    if (status != CMV_OK) {
        char number[32];
        sprintf(number, "\"status\":%ld", (long)status);
        good &= holds(strncmp(text, "{\"error\":{", 10) == 0, name, "a failure is an error");
        good &= holds(strstr(text, number) != NULL, name, "a failure tells its status");
        good &= holds(strstr(text, "\"message\":\"") != NULL, name, "a failure has a message");
        good &= holds(strstr(text, "\"remedy\":\"") != NULL, name, "a failure says what to do");
    }
    check(good, name, what);
    if (!good) {
        printf("        status %ld, expected %ld: %.300s\n", (long)status, (long)expected, text);
    }
    free(text);
    cmv_free(report, report_len);
}

static void ask(const entry *f, const char *what, const void *request, size_t request_len, int32_t expected,
                const char *first, const char *second)
{
    uint8_t *report = &unwritten;
    size_t report_len = (size_t)-1;
    int32_t status = f->call(request, request_len, &report, &report_len);
    answered(f->name, what, status, expected, report, report_len, first, second);
}

static void ask_text(const entry *f, const char *request, int32_t expected, const char *first, const char *second)
{
    ask(f, request, request, strlen(request), expected, first, second);
}

/* Appends "name":"value", with the value as a JSON string. */
static void member(char *request, size_t size, const char *name, const char *text)
{
    size_t len = strlen(request);
    if (len + strlen(name) + 6 * strlen(text) + 8 > size) {
        fputs("a path is too long\n", stderr);
        exit(3);
    }
    len += (size_t)sprintf(request + len, "%s\"%s\":\"", request[len - 1] == '{' ? "" : ",", name);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') {
            request[len++] = '\\';
            request[len++] = *text;
        } else if ((unsigned char)*text < 0x20) {
            len += (size_t)sprintf(request + len, "\\u%04x", (unsigned)(unsigned char)*text);
        } else {
            request[len++] = *text;
        }
    }
    request[len++] = '"';
    request[len] = '\0';
}

/* ---- Rightly --------------------------------------------------------------------------------------------------- */

static void a_download(char **paths, const char *verdict, const char *rule)
{
    static const char *const names[] = { "downloadPath", "serviceConnectionLog", "setupLog" };
    char request[32768] = "{";
    size_t i;
    for (i = 0; i < 3; i++) {
        member(request, sizeof request, names[i], paths[i]);
    }
    strcat(request, "}");
    ask_text(&functions[0], request, CMV_OK, verdict, rule);

    strcpy(request, "{");
    member(request, sizeof request, "serviceConnectionLog", paths[1]);
    strcat(request, "}");
    ask_text(&functions[1], request, CMV_OK, "\"schema\":\"cmverify.report.v1\"", "\"verdict\":\"usable\"");

    strcpy(request, "{");
    member(request, sizeof request, "setupLog", paths[2]);
    strcat(request, ",\"allRuns\":true}");
    ask_text(&functions[2], request, CMV_OK, "\"schema\":\"cmverify.report.v1\"", "\"allRuns\":true");

    strcpy(request, "{");
    member(request, sizeof request, "downloadPath", paths[0]);
    strcat(request, ",\"depth\":\"quick\",\"language\":\"ja\"}");
    ask_text(&functions[3], request, CMV_OK, verdict, rule);
}

/* A seal is never written over something else, and one that is not there is no answer to rely on. */
static void seals(char **paths)
{
    static const char *const names[] = { "downloadPath", "serviceConnectionLog", "setupLog" };
    char request[32768] = "{";
    size_t i;
    for (i = 0; i < 3; i++) {
        member(request, sizeof request, names[i], paths[i]);
    }
    member(request, sizeof request, "seal", paths[1]);
    strcat(request, "}");
    ask_text(&functions[9], request, CMV_ERROR_SEAL, "sealPathOccupied", NULL);
    ask_text(&functions[0], request, CMV_ERROR_REQUEST, "requestUnfit", "seal");

    strcpy(request, "{");
    member(request, sizeof request, "downloadPath", paths[0]);
    member(request, sizeof request, "seal", paths[1]);
    strcat(request, "}");
    ask_text(&functions[8], request, CMV_OK, "\"verdict\":\"inconclusive\"", "CMV0604");
}

/* A request for a page of one log, with more members behind its path. */
static void a_page(const entry *f, const char *path, const char *more, int32_t expected, const char *first,
                   const char *second)
{
    char request[32768] = "{";
    member(request, sizeof request, "path", path);
    strcat(request, more);
    strcat(request, "}");
    ask_text(f, request, expected, first, second);
}

static void pages(char **paths)
{
    const entry *events = &functions[6], *runs = &functions[7];
    a_page(events, paths[1], "", CMV_OK, "\"schema\":\"cmverify.logEvents.v1\"", "\"kind\":\"serviceConnection\"");
    a_page(events, paths[2], ",\"limit\":1", CMV_OK, "\"atEnd\":false", "\"line\":1,");
    a_page(events, paths[2], ",\"limit\":10000,\"cursor\":null", CMV_OK, "\"atEnd\":true", "\"kind\":\"setup\"");
    a_page(events, paths[2],
           ",\"kind\":\"setup\",\"severities\":[\"error\"],\"runs\":[1],\"lastRun\":true,\"rules\":[\"CMV0201\"],"
           "\"tail\":2,\"follow\":true,\"language\":\"ja\"",
           CMV_OK, "\"events\":[]", "\"restarted\":false");
    a_page(runs, paths[1], "", CMV_OK, "\"schema\":\"cmverify.logRuns.v1\"", "\"program\":\"ServiceConnectionTool\"");
    a_page(runs, paths[2], ",\"lastRun\":true,\"language\":\"ja\"", CMV_OK, "\"program\":\"setupdl\"", "\"atEnd\":true");
    a_page(runs, paths[2], ",\"runs\":[]", CMV_OK, "\"runs\":[]", NULL);
}

static void rightly(char **paths)
{
    uint8_t *report = &unwritten;
    size_t report_len = (size_t)-1;
    int32_t status;

    check(cmv_abi_version() == CMV_ABI_VERSION, "cmv_abi_version", "the header's number");
    status = cmv_version(&report, &report_len);
    answered("cmv_version", "tells what it is", status, CMV_OK, report, report_len, "\"name\":\"cmverify\"",
             "\"abiVersion\":1");

    a_download(paths, "\"verdict\":\"usable\"", NULL);
    a_download(paths + 3, "\"verdict\":\"notUsable\"", "\"rule\":\"CMV0301\"");

    ask(&functions[4], "no request", NULL, 0, CMV_OK, "\"id\":\"CMV0101\"", "\"id\":\"CMV0310\"");
    ask_text(&functions[4], "{\"language\":\"ja\"}", CMV_OK, "\"id\":\"CMV0101\"", NULL);
    ask_text(&functions[5], "{\"code\":\"0x80072EE2\"}", CMV_OK, "\"symbol\":\"", "\"meaning\":\"");
    ask_text(&functions[5], "{\"code\":\"hello\"}", CMV_OK, "{\"error\":null}", NULL);
    seals(paths);
    pages(paths);
    pages(paths + 3);
}

/* ---- Wrongly --------------------------------------------------------------------------------------------------- */

static void nulls(const entry *f)
{
    uint8_t *report = &unwritten;
    size_t report_len = 77;
    ask(f, "NULL with a length", NULL, 5, CMV_ERROR_NULL, "requestNull", NULL);
    ask(f, "NULL with the longest length", NULL, (size_t)-1, CMV_ERROR_NULL, "requestNull", NULL);
    check(f->call((const uint8_t *)"{}", 2, NULL, &report_len) == CMV_ERROR_NULL, f->name, "report is NULL");
    check(f->call((const uint8_t *)"{}", 2, &report, NULL) == CMV_ERROR_NULL, f->name, "report_len is NULL");
    check(f->call(NULL, 0, NULL, NULL) == CMV_ERROR_NULL, f->name, "all is NULL");
    check(report == &unwritten && report_len == 77, f->name, "nothing is written without both places");
}

static void wrong_requests(const entry *f)
{
    char request[256];
    if (f->needs != NULL) {
        ask(f, "length 0", NULL, 0, CMV_ERROR_NOT_JSON, "requestNotJson", NULL);
        ask(f, "length 0 with a pointer", "x", 0, CMV_ERROR_NOT_JSON, "requestNotJson", NULL);
        ask_text(f, "{}", CMV_ERROR_REQUEST, "requestMemberMissing", f->needs);

        sprintf(request, "{\"%s\":\"\"}", f->needs);
        ask_text(f, request, CMV_ERROR_REQUEST, "requestMemberMissing", f->needs);
        sprintf(request, "{\"%s\":5}", f->needs);
        ask_text(f, request, CMV_ERROR_REQUEST, "requestUnfit", NULL);
        sprintf(request, "{\"%s\":\"a\\u0000b\"}", f->needs);
        ask_text(f, request, CMV_ERROR_INTERIOR_NUL, "requestInteriorNul", f->needs);
    }
    ask(f, "a NUL between tokens", "{\0}", 3, CMV_ERROR_NOT_JSON, "requestNotJson", NULL);
    ask(f, "a terminating NUL", "{}", 3, CMV_ERROR_NOT_JSON, "requestNotJson", NULL);
    ask(f, "not UTF-8", "{\"language\":\"\xff\"}", 16, CMV_ERROR_NOT_UTF8, "requestNotUtf8", NULL);
    ask(f, "CP932", "\x83\x5c\x83\x43", 4, CMV_ERROR_NOT_UTF8, "requestNotUtf8", NULL);
    ask_text(f, "nonsense", CMV_ERROR_NOT_JSON, "requestNotJson", NULL);
    ask_text(f, "{\"language\":\"en\"", CMV_ERROR_NOT_JSON, "requestNotJson", NULL);
    ask_text(f, "{\"noSuchMember\":1}", CMV_ERROR_REQUEST, "requestUnfit", "noSuchMember");
    ask_text(f, "{\"language\":7}", CMV_ERROR_REQUEST, "requestUnfit", NULL);
    ask_text(f, "{\"language\":\"fr\"}", CMV_ERROR_REQUEST, "requestUnfit", "fr");
    ask_text(f, "[]", CMV_ERROR_REQUEST, "requestUnfit", NULL);
    ask_text(f, "null", CMV_ERROR_REQUEST, "requestUnfit", NULL);
}

static void wrong_pages(const entry *f)
{
    static const char *const wrong[] = {
        ",\"limit\":0",       ",\"limit\":10001",   ",\"limit\":-1",  ",\"limit\":\"5\"", ",\"tail\":-1",
        ",\"kind\":\"Setup\"", ",\"runs\":1",        ",\"runs\":[-1]", ",\"rules\":[1]",   ",\"severities\":[\"bad\"]",
        ",\"lastRun\":1",     ",\"follow\":\"yes\"", ",\"cursor\":5",  ",\"cursor\":[]",  ",\"cursor\":{\"offset\":-1}",
        ",\"cursor\":{\"offset\":0,\"more\":1}",
    };
    size_t i;
    for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        a_page(f, "/no/such/log", wrong[i], CMV_ERROR_REQUEST, "requestUnfit", NULL);
    }
    a_page(f, "/no/such/log", "", CMV_OK, "\"code\":\"missing\"", "\"atEnd\":true");
    a_page(f, ".", "", CMV_OK, "\"code\":\"isFolder\"", "\"atEnd\":true");
}

static void garbage(void)
{
    size_t len = (size_t)100 * 1024 * 1024;
    uint8_t *bytes = malloc(len);
    size_t i;
    if (bytes == NULL) {
        fputs("out of memory\n", stderr);
        exit(3);
    }
    for (i = 0; i < len; i++) {
        bytes[i] = (uint8_t)(i * 2654435761u >> 24);
    }
    for (i = 0; i < FUNCTIONS; i++) {
        ask(&functions[i], "100 MB of garbage", bytes, len, CMV_ERROR_TOO_LONG, "requestTooLong", NULL);
        ask(&functions[i], "1 MiB of garbage", bytes, 1024 * 1024, CMV_ERROR_NOT_UTF8, "requestNotUtf8", NULL);
    }
    memset(bytes, '[', len);
    for (i = 0; i < FUNCTIONS; i++) {
        ask(&functions[i], "100 MB of brackets", bytes, len, CMV_ERROR_TOO_LONG, "requestTooLong", NULL);
        ask(&functions[i], "1 MiB of brackets", bytes, 1024 * 1024, CMV_ERROR_NOT_JSON, "requestNotJson", NULL);
    }
    free(bytes);
}

static void wrongly(void)
{
    uint8_t *report = &unwritten;
    size_t report_len = 77;
    size_t i;

    check(cmv_version(NULL, &report_len) == CMV_ERROR_NULL, "cmv_version", "report is NULL");
    check(cmv_version(&report, NULL) == CMV_ERROR_NULL, "cmv_version", "report_len is NULL");
    check(report == &unwritten && report_len == 77, "cmv_version", "nothing is written without both places");
    cmv_free(NULL, 0);
    cmv_free(NULL, 5);

    for (i = 0; i < FUNCTIONS; i++) {
        nulls(&functions[i]);
        wrong_requests(&functions[i]);
    }
    /* What does not exist is no mistake of the caller: it is an answer, and never "usable". */
    ask_text(&functions[0], "{\"downloadPath\":\"/no/such/folder\"}", CMV_OK, "\"verdict\":\"inconclusive\"",
             "CMV0310");
    ask_text(&functions[1], "{\"serviceConnectionLog\":\"/no/such/log\"}", CMV_OK, "\"verdict\":\"inconclusive\"",
             "CMV0107");
    ask_text(&functions[2], "{\"setupLog\":\"/no/such/log\"}", CMV_OK, "\"verdict\":\"inconclusive\"", "CMV0207");
    ask_text(&functions[3], "{\"downloadPath\":\"/no/such/folder\"}", CMV_OK, "\"verdict\":\"inconclusive\"",
             "CMV0310");
    ask_text(&functions[8], "{\"downloadPath\":\"/no/such/folder\"}", CMV_ERROR_REQUEST, "requestMemberMissing", "seal");
    ask_text(&functions[9], "{\"downloadPath\":\"/no/such/folder\",\"seal\":\"x\",\"depth\":\"quick\"}",
             CMV_ERROR_REQUEST, "requestUnfit", "depth");
    ask_text(&functions[8], "{\"downloadPath\":\".\",\"seal\":\"x\",\"force\":true}", CMV_ERROR_REQUEST, "requestUnfit",
             "force");
    wrong_pages(&functions[6]);
    wrong_pages(&functions[7]);
    garbage();
}

int main(int argc, char **argv)
{
    long rounds = argc == 8 ? strtol(argv[7], NULL, 10) : 1;
    if (argc < 7 || argc > 8 || rounds < 1) {
        fprintf(stderr, "usage: %s <folder> <tool log> <setup log> of a usable download, then of one with an empty "
                        "redist file [rounds]\n", argc > 0 ? argv[0] : "caller");
        return 2;
    }
    while (rounds-- > 0) {
        rightly(argv + 1);
        wrongly();
    }
    printf("%u passed, %u failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}

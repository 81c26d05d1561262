/*
 * Revokes user00001@contoso.example to the number given, and prints what it cost as one line of JSON.
 * Environment: ENTRA_REVOKE_BENCH_GRAPH, ENTRA_REVOKE_BENCH_TOKEN.
 */
#include "entra_revoke.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BLOCK = 1000, AHEAD = 5000, LONGEST_NAME = 40 };

static int failed(const char *what, entra_revoke_error *error) {
    fprintf(stderr, "%s: %s\n", what, error == NULL ? "no details" : error->message.data);
    entra_revoke_error_free(error);
    return 1;
}

static entra_revoke_str text(const char *from) {
    entra_revoke_str str = {from, from == NULL ? 0 : strlen(from)};
    return str;
}

static int32_t open_client(entra_revoke_client *client, entra_revoke_error **error) {
    entra_revoke_client_options options;
    memset(&options, 0, sizeof options);
    options.struct_size = (uint32_t)sizeof options;
    options.credential = ENTRA_REVOKE_CREDENTIAL_ACCESS_TOKEN;
    options.access_token = text(getenv("ENTRA_REVOKE_BENCH_TOKEN"));
    options.graph_endpoint = options.authority_endpoint = text(getenv("ENTRA_REVOKE_BENCH_GRAPH"));
    options.write_quota = 100000000;
    return entra_revoke_client_open(&options, client, error);
}

/* Hands over the next users, a block at the most; how many. */
static uint64_t submit(entra_revoke_job job, uint64_t from, uint64_t count, entra_revoke_error **error) {
    static char names[BLOCK][LONGEST_NAME];
    static entra_revoke_target targets[BLOCK];
    uint64_t place;
    memset(targets, 0, sizeof targets);
    for (place = 0; place < count; place++) {
        int length = snprintf(names[place], LONGEST_NAME, "user%05llu@contoso.example", (unsigned long long)(from + place + 1));
        targets[place].struct_size = (uint32_t)sizeof targets[place];
        targets[place].tag = from + place;
        targets[place].user.data = names[place];
        targets[place].user.length = (size_t)length;
    }
    return entra_revoke_job_submit(job, targets, (size_t)count, error) == ENTRA_REVOKE_OK ? count : 0;
}

int main(int argc, char **argv) {
    uint64_t users = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    uint64_t handed = 0, done = 0, revoked = 0;
    entra_revoke_error *error = NULL;
    entra_revoke_client client = 0;
    entra_revoke_job job = 0;
    int finished = 0;
    clock_t begun;
    if (open_client(&client, &error) != ENTRA_REVOKE_OK || entra_revoke_job_open(client, NULL, &job, &error) != ENTRA_REVOKE_OK) {
        return failed("open", error);
    }
    begun = clock();
    while (!finished) {
        uint64_t room = AHEAD - (handed - done), left = users - handed;
        uint64_t count = room < left ? room : left;
        entra_revoke_results *results = NULL;
        size_t place;
        count = count < BLOCK ? count : BLOCK;
        if (count > 0) {
            if (submit(job, handed, count, &error) != count) {
                return failed("submit", error);
            }
            handed += count;
        } else if (left == 0 && entra_revoke_job_finish(job, &error) != ENTRA_REVOKE_OK) {
            return failed("finish", error);
        }
        if (entra_revoke_job_next(job, 100, BLOCK, &results, &error) != ENTRA_REVOKE_OK) {
            return failed("next", error);
        }
        for (place = 0; place < results->count; place++) {
            revoked += results->items[place].status == ENTRA_REVOKE_STATUS_REVOKED;
        }
        done += results->count;
        finished = results->finished != 0;
        entra_revoke_results_free(results);
    }
    printf("{\"revoked\":%llu,\"cpu_per_user\":%.3f,\"memory\":null}\n", (unsigned long long)revoked,
           (double)(clock() - begun) / CLOCKS_PER_SEC * 1e6 / (double)revoked);
    return revoked == users ? 0 : 2;
}

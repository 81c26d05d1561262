/* What the test programs share: a check that says where it failed, and a client on the simulator. */
#ifndef CHECK_H
#define CHECK_H

#include "entra_revoke.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                               \
    do {                                                                               \
        if (!(condition)) {                                                            \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);    \
            exit(3);                                                                   \
        }                                                                              \
    } while (0)

/* The call fails with this status, and the error agrees and says something that has `part` in it. */
#define CHECK_ERROR(call, status, part)                                                          \
    do {                                                                                         \
        entra_revoke_error *error = NULL;                                                        \
        int32_t got = (call);                                                                    \
        if (got != (status) || error == NULL || error->code != (status) ||                       \
            strstr(error->message.data, (part)) == NULL ||                                       \
            strlen(error->message.data) != error->message.length) {                              \
            fprintf(stderr, "%s:%d: %s gave %d, %s\n", __FILE__, __LINE__, #call, (int)got,      \
                    error == NULL ? "no error" : error->message.data);                           \
            exit(3);                                                                             \
        }                                                                                        \
        entra_revoke_error_free(error);                                                          \
    } while (0)

static inline entra_revoke_str text(const char *data) {
    entra_revoke_str str;
    str.data = data;
    str.length = data == NULL ? 0 : strlen(data);
    return str;
}

static inline entra_revoke_client_options options_for_simulator(void) {
    entra_revoke_client_options options;
    memset(&options, 0, sizeof options);
    options.struct_size = (uint32_t)sizeof options;
    options.credential = ENTRA_REVOKE_CREDENTIAL_ACCESS_TOKEN;
    options.access_token = text(getenv("ENTRA_REVOKE_TOKEN"));
    options.graph_endpoint = text(getenv("ENTRA_REVOKE_GRAPH"));
    options.authority_endpoint = text(getenv("ENTRA_REVOKE_GRAPH"));
    return options;
}

static inline entra_revoke_client open_client(void) {
    entra_revoke_client_options options = options_for_simulator();
    entra_revoke_client client = 0;
    CHECK(entra_revoke_client_open(&options, &client, NULL) == ENTRA_REVOKE_OK);
    CHECK(client != 0);
    return client;
}

static inline entra_revoke_job open_job(entra_revoke_client client) {
    entra_revoke_job job = 0;
    CHECK(entra_revoke_job_open(client, NULL, &job, NULL) == ENTRA_REVOKE_OK);
    CHECK(job != 0);
    return job;
}

static inline entra_revoke_target target(uint64_t tag, entra_revoke_str user) {
    entra_revoke_target one;
    memset(&one, 0, sizeof one);
    one.struct_size = (uint32_t)sizeof one;
    one.tag = tag;
    one.user = user;
    return one;
}

static inline int32_t submit(entra_revoke_job job, uint64_t tag, const char *user) {
    entra_revoke_target one = target(tag, text(user));
    return entra_revoke_job_submit(job, &one, 1, NULL);
}

#endif

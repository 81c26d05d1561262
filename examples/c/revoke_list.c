/*
 * Revokes the sign-in sessions of the users on standard input, one object id or user principal name a line.
 *
 * Environment:
 *   ENTRA_REVOKE_TOKEN                                        a bearer token for Microsoft Graph, or
 *   ENTRA_REVOKE_TENANT, ENTRA_REVOKE_CLIENT_ID, ENTRA_REVOKE_CLIENT_SECRET    an application with a secret
 *   ENTRA_REVOKE_GRAPH, ENTRA_REVOKE_AUTHORITY                another cloud's endpoints; Global where they are not set
 *
 * Prints one line for each user and a summary. Exit code: 0 all are revoked, 2 some are not, 1 it could not be done.
 *
 *   cc -std=c99 -Iinclude examples/c/revoke_list.c -Ltarget/debug -lentra_revoke -Wl,-rpath,target/debug -o revoke_list
 */
#include "entra_revoke.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_LINE = 1024 };

static const char *status_name(int32_t status) {
    switch (status) {
    case ENTRA_REVOKE_STATUS_REVOKED: return "revoked";
    case ENTRA_REVOKE_STATUS_NO_EFFECT: return "no effect";
    case ENTRA_REVOKE_STATUS_REFUSED: return "refused";
    case ENTRA_REVOKE_STATUS_INVALID: return "invalid";
    case ENTRA_REVOKE_STATUS_FAILED: return "failed";
    case ENTRA_REVOKE_STATUS_NOT_SENT: return "not sent";
    default: return "unknown";
    }
}

static entra_revoke_str environment(const char *name) {
    entra_revoke_str text = {getenv(name), 0};
    text.length = text.data == NULL ? 0 : strlen(text.data);
    return text;
}

/* Says what went wrong and frees the error. */
static int failed(const char *what, entra_revoke_error *error) {
    fprintf(stderr, "%s: %s\n", what, error == NULL ? "no details" : error->message.data);
    entra_revoke_error_free(error);
    return 1;
}

static int32_t open_client(entra_revoke_client *client, entra_revoke_error **error) {
    entra_revoke_client_options options;
    memset(&options, 0, sizeof options);
    options.struct_size = (uint32_t)sizeof options;
    options.access_token = environment("ENTRA_REVOKE_TOKEN");
    options.tenant_id = environment("ENTRA_REVOKE_TENANT");
    options.client_id = environment("ENTRA_REVOKE_CLIENT_ID");
    options.client_secret = environment("ENTRA_REVOKE_CLIENT_SECRET");
    options.graph_endpoint = environment("ENTRA_REVOKE_GRAPH");
    options.authority_endpoint = environment("ENTRA_REVOKE_AUTHORITY");
    if (options.authority_endpoint.length == 0) {
        options.authority_endpoint = options.graph_endpoint;
    }
    options.credential =
        options.access_token.length > 0 ? ENTRA_REVOKE_CREDENTIAL_ACCESS_TOKEN : ENTRA_REVOKE_CREDENTIAL_CLIENT_SECRET;
    return entra_revoke_client_open(&options, client, error);
}

/* Hands over every line; the tag is the line's number. */
static int32_t submit_lines(entra_revoke_job job, entra_revoke_error **error) {
    char line[LONGEST_LINE];
    uint64_t number = 0;
    int32_t status = ENTRA_REVOKE_OK;
    while (status == ENTRA_REVOKE_OK && fgets(line, sizeof line, stdin) != NULL) {
        entra_revoke_target target;
        memset(&target, 0, sizeof target);
        target.struct_size = (uint32_t)sizeof target;
        target.tag = ++number;
        target.user.data = line;
        target.user.length = strcspn(line, "\r\n");
        status = entra_revoke_job_submit(job, &target, 1, error);
    }
    return status == ENTRA_REVOKE_OK ? entra_revoke_job_finish(job, error) : status;
}

static void print(const entra_revoke_result *result) {
    printf("%s: %s", result->user.data, status_name(result->status));
    if (result->code.length > 0) {
        printf(" [%s]", result->code.data);
    }
    if (result->message.length > 0) {
        printf(" %s", result->message.data);
    }
    printf("\n");
}

/* Takes results until nothing will come any more. */
static int32_t print_results(entra_revoke_job job, size_t *revoked, size_t *total, entra_revoke_error **error) {
    uint32_t finished = 0;
    while (!finished) {
        entra_revoke_results *results;
        int32_t status = entra_revoke_job_next(job, 1000, 500, &results, error);
        if (status != ENTRA_REVOKE_OK) {
            return status;
        }
        for (size_t i = 0; i < results->count; i++) {
            print(&results->items[i]);
            *revoked += results->items[i].status == ENTRA_REVOKE_STATUS_REVOKED;
        }
        *total += results->count;
        finished = results->finished;
        entra_revoke_results_free(results);
    }
    return ENTRA_REVOKE_OK;
}

int main(void) {
    entra_revoke_error *error = NULL;
    entra_revoke_client client;
    entra_revoke_job job;
    size_t revoked = 0, total = 0;

    if (entra_revoke_abi_version() >> 16 != ENTRA_REVOKE_ABI_VERSION_MAJOR) {
        fprintf(stderr, "the library %s does not fit this program\n", entra_revoke_version());
        return 1;
    }
    if (open_client(&client, &error) != ENTRA_REVOKE_OK) {
        return failed("The client can't be made", error);
    }
    if (entra_revoke_client_connect(client, 0, &error) != ENTRA_REVOKE_OK) {
        return failed("The sign-in failed", error);
    }
    if (entra_revoke_job_open(client, NULL, &job, &error) != ENTRA_REVOKE_OK || submit_lines(job, &error) != ENTRA_REVOKE_OK ||
        print_results(job, &revoked, &total, &error) != ENTRA_REVOKE_OK) {
        return failed("The run ended early; users without a line may or may not be revoked", error);
    }
    printf("%lu of %lu revoked\n", (unsigned long)revoked, (unsigned long)total);
    entra_revoke_job_close(job, NULL);
    entra_revoke_client_close(client, NULL);
    return revoked == total ? 0 : 2;
}

/* A host that gives tokens when they are wanted, and a caller that was compiled against 1.0. */
#include "check.h"

static entra_revoke_host_request *wanted(entra_revoke_client client, uint32_t timeout_ms) {
    entra_revoke_host_request *request = NULL;
    CHECK(entra_revoke_client_next_host_request(client, timeout_ms, &request, NULL) == ENTRA_REVOKE_OK);
    return request;
}

static entra_revoke_host_answer answer_with(const char *token, const char *refusal) {
    entra_revoke_host_answer answer;
    memset(&answer, 0, sizeof answer);
    answer.struct_size = (uint32_t)sizeof answer;
    answer.token = text(token);
    answer.refusal = text(refusal);
    return answer;
}

/* The one result of a job with one user; that the job is finished may be said later than the result. */
static int32_t status_of(entra_revoke_job job, const char *part) {
    int32_t status = 0;
    uint32_t finished = 0;
    while (!finished) {
        entra_revoke_results *results = NULL;
        CHECK(entra_revoke_job_next(job, 60000, 10, &results, NULL) == ENTRA_REVOKE_OK);
        CHECK(results->count <= 1);
        if (results->count == 1) {
            CHECK(status == 0 && strstr(results->items[0].message.data, part) != NULL);
            status = results->items[0].status;
        }
        finished = results->finished;
        entra_revoke_results_free(results);
    }
    CHECK(entra_revoke_job_close(job, NULL) == ENTRA_REVOKE_OK);
    return status;
}

static entra_revoke_job one_user(entra_revoke_client client) {
    entra_revoke_job job = open_job(client);
    CHECK(submit(job, 1, "user00001@contoso.example") == ENTRA_REVOKE_OK);
    CHECK(entra_revoke_job_finish(job, NULL) == ENTRA_REVOKE_OK);
    return job;
}

static void check_host(void) {
    entra_revoke_client_options options = options_for_simulator();
    entra_revoke_client client = 0;
    entra_revoke_host_request *request;
    entra_revoke_host_answer answer;
    entra_revoke_job job;
    uint64_t id;
    options.credential = ENTRA_REVOKE_CREDENTIAL_HOST;
    CHECK(entra_revoke_client_open(&options, &client, NULL) == ENTRA_REVOKE_OK);
    CHECK(wanted(client, 0) == NULL);

    /* It has none, and says why: the user hears it. */
    job = one_user(client);
    request = wanted(client, 60000);
    CHECK(request != NULL && request->kind == ENTRA_REVOKE_HOST_REQUEST_TOKEN && request->claims.length == 0);
    id = request->id;
    entra_revoke_host_request_free(request);
    answer = answer_with("", "");
    CHECK_ERROR(entra_revoke_client_answer_host_request(client, id, &answer, &error), ENTRA_REVOKE_ERROR_ARGUMENT, "one of token");
    answer = answer_with("", "The vault is locked.");
    CHECK(entra_revoke_client_answer_host_request(client, id, &answer, NULL) == ENTRA_REVOKE_OK);
    CHECK_ERROR(entra_revoke_client_answer_host_request(client, id, &answer, &error), ENTRA_REVOKE_ERROR_CONFIGURATION, "Nobody waits");
    CHECK(status_of(job, "The vault is locked.") == ENTRA_REVOKE_STATUS_NOT_SENT);

    job = one_user(client);
    request = wanted(client, 60000);
    CHECK(request != NULL);
    answer = answer_with(getenv("ENTRA_REVOKE_TOKEN"), "");
    CHECK(entra_revoke_client_answer_host_request(client, request->id, &answer, NULL) == ENTRA_REVOKE_OK);
    entra_revoke_host_request_free(request);
    CHECK(status_of(job, "") == ENTRA_REVOKE_STATUS_REVOKED);
    CHECK(entra_revoke_client_close(client, NULL) == ENTRA_REVOKE_OK);
    CHECK_ERROR(entra_revoke_client_next_host_request(client, 0, &request, &error), ENTRA_REVOKE_ERROR_HANDLE, "");
    CHECK(request == NULL);
    entra_revoke_host_request_free(NULL);
}

/* Behind the end of a struct of 1.0 nothing is read: here lies what would be refused. */
static void check_old_caller(void) {
    entra_revoke_client_options options = options_for_simulator();
    entra_revoke_client client = 0;
    memset((char *)&options + 168, 0xee, sizeof options - 168);
    options.struct_size = 168;
    CHECK(entra_revoke_client_open(&options, &client, NULL) == ENTRA_REVOKE_OK);
    CHECK(entra_revoke_client_close(client, NULL) == ENTRA_REVOKE_OK);
}

int main(void) {
    check_host();
    check_old_caller();
    return 0;
}
